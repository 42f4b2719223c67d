"""Backup, verification, and what keeps a ledger safe, said in the façade's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, func, select

from core.due_date import due_on
from core.errors import LedgerFault
from core.evidence import desk as evidence
from core.fair_desk import coming_unvetted
from core.figure_views import Due
from core.files import remove_folders
from core.info import LedgerInfo
from core.period import Month
from core.returns.books import begun, damaged_files
from core.returns.lifecycle import STATE_WORDS, State
from core.settings import value_of
from core.verification import runs
from core.views import Check
from db import journal
from db.backup import list_backups, make_backup, newest_age, restore_backup
from db.closed_copy import row_counts
from db.drive import on_network_drive
from db.engine import create_store, discard_unfinished, require_fit
from db.errors import NetworkDrive, NotALedger, TargetExists
from db.integrity import check_integrity
from db.keys import KeyFile, keys_path
from db.models import Person, Placement, Target

if TYPE_CHECKING:
    from core.facade.base import OpenLedger

LEDGER_SUFFIX = ".ledger"


def require_password(password: str) -> None:
    """Refuse an empty password.

    The profile of strength (等保二级) is asked for where a person chooses one, in the window; a script
    that names a password has chosen it already (docs/decisions/011).
    """
    if not password.strip():
        raise LedgerFault("密码是空的，没有建台账。", "安全。没有建任何文件。", "请设一个密码。")


@contextmanager
def nothing_left(path: Path) -> Iterator[None]:
    """Whatever fails inside leaves no file of a new ledger and no folder made for it.

    Raises:
        TargetExists: something is there already; it stays as it is.
    """
    require_fit(path)
    if path.exists() or keys_path(path).exists():
        raise TargetExists(path)
    missing = [folder for folder in path.parents if not folder.exists()]
    try:
        yield
    except BaseException as error:
        if not isinstance(error, TargetExists):
            discard_unfinished(path)
            remove_folders(missing)
        raise


def fault_at_sight(path: Path) -> LedgerFault | None:
    """Why a file that was double-clicked cannot be opened here, before any password is asked.

    Only what no backup and no password would help: another kind of file, or a network drive.
    """
    if on_network_drive(path):
        return NetworkDrive(path)
    if path.suffix.lower() != LEDGER_SUFFIX and path.exists():
        return NotALedger(path)
    return None


def new_store(path: Path, account: str, password: str) -> tuple[Engine, str]:
    """The file and its keys, both new. Call it inside `nothing_left`."""
    key, recovery = KeyFile.create(path, account, password)
    return create_store(path, key), recovery


def backup(ledger: OpenLedger, folder: Path | None) -> Path:
    """Make and verify a backup. Journaled, without moving the business head."""
    with ledger.reading() as connection:
        head, counts = journal.business_head(connection), row_counts(connection)
    return make_backup(ledger.engine, ledger.info.path, folder, head, counts)


def backup_folder(ledger: OpenLedger, connection: Connection) -> Path | None:
    """The place of the setting; None for the usual one beside the ledger."""
    text = value_of(ledger.stored_settings(connection), "backup_folder")
    return Path(text) if text else None


def backup_due(ledger: OpenLedger) -> bool:
    """True when the newest verified backup does not hold the last business entry of the journal."""
    with ledger.reading() as connection:
        found = list_backups(ledger.info.path, backup_folder(ledger, connection))
        return not found or found[0].manifest.head != journal.business_head(connection)


def restore(folder: Path, target: Path) -> None:
    """Put a backup's ledger and keys in a new place; an existing target is refused."""
    restore_backup(folder, target)


# -- verification ------------------------------------------------------------------------------------
def verify(ledger: OpenLedger) -> tuple[Check, ...]:
    """Every check, with what it found. A check that fails has level "block".

    Damage that keeps a check from reading fails that check; the others are made all the same.
    """
    keys = KeyFile(ledger.info.path)
    checks: list[Callable[[], Check]] = [
        lambda: _check("文件完整", check_integrity(ledger.engine), "每一页的校验都对得上"),
        lambda: _check("密钥文件", keys.problems(), "密钥槽完好"),
    ]
    for name, problems, sound in _READ_CHECKS:
        checks.append(partial(_read_check, ledger, name, problems, sound))
    checks.append(partial(_heads, ledger))
    names = ("文件完整", "密钥文件", *(name for name, _problems, _sound in _READ_CHECKS), "与备份对照")
    return tuple(_guarded(name, check) for name, check in zip(names, checks, strict=True))


def _guarded(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except LedgerFault as fault:
        return Check(name, "block", fault.happened)


def _read_check(
    ledger: OpenLedger, name: str, problems: Callable[[Connection], Iterable[str]], sound: str
) -> Check:
    with ledger.reading() as connection:
        return _check(name, list(problems(connection)), sound)


def _check(name: str, problems: list[str], sound: str) -> Check:
    return Check(name, "block" if problems else "pass", "；".join(problems) if problems else sound)


def _heads(ledger: OpenLedger) -> Check:
    """Heads noted in backups beside the ledger must be in its journal; an older copy is only a note."""
    with ledger.reading() as connection:
        found = list_backups(ledger.info.path, backup_folder(ledger, connection))
        noted = [each.manifest.head for each in found]
        gone = journal.missing_heads(connection, noted)
    if gone:
        return Check("与备份对照", "warn", f"有 {len(gone)} 份备份比这份台账新，这可能是一份旧副本")
    return Check("与备份对照", "pass", f"{len(noted)} 份备份都接得上" if noted else "还没有备份")


def _doubled(connection: Connection) -> Iterator[str]:
    statement = (
        select(func.count())
        .where(Person.id_number.is_not(None))
        .group_by(Person.id_kind, Person.id_number)
        .having(func.count() > 1)
    )
    doubled = len(connection.execute(statement).all())
    if doubled:
        yield f"{doubled} 个证件号有两份以上档案"


def _orphans(connection: Connection) -> Iterator[str]:
    statement = select(func.count()).where(Placement.state == "active", Placement.person_id.is_(None))
    lost = connection.execute(statement).scalar_one()
    if lost:
        yield f"{lost} 条有效登记没有人员"


def _targets(connection: Connection) -> Iterator[str]:
    missing = Target.value.is_(None) | Target.starts_on.is_(None) | Target.ends_on.is_(None)
    lost = connection.execute(select(func.count()).where(Target.state == "active", missing)).scalar_one()
    if lost:
        yield f"{lost} 条目标缺数值或日期"


_READ_CHECKS: tuple[tuple[str, Callable[[Connection], Iterable[str]], str], ...] = (
    ("流水记录", journal.verify_chain, "首尾相接，没有被改过"),
    ("人员不重复", _doubled, "一个证件号一份档案"),
    ("登记有主", _orphans, "每条有效登记都有人员"),
    ("目标任务", _targets, "每条目标都有数值和起止日期"),
    ("月报存档", damaged_files, "上报的文件与上报时的摘要一致"),
    ("佐证材料", evidence.problems, "每份的内容都和校验值对得上"),
    ("批量核查", runs.problems, "每次的留底都和流水对得上"),
)


# -- what is due -------------------------------------------------------------------------------------
def due(ledger: OpenLedger, connection: Connection, as_of: date) -> list[Due]:
    """到期与待办: drafts, the month's return, unchecked claims, the age of the backup."""
    found = list(_today(connection))
    found += _this_week(connection, as_of, ledger.info)
    found += _fairs_to_vet(connection, as_of)
    age = newest_age(ledger.info.path, backup_folder(ledger, connection))
    if age is None:
        found.append(Due("安全", "warn", "还没有备份", "现在备份", "system"))
    else:
        found.append(
            Due("安全", "ok" if age < timedelta(days=1) else "warn", "备份已验证", ago(age), "system")
        )
    return found


def _today(connection: Connection) -> Iterator[Due]:
    drafts = connection.execute(select(func.count()).where(Placement.state == "draft")).scalar_one()
    if drafts:
        yield Due("今天", "warn", "草稿待改", f"{drafts:,} 行", "placement")
    statement = select(func.count()).where(Placement.state == "active", Placement.township.is_(None))
    nowhere = connection.execute(statement).scalar_one()
    if nowhere:
        yield Due("今天", "note", "未分镇街的登记", f"{nowhere:,} 行", "targets", "townships")


def _this_week(connection: Connection, as_of: date, info: LedgerInfo) -> list[Due]:
    found = list(_return_due(connection, as_of))
    statement = select(func.count()).where(Placement.state == "active", Placement.verification == "claimed")
    unchecked = connection.execute(statement).scalar_one()
    if unchecked:
        found.append(Due("本周", "note", "待核查登记", f"{unchecked:,} 行", "placement"))
    if not info.unit.townships:
        found.append(Due("本周", "note", "镇街名录还是空的", "导入时确认", "targets", "townships"))
    return found


def _return_due(connection: Connection, as_of: date) -> Iterator[Due]:
    """The month's return by its state; nothing to do once it was submitted."""
    month = Month.holding(as_of)
    state = begun(connection).get(str(month), (State.DRAFT, 1, 0))[0]
    when = due_on(month)
    if state is State.SUBMITTED:
        yield Due("本周", "ok", f"{month.number} 月月报", "已上报", "return")
        return
    light = "warn" if state is State.RETURNED else "note"
    waits = "" if state is State.DRAFT else f"{STATE_WORDS[state]}，"
    yield Due("本周", light, f"{month.number} 月月报", f"{waits}{when.month} 月 {when.day} 日前", "return")


def _fairs_to_vet(connection: Connection, as_of: date) -> Iterator[Due]:
    for fair_id, title, day, employers in coming_unvetted(connection, as_of):
        when = f"{employers:,} 家单位资质待补，{day.month} 月 {day.day} 日举办"
        yield Due("本周", "warn", title, when, "fair", str(fair_id))


def ago(age: timedelta) -> str:
    """A relative time as the screen says it."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return "刚刚"
    if minutes < 60:
        return f"{minutes} 分钟前"
    return f"{minutes // 60} 小时前" if minutes < 48 * 60 else f"{minutes // 1440} 天前"
