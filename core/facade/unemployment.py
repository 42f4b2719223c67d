"""Registrations as unemployed: which may have to end, and ending them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.deregistration import Candidate, Candidates, Ending, deregister
from core.facade.base import OpenLedger
from core.views import Change


class Registrations(OpenLedger):
    """Registrations as unemployed beyond their single rows."""

    def deregistration_candidates(self, as_of: date) -> tuple[Candidate, ...]:
        """Registrations that may have to end, by ground. Nothing is changed."""
        with self.reading() as connection:
            return Candidates(connection, self.rules(connection), as_of).all()

    def deregister(self, rows: Sequence[int], ending: Ending, today: date) -> Change:
        """End registrations with ground, day and notice: one transaction, one journal entry."""
        with self.changing("rows.change") as connection:
            ids = deregister(connection, self.info.account, rows, ending, today)
        return Change(frozenset(("unemployment",)), ids)
