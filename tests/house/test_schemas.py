# SPDX-License-Identifier: Apache-2.0
"""The JSON Schemas that ship are valid, and every situation file has its form."""
import json

import jsonschema

import house

problems = []
schemas = house.files("schemas/*.json", "tests/support/*.schema.json")
for path in schemas:
    try:
        schema = json.loads(house.text(path))
        jsonschema.validators.validator_for(schema).check_schema(schema)
        if "$schema" not in schema or "title" not in schema:
            problems.append(f"{house.name(path)}: needs $schema and title")
    except (ValueError, jsonschema.SchemaError) as error:
        problems.append(f"{house.name(path)}: {str(error).splitlines()[0]}")

form = json.loads(house.text(house.TOP / "tests/support/case.schema.json"))
form = jsonschema.validators.validator_for(form)(form)
situations = house.files("tests/cases/*.json")
for path in situations:
    try:
        document = json.loads(house.text(path))
    except ValueError as error:
        problems.append(f"{house.name(path)}: {error}")
        continue
    for error in form.iter_errors(document):
        problems.append(f"{house.name(path)}: /{'/'.join(map(str, error.path))}: {error.message[:200]}")

for needed in ("report", "evidence", "explain"):
    if not any(path.name.startswith(needed) for path in schemas):
        problems.append(f"schemas: none for {needed}")
house.end(problems, len(schemas) + len(situations))
