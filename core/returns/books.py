"""What the ledger keeps of its returns: drafts, written reasons, steps taken, submitted editions.

The year's return is kept beside those of the months, by the same means; `month` holds its year then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from core.columns import table_of
from core.period import Month
from core.return_views import EditionView, ReturnEvent
from core.returns.lifecycle import Holder, State, step_of
from core.returns.sheet import Hotspot
from core.returns.snapshot import Basis, CorrectionLine, FigureAmount, Snapshot
from core.returns.storing import read_part, read_snapshot
from core.views import Check
from db.base import moment_text, utc_now
from db.models import Account, ReturnDraft, ReturnEdition, ReturnFile, ReturnNote
from db.models import ReturnEvent as EventRow

CHECK, CORRECTION = "check", "correction"
"""Kinds of written reasons."""
YEAR = "2025"
"""How the year's return is kept: by its year, where a month's is by "2025-09"."""
PDF, XLSX, DATA = "pdf", "xlsx", "json"
"""Kinds of a submitted edition's files."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A return at work. `frozen` and `frozen_checks` are texts; empty while the rows are followed."""

    month: str
    difficulties: str = ""
    next_steps: str = ""
    draft: int = 0
    digest: str = ""
    state: State = State.DRAFT
    version: int = 1
    makers: frozenset[str] = frozenset()
    frozen: str = ""
    frozen_checks: str = ""
    frozen_seq: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """A written reason, and what it was written about."""

    text: str
    about: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A submitted edition without its bytes. `id` grows in the order of submission."""

    id: int
    month: str
    version: int
    number: str
    replaces: str
    reported_on: date
    account: str
    at: str
    pdf_digest: str
    workbook_digest: str
    data_digest: str
    journal_head: str
    journal_seq: int

    def view(self) -> EditionView:
        """As a page shows it."""
        return EditionView(
            version=self.version,
            number=self.number,
            reported_on=self.reported_on,
            account=self.account,
            at=datetime.fromisoformat(self.at),
            replaces=self.replaces,
            digest=self.data_digest,
            pdf_digest=self.pdf_digest,
            workbook_digest=self.workbook_digest,
        )


# -- drafts ------------------------------------------------------------------------------------------
def draft_of(connection: Connection, month: str) -> Draft:
    """A month's return at work; a blank one where nobody began it."""
    table = table_of(ReturnDraft)
    row = connection.execute(select(table).where(table.c.month == month)).mappings().first()
    if row is None:
        return Draft(month)
    return Draft(
        month=month,
        difficulties=row["difficulties"],
        next_steps=row["next_steps"],
        draft=row["draft"],
        digest=row["content_digest"],
        state=State(row["state"]),
        version=row["version"],
        makers=frozenset(json.loads(row["makers"])),
        frozen=row["frozen"],
        frozen_checks=row["frozen_checks"],
        frozen_seq=row["frozen_seq"],
    )


def keep_draft(connection: Connection, draft: Draft) -> None:
    """Write a month's return at work as it is given."""
    table = table_of(ReturnDraft)
    values = {
        "difficulties": draft.difficulties,
        "next_steps": draft.next_steps,
        "draft": draft.draft,
        "content_digest": draft.digest,
        "state": draft.state.value,
        "version": draft.version,
        "makers": json.dumps(sorted(draft.makers), ensure_ascii=False),
        "frozen": draft.frozen,
        "frozen_checks": draft.frozen_checks,
        "frozen_seq": draft.frozen_seq,
    }
    known = connection.execute(select(func.count()).where(table.c.month == draft.month)).scalar_one()
    if known:
        connection.execute(table.update().where(table.c.month == draft.month).values(**values))
    else:
        connection.execute(insert(table).values(month=draft.month, **values))


def begun(connection: Connection) -> dict[str, tuple[State, int, int]]:
    """State, version and draft number of every month that was begun."""
    table = table_of(ReturnDraft)
    rows = connection.execute(select(table.c.month, table.c.state, table.c.version, table.c.draft))
    return {row.month: (State(row.state), row.version, row.draft) for row in rows}


# -- reasons -----------------------------------------------------------------------------------------
def notes_of(connection: Connection, month: str, version: int, kind: str) -> dict[str, Note]:
    """The written reasons of one version by their key."""
    table = table_of(ReturnNote)
    found = select(table.c.key, table.c.text, table.c.about).where(
        table.c.month == month, table.c.version == version, table.c.kind == kind
    )
    return {row.key: Note(row.text, row.about) for row in connection.execute(found)}


def keep_note(
    connection: Connection, month: str, version: int, kind: str, key: str, note: Note, account: str
) -> None:
    """Write a reason; an empty one is taken away."""
    table = table_of(ReturnNote)
    place = (
        (table.c.month == month)
        & (table.c.version == version)
        & (table.c.kind == kind)
        & (table.c.key == key)
    )
    connection.execute(table.delete().where(place))
    if note.text:
        values = {"text": note.text, "about": note.about, "account": account, "at": now_text()}
        connection.execute(insert(table).values(month=month, version=version, kind=kind, key=key, **values))


def now_text() -> str:
    """The present moment as it is stored."""
    return moment_text(utc_now())


# -- steps -------------------------------------------------------------------------------------------
def note_step(connection: Connection, draft: Draft, step: str, account: str, reason: str) -> None:
    """Add a step that was taken to the month's history; `draft` is as the step left it."""
    connection.execute(
        insert(table_of(EventRow)).values(
            month=draft.month,
            version=draft.version,
            draft=draft.draft,
            action=step,
            state=draft.state.value,
            account=account,
            at=now_text(),
            reason=reason,
        )
    )


def events_of(connection: Connection, month: str) -> tuple[ReturnEvent, ...]:
    """The history of a month's return, newest first."""
    table = table_of(EventRow)
    rows = connection.execute(select(table).where(table.c.month == month).order_by(table.c.id.desc()))
    return tuple(
        ReturnEvent(
            at=datetime.fromisoformat(row.at),
            account=row.account,
            words=step_of(row.action).done,
            reason=row.reason,
            version=row.version,
            draft=row.draft,
        )
        for row in rows
    )


def last_step_on(connection: Connection) -> date | None:
    """The local day of the latest step of any return: a day of submission is never before it."""
    table = table_of(EventRow)
    newest = connection.execute(select(func.max(table.c.at))).scalar()
    return datetime.fromisoformat(newest).astimezone().date() if newest else None


def holders(connection: Connection) -> tuple[Holder, ...]:
    """Accounts that can open the ledger."""
    table = table_of(Account)
    rows = connection.execute(
        select(table.c.name, table.c.roles).where(table.c.disabled.is_(False)).order_by(table.c.name)
    )
    return tuple(Holder(row.name, tuple(role for role in row.roles.split(",") if role)) for row in rows)


# -- editions ----------------------------------------------------------------------------------------
_KEPT = ("id", "month", "version", "number", "replaces", "reported_on", "account", "at")
_DIGESTS = ("pdf_digest", "workbook_digest", "data_digest", "journal_head", "journal_seq")


def _editions() -> tuple[Table, Any]:
    table = table_of(ReturnEdition)
    return table, select(*(table.c[name] for name in (*_KEPT, *_DIGESTS)))


def editions_of(connection: Connection, month: str) -> tuple[Edition, ...]:
    """A month's submitted editions, newest first."""
    table, found = _editions()
    rows = connection.execute(found.where(table.c.month == month).order_by(table.c.version.desc()))
    return tuple(Edition(**row) for row in rows.mappings())


def all_editions(connection: Connection) -> tuple[Edition, ...]:
    """Every submitted edition of months in the order of submission."""
    return tuple(each for each in _every_edition(connection) if len(each.month) > len(YEAR))


def _every_edition(connection: Connection) -> Iterator[Edition]:
    """Of months and of years."""
    table, found = _editions()
    rows = connection.execute(found.order_by(table.c.id)).mappings()
    yield from (Edition(**row) for row in rows)


def add_edition(
    connection: Connection,
    edition: Mapping[str, Any],
    files: Mapping[str, bytes],
) -> int:
    """Keep a submitted edition with its files. Neither can be changed afterwards."""
    made = connection.execute(insert(table_of(ReturnEdition)).values(**edition)).inserted_primary_key
    assert made is not None
    rows = [{"edition_id": made[0], "kind": kind, "content": content} for kind, content in files.items()]
    connection.execute(insert(table_of(ReturnFile)), rows)
    return int(made[0])


def file_of(connection: Connection, edition: int, kind: str) -> bytes:
    """The bytes of an edition's file."""
    table = table_of(ReturnFile)
    found = select(table.c.content).where(table.c.edition_id == edition, table.c.kind == kind)
    return bytes(connection.execute(found).scalar_one())


def damaged_files(connection: Connection) -> Iterator[str]:
    """Submitted editions whose kept files no longer have the digests they were submitted with."""
    for edition in tuple(_every_edition(connection)):
        kept = ((PDF, edition.pdf_digest), (XLSX, edition.workbook_digest), (DATA, edition.data_digest))
        for kind, noted in kept:
            if hashlib.sha256(file_of(connection, edition.id, kind)).hexdigest() != noted:
                yield f"{edition.month} 第 {edition.version} 版的 {kind} 文件与上报时不同"


def snapshot_of(connection: Connection, edition: int) -> Snapshot:
    """What an edition said."""
    table = table_of(ReturnEdition)
    return read_snapshot(
        connection.execute(select(table.c.snapshot).where(table.c.id == edition)).scalar_one()
    )


@dataclass(frozen=True, slots=True)
class Part:
    """What corrections need of a submitted snapshot."""

    month: Month
    basis: Basis
    figures: tuple[FigureAmount, ...]
    corrections: tuple[CorrectionLine, ...]


def editions_part(connection: Connection, edition: int) -> Part:
    """The parts of an edition's snapshot that corrections are made from."""
    table = table_of(ReturnEdition)
    text = connection.execute(select(table.c.snapshot).where(table.c.id == edition)).scalar_one()
    return read_part(Part, text)


def extras_of(connection: Connection, edition: int) -> tuple[tuple[Check, ...], tuple[Hotspot, ...]]:
    """The checks that an edition was submitted with, and where its figures are printed."""
    table = table_of(ReturnEdition)
    row = connection.execute(select(table.c.checks, table.c.hotspots).where(table.c.id == edition)).one()
    spots = tuple(
        Hotspot(each["page"], tuple(each["place"]), each["figure"], each["plan"])
        for each in json.loads(row.hotspots)
    )
    return checks_from(row.checks), spots


def checks_text(checks: Iterable[Check]) -> str:
    """Checks as they are kept with a return."""
    return json.dumps([asdict(each) for each in checks], ensure_ascii=False)


def checks_from(text: str) -> tuple[Check, ...]:
    """Checks as they were kept."""
    return tuple(Check(**each) for each in json.loads(text)) if text else ()


def hotspots_text(spots: Iterable[Hotspot]) -> str:
    """Hotspots as they are kept with an edition."""
    return json.dumps([asdict(each) for each in spots], ensure_ascii=False)
