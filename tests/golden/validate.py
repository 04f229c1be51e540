# SPDX-License-Identifier: Apache-2.0
"""Validates gwdiag documents, from files or standard input, against the schema that each one names.

validate.py [--complete] [FILE...]   a file holds one document, or one a line

Besides the schema: every `at` leads somewhere in its document, nothing is null, no string holds a control character.
--complete also reports fields that the schema does not describe: what the program writes has to be described."""
import json
import pathlib
import sys
import unicodedata

import jsonschema

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "schemas"
loaded = {}


def schema_of(document):
    name = document.get("schema") if isinstance(document, dict) else None
    if not isinstance(name, str) or not name.startswith("gwdiag."):
        return None
    path = SCHEMAS / (name.removeprefix("gwdiag.").replace("/", "-") + ".json")
    if path not in loaded:
        loaded[path] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
    return loaded[path]


def leads_somewhere(document, pointer):
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        try:
            document = document[int(step)] if isinstance(document, list) else document[step]
        except (KeyError, IndexError, ValueError, TypeError):
            return False
    return True


def unsafe(text):
    return any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for c in text)


def house_rules(document, value, where=""):
    """What the contract says of every value, whatever the schema."""
    if value is None:
        yield f"{where}: null"
    elif isinstance(value, str) and unsafe(value):
        yield f"{where}: a control character in {value[:60]!r}"
    elif isinstance(value, dict):
        if isinstance(value.get("at"), str) and not leads_somewhere(document, value["at"]):
            yield f"{where}/at: {value['at']} leads nowhere"
        for key, item in value.items():
            if unsafe(key):
                yield f"{where}: a control character in the key {key!r}"
            yield from house_rules(document, item, f"{where}/{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from house_rules(document, item, f"{where}/{index}")


def undescribed(value, schema, root, where=""):
    """Fields for which the schema has no words; a field of free form (`detail`) describes none."""
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    if isinstance(value, dict) and schema.get("properties"):
        for key, item in value.items():
            if key not in schema["properties"]:
                yield f"{where}/{key}: not described in the schema"
            else:
                yield from undescribed(item, schema["properties"][key], root, f"{where}/{key}")
    elif isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield from undescribed(item, schema["items"], root, f"{where}/{index}")


def problems_of(document, complete):
    schema = schema_of(document)
    if schema is None:
        yield "/schema: names no schema that ships"
        return
    for error in jsonschema.Draft202012Validator(schema).iter_errors(document):
        yield f"/{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
    yield from house_rules(document, document)
    if complete:
        yield from undescribed(document, schema, schema)


def documents_in(text):
    try:
        return [json.loads(text)]
    except ValueError:
        return [json.loads(line) for line in text.splitlines() if line]


def main(arguments):
    complete = "--complete" in arguments
    names = [name for name in arguments if name != "--complete"] or ["-"]
    count = failed = 0
    for name in names:
        text = sys.stdin.read() if name == "-" else pathlib.Path(name).read_text(encoding="utf-8")
        for document in documents_in(text):
            count += 1
            for problem in problems_of(document, complete):
                failed += 1
                print(f"{name}: {problem}")
    print(f"{count} documents, {failed} problems")
    return 1 if failed or not count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
