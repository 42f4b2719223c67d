"""Evidence of a row: attach, list, look at, take out, void. Lists never read a file's content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, insert, select, update

from core.codes import code_list
from core.columns import table_of
from core.errors import LedgerFault, NotAllowed, NotFound
from core.evidence.file_kinds import SAFE, UnfitFile, kind_of, recognised, require_size, size_words
from core.files import write_whole
from core.permissions import REVIEWER
from core.privacy.guard import require_living
from core.sections import section_of
from core.views import Change
from db import journal
from db.base import utc_now
from db.models import Evidence, EvidenceContent

if TYPE_CHECKING:
    from core.facade.base import OpenLedger

OTHER = "other"
LARGE_LEDGER = 500 * 1024 * 1024
"""Bytes of evidence from which a clerk is told how large backups become."""
_EVIDENCE = table_of(Evidence)
_CONTENT = table_of(EvidenceContent)
CHANGED = frozenset(("evidence",))


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One attached file, without its content."""

    id: int
    section: str
    row_id: int
    kind: str
    kind_words: str
    original_name: str
    media_type: str
    type_words: str
    size: int
    size_words: str
    digest: str
    added_at: datetime
    added_by: str
    void: bool
    void_reason: str

    @property
    def suffix(self) -> str:
        """The usual ending of such a file."""
        return kind_of(self.media_type).suffixes[0]


@dataclass(frozen=True, slots=True)
class Attached:
    """What attaching did: the file, and what the clerk should know ("" for nothing)."""

    view: EvidenceView
    notice: str


class EvidenceDesk:
    """What the façade does with evidence."""

    def __init__(self, ledger: OpenLedger) -> None:
        self._ledger = ledger

    # -- reading ---------------------------------------------------------------------------------
    def of_row(self, section: str, row_id: int) -> tuple[EvidenceView, ...]:
        """Files of one row, and of records merged into it: those in force by age, then void ones."""
        with self._ledger.reading() as connection:
            rows_meant = _with_merged(connection, section, row_id)
            wanted = (_EVIDENCE.c.section == section, _EVIDENCE.c.row_id.in_(rows_meant))
            order = (_EVIDENCE.c.state == "void", _EVIDENCE.c.id)
            rows = connection.execute(select(_EVIDENCE).where(*wanted).order_by(*order)).mappings()
            return tuple(_view(dict(row)) for row in rows)

    def counts(self, section: str, ids: Sequence[int]) -> dict[int, int]:
        """Files in force of each row that has any."""
        with self._ledger.reading() as connection:
            statement = (
                select(_EVIDENCE.c.row_id, func.count())
                .where(_EVIDENCE.c.section == section, _EVIDENCE.c.state != "void")
                .where(_EVIDENCE.c.row_id.in_(list(ids)))
                .group_by(_EVIDENCE.c.row_id)
            )
            return {row[0]: row[1] for row in connection.execute(statement)}

    def size(self) -> tuple[int, int]:
        """Files kept, and their bytes; content that several rows share is counted once."""
        with self._ledger.reading() as connection:
            return _kept(connection)

    def content(self, evidence_id: int, action: str, reason: str = "") -> tuple[EvidenceView, bytes]:
        """A file with its content. Journaled under the action: looked at, opened outside, saved outside.

        Raises:
            LedgerFault: the bytes no longer agree with their digest.
        """
        with self._ledger.drafting() as connection:
            view = self._one(connection, evidence_id)
            found = connection.execute(
                select(_CONTENT.c.content).where(_CONTENT.c.digest == view.digest)
            ).scalar()
            content = bytes(found or b"")
            if hashlib.sha256(content).hexdigest() != view.digest:
                raise LedgerFault(
                    "这份佐证材料的内容和登记时的校验值对不上，没有打开。",
                    "其他数据不受影响。",
                    "请到系统里做全库核对，再从备份恢复。",
                )
            self._note(connection, action, view, reason=reason)
        return view, content

    # -- writing ---------------------------------------------------------------------------------
    def attach_file(self, section: str, row_id: int, path: Path, kind: str = "") -> Attached:
        """Attach a file from disk, read straight into memory.

        Raises:
            UnfitFile: it cannot be read, or is no PDF or picture, or is too large.
        """
        try:
            if not path.is_file():
                raise UnfitFile("这不是一个文件，或者它已经不在原处", "请重新选择文件。")
            require_size(path.stat().st_size)
            content = path.read_bytes()
        except OSError as error:
            raise UnfitFile(
                "这个文件读不出来", "请看它是否正被别的程序占用、U 盘是否还插着，再添加。"
            ) from error
        return self.attach(section, row_id, content, path.name, kind)

    def attach(self, section: str, row_id: int, content: bytes, name: str, kind: str = "") -> Attached:
        """Attach a file to a row. The same content is stored once."""
        media, notice = recognised(content, name)
        digest = hashlib.sha256(content).hexdigest()
        with self._ledger.changing("evidence.change") as connection:
            self._require_row(connection, section, row_id)
            require_living(connection, section_of(section), row_id)
            self._require_new(connection, section, row_id, digest)
            known = connection.execute(select(_CONTENT.c.size).where(_CONTENT.c.digest == digest)).scalar()
            if known is None:
                connection.execute(insert(_CONTENT).values(digest=digest, size=len(content), content=content))
            account, now = self._ledger.info.account, utc_now()
            made = connection.execute(
                insert(_EVIDENCE).values(
                    section=section,
                    row_id=row_id,
                    kind=kind or guessed_kind(name),
                    original_name=name,
                    media_type=media.media_type,
                    size=len(content),
                    digest=digest,
                    created_at=now,
                    created_by=account,
                    updated_at=now,
                    updated_by=account,
                    state="active",
                    void_reason="",
                    note="",
                    draft_values="",
                )
            ).inserted_primary_key
            assert made is not None
            view = self._one(connection, int(made[0]))
            self._note(connection, "attach", view, after={"kind": view.kind, "size": view.size})
            return Attached(view, notice + _growth(connection))

    def set_kind(self, evidence_id: int, kind: str) -> Change:
        """Say what kind of proof a file is."""
        if kind not in code_list("evidence_kind"):
            raise NotFound("没有这种佐证材料。")
        with self._ledger.changing("evidence.change") as connection:
            view = self._one(connection, evidence_id)
            if view.kind != kind:
                self._update(connection, evidence_id, kind=kind)
                self._note(
                    connection, "evidence_kind", view, before={"kind": view.kind}, after={"kind": kind}
                )
        return Change(CHANGED, (evidence_id,))

    def set_void(self, evidence_id: int, reason: str, *, void: bool) -> Change:
        """Void a file, or bring it back; always with a reason. A recorder their own, a reviewer any."""
        if not reason.strip():
            raise LedgerFault("没有写原因。", SAFE, "写明作废或恢复的原因再继续。")
        with self._ledger.changing("evidence.change") as connection:
            view = self._one(connection, evidence_id)
            info = self._ledger.info
            if view.added_by != info.account and REVIEWER not in info.roles:
                raise NotAllowed(
                    "这份佐证材料不是本人添加的，不能作废或恢复。", todo="请添加的人或审核员办理。"
                )
            if not void:
                self._require_new(connection, view.section, view.row_id, view.digest)
            if view.void != void:
                state = "void" if void else "active"
                self._update(connection, evidence_id, state=state, void_reason=reason if void else "")
                self._note(connection, "detach" if void else "reattach", view, reason=reason)
        return Change(CHANGED, (evidence_id,))

    def save_out(self, evidence_id: int, target: Path, reason: str) -> Path:
        """Write a file to a place outside the ledger, with a reason; gives where it lies.

        Raises:
            LedgerFault: no reason, or it cannot be written.
        """
        self._ledger.require("evidence.take_out")
        if not reason.strip():
            raise LedgerFault("没有写用途，没有另存。", SAFE, "写明用途再另存，另存会留记录。")
        view, content = self.content(evidence_id, "save_evidence", reason)
        path = target if target.suffix.lower() == view.suffix else target.with_name(target.name + view.suffix)
        write_whole(path, content)
        return path

    # -- inside ----------------------------------------------------------------------------------
    def _one(self, connection: Connection, evidence_id: int) -> EvidenceView:
        row = connection.execute(select(_EVIDENCE).where(_EVIDENCE.c.id == evidence_id)).mappings().first()
        if row is None:
            raise NotFound("这份佐证材料已经不在台账里。", todo="按 F5 重新读取。")
        return _view(dict(row))

    def _update(self, connection: Connection, evidence_id: int, **values: Any) -> None:
        stamps = {"updated_at": utc_now(), "updated_by": self._ledger.info.account}
        connection.execute(update(_EVIDENCE).where(_EVIDENCE.c.id == evidence_id).values(**values, **stamps))

    def _require_row(self, connection: Connection, section: str, row_id: int) -> None:
        own = table_of(section_of(section).model)
        state = connection.execute(select(own.c.state).where(own.c.id == row_id)).scalar()
        if state is None:
            raise NotFound("这一行已经不在台账里，没有添加。", todo="按 F5 重新读取。")
        if state == "void":
            raise LedgerFault("这一行已作废，没有添加佐证材料。", SAFE, "先从回收站恢复这一行。")

    def _require_new(self, connection: Connection, section: str, row_id: int, digest: str) -> None:
        same = select(_EVIDENCE.c.id).where(
            _EVIDENCE.c.section == section,
            _EVIDENCE.c.row_id == row_id,
            _EVIDENCE.c.digest == digest,
            _EVIDENCE.c.state != "void",
        )
        if connection.execute(same).first() is not None:
            raise UnfitFile("这一行已经有内容完全相同的佐证材料", "不用再添加一遍。")

    def _note(
        self,
        connection: Connection,
        action: str,
        view: EvidenceView,
        *,
        reason: str = "",
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        """Journal on the row that the file belongs to, as what moves no figure.

        A file's name may name a person and is left out.
        """
        journal.append(
            connection,
            self._ledger.info.account,
            action,
            view.section,
            row_id=view.row_id,
            business=False,
            reason=reason,
            before=before,
            after={"evidence": view.id, "digest": view.digest, **(after or {})},
        )


def guessed_kind(name: str) -> str:
    """The kind of proof that a file's name speaks of; 其他 where it says none or two."""
    found = {
        entry.code
        for entry in code_list("evidence_kind")
        if any(word in name for word in (entry.name, *entry.aliases))
    } - {OTHER}
    return found.pop() if len(found) == 1 else OTHER


def _with_merged(connection: Connection, section: str, row_id: int) -> list[int]:
    """The row, and every record that was merged into it: their files stay where they are, for an undo."""
    own = table_of(section_of(section).model)
    found = [row_id]
    if "merged_into" in own.c:
        for each in found:
            merged = connection.scalars(select(own.c.id).where(own.c.merged_into == each))
            found += [other for other in merged if other not in found]
    return found


def problems(connection: Connection) -> Iterator[str]:
    """For the check of the whole file: content that no longer agrees with its digest or is not there."""
    bad = 0
    digests = connection.scalars(select(_CONTENT.c.digest)).all()
    for digest in digests:  # one at a time: the files together may be larger than the memory
        content = connection.execute(select(_CONTENT.c.content).where(_CONTENT.c.digest == digest)).scalar()
        bad += hashlib.sha256(bytes(content or b"")).hexdigest() != digest
    if bad:
        yield f"{bad} 份佐证材料的内容和校验值对不上"
    gone = select(func.count()).where(_EVIDENCE.c.digest.not_in(select(_CONTENT.c.digest)))
    lost = connection.execute(gone).scalar_one()
    if lost:
        yield f"{lost} 份佐证材料没有内容"


def _kept(connection: Connection) -> tuple[int, int]:
    found = connection.execute(select(func.count(), func.coalesce(func.sum(_CONTENT.c.size), 0))).one()
    return int(found[0]), int(found[1])


def _growth(connection: Connection) -> str:
    files, size = _kept(connection)
    if size < LARGE_LEDGER:
        return ""
    return f"台账里的佐证材料已有 {files:,} 份、{size_words(size)}，每份备份也会这么大，请留意磁盘。"


def _view(row: Mapping[str, Any]) -> EvidenceView:
    return EvidenceView(
        id=row["id"],
        section=row["section"],
        row_id=row["row_id"],
        kind=row["kind"],
        kind_words=code_list("evidence_kind").name_of(row["kind"]),
        original_name=row["original_name"],
        media_type=row["media_type"],
        type_words=kind_of(row["media_type"]).words,
        size=row["size"],
        size_words=size_words(row["size"]),
        digest=row["digest"],
        added_at=row["created_at"],
        added_by=row["created_by"],
        void=str(row["state"]) == "void",
        void_reason=row["void_reason"],
    )
