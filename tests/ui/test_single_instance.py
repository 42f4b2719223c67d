"""A second start with the same ledger, or none, brings the first window forward. Real processes."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from frame_samples import program
from pytestqt.qtbot import QtBot

from ui.single_instance import SingleInstance

ROOT = Path(__file__).resolve().parents[2]
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Start the program; sockets lie in a short folder (a socket's path has 107 bytes)."""
    with tempfile.TemporaryDirectory(prefix="pl") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        monkeypatch.setenv("XDG_CONFIG_HOME", folder)
        begun: list[subprocess.Popen[bytes]] = []

        def begin(*arguments: object) -> "subprocess.Popen[bytes]":
            command = [sys.executable, "main.py", *map(str, arguments)]
            environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
            begun.append(subprocess.Popen(command, cwd=ROOT, env=environment))
            return begun[-1]

        yield begin
        for process in begun:
            process.kill()
            process.wait()


def sockets() -> list[str]:
    """The names that are taken."""
    return [each.name for each in Path(os.environ["XDG_RUNTIME_DIR"]).glob("placement-ledger-*[!k]")]


def listening(names: int) -> None:
    """Wait until so many names are taken."""
    end = time.monotonic() + 30
    while len(sockets()) < names:
        assert time.monotonic() < end, sockets()
        time.sleep(0.05)


def ledger_in(folder: Path, name: str = "永川区") -> Path:
    """A file to name; nothing here opens it."""
    path = folder / f"{name}.ledger"
    path.write_bytes(os.urandom(4096))
    return path


def test_second_start_ends_and_a_kill_leaves_no_obstacle(start: Start, tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path)
    first = start(ledger)
    listening(2)
    assert start(ledger).wait(30) == 0
    assert start().wait(30) == 0
    link = tmp_path / "link.ledger"
    link.symlink_to(ledger)
    assert start(link).wait(30) == 0
    assert first.poll() is None
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert len(sockets()) == 2  # left behind
    second = start(ledger)
    time.sleep(1)
    assert start(ledger).wait(30) == 0
    assert second.poll() is None


def test_another_ledger_has_a_window_of_its_own(start: Start, tmp_path: Path) -> None:
    first = start(ledger_in(tmp_path))
    listening(2)
    other = start(ledger_in(tmp_path, "合川区"))
    listening(3)
    time.sleep(0.5)
    assert (first.poll(), other.poll()) == (None, None)


def test_of_starts_at_once_one_stays(start: Start, tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path)
    begun = [start(ledger) for _ in range(4)]
    end = time.monotonic() + 40
    while sum(each.poll() is None for each in begun) > 1 and time.monotonic() < end:
        time.sleep(0.05)
    assert sorted(str(each.poll()) for each in begun) == ["0", "0", "0", "None"]


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_minimized_window_comes_back(start: Start, qtbot: QtBot, tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path)
    with program(qtbot, tmp_path) as first:
        single = SingleInstance(first)
        assert not single.hand_over(None)
        single.wanted.connect(first.come_forward)
        single.hold(ledger)  # what a window does that opens another ledger later
        first.window.showMinimized()
        second = start(ledger)
        qtbot.waitUntil(lambda: not first.window.isMinimized(), timeout=30_000)
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=30_000)
        assert second.returncode == 0
        single.close()
        assert sockets() == []
