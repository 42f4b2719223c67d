"""A copy of the ledger for support: everybody in it is invented, every figure is as in the ledger.

It has a data key, a password and a recovery code of its own. It holds no evidence, no journal, no accounts,
no returns, no words that clerks typed freely. Until the people are replaced the copy lies encrypted under a
key that exists in memory alone, so that an interrupted one can be read by nobody.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Connection, Engine, Table, bindparam, delete, insert, select, update

from core import trust
from core.columns import table_of
from core.entry import initials
from core.errors import LedgerFault
from core.privacy.columns import Holds, holdings, text_columns
from core.privacy.made_up import MadeUp
from core.privacy.traces import GONE
from core.privacy.vague_birth import vague_birth
from core.privacy.views import SupportCopy
from core.settings import Rules
from db import journal
from db.base import Base, moment_text, utc_now
from db.cells import clean_free_pages
from db.closed_copy import copy_pages
from db.connection import KEY
from db.engine import open_store, writing
from db.keys import KeyFile
from db.models import Account, LedgerInfo, Person, Placement, Setting
from db.portions import portions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.facade.base import OpenLedger, Progress

RIGHT = "ledger.support_copy"
ACCOUNT = "admin"
ROLES = "recorder,reviewer,administrator"
EMPTY = frozenset(
    (
        *("evidence", "evidence_content", "sensitive_fact", "batch_row", "bureau_form", "old_password"),
        *("remembered_columns", "remembered_word", "return_draft", "return_edition", "return_event"),
        *("return_file", "return_note", "verification_run", "verification_row", "phone_sample"),
        *("phone_sample_row", "erased_person", "account", "journal", "name_apart"),
        "unfinished",
    )
)
"""Tables that go into the copy without a row."""
_SETTINGS = ("head", "reviewer", "preparer", "office_phone", "backup_folder", "second_folder")
"""Settings that name officials, their phone, or folders of the computer."""
_PERSON = table_of(Person)
_SHOP = "92"
"""How the credit code of a person's own shop begins: its register names the owner."""
_AT_ONCE = 5000
_WORDLESS = frozenset((Holds.WORDS, Holds.ROWS, Holds.DOCUMENT, Holds.FROZEN))
"""What is emptied; a credit code alone stays, as it is a body's."""


def make(
    ledger: OpenLedger, target: Path, password: str, reason: str, progress: Progress
) -> tuple[SupportCopy, str]:
    """Make the copy. Journaled without its place.

    Args:
        ledger: the open ledger.
        target: where; nothing may be there.
        password: of the copy's own account `ACCOUNT`.
        reason: the clerk's words.
        progress: told how far it is.

    Returns:
        What was changed, and the copy's recovery code.

    Raises:
        NotAllowed: no administrator. LedgerFault: no reason, or no password.
        TargetExists, DiskFull, ReadOnlyPlace. Nothing is left then.
    """
    ledger.require(RIGHT)
    if not reason.strip():
        raise LedgerFault("没有写做支持副本的原因，没有做。", todo="写明给谁、查什么问题，再做。")
    trust.require_password(password)
    with ledger.reading() as connection:
        rules = ledger.rules(connection)
    with trust.nothing_left(target), _passing(target, ledger.engine, progress) as passing:
        progress(0.4, "换成编造的人")
        with writing(passing) as connection:
            told = _Invented(connection, rules).replace()
            _begin_anew(connection, ledger)
        clean_free_pages(passing)
        progress(0.8, "写成副本")
        key, code = KeyFile.create(target, ACCOUNT, password)
        copy_pages(passing, target, key, None)
    with ledger.drafting() as connection:
        ledger.note_on(
            connection, "support_copy", "ledger", reason=reason.strip(), after={"rows": told.people}
        )
    progress(1.0, "做好了")
    return told, code


@contextmanager
def _passing(target: Path, source: Engine, progress: Progress) -> Iterator[Engine]:
    """The ledger copied under a key of the moment, open; gone afterwards."""
    path = target.with_name(f".{target.name}.making")
    key = secrets.token_bytes(KEY)
    _discard(path)
    engine = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        copy_pages(source, path, key, lambda share: progress(share * 0.4, "抄写台账"))
        engine = open_store(path, key)
        yield engine
    finally:
        if engine is not None:
            engine.dispose()
        _discard(path)


def _discard(path: Path) -> None:
    for suffix in ("", "-journal", ".lock"):
        with suppress(OSError):
            path.with_name(path.name + suffix).unlink()


def _begin_anew(connection: Connection, ledger: OpenLedger) -> None:
    """An account, a mark, and a journal that begins here."""
    now = moment_text(utc_now())
    connection.execute(
        insert(Account).values(name=ACCOUNT, roles=ROLES, created_at=now, disabled=False, password_at=now)
    )
    connection.execute(delete(LedgerInfo).where(LedgerInfo.key.in_(("support_copy", "backup_paused"))))
    connection.execute(insert(LedgerInfo).values(key="support_copy", value="1"))
    after = {"unit": ledger.info.unit_key, "year": ledger.info.year}
    journal.append(connection, ACCOUNT, "support_copy", "ledger", after=after)


class _Invented:
    """Replaces everybody in a copy, inside the caller's writing transaction."""

    def __init__(self, connection: Connection, rules: Rules) -> None:
        self._connection = connection
        self._rules = rules
        self._made = MadeUp(secrets.token_bytes(32))
        self._names: set[str] = set()
        self._lengths: tuple[int, ...] = ()
        self._texts = 0

    def replace(self) -> SupportCopy:
        """Replace them; gives how many rows were changed."""
        self._gather_names()
        people = self._people()
        for table in Base.metadata.sorted_tables:
            if table.name not in EMPTY and table is not _PERSON:
                self._texts_of(table)
        employers = self._shops()
        self._empty()
        return SupportCopy(people, employers, self._texts)

    def _empty(self) -> None:
        journal.begin_empty(self._connection)
        for table in reversed(Base.metadata.sorted_tables):
            if table.name in EMPTY and table.name != "journal":
                self._connection.execute(delete(table))
        self._connection.execute(delete(Setting).where(Setting.key.in_(_SETTINGS)))
        unconfirmed = Base.metadata.tables["township_alias"]
        self._connection.execute(delete(unconfirmed).where(unconfirmed.c.key.is_(None)))

    def _gather_names(self) -> None:
        for table in Base.metadata.sorted_tables:
            for column, held in holdings(table.name).items():
                if held is Holds.NAME:
                    self._names |= set(self._connection.scalars(select(table.c[column]).distinct()))
        self._names = {each for each in self._names if each and len(each) > 1}
        self._lengths = tuple(sorted({len(each) for each in self._names}, reverse=True))

    # -- people --------------------------------------------------------------------------------------
    def _people(self) -> int:
        days = self._placed()
        rows = self._connection.execute(select(_PERSON).order_by(_PERSON.c.id)).mappings().all()
        # the numbers of the real ones go first: an invented one may be somebody's
        self._connection.execute(update(_PERSON).values(id_number=None))
        changed = [self._invented(dict(row), days.get(row["id"], ())) for row in rows]
        self._write(_PERSON, changed)
        return len(changed)

    def _placed(self) -> Mapping[int, list[Any]]:
        if self._rules.ages is None:
            return {}
        found: dict[int, list[Any]] = {}
        for person, day in self._connection.execute(
            select(Placement.person_id, Placement.placed_on).where(Placement.placed_on.is_not(None))
        ):
            found.setdefault(int(person or 0), []).append(day)
        return found

    def _invented(self, row: Mapping[str, Any], days: Iterable[Any]) -> dict[str, Any]:
        born, number = row["birth_date"], row["id_number"]
        if born is not None:
            moved = self._made.birth(born)
            same = all(_age(born, day) == _age(moved, day) for day in days)
            born = moved if same else vague_birth(born, days)
        if number and row["id_kind"] == "resident_id" and born is not None:
            number = self._made.resident_id(number, born)
        elif number:
            number = self._made.passport(number)
        name = row["name"] if row["name"] == GONE else self._made.name(row["name"] or "")
        return {
            "id": row["id"],
            "name": name or None,
            "initials": initials(name),
            "id_number": number,
            "birth_date": born,
            "phone": self._made.phone(row["phone"] or "") or None,
            "household_area": None,
            "college": self._public(row["college"]),
            "major": self._public(row["major"]),
            "note": "",
            "void_reason": "",
            "draft_values": "",
            "created_by": ACCOUNT,
            "updated_by": ACCOUNT,
        }

    # -- texts ---------------------------------------------------------------------------------------
    def _texts_of(self, table: Table) -> None:
        held = {column: holdings(table.name).get(column.name, Holds.WORDS) for column in text_columns(table)}
        for column, holds in held.items():
            if holds in _WORDLESS and column.name != "credit_code":
                emptied = update(table).where(column != "").values({column.name: _nothing(column)})
                self._texts += self._connection.execute(emptied).rowcount
                continue
            change = self._change_of(holds)
            if change is None:
                continue
            for text in self._connection.scalars(select(column).where(column.is_not(None)).distinct()).all():
                new = change(text)
                if text and new != text:
                    done = self._connection.execute(
                        update(table).where(column == text).values({column.name: new})
                    )
                    self._texts += done.rowcount

    def _change_of(self, holds: Holds) -> Callable[[str], str] | None:
        """What becomes of a column's texts; None where they stay."""
        return {
            Holds.NAME: self._made.name,
            Holds.PHONE: self._made.phone,
            Holds.ADDRESS: self._made.address,
            Holds.PUBLIC: self._public,
            Holds.ACCOUNT: lambda _text: ACCOUNT,
        }.get(holds)

    def _public(self, text: Any) -> Any:
        """The name of a body without anybody's name in it: an invented one stands there."""
        if not isinstance(text, str):
            return text
        for length in self._lengths:
            for start in range(len(text) - length + 1):
                part = text[start : start + length]
                if part in self._names:
                    text = text[:start] + self._made.name(part) + text[start + length :]
        return text

    def _shops(self) -> int:
        """Shops of single persons: name and code name the owner."""
        table = Base.metadata.tables["employer"]
        shops = select(table.c.id).where(table.c.credit_code.startswith(_SHOP))
        rows = [
            {"id": each, "name": f"示例个体户{each}", "credit_code": None, "initials": initials("示例个体户")}
            for each in self._connection.scalars(shops)
        ]
        self._write(table, rows)
        named = select(table.c.id, table.c.name).where(table.c.name.is_not(None))
        again = [{"id": row.id, "initials": initials(row.name)} for row in self._connection.execute(named)]
        self._write(table, again)
        return len(rows)

    def _write(self, table: Table, rows: list[dict[str, Any]]) -> None:
        if not rows:
            return
        values: dict[str, Any] = {key: bindparam(f"new_{key}") for key in rows[0] if key != "id"}
        statement = update(table).where(table.c.id == bindparam("which")).values(values)
        for portion in portions(rows, _AT_ONCE):
            given = [
                {("which" if key == "id" else f"new_{key}"): value for key, value in row.items()}
                for row in portion
            ]
            self._connection.execute(statement, given)


def _nothing(column: Column[Any]) -> str | None:
    return None if column.nullable else ""


def _age(born: Any, day: Any) -> int:
    return int(day.year) - int(born.year) - ((day.month, day.day) < (born.month, born.day))
