"""Type Chinese into the real window on this very system, as a person would, and say what arrived.

    python3 typing_journey.py PLAN.json

Started by try_typing.py, here or in a Debian root; needs nothing but Python 3.9 there. PLAN names the input
method's daemon, the program, its ledger and password, and where on the window things stand. Starts an X
server, a session bus and the daemon of its own, and ends them again. Answers one JSON object: pictures and
what went wrong.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

FCITX5_PROFILE = """[Groups/0]
Name=Default
Default Layout=us
DefaultIM=pinyin

[Groups/0/Items/0]
Name=keyboard-us
Layout=

[Groups/0/Items/1]
Name=pinyin
Layout=

[GroupOrder]
0=Default
"""
FCITX4_PROFILE = "[Profile]\nIMName=pinyin\nEnabledIMList=fcitx-keyboard-us:True,pinyin:True\n"
SESSION = {
    "fcitx4": {"XMODIFIERS": "@im=fcitx", "GTK_IM_MODULE": "fcitx", "QT_IM_MODULE": "fcitx"},
    "fcitx5": {"XMODIFIERS": "@im=fcitx", "GTK_IM_MODULE": "fcitx", "QT_IM_MODULE": "fcitx"},
    "ibus": {"XMODIFIERS": "@im=ibus", "GTK_IM_MODULE": "ibus", "QT_IM_MODULE": "ibus"},
}
"""What a desktop writes into the environment for each of them."""
PROGRAMS = ("Xvfb", "xdotool", "openbox", "maim", "dbus-daemon")
DAEMONS = {"fcitx4": "fcitx", "fcitx5": "fcitx5", "ibus": "ibus-daemon"}
"""Each method's own program."""
SCREEN = (1366, 768)


class JourneyError(Exception):
    """What could not be done, in one sentence."""


class Session:
    """An X server, a window manager, a bus and an input method of our own, ended together."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.home = Path(plan["home"])
        self.display = f":{200 + os.getpid() % 700}"
        self.pictures: list[str] = []
        self._started: list[subprocess.Popen[bytes]] = []
        self.environment = {
            **{name: os.environ[name] for name in ("PATH",) if name in os.environ},
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(self.home / "run"),
            "DISPLAY": self.display,
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "QT_QPA_PLATFORM": "xcb",
            "PYTHONDONTWRITEBYTECODE": "1",
            **plan["environment"],
        }

    def begin(self) -> None:
        """Start everything but the program."""
        (self.home / "run").mkdir(parents=True, exist_ok=True)
        (self.home / "run").chmod(0o700)
        self.start("Xvfb", self.display, "-screen", "0", f"{SCREEN[0]}x{SCREEN[1]}x24", "-nolisten", "tcp")
        self._wait_for("the X server", lambda: self.ask("xdotool", "getmouselocation").returncode == 0)
        address = f"unix:path={self.home}/run/bus"
        self.start("dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={address}")
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = address
        self._wait_for("the session bus", (self.home / "run" / "bus").exists)
        self.start("openbox")
        self._begin_daemon(self.plan["daemon"])

    def _begin_daemon(self, daemon: str) -> None:
        if self.plan["named"]:
            self.environment.update(SESSION[daemon])
        if daemon == "fcitx5":
            self._write(".config/fcitx5/profile", FCITX5_PROFILE)
            self.start(DAEMONS[daemon])
            self._wait_for_name("org.fcitx.Fcitx5")
        elif daemon == "fcitx4":
            self._write(".config/fcitx/profile", FCITX4_PROFILE)
            self.start(DAEMONS[daemon], "-D")
            self._wait_for_name(f"org.fcitx.Fcitx-{self.display[1:]}")
        else:
            self.start(DAEMONS[daemon], "--xim")
            self._wait_for("ibus", self._ibus_chosen)

    def _ibus_chosen(self) -> bool:
        """Choose pinyin; its exit code speaks of the keyboard layout, so ask again.

        The panel, once it has come, chooses the first engine of the settings: call it again before typing.
        """
        self.ask("ibus", "engine", "libpinyin")
        return self.ask("ibus", "engine").stdout.strip() == "libpinyin"

    def _write(self, name: str, text: str) -> None:
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def _wait_for_name(self, name: str) -> None:
        asked = ("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/")
        self._wait_for(
            name,
            lambda: name in self.ask(*asked, "org.freedesktop.DBus.ListNames").stdout,
        )
        time.sleep(1)  # its parts load after its name is taken

    def _wait_for(self, what: str, is_there: Any, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not is_there():
            if time.monotonic() > end:
                raise JourneyError(f"{what} did not come within {seconds:.0f} s")
            time.sleep(0.2)

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a program that runs on; its words go to a log beside the pictures."""
        with (self.home / "session.log").open("ab") as log:
            made = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        self._started.append(made)
        return made

    def ask(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a program to its end."""
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=120, check=False
        )

    def end(self) -> None:
        """End what was started, the last first."""
        for made in reversed(self._started):
            for sign in (signal.SIGTERM, signal.SIGKILL):
                if made.poll() is None:
                    os.killpg(made.pid, sign)
                    try:
                        made.wait(10)
                    except subprocess.TimeoutExpired:
                        continue

    # --- the hands ---

    def open_window(self) -> str:
        """Start the program, wait for its window, and give the window's number."""
        self.start(*self.plan["program"], self.plan["ledger"])
        found: list[str] = []

        def shown() -> bool:
            search = self.ask("xdotool", "search", "--onlyvisible", "--name", self.plan["title"])
            found[:] = search.stdout.split()
            return bool(found)

        self._wait_for("the program's window", shown, 180)
        time.sleep(2)
        return found[-1]

    def press(self, *keys: str, pause: float = 0.12) -> None:
        """Press keys one after the other, no faster than a person."""
        for key in keys:
            self.ask("xdotool", "key", key)
            time.sleep(pause)

    def switch_to_chinese(self) -> None:
        """Ctrl+Space until fcitx says that it is on; ibus is on in every window once pinyin is chosen."""
        ask = {"fcitx4": "fcitx-remote", "fcitx5": "fcitx5-remote"}.get(self.plan["daemon"])
        if ask is None:
            self._wait_for("pinyin of ibus", self._ibus_chosen)
            return
        for _ in range(3):
            if self.ask(ask).stdout.strip() == "2":
                return
            self.press("ctrl+space", pause=1.5)
        raise JourneyError("the input method could not be switched on by Ctrl+Space")

    def click(self, window: str, place: list[int]) -> None:
        """Click at a place of the window."""
        self.ask("xdotool", "mousemove", "--window", window, str(place[0]), str(place[1]), "click", "1")
        time.sleep(0.6)

    def picture(self, name: str) -> None:
        """Save the whole screen."""
        path = self.home / f"{name}.png"
        self.ask("maim", str(path))
        self.pictures.append(path.name)


def walk(session: Session, plan: dict[str, Any]) -> None:
    """Unlock, open the section, type in each of the ways that a clerk has, and lock."""
    window = session.open_window()
    session.ask("xdotool", "type", "--delay", "40", plan["password"])
    session.press("Return")
    time.sleep(plan["patience"])
    session.picture("1-unlocked")
    session.click(window, plan["rail"])
    time.sleep(plan["patience"])
    type_in_cells(session, window, plan)
    type_in_form(session, window, plan)
    session.press("ctrl+l", pause=plan["patience"])  # locked: all is written
    session.picture("9-locked")


def type_in_cells(session: Session, window: str, plan: dict[str, Any]) -> None:
    """Two cells finished and left by Enter and Tab; two left while composing, by a click and a shortcut."""
    session.click(window, plan["cells"][0])
    session.press("F2", pause=0.5)
    session.switch_to_chinese()
    session.press("n", pause=3)  # a daemon loads its words with the first letter
    session.press("BackSpace", "Escape", pause=0.6)
    session.press("F2", pause=0.5)
    session.switch_to_chinese()
    session.press(*"nihao")
    time.sleep(0.6)
    session.picture("2-cell-composing")
    session.press("space", pause=0.6)
    session.press("Return", pause=0.8)  # a cell, finished and left by Enter

    session.click(window, plan["cells"][1])
    session.press(*"nihao")  # typing on a cell opens it
    session.press("space", pause=0.6)
    session.picture("3-cell-typed-upon")
    session.press("Tab", pause=0.8)

    session.click(window, plan["cells"][2])
    session.press("F2", pause=0.5)
    session.press(*"nihao")
    time.sleep(0.6)
    session.click(window, plan["cells"][6])  # left by a click, below the list of words, while still composing
    session.picture("4-cell-left-by-click")

    session.click(window, plan["cells"][3])
    session.press("F2", pause=0.5)
    session.press(*"nihao")
    session.press("ctrl+Next", pause=1.0)  # a shortcut leaves the row while still composing
    session.picture("5-cell-left-by-shortcut")


def type_in_form(session: Session, window: str, plan: dict[str, Any]) -> None:
    """A field finished, and one left while composing by the shortcut that starts a new row."""
    session.click(window, plan["cells"][4])
    session.click(window, plan["entry"])
    session.press("ctrl+a")
    session.press(*"nihao")
    time.sleep(0.6)
    session.picture("6-form-composing")
    session.press("space", pause=0.6)
    session.press("ctrl+Next", pause=1.0)
    session.picture("7-form-left")

    session.click(window, plan["cells"][5])
    session.click(window, plan["entry"])
    session.press("ctrl+a")
    session.press(*"nihao")
    session.press("ctrl+n", pause=1.2)  # a shortcut while composing in the form; ibus keeps it to itself
    session.picture("8-form-left-by-shortcut")
    session.click(window, plan["cells"][6])


def main() -> int:
    """Read the plan, walk, answer."""
    plan: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    missing = [each for each in (*PROGRAMS, DAEMONS[plan["daemon"]]) if not shutil.which(each)]
    if missing:
        print(json.dumps({"fault": f"missing programs: {' '.join(missing)}", "pictures": []}))
        return 2
    session = Session(plan)
    fault = ""
    try:
        session.begin()
        walk(session, plan)
    except JourneyError as error:
        fault = str(error)
        session.picture("fault")
    finally:
        session.end()
    print(json.dumps({"fault": fault, "pictures": session.pictures}))
    return 1 if fault else 0


if __name__ == "__main__":
    sys.exit(main())
