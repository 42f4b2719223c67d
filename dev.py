"""The one way to work on this project: ``python3 dev.py COMMAND``. Needs nothing but Python.

Commands::

    demo     set everything up, make a demonstration ledger with its return, open it (or draw its pages)
    test     set everything up, then linters, type check and all tests
    check    linters and type check only
    setup    create .venv and install what the lock files name
    run      open the program
    bench    measure import and return
    trust    the whole programme of what the ledger promises, hours long
    bundle   build the .deb in a Debian 11 root made here (on Windows: the program folder)
    try-bundle  install the .deb in clean Debian 11 and 12 roots and run the journeys there
    typing-plugin  build the input plugin that a Linux bundle needs for Chinese typing
    try-typing  type Chinese into the real window by fcitx 4, fcitx5 and ibus, and read it back

Every command may be repeated; what is already there is not done again.
The exit code is 0 only if all went well.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
OLDEST, NEWEST = (3, 11), (3, 13)
WINDOWS = os.name == "nt"

# Debian package → what shows that it is there (a library to load, or a program to find).
OFFSCREEN = {
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
    "libglib2.0-0": "libglib-2.0.so.0",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libatomic1": "libatomic.so.1",
}
SCREEN = {
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-randr0": "libxcb-randr.so.0",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libcups2": "libcups.so.2",
}
TESTING = {
    "xvfb": "Xvfb",
    "xauth": "xauth",
    "poppler-utils": "pdftotext",
    "qpdf": "qpdf",
    "nsis": "makensis",
    "fonts-noto-cjk": "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
}
BUILDING = {
    "g++": "g++",
    "binutils": "objdump",
    "xz-utils": "xz",
    "debootstrap": "debootstrap",
    "debian-archive-keyring": "/usr/share/keyrings/debian-archive-keyring.gpg",
}


def say(text: str) -> None:
    """Print one line at once, so that it stands before the output of the next program."""
    print(text, flush=True)


def stop(text: str) -> NoReturn:
    """End with one sentence and exit code 2."""
    print(text, file=sys.stderr, flush=True)
    raise SystemExit(2)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Say what begins and how many seconds it took."""
    say(f"-- {name}")
    begin = time.monotonic()
    yield
    say(f"   {name}: {time.monotonic() - begin:.1f} s")


# --- the machine --------------------------------------------------------------------------------


def has_screen() -> bool:
    """Say whether a window can be shown."""
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    if WINDOWS or sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def environment(offscreen: bool) -> dict[str, str]:
    """Return the environment of every program started here: UTF-8 everywhere, no window if asked."""
    result = dict(os.environ, PYTHONUTF8="1")
    if not WINDOWS:
        result["LC_ALL"] = "C.UTF-8"
    if offscreen:
        result["QT_QPA_PLATFORM"] = "offscreen"
    return result


def is_there(sign: str) -> bool:
    """Say whether a library can be loaded, a file exists, or a program is on the path."""
    if ".so" in sign:
        try:
            ctypes.CDLL(sign)
        except OSError:
            return False
        return True
    return Path(sign).exists() if sign.startswith("/") else shutil.which(sign) is not None


def install_system(packages: Iterable[str]) -> None:
    """Install Debian packages as root; otherwise end with the one line to run."""
    wanted = list(packages)
    if not wanted:
        return
    line = "apt-get update && apt-get install -y --no-install-recommends " + " ".join(wanted)
    if not shutil.which("apt-get"):
        stop(f"System packages are missing; install what these Debian packages hold: {' '.join(wanted)}")
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        stop(f"System packages are missing. Run this as root, then repeat: {line}")
    with step(f"system packages ({', '.join(wanted)})"):
        quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        install = ["apt-get", "-qq", "install", "-y", "--no-install-recommends", *wanted]
        for command in (["apt-get", "-qq", "update"], install):
            done = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            say(done.stdout[-1000:] + done.stderr[-1000:])
            stop(f"apt-get could not install the system packages. Run this as root and look: {line}")


def need_system(*groups: dict[str, str]) -> None:
    """Make sure that the named groups of system packages are there (Linux only)."""
    if sys.platform != "linux":
        return
    install_system(package for group in groups for package, sign in group.items() if not is_there(sign))


def fitting_python() -> str | None:
    """Return another Python on the path of a version that we support, the oldest first."""
    for minor in range(OLDEST[1], NEWEST[1] + 1):
        found = shutil.which(f"python3.{minor}")
        if found and subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode == 0:
            return found
    return None


def check_python() -> None:
    """Go on with a Python that we support, or end with a sentence."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    other = fitting_python()
    if other:
        raise SystemExit(subprocess.run([other, *sys.argv], check=False).returncode)
    have = ".".join(str(part) for part in sys.version_info[:2])
    stop(f"Python 3.11, 3.12 or 3.13 is needed; this is {have}. Install one and run this again with it.")


# --- the virtual environment --------------------------------------------------------------------


def python() -> Path:
    """Return the interpreter of the virtual environment."""
    return VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")


def create_venv() -> None:
    """Create the virtual environment unless a working one is there."""
    if python().exists():
        answer = [str(python()), "-c", "import pip, sys; print(sys.version_info[1])"]
        probe = subprocess.run(answer, capture_output=True, text=True, check=False)
        if probe.returncode == 0 and OLDEST[1] <= int(probe.stdout) <= NEWEST[1]:
            return
    if importlib.util.find_spec("ensurepip") is None:
        install_system([f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"])
    with step("virtual environment"):
        done = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False)
        if done.returncode != 0:
            stop("The virtual environment could not be created in .venv; the lines above say why.")


def digest(lock: str) -> str:
    """Return the digest of a lock file."""
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def installed() -> dict[str, str]:
    """Return which lock files, by digest, the virtual environment was made from."""
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp


def install_locked(lock: str, includes: tuple[str, ...] = ()) -> None:
    """Install a lock file, hashes checked; the locks that it includes count as installed too."""
    if installed().get(lock) == digest(lock):
        return
    with step(f"dependencies of {lock}"):
        command = [str(python()), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        command += ["--no-input", "--no-compile", "--no-deps", "--only-binary", ":all:", "--require-hashes"]
        done = subprocess.run([*command, "-r", str(ROOT / lock)], check=False)
        if done.returncode != 0:
            stop(
                f"The dependencies in {lock} could not be installed; nothing else was changed. "
                "If no package registry can be reached from here, point pip at a folder of wheels "
                "(PIP_FIND_LINKS and PIP_NO_INDEX=1) and run this again."
            )
        stamp = {**installed(), **{name: digest(name) for name in (lock, *includes)}}
        STAMP.write_text(json.dumps(stamp, indent=1), "utf-8")


def set_up(testing: bool) -> None:
    """Bring system libraries, virtual environment and dependencies to what the lock files say."""
    groups = [OFFSCREEN]
    if testing:
        groups.append(TESTING)
    if has_screen():
        groups.append(SCREEN)
    need_system(*groups)
    create_venv()
    if testing:
        install_locked("requirements-dev.lock", ("requirements.lock",))
    else:
        install_locked("requirements.lock")
    compile_modules()


def compile_modules() -> None:
    """Compile all modules now, so that a start is quick also where Python may not write its cache.

    What is compiled already is passed over by its time stamp.
    """
    libraries = [*(VENV / "lib").glob("python*/site-packages"), VENV / "Lib" / "site-packages"]
    folders = [
        str(folder) for folder in (*libraries, ROOT / "core", ROOT / "db", ROOT / "ui") if folder.is_dir()
    ]
    command = [str(python()), "-m", "compileall", "-q", "-j", "0", *folders]
    with step("compiled modules"):
        subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def start(*arguments: str, offscreen: bool = False) -> int:
    """Run the virtual environment's Python at the top of the repository; return its exit code."""
    command = [str(python()), *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(offscreen), check=False).returncode


# --- commands -----------------------------------------------------------------------------------


def setup(_: argparse.Namespace) -> int:
    """Set up for testing as well as for running."""
    set_up(testing=True)
    say("Everything is set up.")
    return 0


def linters() -> int:
    """Run ruff, its formatter, mypy and the check of licences; return 1 if one of them objects."""
    failed = 0
    for name, arguments in (
        ("ruff check", ("-m", "ruff", "check", "--quiet")),
        ("ruff format", ("-m", "ruff", "format", "--check", "--quiet")),
        ("mypy", ("-m", "mypy", "--no-error-summary")),
        ("licences", ("packaging/licences.py",)),
    ):
        with step(name):
            if start(*arguments) != 0:
                say(f"   {name} FAILED")
                failed = 1
    return failed


def check(_: argparse.Namespace) -> int:
    """Run the linters and the type check."""
    set_up(testing=True)
    return linters()


def test(arguments: argparse.Namespace) -> int:
    """Run the linters, the type check and all tests; pytest's closing line is the last one printed."""
    set_up(testing=True)
    objections = linters()
    say("-- pytest")
    failures = start("-m", "pytest", *arguments.rest, offscreen=True)
    return failures or objections


def fresh_folder(folder: Path) -> None:
    """Empty a folder that an earlier demonstration made; refuse any other that is not empty."""
    mark = folder / ".demonstration"
    if folder.exists() and any(folder.iterdir()):
        if not mark.exists():
            stop(f"{folder} is not empty and was not made by this command; name another folder.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    mark.write_text("made by dev.py demo, which may delete this folder\n", "utf-8")


def make_demonstration(folder: Path, rows: int) -> dict[str, str]:
    """Make the demonstration ledger and its return; return where they are and the password."""
    command = [str(python()), "main.py", "demo", str(folder), "--unit", "永川区", "--year", "2025"]
    command += ["--rows", str(rows), "--seed", "1", "--json"]
    done = subprocess.run(command, cwd=ROOT, env=environment(True), stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise SystemExit(done.returncode)
    answer: dict[str, str] = json.loads(done.stdout.decode("utf-8"))
    return answer


def demo(arguments: argparse.Namespace) -> int:
    """Make a demonstration ledger of made-up people, print its return's path, show it."""
    begin = time.monotonic()
    set_up(testing=False)
    folder = Path(arguments.folder).resolve()
    fresh_folder(folder)
    with step(f"demonstration ledger with {arguments.rows} made-up placements, and its return"):
        made = make_demonstration(folder, arguments.rows)
    say(f"Ledger: {made['ledger']}  (account admin, password {made['password']})")
    say(f"Return: {made['return']}")
    os.environ["LEDGER_PASSWORD"] = made["password"]
    if has_screen() and not arguments.pictures:
        say(f"Ready after {time.monotonic() - begin:.1f} s; the window opens now.")
        return start("main.py", made["ledger"])
    pictures = folder / "pictures"
    with step("pictures of the pages, as there is no screen"):
        code = start("main.py", "pictures", made["ledger"], str(pictures), offscreen=True)
    if code == 0:
        say(f"Pictures: {pictures} ({len(list(pictures.glob('*.png')))} PNG files)")
        say(f"All done in {time.monotonic() - begin:.1f} s.")
    return code


def run(arguments: argparse.Namespace) -> int:
    """Open the program."""
    set_up(testing=False)
    return start("main.py", *arguments.rest)


def bench(arguments: argparse.Namespace) -> int:
    """Run every measurement in bench/."""
    set_up(testing=True)
    codes = [start(str(path), *arguments.rest) for path in sorted((ROOT / "bench").glob("*_bench.py"))]
    return max(codes, default=0)


def trust(arguments: argparse.Namespace) -> int:
    """Run the whole programme of what the ledger promises (`--share 0.01` for less of it)."""
    set_up(testing=True)
    code = start("-m", "pytest", "-m", "trust", offscreen=True)
    report = str(ROOT / "docs" / "trust-report.md")
    kept = str(ROOT / "build" / "trust")
    given = arguments.rest or ["--keep", kept, "--more", "--report", report]
    foreign = start("bench/mutated_files.py", "--count", "100" if arguments.rest else "10000")
    return max(code, foreign, start("bench/trust_programme.py", *given))


def bundle(arguments: argparse.Namespace) -> int:
    """Build the .deb for old and new systems (Linux), or the program folder for this system."""
    if sys.platform == "linux" and not arguments.here:
        need_system(BUILDING)
        create_venv()
        return start("packaging/bundle.py")
    set_up(testing=False)
    install_locked("requirements-bundle.lock")
    if WINDOWS and start("packaging/windows_setup.py", "prepare", offscreen=True):
        stop("The icon and the version resource could not be made; the lines above say why.")
    if sys.platform == "linux" and start("packaging/typing_plugin.py") != 0:
        return 1
    with step("program folder for this system alone"):
        code = start("-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "build.spec")
    folder = ROOT / "dist" / "placement-ledger"
    if code == 0:
        say(f"Program folder: {folder}")
    if code == 0 and WINDOWS:
        with step("installer"):
            code = start("packaging/windows_setup.py", "setup", str(folder), str(ROOT / "dist"))
    return code


def try_bundle(arguments: argparse.Namespace) -> int:
    """Install the .deb in clean Debian roots, run the journeys there, remove it again."""
    need_system(BUILDING)
    set_up(testing=False)  # its start is measured against the sources
    return start("packaging/try_deb.py", *arguments.rest)


def typing_plugin(_: argparse.Namespace) -> int:
    """Build the input plugin of fcitx against the Qt of the lock."""
    need_system(BUILDING)
    set_up(testing=False)
    return start("packaging/typing_plugin.py")


def try_typing(arguments: argparse.Namespace) -> int:
    """Type Chinese into the real window by real input methods, and read it back from the ledger."""
    need_system(BUILDING)
    set_up(testing=False)
    return start("packaging/chinese_typing/try_typing.py", *arguments.rest)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "setup": setup,
    "demo": demo,
    "test": test,
    "check": check,
    "run": run,
    "bench": bench,
    "trust": trust,
    "bundle": bundle,
    "try-bundle": try_bundle,
    "typing-plugin": typing_plugin,
    "try-typing": try_typing,
}


PASSING_ON = ("test", "run", "bench", "trust", "try-bundle", "try-typing")
"""Commands that hand what they do not know themselves to the program that they start."""


def main() -> int:
    """Read the command and run it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, work in COMMANDS.items():
        command = commands.add_parser(name, help=(work.__doc__ or "").splitlines()[0])
        if name == "bundle":
            command.add_argument("--here", action="store_true", help="only a folder for this very system")
        if name == "demo":
            command.add_argument("folder", nargs="?", default=str(ROOT / "demo"))
            command.add_argument("--rows", type=int, default=12000)
            command.add_argument("--pictures", action="store_true", help="draw the pages even with a screen")
    arguments, rest = parser.parse_known_args()
    arguments.rest = rest
    if rest and arguments.command not in PASSING_ON:
        parser.error(f"{arguments.command} does not know {' '.join(rest)}")
    check_python()
    try:
        return COMMANDS[arguments.command](arguments)
    except KeyboardInterrupt:
        stop("Stopped.")


if __name__ == "__main__":
    raise SystemExit(main())
