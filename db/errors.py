"""Faults of the store: each its own class and its own three sentences for a clerk.

No sentence and no argument here ever carries a bound value, a key, a password or a driver's text.
File names and sizes are the only particulars.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNTOUCHED = "安全。台账没有打开，也没有改动。"
UNTOUCHED_ROWS = "安全。台账没有改动。"
ROLLED_BACK = "安全。这一步没有写入，之前保存的都在。"
LOCK_MINUTES = 15
TRIES = 5


def size_text(size: int) -> str:
    """Bytes as a clerk reads them: 512 KB, 61.4 MB, 1.2 GB."""
    for unit, scale in (("GB", 1024**3), ("MB", 1024**2)):
        if size >= scale:
            return f"{size / scale:.1f} {unit}"
    return f"{max(1, -(-size // 1024))} KB"


class StoreFault(Exception):  # noqa: N818 - a fault of the surroundings, told from errors of ours
    """Something outside the data went wrong.

    Attributes:
        happened: what did not happen, and why.
        safe: whether the data are safe, and what is kept; begins with 安全。 or 不安全。
        todo: what to do now.
    """

    def __init__(self, happened: str, safe: str = UNTOUCHED_ROWS, todo: str = "") -> None:
        super().__init__(happened)
        self.happened = happened
        self.safe = safe
        self.todo = todo

    def __str__(self) -> str:
        return self.happened + self.safe.removeprefix("安全。") + self.todo


class WrongPassword(StoreFault):
    """Account and password do not open a slot. `tries_left` is what remains before the lock-out."""

    def __init__(self, tries_left: int | None = None) -> None:
        left = "" if tries_left is None else f"，还可试 {tries_left} 次，之后锁定 {LOCK_MINUTES} 分钟"
        super().__init__(
            "账号或密码不对。",
            UNTOUCHED,
            f"请核对大小写和输入法后重输{left}；忘记密码可用恢复码打开。",
        )
        self.tries_left = tries_left


class WrongRecoveryCode(StoreFault):
    """The recovery code does not open the recovery slot."""

    def __init__(self) -> None:
        super().__init__("恢复码不对。", UNTOUCHED, "请对照打印的恢复码逐组核对，共 7 组，每组 4 位。")


class TooManyTries(StoreFault):
    """Locked after too many failed tries; `minutes` until the next one is allowed."""

    def __init__(self, minutes: int) -> None:
        super().__init__(
            f"密码连续输错 {TRIES} 次，已锁定 {LOCK_MINUTES} 分钟。",
            UNTOUCHED,
            f"请 {minutes} 分钟后再输；重启程序不会缩短锁定时间。",
        )
        self.minutes = minutes


class MissingLedger(StoreFault):
    """There is no file at this path."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"没有找到台账 {path.name}。",
            "安全。没有新建任何文件。",
            "请核对位置和文件名；移动硬盘上的台账请先接好硬盘。台账被删时，可从备份恢复。",
        )


class EmptyLedger(StoreFault):
    """The file has no bytes."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name} 是空文件，不是台账。",
            "安全。文件没有改动，也没有新建任何文件。",
            "复制或下载可能没有完成，请重新复制，或从备份恢复。",
        )


class NotALedger(StoreFault):
    """The file is something else (a workbook, a plain database, a picture, text)."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name or path} 不是本程序的台账。",
            "安全。文件没有改动，也没有新建任何文件。",
            "请选择以 .ledger 结尾、由本程序建立的文件；表格请用导入。",
        )


class KeysMismatch(StoreFault):
    """The ledger cannot be read with the key of the keys file beside it."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name} 与旁边的密钥文件不是一对，打不开。",
            UNTOUCHED,
            f"请把同一次备份里的 {path.name} 和 {path.name}.keys 一起复制过来。",
        )


class MissingKeys(StoreFault):
    """The ledger is there, its keys file is not."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"缺少密钥文件 {path.name}，没有它打不开台账。",
            UNTOUCHED,
            "请把它从原来的文件夹或备份中找回，与台账放在一起；恢复码也要靠这个文件才能使用。",
        )


class DamagedKeys(StoreFault):
    """The keys file is not what was written."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"密钥文件 {path.name} 已损坏。",
            UNTOUCHED,
            "台账本身没有问题。请用备份中的同名文件替换它，再用备份当时的密码打开。",
        )


class DamagedLedger(StoreFault):
    """The ledger's own pages do not pass their checks."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"台账 {path.name} 已损坏，部分内容读不出来。",
            "不安全。原文件没有再改动，最近一次备份不受影响。",
            "请不要继续录入，先把这个文件另存一份，再从最近的备份恢复。",
        )


class LedgerInUse(StoreFault):
    """Another process holds the ledger. `where` says who, as far as is known."""

    def __init__(self, path: Path, where: str = "") -> None:
        super().__init__(
            f"台账 {path.name} 正被另一个程序使用{f'（{where}）' if where else ''}。",
            "安全。没有打开，也没有改动。",
            "请先关闭那边的窗口或命令，再打开。",
        )
        self.where = where


class ReadOnlyPlace(StoreFault):
    """The file or its folder cannot be written."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name} 或它所在的文件夹是只读的，不能写入。",
            ROLLED_BACK,
            "请取消只读属性，或把台账和密钥文件一起复制到可以写入的本机文件夹再打开。",
        )


class NoRead(StoreFault):
    """The system refuses to let this account read the file."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"没有权限读取 {path.name}。",
            UNTOUCHED,
            "请用建立台账时的系统账户登录，或由该账户授予读写权限。",
        )


class DiskFull(StoreFault):
    """No room left. `needed` is in bytes, where known."""

    def __init__(self, path: Path, needed: int | None = None) -> None:
        room = "" if needed is None else f"至少 {size_text(needed)}"
        super().__init__(
            f"磁盘已满，{path.name} 没有写完。",
            ROLLED_BACK,
            f"请在该磁盘上腾出{room or '空间'}，再做一次。",
        )
        self.needed = needed


class DiskFailure(StoreFault):
    """The disk did not read or write."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"磁盘读写 {path.name} 时出错。",
            ROLLED_BACK,
            "请检查硬盘或移动硬盘的连接，做一次备份到另一块盘，再继续录入。",
        )


class NetworkDrive(StoreFault):
    """A live ledger may not lie on a network drive."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name} 在网络盘上，台账不能放在网络盘里使用。",
            UNTOUCHED,
            "请把台账和密钥文件放到本机硬盘再打开；备份可以放在网络盘。",
        )


class NewerSchema(StoreFault):
    """The ledger was written by a newer version of the program. `backup` is the one made before that."""

    def __init__(self, path: Path, backup: Path | None = None) -> None:
        older = f"或从升级前的备份 {backup.name} 恢复" if backup else "或从升级前的备份恢复"
        super().__init__(
            f"台账 {path.name} 由更新的版本写成，这个版本打不开。",
            UNTOUCHED,
            f"请安装新版本再打开，{older}。",
        )
        self.backup = backup


class OlderSchema(StoreFault):
    """The ledger must be upgraded before use, and was opened read-only or without leave to do so."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"台账 {path.name} 由较早的版本写成，要先升级。",
            UNTOUCHED,
            "请在可以写入的位置打开它，程序会先备份再升级。",
        )


class TargetExists(StoreFault):
    """Something is there already; nothing is ever overwritten."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name or path} 已经存在，没有覆盖。",
            "安全。原有文件没有改动，也没有新建任何文件。",
            "请换一个名字或文件夹。",
        )


class MissingFolder(StoreFault):
    """The folder is not there and cannot be made."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"没有文件夹 {path.name}，也不能新建。",
            "安全。没有新建任何文件。",
            "同名的可能是一个文件；请核对位置后再做一次。",
        )


class UnfitName(StoreFault):
    """A ledger could not keep this name on every system."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"“{path.name}”不能用作台账的文件名，没有建台账。",
            "安全。没有新建任何文件。",
            '文件名里不能有 < > : " / \\ | ? *，末尾不能是点或空格，也不能用系统保留的设备名。',
        )


class PathTooLong(StoreFault):
    """The path, or a name in it, is longer than the system takes."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name[:40]} 的路径或文件名太长，系统不收。",
            "安全。台账没有改动，也没有新建任何文件。",
            "请换短一些的文件名，或放到层级浅一些的文件夹。",
        )


class NotABackup(StoreFault):
    """The folder holds no backup of ours."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder.name} 不是备份文件夹。",
            "安全。没有改动任何文件。",
            "请选择一个含有 manifest.json 的备份文件夹。",
        )


class DamagedBackup(StoreFault):
    """A backup is not what its manifest says."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"备份 {folder.name} 与它的清单不符，不能使用。",
            "安全。台账没有改动。",
            "请改用另一次备份，并检查存放这份备份的磁盘。",
        )


class OldEngine(StoreFault):
    """The program runs with a database engine older than the version floor."""

    def __init__(self) -> None:
        super().__init__("程序所带的数据库组件版本过低，没有打开台账。", UNTOUCHED, "请重新安装完整的程序。")


_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
_WINDOWS_TOO_LONG = 206
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}

_DRIVER_NAMES: dict[str, type[StoreFault]] = {
    "SQLITE_READONLY_DBMOVED": MissingLedger,
    "SQLITE_FULL": DiskFull,
    "SQLITE_READONLY": ReadOnlyPlace,
    "SQLITE_PERM": NoRead,
    "SQLITE_AUTH": NoRead,
    "SQLITE_BUSY": LedgerInUse,
    "SQLITE_LOCKED": LedgerInUse,
    "SQLITE_CORRUPT": DamagedLedger,
    "SQLITE_NOTADB": DamagedLedger,
    "SQLITE_IOERR": DiskFailure,
    "SQLITE_CANTOPEN": ReadOnlyPlace,
}
_DRIVER_WORDS = {
    "database or disk is full": "SQLITE_FULL",
    "disk I/O error": "SQLITE_IOERR",
    "attempt to write a readonly database": "SQLITE_READONLY",
    "database is locked": "SQLITE_BUSY",
    "unable to open database file": "SQLITE_CANTOPEN",
    "database disk image is malformed": "SQLITE_CORRUPT",
    "file is not a database": "SQLITE_NOTADB",
}
"""The engine's own fixed words: an error of its backup carries no name."""


def _from_system(error: OSError, path: Path, needed: int | None) -> StoreFault:
    number = error.errno
    if number in _FULL:
        return DiskFull(path, needed)
    if number in _FORBIDDEN:
        return ReadOnlyPlace(path)
    if number == errno.ENAMETOOLONG or getattr(error, "winerror", None) == _WINDOWS_TOO_LONG:
        return PathTooLong(path)
    if number == errno.EEXIST:
        return TargetExists(path)
    if number in {errno.ENOENT, errno.ENOTDIR, errno.EISDIR}:
        return MissingLedger(path) if number == errno.ENOENT else NotALedger(path)
    return DiskFailure(path)


def fault_from(error: BaseException, path: Path, needed: int | None = None) -> StoreFault | None:
    """The clerk's fault for a driver's or system's error, or None when it is a bug of ours.

    Args:
        error: what was raised; SQLAlchemy's wrapping is looked through.
        path: the file that was worked on; only its name is said.
        needed: bytes the step needs, where known.

    Returns:
        A new fault without the original text; programming and integrity errors give None.
    """
    if isinstance(error, StoreFault):
        return error
    original = getattr(error, "orig", None)
    if isinstance(original, BaseException):
        return fault_from(original, path, needed)
    if isinstance(error, OSError):
        return _from_system(error, path, needed)
    name = getattr(error, "sqlite_errorname", None)
    if name is None and type(error).__module__.startswith("sqlcipher3"):
        name = _DRIVER_WORDS.get(str(error))
    if not isinstance(name, str):
        return None
    kind = next((kind for prefix, kind in _DRIVER_NAMES.items() if name.startswith(prefix)), None)
    if kind is None:
        return None
    return DiskFull(path, needed) if kind is DiskFull else kind(path)  # type: ignore[arg-type]  # all take one path


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Tell a place that may not be read from one that may not be written, which `told` takes it for."""
    try:
        yield
    except PermissionError:
        raise NoRead(path) from None


@contextmanager
def told(path: Path, needed: int | None = None) -> Iterator[None]:
    """Turn driver and system errors inside into faults about `path`; bugs pass unchanged.

    The original is not chained: its text could name bound values.
    """
    try:
        yield
    except Exception as error:
        fault = fault_from(error, path, needed)
        if fault is None or fault is error:
            raise
        raise fault from None
