"""Where else the persons of a sheet are: their other row of the year, and people who may be they."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from core.identity import mask_id, mask_name
from core.imports.pending import Pending
from core.imports.rows import row_list
from core.names import like_person
from core.problems import Problem, Severity
from db.models import Batch, Person

_NAMED = 3
"""Pairs that the sentence names; the others are counted."""


class OtherRows:
    """Says of a row that is there already which one it is, without saying whose."""

    def __init__(self, connection: Connection, dating: str) -> None:
        """Sources are read from the ledger when first asked for."""
        self._connection = connection
        self._dating = dating
        self._sources: dict[int, str] | None = None

    def told(self, other: Pending, employer: str) -> str:
        """Where a row is from, its date and its employer: 朱沱镇《9月.xlsx》，2025-09-03，某公司."""
        day = other.values.get(self._dating)
        return "，".join(part for part in (self.source(other), str(day) if day else "", employer) if part)

    def source(self, other: Pending) -> str:
        """The row of this sheet, the sender and file, or who entered it."""
        return f"表内第 {other.row} 行" if other.row else self._of_ledger(other.values)

    def _of_ledger(self, values: Mapping[str, Any]) -> str:
        if self._sources is None:
            found = self._connection.execute(select(Batch.id, Batch.sender, Batch.file_name))
            self._sources = {
                row.id: f"{row.sender or ''}《{row.file_name}》" for row in found if row.file_name
            }
        source = self._sources.get(values.get("batch_id") or 0)
        return source or f"{values.get('created_by') or ''} 录入".strip()


def near_people(connection: Connection, new: Iterable[Pending], rows: Mapping[int, int]) -> list[Problem]:
    """The notice about new persons who may be somebody that is known under another number.

    Args:
        connection: a transaction on the ledger as it is.
        new: the persons that an import would add.
        rows: id of a new person → row of the sheet.

    Returns:
        One warning, or none. Likeness is that of 疑似重复: the same birth date, and the name or its sound.
    """
    fresh = [each for each in new if each.values.get("birth_date") and each.values.get("name")]
    known = _known_of(connection, {each.values["birth_date"] for each in fresh}) if fresh else {}
    found: list[tuple[int, str]] = []
    for each in fresh:
        name, born, row = str(each.values["name"]), each.values["birth_date"], rows.get(each.id, 0)
        others = known.setdefault((born, name[:1]), [])
        like = next((other for other in others if like_person(name, other[0])), None)
        if like is not None and row:
            found.append((row, f"第 {row} 行 {mask_name(name)} 与{like[1]}"))
        where = f"第 {row} 行" if row else "本表"
        others.append((name, f"{where}的 {mask_name(name)}（{mask_id(str(each.values['id_number']))}）"))
    return [Problem("", _sentence(found), Severity.WARNING)] if found else []


def _known_of(connection: Connection, births: set[date]) -> dict[tuple[date, str], list[tuple[str, str]]]:
    """Persons of the ledger by birth date and surname: name, and how the sentence names them."""
    columns = select(Person.name, Person.birth_date, Person.id_number).where(
        Person.state != "void", Person.birth_date.is_not(None), Person.name.is_not(None)
    )
    known: dict[tuple[date, str], list[tuple[str, str]]] = {}
    for row in connection.execute(columns):
        if row.birth_date in births:
            told = f"台账里的 {mask_name(row.name)}（{mask_id(row.id_number or '')}）"
            known.setdefault((row.birth_date, row.name[:1]), []).append((row.name, told))
    return known


def _sentence(found: Sequence[tuple[int, str]]) -> str:
    pairs = "；".join(words for _row, words in found[:_NAMED])
    more = f"；还有第 {row_list([row for row, _words in found[_NAMED:]])} 行" if len(found) > _NAMED else ""
    return (
        f"同一天出生、姓名相同或音近、证件号不同：{pairs}{more}。"
        "若是同一人，请对照证件改正原表再导入，或写入后在“疑似重复”里比对、合并。"
    )
