# SPDX-License-Identifier: Apache-2.0
"""The golden JSON documents keep to the schemas that ship, and say nothing that these do not describe."""
import pathlib
import sys

import validate

here = pathlib.Path(__file__).resolve().parent
names = sorted(str(path) for pattern in ("*.json", "*.jsonl") for path in here.glob(pattern))
sys.exit(validate.main(["--complete", *names]) if names else 1)
