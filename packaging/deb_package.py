"""Lay the program folder out as a Debian package and close it by dpkg-deb.

The program goes to /opt/placement-ledger, the commands `ledger` and `placement-ledger` to /usr/bin, and menu
entry, file type, icons, licence and manual where every desktop looks for them. The same folder, sources and
time give the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import tomllib
from collections.abc import Iterable
from pathlib import Path

from debian_root import Root

NAME = "placement-ledger"
ARCHITECTURE = "amd64"
PROGRAM = f"opt/{NAME}"
COMMANDS = ("ledger", NAME)
MIME_TYPE = "application-x-placement-ledger"
SCRIPTS = ("preinst", "postinst", "prerm", "postrm")
RECOMMENDED = ("xdg-utils", "shared-mime-info", "desktop-file-utils", "hicolor-icon-theme")
_PARTS = Path(__file__).resolve().parent / "deb"
_DESCRIPTION = """离线加密的就业创业台账 (offline encrypted employment ledger)
 区县人社部门“留渝来渝就业创业”工作用：登记、导入、进度、月报，全程不联网。
 卸载程序不会动台账文件。
 .
 Ledger and monthly return of district employment offices in Chongqing."""


def version(sources: Path) -> str:
    """The program's version, as pyproject.toml says it."""
    project = tomllib.loads((sources / "pyproject.toml").read_text("utf-8"))
    return str(project["project"]["version"])


def control(number: str, depends: Iterable[str], kibibytes: int) -> str:
    """The control file.

    Args:
        number: the version.
        depends: what the system has to bring.
        kibibytes: size on the disk.
    """
    fields = {
        "Package": NAME,
        "Version": number,
        "Architecture": ARCHITECTURE,
        "Maintainer": f"{NAME} maintainers <{NAME}@localhost>",
        "Installed-Size": str(kibibytes),
        "Depends": ", ".join(depends),
        "Recommends": ", ".join(RECOMMENDED),
        "Conflicts": "ledger",  # Debian's accounting program of that name owns /usr/bin/ledger
        "Section": "database",
        "Priority": "optional",
        "Description": _DESCRIPTION,
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def _write(path: Path, content: bytes, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(mode)


def lay_out(folder: Path, sources: Path, icons: Path, tree: Path) -> None:
    """Make the tree of the package without its control files.

    Args:
        folder: the program folder.
        sources: the repository.
        icons: drawn icons, laid out as under /usr/share/icons/hicolor.
        tree: where to; must not be there yet.
    """
    shutil.copytree(folder, tree / PROGRAM, symlinks=True)
    (tree / "usr" / "bin").mkdir(parents=True)
    for command in COMMANDS:
        (tree / "usr" / "bin" / command).symlink_to(f"/{PROGRAM}/{NAME}")
    share = tree / "usr" / "share"
    _write(share / "applications" / f"{NAME}.desktop", (_PARTS / f"{NAME}.desktop").read_bytes())
    _write(share / "mime" / "packages" / f"{NAME}.xml", (_PARTS / f"{NAME}.xml").read_bytes())
    shutil.copytree(icons, share / "icons" / "hicolor")
    documents = share / "doc" / NAME
    licence = "".join(f" {line or '.'}\n" for line in (sources / "LICENSE").read_text("utf-8").splitlines())
    copyright_text = (_PARTS / "copyright").read_text("utf-8") + licence
    _write(documents / "copyright", copyright_text.encode())
    _write(documents / "THIRD_PARTY.md", (sources / "THIRD_PARTY.md").read_bytes())
    _write(documents / "manual.md", (sources / "resources" / "manual" / "manual.md").read_bytes())
    changes = gzip.compress((sources / "CHANGELOG.md").read_bytes(), 9, mtime=0)
    _write(documents / "changelog.gz", changes)


def settle(tree: Path, when: int) -> None:
    """Plain rights and one time everywhere, so that nothing of the building machine shows."""
    for path in sorted(tree.rglob("*"), reverse=True):
        if not path.is_symlink():
            runs = path.is_dir() or bool(path.stat().st_mode & 0o100)
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (when, when), follow_symlinks=False)
    tree.chmod(0o755)
    os.utime(tree, (when, when))


def _digests(tree: Path) -> str:
    lines = []
    for path in sorted(tree.rglob("*")):
        name = path.relative_to(tree).as_posix()
        if path.is_file() and not path.is_symlink() and not name.startswith("DEBIAN/"):
            lines.append(f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {name}\n")
    return "".join(lines)


def add_control(tree: Path, number: str, depends: Iterable[str]) -> None:
    """Write control file, digests and the maintainer scripts into a tree that is otherwise whole."""
    size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    _write(tree / "DEBIAN" / "md5sums", _digests(tree).encode())
    _write(tree / "DEBIAN" / "control", control(number, depends, -(-size // 1024)).encode())
    for script in SCRIPTS:
        _write(tree / "DEBIAN" / script, (_PARTS / script).read_bytes(), 0o755)


def build(root: Root, folder: Path, sources: Path, depends: list[str], when: int, out: Path) -> Path:
    """Make the package in the build root; gives the file in `out`.

    Args:
        root: where dpkg-deb runs and PySide6 draws the icons.
        folder: the program folder inside it.
        sources: the repository.
        depends: entries of the Depends field.
        when: seconds since 1970 that every file is dated to.
        out: the folder for the package.
    """
    number = version(sources)
    tree, icons = root.folder / "build" / "tree", root.folder / "build" / "icons"
    for place in (tree, icons):
        shutil.rmtree(place, ignore_errors=True)
    drawing = {"QT_QPA_PLATFORM": "offscreen"}
    program = ["/build/venv/bin/python", "/build/source/packaging/draw_icons.py"]
    root.run(*program, "/build/source/resources/app-icon", "/build/icons", environment=drawing)
    lay_out(folder, sources, icons, tree)
    add_control(tree, number, depends)
    settle(tree, when)
    name = f"{NAME}_{number}_{ARCHITECTURE}.deb"
    close = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", "/build/tree", f"/build/{name}"]
    root.run(*close, environment={"SOURCE_DATE_EPOCH": str(when)})
    out.mkdir(parents=True, exist_ok=True)
    made = out / name
    shutil.move(root.folder / "build" / name, made)
    return made


def fields(text: str) -> dict[str, str]:
    """The fields of a control file, with folded lines as they stand."""
    found = re.findall(r"^([A-Za-z-]+): (.*(?:\n .*)*)$", text, re.MULTILINE)
    return dict(found)
