"""A ledger and its keys file exchanged together: both take their new names, or neither does.

No system renames two files at once. So both are written beside the ledger under names of their own
(`NAME.ledger.next`, `NAME.ledger.keys.next`), the keys last; then the ledger takes its name, then the keys.
Whoever opens the ledger next settles what was cut off: while the next ledger still has its own name nothing
has happened and both are thrown away; once it has not, only the keys are to follow.
"""

from __future__ import annotations

from pathlib import Path

from db import durable
from db.errors import told
from db.places import rename


def next_ledger(path: Path) -> Path:
    """The ledger to come, before it has its name."""
    return path.with_name(path.name + ".next")


def next_keys(path: Path) -> Path:
    """The keys file to come."""
    return path.with_name(path.name + ".keys.next")


def discard(path: Path) -> None:
    """Throw away what was being prepared."""
    next_keys(path).unlink(missing_ok=True)
    next_ledger(path).unlink(missing_ok=True)


def swap(path: Path) -> None:
    """Give both their names; done again from any point it was cut off at. The lock is held."""
    with told(path):
        if next_ledger(path).exists():
            rename(next_ledger(path), path)
            durable.sync_folder(path.parent)
        rename(next_keys(path), path.with_name(path.name + ".keys"))
        durable.sync_folder(path.parent)


def settle(path: Path) -> None:
    """Finish or undo an exchange that was cut off. Called with the ledger's lock held.

    Raises:
        ReadOnlyPlace: the folder cannot be written; nothing has changed.
    """
    if not next_ledger(path).exists() and not next_keys(path).exists():
        return
    with told(path):
        if next_ledger(path).exists():
            discard(path)
        else:
            swap(path)
