"""Install the .deb in clean Debian roots and run the journeys there as an ordinary user.

`python3 dev.py try-bundle [--package FILE] [--suites bullseye,bookworm] [--report FILE]`, as root, after
`python3 dev.py bundle`. Each root is made by debootstrap from the machine's own mirror and copied for the
trial; nothing is installed in it beforehand but what every desktop has for menus and file types. Afterwards
come the start against the sources, and the removal with a ledger in the user's folder.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from debian_root import BuildError, Root, check_machine, find_mirror, stop
from screen_picture import read_screen, shades, write_png

HERE = Path(__file__).resolve().parents[1]
STORE = HERE / "build" / "deb"
SUITES = ("bullseye", "bookworm")
DESKTOP = ("xdg-utils", "shared-mime-info", "desktop-file-utils", "libglib2.0-bin", "xvfb", "xdotool")
CLERK = "clerk"
PASSWORD = "Trial-2025-ledger"
STARTS = 7


@dataclass
class Trial:
    """What was tried in one root, and what came of it."""

    suite: str
    root: Root
    lines: list[tuple[str, bool, str]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    def note(self, name: str, good: bool, detail: str = "") -> None:
        """Keep and print one line."""
        self.lines.append((name, good, " ".join(detail.split())))
        print(f"   {'ok  ' if good else 'FAIL'} {name}: {self.lines[-1][2][:150]}", flush=True)

    def clerk(self, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a shell script as the clerk, in the clerk's home."""
        given = {"LEDGER_PASSWORD": PASSWORD, **environment}
        return self.root.start("sh", "-c", f"cd && {script}", user=CLERK, environment=given)

    def answer(self, name: str, script: str, code: int = 0) -> dict[str, Any]:
        """Run a command of the program with --json; its answer, empty when it went wrong."""
        done = self.clerk(f"{script} --json")
        good = done.returncode == code
        try:
            found: dict[str, Any] = json.loads(done.stdout)
        except ValueError:
            found, good = {}, False
        self.note(name, good, script if good else f"{script}: {done.stdout[-300:]} {done.stderr[-300:]}")
        return found

    @property
    def whole(self) -> bool:
        """True when nothing failed."""
        return all(good for _, good, _ in self.lines)


def prepare(suite: str) -> Root:
    """A clean root of this trial's own: a copy of the one that debootstrap made."""
    clean = Root(STORE / f"clean-{suite}", suite)
    clean.make(find_mirror(os.environ))
    trial = Root(STORE / f"trial-{suite}", suite)
    shutil.rmtree(trial.folder, ignore_errors=True)
    done = subprocess.run(["cp", "-a", str(clean.folder), str(trial.folder)], check=False)
    if done.returncode != 0:
        stop(f"The clean {suite} root could not be copied; is the disk full?")
    trial.install(*DESKTOP)
    trial.run("useradd", "--create-home", "--shell", "/bin/sh", CLERK)
    return trial


def install(trial: Trial, package: Path) -> None:
    """Install the package with what it depends on, and look at what every desktop looks at."""
    shutil.copyfile(package, trial.root.folder / "tmp" / package.name)
    begin = time.monotonic()
    done = trial.root.start("apt-get", "install", "-y", f"/tmp/{package.name}")
    trial.facts["install_seconds"] = round(time.monotonic() - begin, 1)
    trial.note("install", done.returncode == 0, done.stderr[-300:] or "apt-get install of the file")
    missing = trial.root.start(
        "sh",
        "-c",
        "find /opt/placement-ledger -name '*.so*' -type f -exec ldd {} + | grep 'not found' | sort -u",
        environment={"LD_LIBRARY_PATH": "/opt/placement-ledger/_internal"},  # as its starter sets it
    )
    trial.note("every library is found", not missing.stdout.strip(), missing.stdout or "ldd over every file")
    entry = trial.root.start("desktop-file-validate", "/usr/share/applications/placement-ledger.desktop")
    trial.note("menu entry is valid", entry.returncode == 0, entry.stdout + entry.stderr)


def journeys(trial: Trial) -> None:
    """Create, import, figures, return, verify, backup and restore, by the commands a script would use."""
    said = trial.answer("self-check", "ledger --self-check")
    for check in said.get("checks", []):
        if not check["ok"]:
            trial.note(f"self-check {check['name']}", False, check["detail"])
    made = trial.answer("demo", "ledger demo demo --unit 永川区 --year 2025 --rows 400 --seed 7")
    demo, password = made.get("ledger", ""), made.get("password", "")
    trial.facts["demo"] = (demo, password)
    book = "登记.xlsx"
    export = f"LEDGER_PASSWORD='{password}' ledger export '{demo}' placement {book} --full-ids --reason 试装"
    trial.answer("export", export)
    folder = "文档/就业创业台账"
    trial.facts["ledger"] = f"{folder}/永川区.ledger"
    trial.clerk(f"mkdir -p {folder}")
    trial.answer("create", f"ledger create {folder}/永川区.ledger --unit 永川区 --year 2025")
    again = trial.clerk(f"ledger import {folder}/永川区.ledger placement {book} --errors 退回.xlsx --json")
    taken = json.loads(again.stdout or "{}")
    good = again.returncode in (0, 1) and taken.get("added", 0) > 300
    trial.note("import", good, f"added {taken.get('added')}, refused {taken.get('refused')} {again.stderr}")
    ledger = trial.facts["ledger"]
    figures = trial.answer("figures", f"ledger figures {ledger} --as-of 2025-09-30")
    values = [each["value"] for each in figures.get("figures", []) if each["key"] == "placement.total"]
    trial.note("figure placement.total", bool(values) and values[0] > 0, str(values[:1]))
    trial.answer("return", f"ledger return {ledger} --month 2025-09 --pdf 月报.pdf --xlsx 月报.xlsx")
    paper = trial.root.folder / "home" / CLERK / "月报.pdf"
    trial.note("return is a PDF", paper.exists() and paper.read_bytes()[:5] == b"%PDF-", "月报.pdf")
    trial.answer("verify", f"ledger verify {ledger}")
    backup = trial.answer("backup", f"ledger backup {ledger} 备份")
    trial.answer("restore", f"ledger restore '{backup.get('backup')}' 恢复/永川区.ledger")
    trial.answer("verify the restored", "ledger verify 恢复/永川区.ledger")
    refused = trial.clerk(f"LEDGER_PASSWORD=wrong ledger verify {ledger}")
    trial.note("wrong password is refused in a sentence", refused.returncode == 2, refused.stderr)


def file_type(trial: Trial) -> None:
    """A ledger is known by its name, and opens with the program."""
    asked = trial.clerk(f"gio info -a standard::content-type {trial.facts['ledger']}").stdout
    kind = asked.strip().rpartition(" ")[2]
    trial.note("file type of a ledger", kind == "application/x-placement-ledger", asked)
    opens = trial.clerk("xdg-mime query default application/x-placement-ledger").stdout.strip()
    trial.note("program of that file type", opens == "placement-ledger.desktop", opens)


_WINDOW = """
mkdir -p screen
Xvfb :77 -screen 0 1366x768x24 -fbdir "$HOME/screen" -nolisten tcp >/dev/null 2>&1 &
screen=$!
sleep 2
ledger {ledger} >window.txt 2>&1 &
window=$!
for _ in $(seq 1 240); do
    xdotool search --onlyvisible --class placement-ledger >window.id 2>/dev/null && break
    sleep 0.5
done
xdotool getwindowname "$(tail -1 window.id)" || true
sleep 6
cp screen/Xvfb_screen0 unlock.xwd
xdotool type --delay 40 '{password}'
xdotool key Return
sleep 25
cp screen/Xvfb_screen0 opened.xwd
kill -0 $window && echo RUNNING
kill $window
wait $window 2>/dev/null
kill $screen
"""


def windows(trial: Trial, pictures: Path) -> None:
    """The window without a screen, and as a clerk sees it: unlock card, password typed, the ledger's rows."""
    demo, password = trial.facts["demo"]
    pictures.mkdir(parents=True, exist_ok=True)
    offscreen = {"QT_QPA_PLATFORM": "offscreen", "LEDGER_PASSWORD": password}
    done = trial.clerk(f"ledger pictures '{demo}' rows --first-rows", **offscreen)
    trial.note("window offscreen", done.returncode == 0, done.stderr or "first rows painted")
    home = trial.root.folder / "home" / CLERK
    if (home / "rows" / "first-rows.png").exists():
        shutil.copyfile(home / "rows" / "first-rows.png", pictures / f"{trial.suite}-offscreen.png")
    script = _WINDOW.format(ledger=f"'{demo}'", password=password)
    done = trial.clerk(script, DISPLAY=":77")
    said = (home / "window.txt").read_text("utf-8", "replace") if (home / "window.txt").exists() else ""
    running = "RUNNING" in done.stdout
    trial.note("window under X", running and not said.strip(), f"{done.stdout} {said} {done.stderr}")
    for name in ("unlock", "opened"):
        file = home / f"{name}.xwd"
        if not file.exists():
            trial.note(f"picture {name}", False, "no screen was kept")
            continue
        width, height, pixels = read_screen(file)
        write_png(pictures / f"{trial.suite}-{name}.png", width, height, pixels)
        trial.note(f"picture {name}", shades(pixels) > 20, f"{shades(pixels)} colours")


_RUNNING = """
export QT_QPA_PLATFORM=offscreen HOME=/home/{user}
/usr/bin/ledger >/dev/null 2>&1 &
window=$!
sleep 6
dpkg -i {package} && echo WAS-UPGRADED
apt-get remove -y placement-ledger && echo WAS-TAKEN-OUT
dpkg -s placement-ledger | grep Status
kill -0 $window && echo STILL-RUNS
kill $window
"""


def removal(trial: Trial, package: Path) -> None:
    """Refused while the program runs; installed over itself; removed with every ledger kept and named."""
    home = trial.root.folder / "home" / CLERK
    kept = {path: path.read_bytes() for path in home.rglob("*.ledger*") if path.is_file()}
    busy = trial.root.start("sh", "-c", _RUNNING.format(user=CLERK, package=f"/tmp/{package.name}"))
    held = "STILL-RUNS" in busy.stdout and "WAS-" not in busy.stdout
    held = held and "install ok installed" in busy.stdout and busy.stderr.count("正在运行") == 2
    trial.note("not exchanged or removed while it runs", held, busy.stderr[:200] if held else busy.stdout)
    again = trial.root.start("dpkg", "-i", f"/tmp/{package.name}")
    trial.note("installed over itself", again.returncode == 0, again.stderr)
    gone = trial.root.start("apt-get", "remove", "-y", "placement-ledger")
    ledger = f"/home/{CLERK}/{trial.facts['ledger']}"
    trial.note("removed, ledger named", gone.returncode == 0 and ledger in gone.stdout, gone.stdout[-300:])
    purged = trial.root.start("apt-get", "purge", "-y", "placement-ledger")
    trial.note("purged", purged.returncode == 0, purged.stderr)
    same = bool(kept) and all(path.exists() and path.read_bytes() == old for path, old in kept.items())
    trial.note("every ledger is kept, byte for byte", same, f"{len(kept)} files")
    left = trial.root.start("sh", "-c", "ls -d /opt/placement-ledger /usr/bin/ledger 2>/dev/null")
    trial.note("nothing of the program is left", not left.stdout.strip(), left.stdout)


def _start_once(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds to the first painted rows, and processor seconds of the whole run."""
    begin, before = time.monotonic(), os.times()
    done = subprocess.run(command, env=environment, cwd=HERE, capture_output=True, text=True, check=False)
    after = os.times()
    if done.returncode != 0:
        stop(f"The start could not be measured: {done.stderr[-300:]}")
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return float(json.loads(done.stdout)["painted"]) - begin, spent


def measure_starts(trial: Trial) -> dict[str, Any]:
    """Start to first painted rows, offscreen: the installed program and the sources by turns."""
    demo, password = trial.facts["demo"]
    given = {"LEDGER_PASSWORD": password, "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8"}
    given |= {"HOME": os.environ.get("HOME", "/"), "PATH": os.environ["PATH"]}
    outside = trial.root.folder / "home" / CLERK / demo
    scratch = STORE / "starts"
    words = ["pictures", str(outside), str(scratch), "--first-rows"]
    program = str(trial.root.folder / "opt" / "placement-ledger" / "placement-ledger")
    ways = {"bundle": [program, *words], "sources": [sys.executable, "main.py", *words]}
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for command in ways.values():
        _start_once(command, given)  # once unmeasured, so that neither reads from a cold disk
    for _ in range(STARTS):
        for name, command in ways.items():
            times[name].append(_start_once(command, given))
    found: dict[str, Any] = {}
    for name, each in times.items():
        wall, spent = [first for first, _ in each], [second for _, second in each]
        found[name] = {"least": min(wall), "median": statistics.median(wall), "cpu": statistics.median(spent)}
    for kind in ("least", "median", "cpu"):
        found[f"ratio_{kind}"] = found["bundle"][kind] / found["sources"][kind]
    return found


def write_report(path: Path, built: dict[str, Any], trials: list[Trial], starts: dict[str, Any]) -> None:
    """Renew the measured part of the report; what stands around it was written by hand."""
    begin, end = "<!-- measured: begin -->", "<!-- measured: end -->"
    lines = [begin, f"Measured on {date.today()}, on the machine that built it.", ""]
    lines += [
        f"Version {built['version']}, commit {built['commit']}, Python {built['python']} (Debian's source)."
    ]
    lines += [
        f"{built['package_bytes'] / 1e6:.1f} MB as .deb, {built['folder_bytes'] / 1e6:.1f} MB unpacked.",
        "",
    ]
    lines += ["| part | MB |", "| --- | --- |"]
    lines += [f"| {name} | {size / 1e6:.1f} |" for name, size in built["bytes_by_part"].items()]
    lines += ["", f"Highest versions asked for: {', '.join(sorted(built['highest'].values()))}.", ""]
    if starts:
        lines += [
            "| start to first painted rows | least, s | median, s | processor time, s |",
            "| --- | --- | --- | --- |",
        ]
        for name in ("bundle", "sources"):
            one = starts[name]
            lines.append(f"| {name} | {one['least']:.2f} | {one['median']:.2f} | {one['cpu']:.2f} |")
        ratios = [f"{starts[f'ratio_{kind}']:.2f}" for kind in ("least", "median", "cpu")]
        lines += [f"| ratio (goal 1.3) | {' | '.join(ratios)} |", ""]
    names = list(dict.fromkeys(name for trial in trials for name, _, _ in trial.lines))
    lines += [
        f"| tried | {' | '.join(trial.suite for trial in trials)} |",
        "| --- |" + " --- |" * len(trials),
    ]
    for name in names:
        row = []
        for trial in trials:
            good = [ok for each, ok, _ in trial.lines if each == name]
            row.append("–" if not good else "ok" if all(good) else "**failed**")
        lines.append(f"| {name} | {' | '.join(row)} |")
    lines.append(end)
    text = path.read_text("utf-8")
    head, tail = text.split(begin)[0], text.split(end)[-1]
    path.write_text(head + "\n".join(lines) + tail, "utf-8")


def main() -> int:
    """Try the package in each root; exit code 1 when anything failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--package", type=Path)
    parser.add_argument("--suites", default=",".join(SUITES))
    parser.add_argument("--report", type=Path)
    parser.add_argument("--no-starts", action="store_true", help="leave the measurement of starts out")
    given = parser.parse_args()
    trials: list[Trial] = []
    starts: dict[str, Any] = {}
    try:
        check_machine()
        built = json.loads((STORE / "report.json").read_text("utf-8"))
        package = given.package or HERE / built["package"]
        for suite in given.suites.split(","):
            print(f"-- {suite}", flush=True)
            trial = Trial(suite, prepare(suite))
            trials.append(trial)
            install(trial, package)
            journeys(trial)
            file_type(trial)
            windows(trial, STORE / "pictures")
            if suite == "bookworm" and not given.no_starts:
                starts = measure_starts(trial)
                print(json.dumps(starts, indent=1))
            removal(trial, package)
    except BuildError as fault:
        print(fault, file=sys.stderr)
        return 2
    if given.report:
        write_report(given.report, built, trials, starts)
    print(f"Pictures to look at: {STORE / 'pictures'}")
    return 0 if all(trial.whole for trial in trials) else 1


if __name__ == "__main__":
    raise SystemExit(main())
