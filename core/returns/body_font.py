"""The body font that the settings may name: found on the computer, examined, tied to its digest.

Official body text is Fangsong, and none can be shipped (decision 006). A Fangsong installed on the computer
is named in the settings as "file name|SHA-256" and goes into the snapshot in that form; no path is ever kept.
A snapshot is drawn with just that font or not at all, whatever another computer has under the same name.
"""

from __future__ import annotations

import hashlib
import os
import struct
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.errors import LedgerFault
from core.returns.truetype import FontError, TrueType

SEPARATOR = "|"
_KNOWN = ("simfang", "fangsong", "仿宋", "fzfs", "stfangso", "zhuque", "朱雀")
"""Parts of file names, in small letters, that tell a Fangsong."""
_KINDS = frozenset(("ttf", "ttc"))
_NEEDED = "重庆市区县人力资源和社会保障局高校毕业生等青年留渝来渝就业创业工作月报累计完成目标慢于序时进度镇街"
"""Characters without which a font is no body font of a return."""
_NO_CUTTING, _BITMAPS_ONLY = 0x0100, 0x0200
_DAMAGED = "字体文件已损坏或不是字体，无法使用。"


@dataclass(frozen=True, slots=True)
class BodyFont:
    """A font that may be named: its file's name and digest; `path` is where this computer has it."""

    name: str
    digest: str
    path: Path

    @property
    def setting(self) -> str:
        """As the settings and the snapshot name it."""
        return f"{self.name}{SEPARATOR}{self.digest}"


def font_folders() -> tuple[Path, ...]:
    """Where this computer keeps fonts, of everybody and of the account."""
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", str(home / "AppData" / "Local"))
        windows = os.environ.get("WINDIR", r"C:\Windows")
        return (Path(windows) / "Fonts", Path(local) / "Microsoft" / "Windows" / "Fonts")
    shared = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
    return (*shared, home / ".local" / "share" / "fonts", home / ".fonts")


def offered(folders: Sequence[Path] | None = None) -> tuple[str, ...]:
    """File names of the Fangsongs on this computer; they are examined when one is chosen."""
    return tuple(sorted({path.name for path in _files(folders) if _is_known(path.name)}))


def examined(path: Path) -> BodyFont:
    """The font of a file.

    Raises:
        FontError: it is no TrueType font, may not be embedded or cut, or lacks common characters.
    """
    try:
        face = TrueType(path)
        os2 = face.table(b"OS/2")
        rights = struct.unpack_from(">H", os2, 8)[0] if len(os2) >= 10 else 0
        missing = [character for character in _NEEDED if not face.glyph(ord(character))]
    except (OSError, ValueError, KeyError, IndexError, struct.error):
        raise FontError(_DAMAGED) from None
    if rights & (_NO_CUTTING | _BITMAPS_ONLY):
        raise FontError("字体不允许裁剪嵌入文件，请换用允许嵌入的字体。")
    if missing:
        raise FontError(f"字体缺少“{missing[0]}”等常用字，不能作正文字体。")
    return BodyFont(path.name, _digest(path), path)


def chosen(text: str, folders: Sequence[Path] | None = None) -> str:
    """What to store for a typed setting: "" for the font of the house, else file name and digest.

    Args:
        text: a file's name, the whole path of an installed font, or what is stored already.
        folders: where to look for a name; the computer's own by default.

    Raises:
        LedgerFault: there is no such font here, or it cannot be used.
    """
    if not text:
        return ""
    name, _, digest = text.partition(SEPARATOR)
    typed = Path(name)
    files = [typed] if typed.is_file() else [path for path in _files(folders) if path.name == name]
    if not files:
        known = "、".join(offered(folders))
        todo = f"可填：{known}。" if known else "先装好仿宋字体，或空着用自带字体。"
        raise LedgerFault(f"这台电脑上没有找到字体“{typed.name}”。", todo=todo)
    try:
        font = examined(files[0])
    except FontError as fault:
        todo = "空着用自带字体，或换一个仿宋字体。"
        raise LedgerFault(f"“{typed.name}”不能用：{fault}", todo=todo) from None
    if digest and digest != font.digest:
        raise LedgerFault(f"“{typed.name}”与原来设定的不是同一个文件。", todo="重新填文件名即可改用它。")
    try:
        path_of(font.setting, folders)
    except FontError:
        raise LedgerFault(
            f"“{typed.name}”没有装在这台电脑上。", todo="先安装这个字体，再填它的文件名。"
        ) from None
    return font.setting


def path_of(setting: str, folders: Sequence[Path] | None = None) -> Path | None:
    """Where this computer has the font that a snapshot names; None for the font of the house.

    Raises:
        FontError: this computer does not have just that font.
    """
    if not setting:
        return None
    name, _, digest = setting.partition(SEPARATOR)
    for path in sorted(_files(folders), key=lambda path: path.name != name):
        if path.name != name and not _is_known(path.name):
            continue
        if _digest(path) == digest:
            return path
    raise FontError(f"这份月报的正文字体是“{name}”，这台电脑上没有同一个字体文件，换别的字体会与原件不一致")


def _files(folders: Sequence[Path] | None) -> Iterator[Path]:
    for folder in font_folders() if folders is None else folders:
        yield from _below(folder)


def _below(folder: Path) -> Iterable[Path]:
    for place, _, names in os.walk(folder):
        for name in sorted(names):
            if name.lower().rpartition(".")[2] in _KINDS:
                yield Path(place) / name


def _is_known(name: str) -> bool:
    return any(part in name.lower() for part in _KNOWN)


def _digest(path: Path) -> str:
    facts = path.stat()
    return _digest_of(path, facts.st_mtime_ns, facts.st_size)


@cache
def _digest_of(path: Path, changed: int, size: int) -> str:
    """SHA-256 of a font file, remembered until the file changes."""
    del changed, size
    return hashlib.sha256(path.read_bytes()).hexdigest()
