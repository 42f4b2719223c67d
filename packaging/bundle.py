"""Build the .deb: `python packaging/bundle.py` (through `python3 dev.py bundle`), on Linux, as root.

A Debian 11 root is made, Python is built in it, the locked wheels are installed in it, and PyInstaller runs
in it, so that nothing in the folder asks for a newer system than Debian 10. Root, Python and wheels are kept
under build/deb and used again. What is wrong with the folder (a symbol too new, a library that neither the
folder nor a named package holds) ends the build.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import deb_package
import old_python
from check_glibc import highest, read_folder, too_new
from debian_root import BuildError, Mirror, Root, check_machine, find_mirror, stop
from sizes import size_by_part
from system_libraries import packages

HERE = Path(__file__).resolve().parents[1]
STORE = HERE / "build" / "deb"
OUT = HERE / "dist"
LOCK = "requirements-bundle.lock"
SUITE = "bullseye"
SOURCES = (
    "main.py",
    "build.spec",
    "pyproject.toml",
    "requirements.lock",
    LOCK,
    "LICENSE",
    "THIRD_PARTY.md",
    "CHANGELOG.md",
    "ui",
    "core",
    "db",
    "resources",
    "packaging",
)
SCREEN = (
    *("libegl1", "libgl1", "libglib2.0-0", "libfontconfig1", "libfreetype6"),
    *("libdbus-1-3", "libatomic1", "libgssapi-krb5-2", "libcups2"),
    *("libxkbcommon-x11-0", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0"),
    *("libxcb-keysyms1", "libxcb-randr0", "libxcb-render-util0", "libxcb-shape0"),
    *("libxcb-sync1", "libxcb-xfixes0", "libxcb-glx0", "libxcb-xkb1", "libx11-xcb1"),
)
"""What Qt loads while PyInstaller looks at it, and what is bundled of it."""
PLATFORMS = [
    *(f"manylinux_2_{minor}_x86_64" for minor in (28, 27, 26, 24, 17, 12, 5)),
    *("manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"),
]
STRIPPED = ("libpython3.11.so.1.0", "python3.11/lib-dynload/*.so", "sqlcipher3/_sqlite3*.so")
"""Our own Python and SQLCipher's module. Others are stripped already, or break by it (numpy's OpenBLAS)."""


@contextmanager
def step(name: str) -> Iterator[None]:
    """Say what begins and how many seconds it took."""
    print(f"-- {name}", flush=True)
    begin = time.monotonic()
    yield
    print(f"   {name}: {time.monotonic() - begin:.1f} s", flush=True)


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=HERE, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def source_date() -> int:
    """When the sources were last changed: SOURCE_DATE_EPOCH, the last commit, or the change log's file."""
    given = os.environ.get("SOURCE_DATE_EPOCH") or _git("log", "-1", "--format=%ct")
    return int(given) if given else int((HERE / "CHANGELOG.md").stat().st_mtime)


def fetch_wheels(folder: Path) -> None:
    """Bring the locked wheels for an old glibc here, by this machine's own pip, digests checked.

    Raises:
        BuildError: when one cannot be had.
    """
    stamp = folder / "lock"
    digest = hashlib.sha256((HERE / LOCK).read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text("utf-8") == digest:
        return
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes", "--no-input"]
    command += ["--only-binary", ":all:", "--python-version", "3.11", "--implementation", "cp"]
    command += [word for abi in ("cp311", "abi3", "none") for word in ("--abi", abi)]
    command += [word for platform in PLATFORMS for word in ("--platform", platform)]
    done = subprocess.run(
        [*command, "-d", str(folder), "-r", str(HERE / LOCK)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        stop(f"The wheels of {LOCK} could not be fetched for glibc 2.28: {done.stderr[-600:].strip()}")
    stamp.write_text(digest, "utf-8")


def install_wheels(root: Root) -> None:
    """Make the environment in the root from the fetched wheels, digests checked once more."""
    stamp = root.folder / "build" / "venv" / "lock"
    recipe = f"{(STORE / 'wheels' / 'lock').read_text('utf-8')} {old_python.recipe()}"
    if stamp.exists() and stamp.read_text("utf-8") == recipe:
        return
    shutil.rmtree(root.folder / "build" / "venv", ignore_errors=True)
    root.run(f"{old_python.PREFIX}/bin/python3.11", "-m", "venv", "--without-pip", "/build/venv")
    # The wheel of pip that this machine's Python carries; a wheel can be run as it is.
    answer = "import ensurepip, pathlib; print(next(pathlib.Path(ensurepip.__path__[0]).rglob('pip-*.whl')))"
    carried = subprocess.run([sys.executable, "-c", answer], capture_output=True, text=True, check=False)
    if carried.returncode != 0:
        stop("This machine's Python carries no pip (ensurepip); install the package python3-venv.")
    pip = Path(carried.stdout.strip())
    shutil.copyfile(pip, root.folder / "build" / pip.name)
    install = ["/build/venv/bin/python", f"/build/{pip.name}/pip", "install", "-q", "--no-index", "--no-deps"]
    install += ["--disable-pip-version-check", "--root-user-action", "ignore", "--no-compile"]
    install += ["--require-hashes", "--find-links", "/build/wheels", "-r", f"/build/source/{LOCK}"]
    root.run(*install)
    stamp.write_text(recipe, "utf-8")


def copy_sources(target: Path) -> None:
    """Lay a clean copy of the sources where the root sees them: nothing compiled, nothing else."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in SOURCES:
        place = HERE / name
        if place.is_dir():
            shutil.copytree(place, target / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        else:
            shutil.copyfile(place, target / name)


def describe(python: str, when: int) -> dict[str, str]:
    """What the bundle says of its own making; the same sources give the same words."""
    dirty = "+" if _git("status", "--porcelain", "--", *SOURCES) else ""
    return {
        "version": deb_package.version(HERE),
        "commit": f"{_git('rev-parse', 'HEAD')[:12]}{dirty}",
        "sources_of": datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "python": python,
        "built_on": "Debian 11, x86_64",
    }


def add_input_plugin(root: Root, mirror: Mirror) -> None:
    """Build the plugin for typing Chinese by fcitx against the wheel's Qt and lay it beside the sources.

    It is built by this machine's own compiler: its script holds it to the same old system.

    Raises:
        BuildError: when it cannot be built; a package without it would look whole and not be.
    """
    script = HERE / "packaging" / "chinese_typing" / "build_plugin.sh"
    if not script.exists():
        return
    made, stamp = STORE / "typing", STORE / "typing" / "recipe"
    recipe = hashlib.sha256(script.read_bytes() + (HERE / LOCK).read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text("utf-8") != recipe:
        shutil.rmtree(made, ignore_errors=True)
        pyside = root.folder / "build" / "venv" / "lib" / "python3.11" / "site-packages" / "PySide6"
        environment = {**os.environ, "APT_MIRROR": mirror.url}
        command = ["bash", str(script), str(pyside), str(made)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            stop(f"The input plugin could not be built: {(done.stdout + done.stderr)[-800:].strip()}")
        stamp.write_text(recipe, "utf-8")
    place = STORE / "source" / "build" / "chinese_typing"
    shutil.copytree(made / "platforminputcontexts", place / "platforminputcontexts")


def freeze(root: Root, when: int) -> Path:
    """Run PyInstaller in the root; the folder it made."""
    environment = {
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": str(when),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_QPA_PLATFORM": "offscreen",
    }
    command = ["sh", "-c", "cd /build/source && exec /build/venv/bin/python -m PyInstaller"]
    command[-1] += (
        " --noconfirm --clean --log-level WARN --workpath /build/work --distpath /build/out build.spec"
    )
    said = root.run(*command, environment=environment)
    if said.strip():
        print(said.strip()[-1500:])
    made = root.folder / "build" / "out" / deb_package.NAME
    for pattern in STRIPPED:
        for file in sorted((made / "_internal").glob(pattern)):
            root.run("strip", "--strip-unneeded", f"/{file.relative_to(root.folder)}")
    return made


def check_folder(folder: Path) -> tuple[dict[str, str], list[str]]:
    """Hold the folder to the old system, and find the packages it depends on.

    Raises:
        BuildError: naming what asks for too much, or for a library that nobody brings.
    """
    files = read_folder(folder)
    wrong = too_new(files)
    if wrong:
        stop("Too new for glibc 2.28: " + ", ".join(f"{each.file} ({each.name})" for each in wrong[:10]))
    inside = {Path(name).name for name in files}
    asked = {
        library: name for name, file in files.items() for library in file.needed if library not in inside
    }
    try:
        depends = packages(asked)
    except KeyError as missing:
        stop(
            f"{asked[missing.args[0]]} needs {missing.args[0]}, which neither the folder nor the table holds."
        )
    return {family: each.name for family, each in highest(files).items()}, depends


def build(mirror: Mirror, jobs: int) -> dict[str, object]:
    """Everything, one step after the other; what there is to report."""
    when = source_date()
    root = Root(
        STORE / "debian-11", SUITE, {STORE / "wheels": "/build/wheels", STORE / "source": "/build/source"}
    )
    with step(f"Debian 11 root from {mirror}"):
        root.make(mirror, [old_python.SOURCE_SUITE])
        root.install(*SCREEN)
    with step("Python for glibc 2.28"):
        python = old_python.build(root, jobs)
    with step(f"wheels of {LOCK}"):
        fetch_wheels(STORE / "wheels")
        copy_sources(STORE / "source")
        install_wheels(root)
    with step("input plugin for fcitx"):
        add_input_plugin(root, mirror)
    about = describe(python, when)
    (STORE / "source" / "build.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")
    with step("program folder"):
        folder = freeze(root, when)
    with step("what the folder asks for"):
        versions, depends = check_folder(folder)
    with step(".deb"):
        package = deb_package.build(root, folder, HERE, depends, when, OUT)
    parts = size_by_part(folder)
    return {
        **about,
        "mirror": mirror.url,
        "package": str(package.relative_to(HERE)),
        "sha256": hashlib.sha256(package.read_bytes()).hexdigest(),
        "package_bytes": package.stat().st_size,
        "folder_bytes": sum(parts.values()),
        "bytes_by_part": parts,
        "highest": versions,
        "depends": depends,
    }


def show(report: dict[str, object]) -> None:
    """Print what was made, and where."""
    parts = report["bytes_by_part"]
    assert isinstance(parts, dict)
    for name, size in parts.items():
        print(f"   {size / 1e6:8.1f} MB  {name}")
    print(f"   {report['folder_bytes']:,} bytes unpacked, {report['package_bytes']:,} as .deb")
    print(f"   asks for {report['highest']}")
    print(f"Package: {report['package']}  SHA-256 {report['sha256']}")


def main() -> int:
    """Build, print and keep the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    try:
        check_machine()
        report = build(find_mirror(os.environ), arguments.jobs)
    except BuildError as fault:
        print(fault, file=sys.stderr)
        return 2
    (STORE / "report.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")
    show(report)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
