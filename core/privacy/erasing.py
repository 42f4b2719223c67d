"""Erasing a person (PIPL art. 47): the data go, the rows stay as a statistic without anybody in it.

What stays of a row is declared in `core.privacy.columns.STAYS`. The person's record stays, empty and void, so
that rows of one person are still counted once. Why: docs/decisions/072.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select, update

from core.columns import table_of
from core.privacy import journal_texts
from core.privacy.columns import LIFE, STAYS
from core.privacy.kept_values import KeptValues
from core.privacy.marks import add_mark
from core.privacy.mentions import Found, empty_mentions
from core.privacy.traces import GONE
from core.privacy.vague_birth import vague_births
from core.privacy.whom import whom
from core.sections import SECTIONS
from core.settings import Rules
from db import journal
from db.base import Base, utc_now
from db.models import Evidence, EvidenceContent, Person
from db.portions import portions

LEAST = 5
"""A word that names a body (an employer, a college) stays only where so many others have the same."""
REASON = "个人信息已删除"
_PERSON = table_of(Person)
_EMPTY: Mapping[str, Any] = {"note": "", "void_reason": "", "draft_values": "", "verification": "claimed"}
"""What an emptied column holds where it may not be NULL."""
_SECTION_OF = {table_of(each.model).name: each for each in SECTIONS}


@dataclass
class Erased:
    """What was done, counted while it was done."""

    records: int
    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    """Section → state → rows."""
    facts: int = 0
    evidence: int = 0
    shared: int = 0
    kept_rows: int = 0
    entries: int = 0
    mentions: list[Found] = field(default_factory=list)
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
        self.whom = whom(connection, people, names=names)
        self._done = Erased(len(self.whom.records))

    def run(self, reason: str) -> Erased:
        """Erase them, and journal it without any of their data: one entry for each person."""
        self._empty_evidence()
        self._empty_facts()
        texts = journal_texts.redacted(self._connection, self.whom.rows, self.whom.traces, self.whom.said)
        kept = KeptValues(self._connection, self.whom)
        kept.empty_batches()
        kept.empty_samples()
        texts |= kept.empty_checks(texts)
        self._done.kept_rows = kept.changed
        self._empty_rows()
        self._empty_people()
        self._done.mentions = empty_mentions(self._connection, self.whom)
        self._journal(reason, texts)
        return self._done

    # -- emptying ------------------------------------------------------------------------------------

    def _empty_evidence(self) -> None:
        evidence, content = table_of(Evidence), table_of(EvidenceContent)
        digests: set[str] = set()
        for chunk in portions(self.whom.rows["evidence"]):
            own = evidence.c.id.in_(chunk)
            digests |= set(self._connection.scalars(select(evidence.c.digest).where(own)))
            self._done.evidence += self._connection.execute(delete(evidence).where(own)).rowcount
        for digest in digests:
            others = select(func.count()).select_from(evidence).where(evidence.c.digest == digest)
            if self._connection.execute(others).scalar_one():
                self._done.shared += 1
            else:
                self._connection.execute(delete(content).where(content.c.digest == digest))

    def _empty_facts(self) -> None:
        ids = self.whom.rows.get("sensitive_fact", [])
        facts = Base.metadata.tables["sensitive_fact"]
        for chunk in portions(ids):
            self._connection.execute(delete(facts).where(facts.c.id.in_(chunk)))
        self._done.facts = len(ids)

    def _empty_rows(self) -> None:
        """The rows of the persons: only the statistic stays; drafts, which never counted, become void."""
        for name, ids in self.whom.rows.items():
            section = _SECTION_OF.get(name)
            if name == "person" or section is None:
                continue
            table = Base.metadata.tables[name]
            empty = {
                key: _EMPTY.get(key) for key in map(str, table.c.keys()) if key not in STAYS[name] | LIFE
            }
            stamps = {"updated_at": self._now, "updated_by": self._account}
            for chunk in portions(ids):
                own = table.c.id.in_(chunk)
                self._count(section.key, section.dating, table, own)
                self._connection.execute(update(table).where(own).values(**empty, **stamps))
                drafts = update(table).where(own, table.c.state == "draft")
                self._connection.execute(drafts.values(state="void", void_reason=REASON))
                if "employer_id" in table.c:
                    self._blank_rare(table, own, "employer_id")

    def _count(self, key: str, dating: str, table: Table, own: Any) -> None:
        states = self._done.rows.setdefault(key, {})
        for state, rows in self._connection.execute(
            select(table.c.state, func.count()).where(own).group_by(table.c.state)
        ):
            states[str(state)] = states.get(str(state), 0) + rows
        if dating:
            days = self._connection.scalars(select(table.c[dating]).where(own, table.c.state == "active"))
            self._done.days.setdefault(key, []).extend(day for day in days if isinstance(day, date))

    def _blank_rare(self, table: Table, own: Any, key: str) -> None:
        """Empty a column where fewer than `LEAST` rows of other people have the same."""
        column = table.c[key]
        living = select(_PERSON.c.id).where(
            _PERSON.c.erased_at.is_(None), _PERSON.c.id.not_in(self.whom.records)
        )
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
        for chunk in portions(self.whom.records):
            own = _PERSON.c.id.in_(chunk)
            births = vague_births(self._connection, chunk) if self._rules.ages is not None else {}
            for key in ("college", "major"):
                self._blank_rare(_PERSON, own, key)
            self._connection.execute(update(_PERSON).where(own).values(**values))
            for person, born in births.items():
                self._connection.execute(
                    update(_PERSON).where(_PERSON.c.id == person).values(birth_date=born)
                )

    # -- journaling ----------------------------------------------------------------------------------
    def _journal(self, reason: str, texts: Mapping[int, Mapping[str, str]]) -> None:
        """One entry a person; the first vouches for the journal entries that lost values."""
        said = self.whom.traces.taken_out(reason.strip())
        self._done.entries = len(texts)
        for place, person in enumerate(self.whom.people):
            told = journal.Entry(
                self._account,
                journal.ERASE,
                "person",
                person,
                business=False,
                reason=said,
                after={"rows": sum(sum(each.values()) for each in self._done.rows.values())}
                if len(self.whom.people) == 1
                else {},
            )
            journal.erase(self._connection, told, texts if place == 0 else {})
            for document in self.whom.documents[person]:
                add_mark(self._connection, self._account, person, document)
