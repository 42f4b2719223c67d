"""What the Windows build is made with, as far as it can be tried without Windows."""

import io
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "packaging"))

import windows_setup  # noqa: E402 - found by the line above


def picture(side: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (side, side), (30, 90, 160, 255)).save(out, "PNG")
    return out.getvalue()


def test_the_icon_holds_every_size(tmp_path: Path) -> None:
    path = tmp_path / "x.ico"
    path.write_bytes(windows_setup.icon_file({side: picture(side) for side in windows_setup.ICON_SIZES}))
    with Image.open(path) as icon:
        sizes: set[tuple[int, int]] = icon.info["sizes"]
        assert sizes == {(side, side) for side in windows_setup.ICON_SIZES}


def test_the_version_resource_says_what_the_program_is() -> None:
    def told(name: str) -> Any:
        return lambda *parts, **facts: (name, parts, facts)

    names = ("VSVersionInfo", "FixedFileInfo", "StringFileInfo", "StringTable", "StringStruct", "VarFileInfo")
    space = {name: told(name) for name in (*names, "VarStruct")}
    _, _, whole = eval(windows_setup.version_resource("0.12.3"), space)  # as PyInstaller reads it
    assert whole["ffi"][2]["filevers"] == (0, 12, 3, 0)
    table = whole["kids"][0][1][0][0]
    strings = {each[1][0]: each[1][1] for each in table[1][1]}
    assert strings["ProductName"] == "留渝来渝就业创业台账"
    assert strings["FileVersion"] == "0.12.3"


def test_the_installer_compiles(tmp_path: Path) -> None:
    if shutil.which("makensis") is None:
        pytest.skip("makensis is not here (Debian's package nsis)")
    folder = tmp_path / "程序 文件夹"
    (folder / "_internal" / "resources").mkdir(parents=True)
    for name in ("placement-ledger.exe", "placement-ledger-command.exe", "_internal/resources/手册.md"):
        (folder / name).write_bytes(b"stands in")
    icon = tmp_path / "x.ico"
    icon.write_bytes(windows_setup.icon_file({side: picture(side) for side in (16, 32, 48)}))
    made = windows_setup.compile_setup(folder, icon, tmp_path)
    assert made.name == f"placement-ledger-{windows_setup.version()}-windows-x64.exe"
    content = made.read_bytes()
    assert content[:2] == b"MZ"
    assert "留渝来渝就业创业台账".encode("utf-16-le") in content, "its version resource"
    assert b"requireAdministrator" not in content
    assert b'level="asInvoker"' in content


def test_the_installer_takes_away_only_what_it_brought() -> None:
    text = windows_setup.SCRIPT.read_text(encoding="utf-8")
    removed = set(re.findall(r"^ *RMDir (?:/r )?(.+)$", text, re.MULTILINE))
    assert removed == {'"$INSTDIR\\_internal"', '"$INSTDIR"'}
    assert '/r "$INSTDIR"' not in text
    deleted = re.findall(r"^ *Delete (.+)$", text, re.MULTILINE)
    assert all("*" not in each and ".ledger" not in each for each in deleted)
    assert "MultiUser" not in text
