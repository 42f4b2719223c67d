"""Updates at the desk: a package is looked into, then taken over whole or not at all."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, insert, select

from core import policy
from core.crash_log import VERSION
from core.errors import LedgerFault
from core.files import write_together
from core.plans import Plan
from core.target_revisions import is_loaded, revise
from core.tasks import load as load_tasks
from core.updates.content import Content, read_content
from core.updates.effects import Effect, change_townships, effects_of, since_in
from core.updates.keys import TrustedKey, trusted_keys
from core.updates.package import Kind, OldPackage, Package, PackageFault, read_package
from core.views import Change
from db import journal
from db.base import moment_text, utc_now
from db.models import PolicyFile, PolicyUpdate

if TYPE_CHECKING:
    from core.facade.base import OpenLedger

Keys = Callable[[], Iterable[TrustedKey]]


@dataclass(frozen=True, slots=True)
class UpdateView:
    """A package that is genuine, as it is shown before anything is done with it.

    Attributes:
        signer: whose signature it bears.
        since: from which day on targets follow in this ledger: never in a submitted month.
        effects: what it would change here; empty for a program.
    """

    kind: Kind
    number: str
    title: str
    issuer: str
    issued_on: date
    effective_from: date
    since: date
    signer: str
    digest: str
    notes: tuple[str, ...]
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A policy update that the ledger has."""

    number: int
    title: str
    issuer: str
    effective_from: date
    signer: str
    digest: str
    at: datetime
    account: str


@dataclass(frozen=True, slots=True)
class TakeOver:
    """What came of taking a package over: what pages refresh, and the backup made before it."""

    change: Change
    view: UpdateView
    backup: Path | None


def checked_package(path: Path, keys: Keys = trusted_keys) -> Package:
    """A package that is genuine and made for this program; needs no ledger.

    Raises:
        PackageFault: foreign, damaged, cut off, unknown or revoked signer, older program, other system.
        LedgerFault: its data are faulty.
    """
    package = read_package(path, keys())
    manifest = package.manifest
    if manifest.kind is Kind.POLICY:
        if _version(manifest.needs or "0") > _version(VERSION):
            raise PackageFault(
                f"这个更新包要 {manifest.needs} 以上的程序，现在是 {VERSION}，没有更新。",
                "请先更新程序，再用这个更新包。",
            )
        content_of(package)
        return package
    if manifest.system != this_system():
        raise PackageFault(
            f"这个安装包是给 {_SYSTEMS.get(manifest.system, manifest.system)}用的，不能用在这台电脑上。",
            f"请选择给 {_SYSTEMS.get(this_system(), this_system())}用的安装包。",
        )
    if _version(manifest.version) <= _version(VERSION):
        same = manifest.version == VERSION
        raise OldPackage(
            f"这个安装包是 {manifest.version} 版，"
            + ("已经装着这一版" if same else f"比现在的 {VERSION} 版旧")
            + "，没有更新。",
            "不用做什么。",
        )
    return package


def content_of(package: Package) -> Content:
    """The policy data of a package, read.

    Raises:
        LedgerFault: they are faulty.
    """
    manifest = package.manifest
    files = {each.name: package.content(each.name) for each in manifest.files}
    return read_content(files, manifest.effective_from)


def described(package: Package, effects: tuple[Effect, ...] = (), since: date | None = None) -> UpdateView:
    """A package in the words of a page or a command."""
    manifest = package.manifest
    return UpdateView(
        kind=manifest.kind,
        number=str(manifest.number) if manifest.kind is Kind.POLICY else manifest.version,
        title=manifest.title,
        issuer=manifest.issuer,
        issued_on=manifest.issued_on,
        effective_from=manifest.effective_from,
        since=since or manifest.effective_from,
        signer=package.signer.owner,
        digest=package.digest,
        notes=manifest.notes,
        effects=effects,
    )


def lay_out(package: Package, folder: Path) -> Path:
    """Write a program's installer into a folder under its own name. Gives the file to start.

    Raises:
        LedgerFault: it cannot be written; what was in the folder is as it was.
    """
    if package.manifest.kind is not Kind.PROGRAM:
        raise LedgerFault("这是政策数据，不是安装包。", "安全。什么也没有改动。", "政策数据在台账里更新。")
    files = [(folder / Path(each.name).name, package.content(each.name)) for each in package.manifest.files]
    write_together(files)
    for path, _content in files:
        path.chmod(0o644)  # a system's installer reads it as somebody else
    return files[0][0]


class UpdateDesk:
    """What the façade does with packages."""

    def __init__(self, ledger: OpenLedger, keys: Keys = trusted_keys) -> None:
        self._ledger = ledger
        self._keys = keys

    def look(self, path: Path) -> UpdateView:
        """What a package is and what it would change in this ledger. Nothing is written.

        Raises:
            PackageFault: it is refused, with the reason.
        """
        package = checked_package(path, self._keys)
        if package.manifest.kind is Kind.PROGRAM:
            return described(package)
        content = content_of(package)
        with self._ledger.reading() as connection:
            self._require_newer(connection, package)
            return self._view(connection, package, content)

    def take_over(self, path: Path) -> TakeOver:
        """Take a policy package over: a backup, then one transaction.

        Raises:
            PackageFault: it is refused; nothing has changed.
            NotAllowed: not the administrator.
        """
        self._ledger.require("policy.update")
        package = checked_package(path, self._keys)
        if package.manifest.kind is not Kind.POLICY:
            raise LedgerFault("这是安装包，不是政策数据。", todo="请用“取出安装包”。")
        content = content_of(package)
        with self._ledger.reading() as connection:
            self._require_newer(connection, package)
        backup = self._backup()
        with self._ledger.changing("policy.update") as connection:
            self._require_newer(connection, package)
            view = self._view(connection, package, content)
            update = self._write(connection, package)
            self._follow(connection, package, content, update)
            journal.append(
                connection,
                self._ledger.info.account,
                "policy_update",
                "policy",
                row_id=update,
                reason=package.manifest.title,
                after={
                    "number": package.manifest.number,
                    "from": package.signer.owner,
                    "since": str(view.since),
                    "changes": len(view.effects),
                    "digest": package.digest,
                },
            )
        self._ledger.renew_policy()
        sections = frozenset(("target", "task", "placement", "setting", "policy", "traineeship", "service"))
        return TakeOver(Change(sections), view, backup)

    def taken_over(self) -> tuple[TakenOver, ...]:
        """Policy updates of this ledger, the newest first."""
        with self._ledger.reading() as connection:
            rows = connection.execute(
                select(PolicyUpdate.__table__).order_by(PolicyUpdate.number.desc())
            ).mappings()
            return tuple(
                TakenOver(
                    number=row["number"],
                    title=row["title"],
                    issuer=row["issuer"],
                    effective_from=row["effective_from"],
                    signer=row["signer"],
                    digest=row["digest"],
                    at=datetime.fromisoformat(row["at"]),
                    account=row["account"],
                )
                for row in rows
            )

    def lay_out(self, path: Path, folder: Path) -> Path:
        """Back the ledger up, then lay a newer program's installer out. Gives the file to start."""
        self._ledger.require("program.update")
        package = checked_package(path, self._keys)
        self._backup()
        made = lay_out(package, folder)
        with self._ledger.drafting() as connection:
            self._ledger.note_on(
                connection, "program_update", "ledger", after={"number": package.manifest.version}
            )
        return made

    # -- inside ----------------------------------------------------------------------------------
    def _backup(self) -> Path | None:
        from core.backup_desk import BackupDesk

        return BackupDesk(self._ledger).before_risk()

    def _require_newer(self, connection: Connection, package: Package) -> None:
        number = package.manifest.number
        newest = connection.scalar(select(func.max(PolicyUpdate.number))) or 0
        known = connection.scalar(select(PolicyUpdate.at).where(PolicyUpdate.digest == package.digest))
        if known is not None:
            day = datetime.fromisoformat(known).astimezone().strftime("%Y-%m-%d")
            raise OldPackage(f"第 {number} 号政策数据已在 {day} 更新过，没有重复更新。", "不用做什么。")
        if number <= newest:
            raise OldPackage(
                f"这个更新包是第 {number} 号，台账已是第 {newest} 号，没有更新。",
                f"请用第 {newest} 号以后的更新包；要改回旧值，请发布单位出一个新的更新包。",
            )

    def _view(self, connection: Connection, package: Package, content: Content) -> UpdateView:
        first = package.manifest.effective_from
        effects = effects_of(connection, self._ledger.info.unit_key, content, first)
        return described(package, effects, since_in(connection, first))

    def _write(self, connection: Connection, package: Package) -> int:
        manifest = package.manifest
        made = connection.execute(
            insert(PolicyUpdate).values(
                number=manifest.number,
                title=manifest.title,
                issuer=manifest.issuer,
                effective_from=manifest.effective_from,
                signer=f"{package.signer.owner}（{package.signer.id}）",
                digest=package.digest,
                at=moment_text(utc_now()),
                account=self._ledger.info.account,
            )
        )
        key = made.inserted_primary_key
        assert key is not None
        update = int(key[0])
        rows = [
            {"update_id": update, "name": each.name, "content": package.content(each.name).decode()}
            for each in manifest.files
        ]
        connection.execute(insert(PolicyFile), rows)
        return update

    def _follow(self, connection: Connection, package: Package, content: Content, update: int) -> None:
        """Let the ledger's own rows follow: targets, tasks and townships."""
        info, first = self._ledger.info, package.manifest.effective_from
        since = since_in(connection, first)
        with policy.applying(policy.read_updates(connection)):
            for plan in content.plans:
                if plan.applies_to(info.unit_key) and is_loaded(connection, plan):
                    self._revise(connection, plan, update, since)
            for change in content.townships:
                change_townships(connection, info.unit_key, change, first)

    def _revise(self, connection: Connection, plan: Plan, update: int, since: date) -> None:
        info = self._ledger.info
        revise(connection, plan, info.unit_key, info.account, update, since)
        load_tasks(connection, plan, info.account)


_SYSTEMS = {"windows-x86_64": "Windows 电脑", "linux-x86_64": "统信、麒麟等 Linux 电脑"}


def this_system() -> str:
    """The kind of computer, as packages name it."""
    machine = platform.machine().lower()
    system = "windows" if sys.platform == "win32" else "linux"
    return f"{system}-{'x86_64' if machine in ('x86_64', 'amd64') else machine}"


def _version(text: str) -> tuple[int, ...]:
    """The numbers of a version, so that 0.10 comes after 0.9."""
    return tuple(int(part) for part in text.split(".") if part.isdigit())
