"""People: a person's page, whom to call, records that are one person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from core.facade.base import OpenLedger
from core.people import calls, candidates, desk, merge
from core.people.views import CallListView, Candidate, MergePreview, PersonView
from core.views import Change


class People(OpenLedger):
    """What is known of persons across all sections."""

    def person(self, person_id: int, today: date) -> PersonView:
        """Everything recorded of one person, masked, without sensitive facts.

        Raises:
            NotFound: there is no such person.
        """
        return desk.person_view(self, person_id, today)

    def person_of(self, section: str, row_id: int) -> int | None:
        """The person that a row refers to; None for a row without one."""
        with self.reading() as connection:
            return desk.person_of(connection, section, row_id)

    def record_contact(
        self,
        person_id: int,
        kind: str,
        day: date,
        officer: str = "",
        outcome: str = "",
        next_on: date | None = None,
    ) -> Change:
        """Record a service of a person and the day of the next contact, in one transaction."""
        return desk.record_contact(self, person_id, kind, day, officer, outcome, next_on)

    def postpone(self, person_id: int, day: date) -> Change:
        """Put the next contact of a person on another day."""
        return desk.postpone(self, person_id, day)

    def call_list(self, day: date, township: str = "", helper: str = "") -> CallListView:
        """Whom to call on a day, with the rule in force."""
        return calls.call_list(self, day, township, helper)

    def print_call_list(
        self, day: date, today: date, township: str = "", helper: str = ""
    ) -> tuple[bytes, tuple[str, ...]]:
        """The call list as a PDF for internal use, and what could not be printed. Journaled as a print."""
        return calls.print_call_list(self, day, today, township, helper)

    def merge_candidates(self) -> tuple[Candidate, ...]:
        """Pairs of records that may be one person, beyond those that 疑似重复 finds by birth date."""
        with self.reading() as connection:
            return candidates.candidates(connection)

    def preview_merge(self, kept: int, other: int, as_of: date) -> MergePreview:
        """What merging two records would do. Nothing is written."""
        return merge.preview(self, kept, other, as_of)

    def merge_people(self, kept: int, other: int, choices: Mapping[str, str], reason: str) -> Change:
        """Merge the record `other` into `kept`; field → kept or other says whose value stays."""
        return merge.merge(self, kept, other, choices, reason)

    def unmerge_people(self, kept: int, reason: str) -> Change:
        """Take the last merge into a record back, while nothing was changed since."""
        return merge.unmerge(self, kept, reason)
