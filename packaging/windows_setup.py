"""What the Windows build needs beside PyInstaller: icon, version resource, and the installer.

    python packaging/windows_setup.py prepare            icon and version resource, under build/windows
    python packaging/windows_setup.py setup FOLDER OUT    its installer into OUT, by makensis

`prepare` runs before PyInstaller, whose build.spec takes both files when they are there. `setup` also runs on
Linux (makensis is in Debian's package nsis), so that the script is known to compile where no Windows is.
"""

from __future__ import annotations

import argparse
import re
import shutil
import struct
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
MADE = HERE / "build" / "windows"
SCRIPT = HERE / "packaging" / "windows" / "setup.nsi"
NAME = "placement-ledger"
TITLE = "留渝来渝就业创业台账"
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)
_WHOLE_BYTE = 256


def version() -> str:
    """The program's version, "0.1.0"."""
    found: str = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return found


def icon_file(pictures: Mapping[int, bytes]) -> bytes:
    """A Windows icon of square PNG pictures, by their size in pixels."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    place = len(head) + 16 * len(pictures)
    entries = b""
    for size, content in sorted(pictures.items()):
        side = size % _WHOLE_BYTE  # 0 stands for 256
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(content), place)
        place += len(content)
    return head + entries + b"".join(content for _, content in sorted(pictures.items()))


def version_resource(number: str) -> str:
    """The version resource as PyInstaller reads it: versions, and the Chinese name of the program."""
    numbers = (*(int(part) for part in re.findall(r"\d+", number)[:3]), 0, 0, 0)[:4]
    strings = {
        "FileDescription": TITLE,
        "FileVersion": number,
        "InternalName": NAME,
        "LegalCopyright": "MIT 许可",
        "OriginalFilename": f"{NAME}.exe",
        "ProductName": TITLE,
        "ProductVersion": number,
    }
    told = ",\n".join(f"          StringStruct({key!r}, {value!r})" for key, value in strings.items())
    return (
        "VSVersionInfo(\n"
        f"  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004,\n"
        "    fileType=0x1, subtype=0x0, date=(0, 0)),\n"
        "  kids=[\n"
        f"    StringFileInfo([StringTable('080404B0', [\n{told}])]),\n"
        "    VarFileInfo([VarStruct('Translation', [2052, 1200])]),\n"
        "  ],\n)\n"
    )


def prepare() -> None:
    """Write the icon and the version resource."""
    import draw_icons

    pictures = MADE / "pictures"
    if draw_icons.main([str(HERE / "resources" / "app-icon"), str(pictures)]):
        raise SystemExit("the icons could not be drawn")
    found = {size: (pictures / f"{size}x{size}" / "apps" / f"{NAME}.png").read_bytes() for size in ICON_SIZES}
    (MADE / f"{NAME}.ico").write_bytes(icon_file(found))
    (MADE / "version.txt").write_text(version_resource(version()), encoding="utf-8")


def compile_setup(folder: Path, icon: Path, into: Path) -> Path:
    """Make the installer of a program folder. Warnings of makensis count as faults.

    Returns:
        The installer. It may not be called setup.exe: Windows gives such a file other libraries than its own.

    Raises:
        SystemExit: makensis is not there, or objects.
    """
    program = shutil.which("makensis") or shutil.which("makensis.exe", path=r"C:\Program Files (x86)\NSIS")
    if program is None:
        raise SystemExit("makensis is missing: Debian's package nsis, or NSIS 3 for Windows")
    out = into / f"{NAME}-{version()}-windows-x64.exe"
    given = {"SOURCE": folder.resolve(), "VERSION": version(), "ICON": icon.resolve(), "OUT": out.resolve()}
    words = [f"-D{key}={value}" for key, value in given.items()]
    done = subprocess.run(
        [program, "-V2", "-WX", "-INPUTCHARSET", "UTF8", *words, str(SCRIPT)],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"makensis objects:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return out


def main(words: list[str]) -> int:
    """Run one command; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("prepare")
    setup = commands.add_parser("setup")
    setup.add_argument("folder", type=Path)
    setup.add_argument("out", type=Path)
    given = parser.parse_args(words)
    if given.command == "prepare":
        prepare()
    else:
        print(compile_setup(given.folder, MADE / f"{NAME}.ico", given.out))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
