"""The section's rows that an import knows: those of the ledger that it may mean, and those it adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from core.columns import table_of
from core.imports.pending import Pending, Pendings
from core.period import year_of
from core.section import Section
from db.kept_rows import next_id
from db.portions import portions

_UNIQUE = ("person", "employer")
"""Sections whose documents may be there only once, in the recycle bin too."""


class KnownRows:
    """Rows by 系统编号, by the section's natural keys and by their person.

    `pendings` are the rows themselves, as the import would leave them.
    """

    def __init__(self, connection: Connection, section: Section, cut_off_day: int) -> None:
        """Know nothing yet but where the next id lies."""
        self._connection = connection
        self._section = section
        self._cut_off_day = cut_off_day
        self._table = table_of(section.model)
        self.pendings = Pendings(section.key, self._table, next_id(connection, self._table))
        self._by_identity: list[dict[tuple[Any, ...], Pending]] = [{} for _ in section.identities]
        self._places = tuple(enumerate(section.identities))
        self._namesakes: dict[tuple[int, tuple[Any, ...]], list[Pending]] = {}
        self._of_person: dict[int, list[Pending]] = {}
        self._loaded_persons: set[int] = set()

    # -- loading ---------------------------------------------------------------------------------
    def load_unowned(self, by_person: bool) -> None:
        """Load rows that are not found by way of their person; `by_person` where most are."""
        void = self._table.c.state == "void"
        unowned = select(self._table).order_by(void, self._table.c.id)
        if self._section.key not in _UNIQUE:
            unowned = unowned.where(~void)
        if by_person:
            unowned = unowned.where(self._table.c.person_id.is_(None))
        self._load(unowned)
        self._lead_to_kept()

    def load_of(self, persons: Iterable[int]) -> None:
        """Load the rows of these persons, once."""
        wanted = [*{*persons} - self._loaded_persons]
        self._loaded_persons.update(wanted)
        for chunk in portions(wanted):
            self._load(
                select(self._table).where(self._table.c.person_id.in_(chunk), self._table.c.state != "void")
            )

    def load_ids(self, ids: list[int]) -> set[int]:
        """Load rows by their id, voided ones too; gives whose they are."""
        persons: set[int] = set()
        for portion in portions(ids):
            found = select(self._table).where(self._table.c.id.in_(portion))
            for row in self._connection.execute(found).mappings():
                pending = self.pendings.known(dict(row))
                if pending.values.get("person_id") is not None:
                    persons.add(pending.values["person_id"])
        return persons

    def _load(self, statement: Any) -> None:
        for row in self._connection.execute(statement).mappings():
            self.index(self.pendings.known(dict(row)))

    def _lead_to_kept(self) -> None:
        """A sheet with the document of a merged record means the record that was kept."""
        if self._section.key != "person":
            return
        for found in self._by_identity:
            for identity, pending in found.items():
                kept = pending
                while kept.values.get("merged_into") is not None:
                    kept = self.of_id(kept.values["merged_into"]) or kept
                found[identity] = kept

    # -- finding ---------------------------------------------------------------------------------
    def of_id(self, row_id: int) -> Pending | None:
        """A row of the ledger that was loaded."""
        return self.pendings.of_id(row_id)

    def index(self, pending: Pending) -> None:
        """Let a row be found from now on."""
        values = pending.values
        if values.get("state") == "void" and self._section.key not in _UNIQUE:
            return
        for place, keys in self._places:
            identity = tuple([values.get(key) for key in keys])
            if identity[0] is not None:
                first = self._by_identity[place].setdefault(identity, pending)
                if first is not pending:
                    self._namesakes.setdefault((place, identity), []).append(pending)
        person = values.get("person_id")
        if person is not None:
            known = self._of_person.get(person)
            if known is None:
                self._of_person[person] = [pending]
            else:
                known.append(pending)

    def match(self, own: Mapping[str, Any]) -> Pending | None:
        """The row that these values name by a natural key."""
        for place, keys in self._places:
            identity = tuple([own.get(key) for key in keys])
            target = self._by_identity[place].get(identity) if identity[0] is not None else None
            if target is None:
                continue
            namesakes = self._namesakes.get((place, identity))
            if namesakes is not None:
                target = self._nearest([target, *namesakes], own)
            if not self._ended_before(target, own):
                return target
        return None

    def _nearest(self, found: list[Pending], own: Mapping[str, Any]) -> Pending:
        """Of several rows of one person and employer that of the same day, else the last one."""
        dating = self._section.dating
        same = [each for each in found if dating and each.values.get(dating) == own.get(dating)]
        return same[0] if same else found[-1]

    def _ended_before(self, target: Pending, own: Mapping[str, Any]) -> bool:
        """A placement that ended before the new one began is another placement."""
        ended, placed = target.values.get("ended_on"), own.get("placed_on")
        return bool(ended and placed and self._section.key == "placement" and ended < placed)

    def other_of_year(self, own: Mapping[str, Any]) -> Pending | None:
        """The same person's first known row of the same statistical year."""
        others = self._of_person.get(own.get("person_id", 0))
        if others is None:
            return None
        day = own.get(self._section.dating)
        year = year_of(day, self._cut_off_day) if isinstance(day, date) else None
        for other in others:
            other_day = other.values.get(self._section.dating)
            if isinstance(other_day, date) and year_of(other_day, self._cut_off_day) == year:
                return other
        return None
