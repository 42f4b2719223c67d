"""`--self-check`: is this installation whole, and can it work on this machine? No ledger is touched.

Every check answers; one that fails stops none of the others. Nothing is left behind on the disk.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

import platformdirs

from core.crash_log import VERSION, log_folder
from core.plans import load_plans
from core.resources import resource
from db.trial import driver, keeps_a_secret

WHOLE, FAULTY = 0, 1
_PROGRAM = "placement-ledger"
_DIGEST = re.compile(r"^([0-9a-f]{64})  (\S+\.ttf)$", re.MULTILINE)
_REPAIR = "请重新安装程序；台账文件不受影响。"
_LATEST_YEARS = 20
"""A clock so many years after the program was made is not believed."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the answer."""

    name: str
    ok: bool
    detail: str


Examine = Callable[[], Check]


def guarded(name: str, examine: Examine) -> Check:
    """What a check says; a check that itself breaks has failed."""
    try:
        return examine()
    except Exception as error:  # whatever broke, the other checks still have to run
        return Check(name, False, f"没有查成（{type(error).__name__}）。{_REPAIR}")


def check_fonts(folder: Path | None = None) -> Check:
    """Every font listed beside the fonts is there and is, byte for byte, the one that shipped."""
    folder = folder or resource("fonts")
    listed = _DIGEST.findall((folder / "README.md").read_text("utf-8"))
    wrong = [name for digest, name in listed if _digest(folder / name) != digest]
    if wrong or not listed:
        what = "、".join(wrong) if wrong else "清单"
        return Check("字体", False, f"{what} 缺失、读不出或与发布时不同，月报会印不出来。{_REPAIR}")
    return Check("字体", True, f"{len(listed)} 个字体文件齐全，与发布时一致")


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return ""


def check_plans() -> Check:
    """Every plan that ships can be read."""
    plans, problems = load_plans()
    if problems or not plans:
        return Check("目标文件", False, f"有 {len(problems)} 处读不出，目标会不全。{_REPAIR}")
    return Check("目标文件", True, f"{len(plans)} 份计划都读得出")


def check_driver() -> Check:
    """The driver is recent enough and can encrypt."""
    found = driver()
    ok = found.recent and bool(found.cipher)
    said = f"SQLite {found.sqlite}，SQLCipher {found.cipher or '没有'}"
    return Check(
        "数据库驱动", ok, said if ok else f"{said}；要求 SQLite {found.floor} 以上并能加密。{_REPAIR}"
    )


def check_encryption() -> Check:
    """An encrypted file can be written and read back, and not without its key."""
    try:
        kept = keeps_a_secret()
    except OSError:
        return Check("加密读写", False, "系统的临时文件夹写不进去。请清理磁盘，或请管理员给写入权限。")
    said = "临时加密文件写入、读回正常，换一把密钥打不开"
    return Check("加密读写", kept, said if kept else f"临时加密文件读回不对，请不要用它建台账。{_REPAIR}")


def check_folder(name: str, folder: Path) -> Check:
    """A file can be written into the folder, or, where it is not there yet, beside where it will be made."""
    place = folder
    while not place.exists() and place != place.parent:
        place = place.parent
    try:
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(b"\0" * 4096)
            file.flush()
    except OSError:
        return Check(name, False, f"{_short(place)} 写不进去。请检查磁盘空间，或请管理员给写入权限。")
    return Check(name, True, f"{_short(folder)} 可以写入" + ("" if place == folder else "（用到时新建）"))


def _short(folder: Path) -> str:
    """The folder with the home as ~: the name of a home is the name of a person."""
    home = Path.home()
    return f"~/{folder.relative_to(home).as_posix()}" if folder.is_relative_to(home) else str(folder)


def made_on() -> date:
    """The day from which on this program can exist: of its own file, or of the newest plan it carries."""
    file = Path(sys.executable if getattr(sys, "frozen", False) else __file__)
    made = datetime.fromtimestamp(file.stat().st_mtime).date()
    return max([made, *(plan.issued_on for plan in load_plans()[0])])


def check_clock(today: date | None = None, made: date | None = None) -> Check:
    """The clock is not before the day the program was made, nor absurdly after it."""
    today, made = today or date.today(), made or made_on()
    if (made - today).days > 1:
        return Check("时钟", False, f"电脑日期是 {today}，早于程序的 {made}。请先校准日期，再登记。")
    if today.year - made.year > _LATEST_YEARS:
        return Check("时钟", False, f"电脑日期是 {today}，离程序的 {made} 太远。请先校准日期，再登记。")
    return Check("时钟", True, f"电脑日期 {today}，不早于程序的 {made}")


def plain_checks() -> list[Check]:
    """All that can be checked without a graphics library."""
    places = {
        "配置文件夹": Path(platformdirs.user_config_dir(_PROGRAM, appauthor=False)),
        "日志文件夹": log_folder(),
        "文档文件夹": Path(platformdirs.user_documents_dir()),
    }
    return [
        guarded("字体", check_fonts),
        guarded("目标文件", check_plans),
        guarded("数据库驱动", check_driver),
        guarded("加密读写", check_encryption),
        *(check_folder(name, folder) for name, folder in places.items()),
        guarded("时钟", check_clock),
    ]


def run(arguments: Sequence[str], further: Callable[[], Iterable[Check]]) -> int:
    """Check, print a line for each check (or one JSON object), and give the exit code.

    Args:
        arguments: `--json` asks for the object.
        further: the checks of the window's libraries.
    """
    if sys.stdout is not None and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    checks = [*plain_checks(), *further()]
    whole = all(each.ok for each in checks)
    if "--json" in arguments:
        answer = json.dumps({"checks": [asdict(each) for each in checks]}, ensure_ascii=False)
    else:
        lines = [f"{'正常' if each.ok else '有问题'}  {each.name}：{each.detail}" for each in checks]
        end = "自检通过" if whole else "自检发现问题，台账文件没有动过"
        answer = "\n".join([*lines, f"{end}（版本 {VERSION}）"])
    print(answer)  # noqa: T201 - the command's answer
    return WHOLE if whole else FAULTY
