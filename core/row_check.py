"""What is wrong, or worth a look, with one row as it would be saved. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from core import entry
from core.columns import PERSON, stored_row, table_of
from core.known_records import KnownRecords
from core.manufacturing_counties import outside_counties
from core.privacy.marks import MarkList
from core.problems import Problem, Severity
from core.section import Section, Values
from core.sections import section_of
from core.submitted import late_problems
from core.units import unit_of_key
from core.vocabulary import Vocabulary

_OWN_NUMBERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "person": {"id_number": ("id_kind",)},
    "employer": {"credit_code": ()},
}
"""Numbers that one record alone may have, with the columns that belong to them."""


class RowCheck:
    """Checks single rows against the section, the ledger and what is known of the unit."""

    def __init__(self, connection: Connection, vocabulary: Vocabulary, today: date) -> None:
        self._connection = connection
        self._vocabulary = vocabulary
        self._today = today
        self._known = KnownRecords(connection)

    def check(
        self, section: Section, values: Values, row_id: int | None
    ) -> tuple[dict[str, Any], tuple[Problem, ...]]:
        """Normalised and derived values, and what is wrong or worth a look. Writes nothing.

        Values that cannot be taken stand in the result as they were typed.
        """
        clean, problems = entry.normalised(section, values, self._vocabulary, self._today)
        clean = entry.derived(section, clean)
        bad = {problem.field for problem in problems if problem.severity is Severity.REFUSED}
        taken = {key: None if key in bad else value for key, value in clean.items()}
        problems += [each for each in section.check(taken) if each.field not in bad]
        problems += [
            Problem(each.key, f"{each.label}未填")
            for each in section.required()
            if clean.get(each.key) in (None, "") and each.key not in bad
        ]
        if section.people and not bad:
            problems += self._person_problems(section, clean, row_id)
        if section.key == "person" and row_id is None and taken.get("id_number"):
            kind = taken.get("id_kind") or "resident_id"
            problems += self._warned("id_number", kind, taken["id_number"])
        problems += self._taken_numbers(section, taken, row_id)
        problems += self._whole_problems(section, taken)
        problems += late_problems(
            self._connection,
            section,
            taken,
            lambda: stored_row(self._connection, section, row_id).values if row_id else None,
        )
        unit = unit_of_key(self._vocabulary.unit_key).name
        problems += outside_counties(section, taken, unit, self._today)
        return clean, tuple(_once(problems))

    def _taken_numbers(
        self, section: Section, values: Mapping[str, Any], row_id: int | None
    ) -> Iterable[Problem]:
        """A document or credit code that another record already has."""
        table = table_of(section.model)
        for key, kinds in _OWN_NUMBERS.get(section.key, {}).items():
            if values.get(key) is None:
                continue
            same = [table.c[each] == values[each] for each in (key, *kinds)]
            other = select(table.c.id).where(*same, table.c.id != (row_id or 0))
            if self._connection.execute(other).first() is not None:
                label = section.by_key[key].label
                yield Problem(key, f"这个{label}已经建档，请改那一行；在回收站里的先恢复")

    def _whole_problems(self, section: Section, values: Mapping[str, Any]) -> Iterable[Problem]:
        """The whole that a row is a part of is there, and not in the recycle bin."""
        parent = section.parent
        if parent is None or values.get(parent.field) is None:
            return
        table = table_of(parent.model)
        found = select(table.c.state).where(table.c.id == values[parent.field])
        if self._connection.execute(found).scalar() in (None, "void"):
            title = section_of(parent.section).title
            yield Problem(parent.field, f"台账里没有这个编号的{title}，或它已作废")

    def _warned(self, field: str, kind: str, number: Any) -> list[Problem]:
        """A word where somebody is recorded again who was erased."""
        return MarkList(self._connection).warnings(field, (kind, str(number))) if number else []

    def _person_problems(
        self, section: Section, clean: Mapping[str, Any], row_id: int | None
    ) -> list[Problem]:
        number = clean.get(PERSON + "id_number")
        kind = clean.get(PERSON + "id_kind") or "resident_id"
        person = self._known.person_by_document(kind, number) if number else None
        if person is None:
            return self._warned(PERSON + "id_number", kind, number)
        name = clean.get(PERSON + "name")
        if name and person["name"] and name != person["name"]:
            return [
                Problem(PERSON + "name", "这个证件号已登记为另一个姓名。请核对证件；改名的先到人员档案里改。")
            ]
        if section.repeats:
            return []
        own = table_of(section.model)
        others = select(func.count()).where(own.c.person_id == person["id"], own.c.state == "active")
        if row_id is not None:
            others = others.where(own.c.id != row_id)
        if self._connection.execute(others).scalar_one():
            return [Problem(PERSON + "id_number", "已有同人登记，按最早一笔计", Severity.WARNING)]
        return []


def _once(problems: Iterable[Problem]) -> list[Problem]:
    seen: dict[tuple[str, str], Problem] = {}
    for each in problems:
        seen.setdefault((each.field, each.message), each)
    return list(seen.values())
