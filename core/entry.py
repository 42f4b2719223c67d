"""What is typed at the desk → typed values: the same reading rules as for sheets, and what can be derived."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

from core import identity
from core.columns import PERSON, row_of_number
from core.imports.cells import text_of
from core.imports.values import Rules, read_document, read_value
from core.problems import Problem, Severity, refused
from core.section import Field, Kind, Section, Values
from core.vocabulary import Vocabulary


def normalised(
    section: Section, values: Values, vocabulary: Vocabulary, today: date
) -> tuple[dict[str, Any], list[Problem]]:
    """Typed values of every field, and what is wrong with single fields.

    A value that cannot be taken stands in the result as it was typed. Empty fields are None and no
    problem here.
    """
    rules = Rules(today=today, dating=section.dating)
    clean: dict[str, Any] = {}
    problems: list[Problem] = []
    for field in section.fields:
        raw = values.get(field.key)
        if raw is None or raw == "" or field.derived:
            clean[field.key] = None
            continue
        value, found = _read(field, raw, rules, vocabulary, values)
        found = _strict(field, found, value)
        clean[field.key] = text_of(raw) if refused(found) else value
        problems += found
    return clean, problems


def _read(
    field: Field, raw: Any, rules: Rules, vocabulary: Vocabulary, values: Values
) -> tuple[Any, tuple[Problem, ...]]:
    if isinstance(raw, bool):
        return raw, ()
    if field.kind is Kind.ROW:
        return _row(field, raw, vocabulary)
    if field.kind is Kind.RESIDENT_ID:
        told = values.get(field.key.removesuffix("id_number") + "id_kind")
        code = vocabulary.list_of("id_kind").resolve(str(told)) if told else None
        document, found = read_document(field, raw, rules, identity.IdKind(code) if code else None)
        return (document.number if document else None), found
    if field.kind is Kind.CODE:
        return read_value(field, str(raw), rules, vocabulary.list_of(field.codes))
    return read_value(field, raw, rules)


def _row(field: Field, raw: Any, vocabulary: Vocabulary) -> tuple[Any, tuple[Problem, ...]]:
    """The id of another row, given as it is or by its 系统编号."""
    found = raw if isinstance(raw, int) else row_of_number(vocabulary.tag, raw)
    if found is None:
        return None, (Problem(field.key, f"{field.label}不是这本台账的系统编号"),)
    return found, ()


def _strict(field: Field, found: tuple[Problem, ...], value: Any) -> tuple[Problem, ...]:
    """At the desk a value that could not be taken keeps the row a draft: nothing typed is dropped."""
    if value is not None or not found:
        return found
    return tuple(
        Problem(field.key, each.message.removesuffix("；这一格未取用"), Severity.REFUSED) for each in found
    )


def derived(section: Section, clean: Mapping[str, Any]) -> dict[str, Any]:
    """The values with those that follow from the document: its kind, sex and birth date."""
    result = dict(clean)
    prefix = PERSON if section.people else ""
    if f"{prefix}id_number" not in section.by_key:
        return result
    number = clean.get(f"{prefix}id_number")
    document = identity.check_document(str(number)) if number else None
    if document is not None and not document.error:
        result[f"{prefix}id_kind"] = clean.get(f"{prefix}id_kind") or document.kind.value
        result[f"{prefix}sex"] = identity.sex(document.number)
        result[f"{prefix}birth_date"] = identity.birth_date(document.number)
    else:
        result[f"{prefix}id_kind"] = clean.get(f"{prefix}id_kind") or identity.IdKind.RESIDENT_ID.value
    return result


@lru_cache(maxsize=65_536)
def initials(name: str) -> str:
    """Pinyin initials of a name, all readings of its first character: 单雨桐 → syt dyt."""
    found = [*map(_letters, name[:12].replace(" ", ""))]
    if not found:
        return ""
    rest = "".join([letters[0] for letters in found[1:]])
    return " ".join([first + rest for first in found[0]])


_SURNAMES = {
    "单": "sd",
    "曾": "zc",
    "解": "xj",
    "仇": "qc",
    "查": "zc",
    "区": "oq",
    "朴": "p",
    "盖": "g",
    "尉": "wy",
}
"""Surnames whose usual reading is not the character's first."""


@cache
def _letters(char: str) -> str:
    if char.isascii():
        return char.lower() if char.isalnum() else "-"
    if char in _SURNAMES:
        return _SURNAMES[char]
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")  # single characters are all that is asked
    import pypinyin  # late: its tables cost more than a whole command otherwise needs

    readings = pypinyin.pinyin(char, style=pypinyin.Style.FIRST_LETTER, heteronym=True)[0]
    return "".join(dict.fromkeys(each[0] for each in readings if each)) or "-"
