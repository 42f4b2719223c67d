"""The published schema of the data file: made from the types, true of samples, false of what is wrong."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from paper_samples import SAMPLES, submitted

from core.returns.data_file import write_data
from core.returns.data_reading import DataError, read_data
from core.returns.data_schema import data_schema
from core.returns.snapshot import Letterhead, Signatures

PUBLISHED = Path(__file__).resolve().parents[2] / "docs" / "return-data.schema.json"
_KINDS: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
_WORDS = {"$schema", "$id", "$defs", "title", "type", "properties", "required", "items", "anyOf", "$ref",
          "const", "enum", "pattern", "minimum", "maximum"}  # fmt: skip


def faults(schema: dict[str, Any], value: Any, whole: dict[str, Any], place: str = "") -> Iterator[str]:
    """Where a value breaks a schema of the words that ours uses (JSON Schema 2020-12, validation)."""
    assert set(schema) <= _WORDS, set(schema) - _WORDS
    if "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in schema:
        if all(list(faults(each, value, whole)) for each in schema["anyOf"]):
            yield place
        return
    kind = schema.get("type")
    if kind and (not isinstance(value, _KINDS[kind]) or (isinstance(value, bool) and kind != "boolean")):
        yield place
        return
    if "const" in schema and value != schema["const"]:
        yield place
    if "enum" in schema and value not in schema["enum"]:
        yield place
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield place
    if "minimum" in schema and not schema["minimum"] <= value <= schema["maximum"]:
        yield place
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{place}.{name}"
    for name, part in schema.get("properties", {}).items():
        if name in value:
            yield from faults(part, value[name], whole, f"{place}.{name}")
    for number, each in enumerate(value if kind == "array" else ()):
        yield from faults(schema["items"], each, whole, f"{place}[{number}]")


def published() -> dict[str, Any]:
    found = json.loads(PUBLISHED.read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def test_the_published_schema_is_that_of_the_types() -> None:
    text = json.dumps(data_schema(), ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        PUBLISHED.write_text(text, "utf-8", newline="\n")
    assert PUBLISHED.read_text("utf-8") == text


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_keeps_it_and_comes_back_as_it_was(name: str) -> None:
    snapshot = SAMPLES[name]()
    content = write_data(snapshot, b"workbook")
    schema = published()
    assert list(faults(schema, json.loads(content), schema)) == []
    assert read_data(content) == replace(snapshot, letterhead=Letterhead(), signatures=Signatures())


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("state",), "sent"),
        (("schema",), "monthly-return/2"),
        (("period", "month"), "2025-13"),
        (("period", "cut_off_day"), 31),
        (("subject_total", "value"), "10462"),
        (("industries", 0, "value"), None),
        (("townships",), {}),
        (("demonstration",), 1),
        (("workbook", "sha256"), "abc"),
    ],
)
def test_what_is_wrong_breaks_it(path: tuple[str | int, ...], wrong: object) -> None:
    content: Any = json.loads(write_data(submitted(), b""))
    part = content
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = wrong
    schema = published()
    assert list(faults(schema, content, schema)) != []


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"\xff", b"{" * 5000, b"[" * 200_000, b'{"schema": "monthly-return/1"}'],
)
def test_what_is_no_data_file_is_refused(content: bytes) -> None:
    with pytest.raises(DataError):
        read_data(content)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"value":10462', b'"value":1e999'),
        (b'"value":10462', b'"value":NaN'),
        (b'"value":10462', b'"value":99999999999999999999'),
        (b'"value":10462', b'"value":"10462"'),
        (b'"cut_off_day":0', b'"cut_off_day":99'),
        (b'"month":"2025-09"', b'"month":"2025-9"'),
        (b'"version":1', b'"version":true'),
        (b'"industries":[', b'"industries":[7,'),
    ],
)
def test_values_of_the_wrong_kind_are_refused(old: bytes, new: bytes) -> None:
    content = write_data(submitted(), b"")
    assert old in content
    with pytest.raises(DataError):
        read_data(content.replace(old, new))


def test_keys_of_a_later_program_are_passed_over() -> None:
    content = json.loads(write_data(submitted(), b""))
    content["later"] = {"than": "this"}
    content["subject_total"]["later"] = 1
    assert read_data(json.dumps(content, ensure_ascii=False).encode()).subject_total.value == 10462
