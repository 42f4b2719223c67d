"""Policy data beyond what the program ships: the files that a ledger took over from signed packages.

What a document says (plans, amounts, working days, counties) is read by modules that know no ledger. They ask
`in_force()` here; the façade says, for the time of each of its transactions, whose updates those are. Nothing
outside such a transaction sees them, so two open ledgers never mix.

Dated lists follow one rule: a package replaces what was to hold from its first day on, and leaves every day
before it as it was.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from db.models import PolicyFile, PolicyUpdate

PLANS = "plans/"
TRAINEESHIP, COUNTIES, HOLIDAYS, TOWNSHIPS = (
    "traineeship.toml",
    "manufacturing_counties.toml",
    "holidays.toml",
    "townships.toml",
)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class PolicyText:
    """A file of an update, in the order in which updates were taken over."""

    name: str
    content: str
    effective_from: date
    update: int

    def table(self) -> dict[str, Any]:
        """The file's content; it was checked before it was taken over."""
        return tomllib.loads(self.content)


Updates = tuple[PolicyText, ...]
SHIPPED: Updates = ()
"""No updates: what ships with the program."""

_IN_FORCE: ContextVar[Updates] = ContextVar("policy updates in force", default=SHIPPED)


def in_force() -> Updates:
    """The updates of the ledger that is being read or changed."""
    return _IN_FORCE.get()


@contextmanager
def applying(updates: Updates) -> Iterator[None]:
    """Let these updates be in force inside."""
    token = _IN_FORCE.set(updates)
    try:
        yield
    finally:
        _IN_FORCE.reset(token)


def read_updates(connection: Connection) -> Updates:
    """What a ledger has taken over, the oldest first."""
    statement = (
        select(PolicyFile.name, PolicyFile.content, PolicyUpdate.effective_from, PolicyUpdate.id)
        .join(PolicyUpdate, PolicyUpdate.id == PolicyFile.update_id)
        .order_by(PolicyUpdate.number, PolicyFile.id)
    )
    return tuple(PolicyText(*row) for row in connection.execute(statement))


def dated(
    shipped: Iterable[_T], name: str, updates: Updates, key: str, read: Callable[[dict[str, Any]], _T]
) -> tuple[_T, ...]:
    """A dated list with its updates: each replaces the entries from its own first day on.

    Args:
        shipped: entries with an attribute `since`.
        name: of the file.
        updates: those in force.
        key: of the array of tables in the file.
        read: one table of the file → an entry.
    """
    found = list(shipped)
    for each in updates:
        if each.name == name:
            found = [entry for entry in found if _since(entry) < each.effective_from]
            found += [read(table) for table in each.table()[key]]
    return tuple(sorted(found, key=_since))


def _since(entry: Any) -> date:
    since: date = entry.since
    return since
