"""Prove that Chinese can be typed: real input methods, the real window, read back from the ledger.

    python packaging/chinese_typing/try_typing.py                     the program of this checkout
    python packaging/chinese_typing/try_typing.py --deb FILE          the installed package
    … --here --only ibus                                              on this machine's own daemons

For each of fcitx 4, fcitx5 and ibus (Debian's packages, each in a Debian root that debootstrap makes) an X
server, a session bus, a window manager and the daemon are started; 你好 is typed into cells and a form by
xdotool, chosen, left by Enter, Tab, a click and shortcuts; then the headless command exports the
ledger, which must hold what was typed. Pictures are left beside, to be looked at.
Exit code 0 only if all arrived. Needs root (for the roots) and
debootstrap; or, with --here, the daemons installed on this machine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import openpyxl
import PySide6
from debian_root import BuildError, Root, check_machine, find_mirror
from typing_plugin import FOLDER, build

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
PLUGINS = REPOSITORY / FOLDER
ROOTS = REPOSITORY / "build" / "typing-roots"
DESK = (
    "python3-minimal",
    "libpython3-stdlib",
    "xvfb",
    "openbox",
    "maim",
    "xdotool",
    "dbus",
    "fonts-wqy-microhei",
)
SCREEN = (
    *("libegl1", "libgl1", "libdbus-1-3", "libfontconfig1", "libglib2.0-0", "libxkbcommon0", "libatomic1"),
    *("libxkbcommon-x11-0", "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-randr0"),
    *("libxcb-shape0", "libcups2"),
)
FCITX4 = ("fcitx-bin", "fcitx-data", "fcitx-modules", "fcitx-module-dbus", "fcitx-module-x11", "fcitx-pinyin")
DAEMONS: dict[str, tuple[str, ...]] = {
    "fcitx5": ("fcitx5", "fcitx5-chinese-addons"),
    "fcitx4": (*FCITX4, "fcitx-ui-classic", "dbus-x11"),
    "ibus": ("ibus", "ibus-libpinyin"),
}
WORDS = "你好"
TYPED = ("Enter", "typing on a cell, Tab", "a click while composing", "Ctrl+PgDown while composing")
SIZE = (1366, 768)
OPENBOX = """<?xml version="1.0"?>
<openbox_config xmlns="http://openbox.org/3.4/rc"><applications>
<application class="*"><decor>no</decor><maximized>yes</maximized></application>
</applications></openbox_config>
"""


@dataclass(frozen=True, slots=True)
class Desk:
    """A system to type on: this machine, or a root; and the program on it."""

    name: str
    root: Root | None
    program: tuple[str, ...]
    command: tuple[str, ...]
    environment: dict[str, str]

    def inside(self, path: Path) -> str:
        """How the system itself calls a file of its."""
        return str(path) if self.root is None else f"/{path.relative_to(self.root.folder)}"

    def scratch(self) -> Path:
        """A folder that the clerk may write to."""
        if self.root is None:
            return Path(tempfile.mkdtemp(prefix="typing-"))
        home = self.root.folder / "home" / "clerk" / f"try-{os.getpid()}-{time.monotonic_ns()}"
        home.mkdir(parents=True)
        return home

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command on the system, as the clerk."""
        given = {**self.environment, **environment}
        if self.root is not None:
            return self.root.start(*words, user="clerk", environment=given)
        return subprocess.run(words, env={**os.environ, **given}, capture_output=True, text=True, check=False)


def version_of(desk: Desk, daemon: str) -> str:
    """The version of the daemon's package."""
    package = {"fcitx4": "fcitx-bin"}.get(daemon, daemon)
    return desk.run("dpkg-query", "-W", "-f", "${Version}", package).stdout.strip()


def make_desk(suite: str, daemon: str, deb: Path | None) -> Desk:
    """A Debian root with the daemon, and the checkout's program or the package on it."""
    python = Path(sys.executable)
    shared = {
        each: str(each) for each in {REPOSITORY, python.parents[1].resolve(), Path(sys.base_prefix).resolve()}
    }
    name = f"{suite}-{daemon}-installed" if deb else f"{suite}-{daemon}"
    root = Root(ROOTS / name, suite, {} if deb else shared)
    root.make(find_mirror(os.environ))
    if not (root.folder / "home" / "clerk").exists():
        root.install(*DESK, *(() if deb else SCREEN), *DAEMONS[daemon])  # a package names what it needs
        root.run("useradd", "--create-home", "clerk")
        root.run("chmod", "755", "/root")
    if deb is None:
        main = str(REPOSITORY / "main.py")
        program = (str(python), main)
        return Desk(name, root, program, program, {"QT_PLUGIN_PATH": str(PLUGINS)})
    shutil.copyfile(deb, root.folder / "tmp" / deb.name)
    root.run("apt-get", "-qq", "install", "-y", "--reinstall", f"/tmp/{deb.name}")
    return Desk(name, root, *installed_programs(root, deb), {})


def installed_programs(root: Root, deb: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the package's desktop entry starts, and its command."""
    package = root.run("dpkg-deb", "-f", f"/tmp/{deb.name}", "Package").strip()
    files = root.run("dpkg", "-L", package).splitlines()
    entry = next(each for each in files if each.startswith("/usr/share/applications/"))
    lines = (root.folder / entry[1:]).read_text("utf-8").splitlines()
    start = next(each for each in lines if each.startswith("Exec=")).removeprefix("Exec=").split()[0]
    command = next(each for each in files if each.startswith("/usr/bin/"))
    return (start,), (command,)


@dataclass(frozen=True, slots=True)
class Made:
    """A demonstration ledger, and its password."""

    path: Path
    password: str


DEMO = ("--unit", "永川区", "--year", "2025", "--rows", "40", "--seed", "7", "--json")


def asked_places() -> dict[str, Any]:
    """Where things stand on the window of a demonstration ledger, asked of this checkout."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, str(REPOSITORY / "main.py"), "demo", scratch, *DEMO]
        answer = json.loads(subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8"))
        command = [sys.executable, str(HERE / "places.py"), answer["ledger"], answer["password"]]
        done = subprocess.run([*command, *map(str, SIZE)], capture_output=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.decode("utf-8").splitlines()[-1])
    return found


def made_ledger(desk: Desk, home: Path) -> Made:
    """A demonstration ledger of the same content, made by the program that is tried."""
    if desk.root is not None:
        desk.root.run("chown", "-R", "clerk:clerk", desk.inside(home))
    done = desk.run(*desk.command, "demo", desk.inside(home / "demo"), *DEMO)
    if done.returncode != 0:
        raise BuildError(f"The demonstration ledger could not be made: {done.stderr.strip()[-300:]}")
    answer = json.loads(done.stdout)
    return Made(home / "demo" / Path(answer["ledger"]).name, answer["password"])


def titles_and_hosts(workbook: Path) -> tuple[list[str], list[str]]:
    """Two columns of the exported fairs."""
    rows = list(openpyxl.load_workbook(workbook, read_only=True).worksheets[0].values)
    head = next(at for at, row in enumerate(rows) if any("活动名称" in str(each) for each in row))
    names = [str(each or "").removesuffix("*").strip() for each in rows[head]]
    title, hosts = names.index("活动名称"), names.index("主办单位")
    return [str(row[title]) for row in rows[head + 1 :]], [str(row[hosts]) for row in rows[head + 1 :]]


def try_on(
    desk: Desk, daemon: str, places: dict[str, Any], out: Path, *, named: bool, patience: float
) -> list[str]:
    """Type on one system; what did not arrive."""
    home = desk.scratch()
    made = made_ledger(desk, home)
    before = titles_and_hosts(exported(desk, home, made))
    plan = {**places, "daemon": daemon, "named": named, "patience": patience, "title": "留渝来渝"}
    plan |= {
        "home": desk.inside(home),
        "ledger": desk.inside(made.path),
        "password": made.password,
    }
    plan |= {"program": desk.program, "environment": desk.environment}
    (home / "plan.json").write_text(json.dumps(plan), "utf-8")
    (home / ".config" / "openbox").mkdir(parents=True)
    (home / ".config" / "openbox" / "rc.xml").write_text(OPENBOX, "utf-8")
    shutil.copyfile(HERE / "typing_journey.py", home / "typing_journey.py")
    if desk.root is not None:
        desk.root.run("chown", "-R", "clerk:clerk", desk.inside(home))
    done = desk.run("python3", desk.inside(home / "typing_journey.py"), desk.inside(home / "plan.json"))
    kept = out / desk.name
    kept.mkdir(parents=True, exist_ok=True)
    for picture in (*home.glob("*.png"), *home.rglob("*.log")):
        shutil.copyfile(picture, kept / picture.name)
    answer = json.loads(done.stdout or '{"fault": ""}')
    if done.returncode != 0:
        return [answer["fault"] or done.stderr[-400:]]
    after = titles_and_hosts(exported(desk, home, made))
    shutil.rmtree(home, ignore_errors=True)
    return judged(before, after)


def exported(desk: Desk, home: Path, made: Made) -> Path:
    """The fairs as a workbook, by the program's own headless command."""
    out = home / "fairs.xlsx"
    if desk.root is not None:
        desk.root.run("chown", "-R", "clerk:clerk", desk.inside(home))
    words = ("export", desk.inside(made.path), "job_fair", desk.inside(out))
    done = desk.run(*desk.command, *words, LEDGER_PASSWORD=made.password)
    if done.returncode != 0:
        raise BuildError(f"The ledger could not be read back: {done.stderr.strip()[-300:]}")
    return out


def judged(before: tuple[list[str], list[str]], after: tuple[list[str], list[str]]) -> list[str]:
    """What is missing of what was typed: two cells and a field chosen, three left while composing."""
    titles = _new(before[0], after[0])
    hosts = _new(before[1], after[1])
    faults = []
    if titles.count(WORDS) < 2:
        faults.append(f"{WORDS} is not in two cells: {titles}")
    if len(titles) < 4 or not all(map(_composed, titles)):
        faults.append(f"four cells were to hold what was typed: {titles}")
    if WORDS not in hosts:
        faults.append(f"{WORDS} is not in the form's field: {hosts}")
    if len(hosts) < 2 or not all(map(_composed, hosts)):
        faults.append(f"the form left while composing was not kept: {hosts}")
    return faults


def _composed(value: str) -> bool:
    """Chosen words, or the letters as they stood when something else was done."""
    return value.replace(" ", "") in (WORDS, "nihao")


def _new(before: list[str], after: list[str]) -> list[str]:
    rest = list(before)
    found = []
    for each in after:
        if each in rest:
            rest.remove(each)
        else:
            found.append(each)
    return found


def main() -> int:
    """Try every daemon; one line each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=DAEMONS, action="append", help="this daemon alone")
    parser.add_argument("--deb", type=Path, help="a built package; without it the program of this checkout")
    parser.add_argument("--suite", action="append", help="Debian release, bookworm by default")
    parser.add_argument("--here", action="store_true", help="on this machine, without a root")
    parser.add_argument("--unnamed", action="store_true", help="no variable names the input method")
    parser.add_argument("--patience", type=float, default=6, help="seconds for a page to show")
    parser.add_argument("--out", type=Path, default=REPOSITORY / "build" / "typing")
    given = parser.parse_args()
    failed = 0
    try:
        if not given.here:
            check_machine()
        if given.deb is None:
            build(Path(PySide6.__file__).parent)
        places = asked_places()
        for suite in given.suite or ["bookworm"]:
            for daemon in given.only or DAEMONS:
                failed += not _tried(given, places, suite, daemon)
    except (BuildError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 2
    return 1 if failed else 0


def _tried(given: argparse.Namespace, places: dict[str, Any], suite: str, daemon: str) -> bool:
    if given.here:
        program = (sys.executable, str(REPOSITORY / "main.py"))
        desk = Desk(f"here-{daemon}", None, program, program, {"QT_PLUGIN_PATH": str(PLUGINS)})
    else:
        desk = make_desk(suite, daemon, given.deb)
    begin = time.monotonic()
    faults = try_on(desk, daemon, places, given.out, named=not given.unnamed, patience=given.patience)
    took = f"{time.monotonic() - begin:.0f} s"
    said = "; ".join(faults) or "all arrived"
    print(f"{desk.name} ({version_of(desk, daemon)}), {took}: {said}", flush=True)
    return not faults


if __name__ == "__main__":
    sys.exit(main())
