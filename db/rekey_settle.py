"""The end of an exchange of the data key: two files take their names, or neither does (see `db.rekey`)."""

from __future__ import annotations

from pathlib import Path

from db import durable
from db.errors import told


def copy_of(path: Path) -> Path:
    """The ledger under its new key, before it has its name."""
    return path.with_name(path.name + ".rekey")


def keys_of(path: Path) -> Path:
    """The keys file for it."""
    return path.with_name(path.name + ".keys.rekey")


def exchange(path: Path) -> None:
    """Give both their names; done again from any point it was cut off at. The lock is held."""
    with told(path):
        if copy_of(path).exists():
            copy_of(path).replace(path)
            durable.sync_folder(path.parent)
        keys_of(path).replace(path.with_name(path.name + ".keys"))
        durable.sync_folder(path.parent)


def settle_rekey(path: Path) -> None:
    """Finish or undo an exchange of keys that was cut off. Called with the ledger's lock held.

    Raises:
        ReadOnlyPlace: the folder cannot be written; nothing has changed.
    """
    copy, keys = copy_of(path), keys_of(path)
    if not copy.exists() and not keys.exists():
        return
    with told(path):
        if copy.exists():
            keys.unlink(missing_ok=True)
            copy.unlink()
        else:
            exchange(path)
