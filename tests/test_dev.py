"""The development command: what it says and does before anything is installed."""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dev

ROOT = Path(__file__).resolve().parent.parent


def run_dev(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a copy of dev.py's commands as a person would."""
    return subprocess.run(
        [sys.executable, str(cwd / "dev.py"), *arguments], capture_output=True, text=True, check=False
    )


def test_help_names_every_command() -> None:
    done = run_dev("--help")
    assert done.returncode == 0
    assert [name for name in dev.COMMANDS if name not in done.stdout] == []


def test_unknown_command_is_refused() -> None:
    assert run_dev("nonsense").returncode == 2


def test_options_are_handed_on_by_the_commands_that_start_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []

    def take(arguments: argparse.Namespace) -> int:
        """Remember what was handed on."""
        given.extend(arguments.rest)
        return 0

    monkeypatch.setitem(dev.COMMANDS, "try-bundle", take)
    monkeypatch.setattr(
        sys, "argv", ["dev.py", "try-bundle", "--report", "docs/installers.md", "--no-starts"]
    )
    assert dev.main() == 0
    assert given == ["--report", "docs/installers.md", "--no-starts"]
    assert run_dev("setup", "--report", "x").returncode == 2


def test_wrong_python_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 0, "final", 0))
    monkeypatch.setattr(dev, "fitting_python", lambda: None)
    with pytest.raises(SystemExit) as ended:
        dev.check_python()
    assert ended.value.code == 2
    told = capsys.readouterr().err.strip()
    assert "3.11, 3.12 or 3.13" in told and "3.9" in told and "\n" not in told


def test_folder_of_somebody_else_is_never_emptied(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", "utf-8")
    with pytest.raises(SystemExit):
        dev.fresh_folder(tmp_path)
    assert (tmp_path / "letter.txt").read_text("utf-8") == "mine"


def test_folder_of_an_earlier_demonstration_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    dev.fresh_folder(folder)
    (folder / "old.pdf").write_text("old", "utf-8")
    dev.fresh_folder(folder)
    assert sorted(path.name for path in folder.iterdir()) == [".demonstration"]


@pytest.mark.skipif(sys.platform != "linux", reason="system packages are looked for on Linux only")
def test_missing_system_packages_are_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name == "apt-get" else None)
    with pytest.raises(SystemExit):
        dev.need_system({"libnothing1": "libnothing.so.1", "qpdf": "qpdf"})
    told = capsys.readouterr().err.strip()
    assert told.endswith("apt-get install -y --no-install-recommends libnothing1 qpdf")
    assert "\n" not in told


def test_programs_started_speak_utf8_and_show_no_window() -> None:
    made = dev.environment(offscreen=True)
    assert made["PYTHONUTF8"] == "1"
    assert made["QT_QPA_PLATFORM"] == "offscreen"
    assert os.name == "nt" or made["LC_ALL"] == "C.UTF-8"


def test_locks_are_installed_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    calls: list[list[str]] = []

    def record(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        calls.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(dev, "STAMP", tmp_path / "installed.json")
    monkeypatch.setattr(subprocess, "run", record)
    dev.install_locked("requirements-dev.lock", ("requirements.lock",))
    dev.install_locked("requirements-dev.lock", ("requirements.lock",))
    dev.install_locked("requirements.lock")
    assert len(calls) == 1
    assert "--require-hashes" in calls[0]


def test_no_network_host_is_named() -> None:
    assert "://" not in (ROOT / "dev.py").read_text("utf-8")
