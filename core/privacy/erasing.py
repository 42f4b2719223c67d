"""Erasing a person (PIPL art. 47): the data go, the rows stay as a statistic without anybody in it.

What stays of a row is declared in `core.privacy.columns.STAYS`. The person's record stays, empty and void, so
that rows of one person are still counted once. Why: docs/decisions/072.
"""

from __future__ import annotations

import json
from calendar import isleap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, func, or_, select, update

from core.columns import PERSON, table_of
from core.people.merged import referring
from core.privacy import journal_texts
from core.privacy.columns import LIFE, STAYS, Holds, holdings, searched
from core.privacy.marks import add_mark
from core.privacy.traces import GONE, Traces, pruned, rewritten
from core.sections import SECTIONS
from core.settings import Rules
from db import journal
from db.base import Base, utc_now
from db.cells import rows_with
from db.kept_rows import REMOVED
from db.models import (
    BatchRow,
    Evidence,
    EvidenceContent,
    Person,
    PhoneSampleRow,
    Placement,
    VerificationRow,
)

LEAST = 5
"""A word that names a body (an employer, a college) stays only where so many others have the same."""
REASON = "个人信息已删除"
_CHUNK = 900
_PERSON = table_of(Person)
_EMPTY: Mapping[str, Any] = {"note": "", "void_reason": "", "draft_values": "", "verification": "claimed"}
"""What an emptied column holds where it may not be NULL."""
_SECTION_OF = {table_of(each.model).name: each for each in SECTIONS}
_WHOLE_ROW = ("remembered_columns", "remembered_word", "name_alias", "township_alias", "unfinished")
"""Tables of which a row goes as a whole where it names the person: it is worth nothing without the word."""
_APART = ("journal", "batch_row", "verification_row", "phone_sample_row", "evidence")
"""Tables that are treated by their own rules, after the other rows."""
Ids = dict[str, list[int]]
"""Table → ids."""


@dataclass
class Erased:
    """What was done, counted while it was done."""

    records: tuple[int, ...] = ()
    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    """Section → state → rows."""
    facts: int = 0
    evidence: int = 0
    shared: int = 0
    kept_rows: int = 0
    entries: int = 0
    mentions: list[tuple[str, int, str, bool]] = field(default_factory=list)
    """Table, row, column, and whether a number gave it away."""
    days: dict[str, list[date]] = field(default_factory=dict)
    """Section → days by which its rows are dated."""


class Erasure:
    """Erases persons inside the caller's writing transaction. One use only."""

    def __init__(
        self,
        connection: Connection,
        account: str,
        people: Sequence[int],
        *,
        names: bool = True,
        rules: Rules | None = None,
    ) -> None:
        """Prepare.

        Args:
            connection: in a transaction that began as a writer's.
            account: who erases.
            people: records that are kept, not merged into others.
            names: whether the name alone is enough for another row's words to be about the person.
            rules: the counting rules in force, for the years of birth that they need.
        """
        self._connection = connection
        self._account = account
        self._now = utc_now()
        self._rules = rules or Rules()
        self._people = tuple(people)
        self._all = self._with_merged(people)
        self._own: Ids = {}
        self.done = Erased(records=tuple(self._all))
        self._traces = self._gather()
        self._said = self._traces if names else self._traces.without_names()

    @property
    def traces(self) -> Traces:
        """What is looked for in rows of others."""
        return self._traces

    def run(self, reason: str) -> Erased:
        """Erase them, and journal it without any of their data: one entry for each person."""
        documents = self._documents()
        self._find_own()
        self._empty_evidence()
        self._empty_facts()
        texts = journal_texts.redacted(self._connection, self._own, self._traces, self._said, self._drops)
        self._empty_kept_rows()
        self._empty_samples()
        texts |= self._empty_checks(texts)
        self._empty_rows()
        self._empty_people()
        self._empty_mentions()
        self._journal(reason, texts, documents)
        return self.done

    # -- who and what --------------------------------------------------------------------------------
    def _with_merged(self, people: Sequence[int]) -> list[int]:
        found = list(dict.fromkeys(people))
        fresh = found
        while fresh:
            fresh = [
                each
                for chunk in _chunks(fresh)
                for each in self._connection.scalars(
                    select(_PERSON.c.id).where(_PERSON.c.merged_into.in_(chunk))
                )
                if each not in found
            ]
            found += fresh
        return found

    def _documents(self) -> dict[int, list[tuple[str, str]]]:
        """Kept record → the documents by which the person was known."""
        found: dict[int, list[tuple[str, str]]] = {each: [] for each in self._people}
        into = {}
        for chunk in _chunks(self._all):
            rows = self._connection.execute(
                select(_PERSON.c.id, _PERSON.c.merged_into, _PERSON.c.id_kind, _PERSON.c.id_number).where(
                    _PERSON.c.id.in_(chunk)
                )
            )
            for row in rows:
                into[row.id] = row.merged_into
                kept = row.id
                while kept not in found and into.get(kept) is not None:
                    kept = into[kept]
                if row.id_number and kept in found:
                    found[kept].append((row.id_kind, row.id_number))
        return found

    def _gather(self) -> Traces:
        """Names and numbers of the persons as they are, as they were, and as they were typed."""
        names, numbers, phones = set(), set(), set()
        for values in self._said_of_people():
            for key, value in values.items():
                own = key.removeprefix(PERSON)
                if not isinstance(value, str):
                    continue
                if own == "name":
                    names.add(value)
                elif own == "id_number":
                    numbers.add(value)
                elif own == "phone":
                    phones.add(value)
        return Traces.of(names, numbers, phones)

    def _said_of_people(self) -> Iterator[Mapping[str, Any]]:
        for chunk in _chunks(self._all):
            for row in self._connection.execute(select(_PERSON).where(_PERSON.c.id.in_(chunk))).mappings():
                yield dict(row)
                yield json.loads(row["draft_values"] or "{}")
            kept = table_of(BatchRow)
            found = select(kept.c.before, kept.c.after).where(
                kept.c.section == "person", kept.c.row_id.in_(chunk)
            )
            for pair in self._connection.execute(found):
                yield from (json.loads(each or "{}") for each in pair)
            entries = Base.metadata.tables["journal"]
            told = select(entries.c.before, entries.c.after).where(
                entries.c.section == "person", entries.c.row_id.in_(chunk)
            )
            for pair in self._connection.execute(told):
                for each in pair:
                    value = json.loads(each)
                    yield value
                    yield value.get("other_before") or {}
        for column in owned_columns():
            for chunk in _chunks(self._all):
                drafts = select(column.table.c.draft_values).where(
                    column.in_(chunk), column.table.c.draft_values != ""
                )
                yield from map(json.loads, self._connection.scalars(drafts))

    def _find_own(self) -> None:
        self._own["person"] = list(self._all)
        for column in owned_columns():
            table = column.table
            for chunk in _chunks(self._all):
                ids = self._connection.scalars(select(table.c.id).where(column.in_(chunk)))
                self._own.setdefault(table.name, []).extend(ids)

    # -- emptying ------------------------------------------------------------------------------------
    def _drops(self, table: str) -> frozenset[str]:
        """Columns and field keys of a table's rows that go."""
        stays = STAYS[table] | LIFE
        section = _SECTION_OF.get(table)
        columns = set(Base.metadata.tables[table].c.keys())
        columns |= set(section.by_key) if section else set()
        columns |= {"employer.name", "employer.credit_code"}
        return frozenset(columns - stays)

    def _empty_evidence(self) -> None:
        evidence, content = table_of(Evidence), table_of(EvidenceContent)
        digests: set[str] = set()
        for name, ids in list(self._own.items()):
            for chunk in _chunks(ids):
                where = (evidence.c.section == name, evidence.c.row_id.in_(chunk))
                found = self._connection.execute(select(evidence.c.id, evidence.c.digest).where(*where)).all()
                digests |= {row.digest for row in found}
                self.done.evidence += len(found)
                self._own.setdefault("evidence", []).extend(row.id for row in found)
                self._connection.execute(delete(evidence).where(*where))
        for digest in digests:
            others = select(func.count()).select_from(evidence).where(evidence.c.digest == digest)
            if self._connection.execute(others).scalar_one():
                self.done.shared += 1
            else:
                self._connection.execute(delete(content).where(content.c.digest == digest))

    def _empty_facts(self) -> None:
        ids = self._own.get("sensitive_fact", [])
        facts = Base.metadata.tables["sensitive_fact"]
        for chunk in _chunks(ids):
            self._connection.execute(delete(facts).where(facts.c.id.in_(chunk)))
        self.done.facts = len(ids)

    def _empty_kept_rows(self) -> None:
        """What imports keep of rows: rows that were taken out go, of others only the statistic stays."""
        kept = table_of(BatchRow)
        of_person = func.json_extract(func.nullif(kept.c.before, ""), "$.person_id")
        for chunk in _chunks([*self._all, *self._taken_out()]):
            out = kept.c.after == REMOVED
            gone = or_(
                of_person.in_(chunk) & out, (kept.c.section == "person") & kept.c.row_id.in_(chunk) & out
            )
            removed = self._connection.execute(delete(kept).where(gone, kept.c.before != ""))
            self.done.kept_rows += removed.rowcount
        for name, ids in self._own.items():
            for chunk in _chunks(ids) if name in STAYS else ():
                found = select(kept).where(kept.c.section == name, kept.c.row_id.in_(chunk))
                for row in self._connection.execute(found).mappings().all():
                    self._prune(kept, dict(row), self._drops(name))
        looked = {kept: (kept.c.before, kept.c.after)}
        for _table, found_row in rows_with(self._connection, looked, self._said.found_in):
            self._prune(kept, found_row, frozenset())

    def _taken_out(self) -> list[int]:
        """Records of the same persons that an undo took out and that doing it again would bring back."""
        kept = table_of(BatchRow)
        number = func.json_extract(func.nullif(kept.c.before, ""), "$.id_number")
        found: list[int] = []
        for start in range(0, len(self._traces.numbers), _CHUNK):
            wanted = sorted(self._traces.numbers)[start : start + _CHUNK]
            out = (kept.c.section == "person", kept.c.after == REMOVED, number.in_(wanted))
            found += self._connection.scalars(select(kept.c.row_id).where(*out))
        return found

    def _prune(self, table: Table, row: Mapping[str, Any], drops: frozenset[str]) -> None:
        traces = self._traces if drops else self._said
        new = {
            key: rewritten(
                row[key], lambda value: traces.taken_out_of(pruned(value, lambda each: each in drops))
            )
            for key in ("before", "after")
            if row.get(key)
        }
        if any(row[key] != text for key, text in new.items()):
            self._connection.execute(update(table).where(table.c.id == row["id"]).values(**new))
            self.done.kept_rows += 1

    def _empty_samples(self) -> None:
        rows = table_of(PhoneSampleRow)
        for chunk in _chunks(self._own.get("placement", [])):
            for row in self._connection.execute(select(rows).where(rows.c.row_id.in_(chunk))).mappings():
                before = rewritten(
                    row["before"], lambda value: pruned(value, lambda key: key == "verification_note")
                )
                self._connection.execute(
                    update(rows).where(rows.c.id == row["id"]).values(note="", before=before)
                )

    def _empty_checks(self, texts: Mapping[int, Mapping[str, str]]) -> dict[int, dict[str, str]]:
        """Rows kept of checks of many placements; their journal entries get the digest of what is left."""
        rows = table_of(VerificationRow)
        drops = frozenset(("verification_note",))
        before = self.done.kept_rows
        runs: set[int] = set()
        for chunk in _chunks(self._own.get("placement", [])):
            for row in self._connection.execute(select(rows).where(rows.c.row_id.in_(chunk))).mappings():
                count = self.done.kept_rows
                self._prune(rows, dict(row), drops)
                if self.done.kept_rows != count:
                    runs.add(row["run_id"])
        looked = (rows.c.before, rows.c.after)
        for _table, found in rows_with(self._connection, {rows: looked}, self._said.found_in):
            self._prune(rows, found, frozenset())
            own = select(rows.c.run_id).where(rows.c.id == found["id"])
            runs.add(self._connection.execute(own).scalar_one())
        self.done.kept_rows = max(before, self.done.kept_rows)
        return journal_texts.checks_anew(self._connection, sorted(runs), texts)

    def _empty_mentions(self) -> None:
        """Words in rows of others that name the person, and those that stay of the person's own."""
        tables = {
            table: searched(table)
            for table in Base.metadata.sorted_tables
            if table.name not in _APART and searched(table)
        }
        own = {name: set(ids) for name, ids in self._own.items()}
        for table, row in list(rows_with(self._connection, tables, self._traces.found_in)):
            key = int(row.get("id") or 0)
            mine = key in own.get(table.name, ())
            new = {}
            for column in searched(table):
                text = row[column.name]
                if not isinstance(text, str) or not text:
                    continue
                changed = self._without(table, column, text, mine=mine)
                if changed != text:
                    new[column.name] = changed
                    if not mine:
                        sure = self._traces.without_names().found_in(text)
                        self.done.mentions.append((table.name, key, column.name, sure))
            if new:
                self._rewrite(table, row, new)

    def _without(self, table: Table, column: Column[str], text: str, *, mine: bool) -> str:
        """A text without the traces; the names of bodies stay, and what is another person's own."""
        if table is _PERSON and column.name in ("name", "id_number", "phone"):
            return text
        traces = self._traces if mine else self._said
        if holdings(table.name).get(column.name) is Holds.PUBLIC:
            traces = traces.without_names()
        return rewritten(text, traces.taken_out_of) if _is_json(column) else traces.taken_out(text)

    def _rewrite(self, table: Table, row: Mapping[str, Any], new: Mapping[str, str]) -> None:
        where = [column == row[column.name] for column in table.primary_key.columns]
        if table.name in _WHOLE_ROW:
            self._connection.execute(delete(table).where(*where))
        else:
            self._connection.execute(update(table).where(*where).values(**new))

    def _empty_rows(self) -> None:
        """The rows of the persons: only the statistic stays; drafts, which never counted, become void."""
        for name, ids in self._own.items():
            section = _SECTION_OF.get(name)
            if name == "person" or section is None:
                continue
            table = Base.metadata.tables[name]
            empty = {
                key: _EMPTY.get(key) for key in map(str, table.c.keys()) if key not in STAYS[name] | LIFE
            }
            stamps = {"updated_at": self._now, "updated_by": self._account}
            for chunk in _chunks(ids):
                own = table.c.id.in_(chunk)
                self._count(section.key, section.dating, table, own)
                self._connection.execute(update(table).where(own).values(**empty, **stamps))
                drafts = update(table).where(own, table.c.state == "draft")
                self._connection.execute(drafts.values(state="void", void_reason=REASON))
                if "employer_id" in table.c:
                    self._blank_rare(table, own, "employer_id")

    def _count(self, key: str, dating: str, table: Table, own: Any) -> None:
        states = self.done.rows.setdefault(key, {})
        for state, rows in self._connection.execute(
            select(table.c.state, func.count()).where(own).group_by(table.c.state)
        ):
            states[str(state)] = states.get(str(state), 0) + rows
        if dating:
            days = self._connection.scalars(select(table.c[dating]).where(own, table.c.state == "active"))
            self.done.days.setdefault(key, []).extend(day for day in days if isinstance(day, date))

    def _blank_rare(self, table: Table, own: Any, key: str) -> None:
        """Empty a column where fewer than `LEAST` rows of other people have the same."""
        column = table.c[key]
        living = select(_PERSON.c.id).where(_PERSON.c.erased_at.is_(None), _PERSON.c.id.not_in(self._all))
        alias = table.alias()
        other = alias.c.person_id if table is not _PERSON else alias.c.id
        common = (
            select(alias.c[key])
            .where(alias.c.state != "void", alias.c[key].is_not(None), other.in_(living))
            .group_by(alias.c[key])
            .having(func.count(other.distinct()) >= LEAST)
        )
        self._connection.execute(
            update(table).where(own, column.is_not(None), column.not_in(common)).values({key: None})
        )

    def _empty_people(self) -> None:
        values: dict[str, Any] = {
            key: None
            for key in map(str, _PERSON.c.keys())
            if key not in STAYS["person"] | LIFE | {"college", "major"}
        }
        values |= {"name": GONE, "initials": "", "note": "", "draft_values": "", "void_reason": REASON}
        values |= {"state": "void", "erased_at": self._now}
        values |= {"updated_at": self._now, "updated_by": self._account}
        for chunk in _chunks(self._all):
            own = _PERSON.c.id.in_(chunk)
            births = self._births(chunk)
            for key in ("college", "major"):
                self._blank_rare(_PERSON, own, key)
            self._connection.execute(update(_PERSON).where(own).values(**values))
            for person, born in births.items():
                self._connection.execute(
                    update(_PERSON).where(_PERSON.c.id == person).values(birth_date=born)
                )

    def _births(self, people: Sequence[int]) -> dict[int, date]:
        """A day of birth that gives the ages that count, where a rule of ages is in force."""
        if self._rules.ages is None:
            return {}
        placed = table_of(Placement)
        days: dict[int, list[date]] = {}
        found = select(placed.c.person_id, placed.c.placed_on).where(
            placed.c.person_id.in_(people), placed.c.placed_on.is_not(None)
        )
        for person, day in self._connection.execute(found):
            days.setdefault(person, []).append(day)
        born = select(_PERSON.c.id, _PERSON.c.birth_date).where(
            _PERSON.c.id.in_(list(days)), _PERSON.c.birth_date.is_not(None)
        )
        return {row.id: vague_birth(row.birth_date, days[row.id]) for row in self._connection.execute(born)}

    # -- journaling ----------------------------------------------------------------------------------
    def _journal(
        self,
        reason: str,
        texts: Mapping[int, Mapping[str, str]],
        documents: Mapping[int, Sequence[tuple[str, str]]],
    ) -> None:
        """One entry a person; the first vouches for the journal entries that lost values."""
        said = self._traces.taken_out(reason.strip())
        self.done.entries = len(texts)
        for place, person in enumerate(self._people):
            told = journal.Entry(
                self._account,
                journal.ERASE,
                "person",
                person,
                business=False,
                reason=said,
                after={"rows": sum(sum(each.values()) for each in self.done.rows.values())}
                if len(self._people) == 1
                else {},
            )
            journal.erase(self._connection, told, texts if place == 0 else {})
            for document in documents[person]:
                add_mark(self._connection, self._account, person, document)


def vague_birth(born: date, days: Iterable[date]) -> date:
    """Another day of the year of birth that gives the same age on each of these days."""
    own = (born.month, born.day)
    later = [(day.month, day.day) for day in days if (day.month, day.day) >= own]
    month, last = min(later, default=(12, 31))
    if (month, last) == (2, 29) and not isleap(born.year):
        last = 28  # nobody was placed on the 28th: that day would be the earlier one
    return date(born.year, month, last)


def owned_columns() -> tuple[Column[Any], ...]:
    """Columns by which rows belong to a person."""
    return tuple(each for each in referring() if each.table.name in STAYS)


def _is_json(column: Column[Any]) -> bool:
    return holdings(column.table.name).get(column.name) is Holds.ROWS


def _chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield list(ids[start : start + _CHUNK])
