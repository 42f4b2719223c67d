"""What this account typed and has not saved yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import unfinished
from core.facade.base import OpenLedger
from core.unfinished import UnfinishedView


class UnfinishedWork(OpenLedger):
    """Kept while one types, offered at the next opening."""

    def keep_unfinished(self, changes: Mapping[str, tuple[str, Mapping[str, Any]] | None]) -> None:
        """Keep what stands in some places, (title for the clerk, content) each; None throws it away."""
        with self.drafting() as connection:
            for place, kept in changes.items():
                if kept is None:
                    unfinished.forget(connection, self.info.account, place)
                else:
                    unfinished.keep(connection, self.info.account, place, *kept)

    def forget_unfinished(self, place: str) -> None:
        """What stood in a place has been saved. Costs nothing where nothing was kept."""
        with self.reading() as connection:
            if not unfinished.holds(connection, self.info.account, place):
                return
        with self.drafting() as connection:
            unfinished.forget(connection, self.info.account, place)

    def left_unfinished(self) -> tuple[UnfinishedView, ...]:
        """What this account left behind at its last opening, newest first. Asked once, at the next."""
        with self.reading() as connection:
            left = unfinished.found(connection, self.info.account)
        if not left or self.why_not_writable() is not None:
            return left
        with self.drafting() as connection:
            unfinished.set_apart(connection, self.info.account)
            return unfinished.found(connection, self.info.account)
