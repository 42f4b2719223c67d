"""Where a section's fields lie in the store, and how their values read on screen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, Table, select

from core.errors import NotFound
from core.identity import mask_id, mask_phone
from core.section import Field, Kind, Section
from core.vocabulary import Vocabulary
from db.models import Employer, Person, SensitiveFact

PERSON, EMPLOYER = "person.", "employer."
_MASKED_KINDS = (Kind.RESIDENT_ID, Kind.PHONE)
"""Numbers are masked in cells; names are shown, but kept out of messages, logs and papers."""


def table_of(model: type[Any]) -> Table:
    """The table of a mapped class."""
    table: Table = model.__table__
    return table


def column_of(section: Section, key: str) -> ColumnElement[Any]:
    """The column of a field, in the section's own table or in that of the record it refers to."""
    if key.startswith(PERSON):
        return table_of(Person).c[key.removeprefix(PERSON)]
    if key.startswith(EMPLOYER):
        return table_of(Employer).c[key.removeprefix(EMPLOYER)]
    if section.parent is not None and key.startswith(f"{section.parent.section}."):
        return table_of(section.parent.model).c[key.removeprefix(f"{section.parent.section}.")]
    apart = section.by_key[key].sensitive if key in section.by_key else ""
    if apart:
        return table_of(SensitiveFact).c[apart]
    return table_of(section.model).c[key]


def source_of(section: Section) -> FromClause:
    """The section's table, joined with those of the records it refers to."""
    own = table_of(section.model)
    source: FromClause = own
    if section.people:
        source = source.outerjoin(table_of(Person), table_of(Person).c.id == own.c.person_id)
    if section.employers:
        source = source.outerjoin(table_of(Employer), table_of(Employer).c.id == own.c.employer_id)
    if section.parent is not None:
        whole = table_of(section.parent.model)
        source = source.outerjoin(whole, whole.c.id == own.c[section.parent.field])
    if section.sensitive():
        source = source.outerjoin(table_of(SensitiveFact), fact_owner(section) == own.c.id)
    return source


def fact_owner(section: Section) -> ColumnElement[Any]:
    """The column of a sensitive fact that names the section's row it was recorded with."""
    return table_of(SensitiveFact).c[f"{section.key}_id"]


def rows_statement(section: Section) -> Select[Any]:
    """All fields of the section's rows, labelled by field key, with id, state and drafts."""
    own = table_of(section.model)
    columns = [column_of(section, each.key).label(each.key) for each in section.fields]
    columns += [own.c.id.label("#id"), own.c.state.label("#state"), own.c.draft_values.label("#draft")]
    if section.people:
        columns += [own.c.person_id.label("#person"), table_of(Person).c.draft_values.label("#person_draft")]
    if section.employers:
        columns += [
            own.c.employer_id.label("#employer"),
            table_of(Employer).c.draft_values.label("#employer_draft"),
        ]
    if section.sensitive():
        columns.append(table_of(SensitiveFact).c.draft_values.label("#fact_draft"))
    for key in ("township", "industry"):
        if f"{key}_text" in own.c:
            columns.append(own.c[f"{key}_text"].label(f"#{key}_text"))
    return select(*columns).select_from(source_of(section))


def system_number(tag: str, row_id: int) -> str:
    """系统编号: the ledger's tag and the row's id. Another ledger's numbers are never taken for one's own."""
    return f"{tag}-{row_id}"


def row_of_number(tag: str, number: Any) -> int | None:
    """The row id in a 系统编号 of this ledger; None for none and for another ledger's."""
    own, _, digits = str(number or "").strip().partition("-")
    return int(digits) if own == tag and digits.isascii() and digits.isdigit() else None


@dataclass(frozen=True, slots=True)
class Stored:
    """One row as it is stored: values by field key; `drafts` hold what could not be taken, as typed."""

    id: int
    state: str
    person_id: int | None
    employer_id: int | None
    values: dict[str, Any]
    drafts: dict[str, str]


def stored(section: Section, row: Mapping[str, Any]) -> Stored:
    """A row of `rows_statement`."""
    drafts: dict[str, str] = _drafts(row["#draft"], "")
    drafts |= _drafts(row.get("#fact_draft"), "")
    drafts |= _drafts(row.get("#person_draft"), PERSON)
    drafts |= _drafts(row.get("#employer_draft"), EMPLOYER)
    values = {each.key: row[each.key] for each in section.fields}
    return Stored(
        id=row["#id"],
        state=str(row["#state"]),
        person_id=row.get("#person"),
        employer_id=row.get("#employer"),
        values=values,
        drafts={key: text for key, text in drafts.items() if key in section.by_key},
    )


def stored_row(connection: Connection, section: Section, row_id: int) -> Stored:
    """One row of a section.

    Raises:
        NotFound: when it is gone.
    """
    own = table_of(section.model)
    row = connection.execute(rows_statement(section).where(own.c.id == row_id)).mappings().first()
    if row is None:
        raise NotFound("这一行已经不在台账里。", todo="按 F5 重新读取。")
    return stored(section, dict(row))


def _drafts(text: str | None, prefix: str) -> dict[str, str]:
    return {prefix + key: value for key, value in json.loads(text).items()} if text else {}


def text_of(field: Field, value: Any, vocabulary: Vocabulary, *, masked: bool = True) -> str:
    """How a value reads in a cell: codes in words, ISO dates, numbers with commas, masked where personal."""
    if value is None or value == "":
        return ""
    if masked and field.masked and field.kind in _MASKED_KINDS:
        return mask_phone(str(value)) if field.kind is Kind.PHONE else mask_id(str(value))
    if field.kind is Kind.CODE:
        return code_text(field, str(value), vocabulary)
    if field.kind is Kind.ROW:
        return system_number(vocabulary.tag, value) if isinstance(value, int) else str(value)
    if field.kind is Kind.FLAG:
        return "是" if value else "否"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}" if value != value.to_integral_value() else f"{int(value):,}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def code_text(field: Field, code: str, vocabulary: Vocabulary) -> str:
    """A code in words; destinations and employer types keep their number before it."""
    name = vocabulary.list_of(field.codes).name_of(code)
    return f"{code} {name}" if field.codes in ("destination", "employer_type") and name != code else name
