"""What the first bytes of a file tell: no ledger, another one's, a damaged one, or one that may be opened."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from db.connection import PAGE, SALT, salt_of
from db.errors import (
    DamagedLedger,
    EmptyLedger,
    KeysMismatch,
    MissingLedger,
    NotALedger,
    StoreFault,
    readable,
    told,
)

_FOREIGN_HEADS = (
    b"SQLite format 3",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"BZh",
    b"\xfd7zXZ",
    b"MZ",
    b"\x7fELF",
)


def _looks_random(head: bytes) -> bool:
    """True when bytes could be cipher text: no text, and as many different values as chance gives."""
    with suppress(UnicodeDecodeError):
        head.decode()
        return False
    expected = 256 * (1 - (255 / 256) ** len(head))
    return len(set(head)) >= 0.7 * expected and max(head.count(byte) for byte in set(head)) < max(
        8, len(head) // 40
    )


def inspect_file(path: Path) -> None:
    """Refuse what cannot be a ledger, before any password is asked. Reads the first page only.

    Call it only while this process does not have the same ledger open.

    Raises:
        MissingLedger: there is nothing.
        EmptyLedger: a file of no bytes.
        NotALedger: a folder, or a file of another kind.
    """
    with readable(path):
        if path.is_dir():
            raise NotALedger(path)
        if not path.exists():
            raise MissingLedger(path)
    with told(path), readable(path), path.open("rb") as file:
        head = file.read(PAGE)
    if not head:
        raise EmptyLedger(path)
    if head.startswith(_FOREIGN_HEADS) or not _looks_random(head):
        raise NotALedger(path)


def why_unreadable(path: Path, key: bytes) -> StoreFault:
    """Why the right way to open a file gave "not a database": damaged, exchanged or foreign."""
    head = head_of(path)
    if head and salt_of(key).startswith(head):
        return DamagedLedger(path)
    try:
        inspect_file(path)
    except StoreFault as fault:
        return fault
    return KeysMismatch(path) if path.stat().st_size >= PAGE else NotALedger(path)


def head_of(path: Path) -> bytes:
    """The salt that stands at the head of a file; fewer bytes of a shorter file."""
    with path.open("rb") as file:
        return file.read(SALT)
