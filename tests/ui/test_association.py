"""A file that was double-clicked: a ledger asks for its password, anything else is said at once."""

from pathlib import Path

import pytest
from frame_samples import parts
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import core.trust
from ui.alerts import FaultDialog
from ui.app import Program
from ui.first_run import FirstRunCard
from ui.recent import Recent
from ui.unlock import UnlockCard


@pytest.mark.parametrize(
    ("name", "network", "words"),
    [
        ("名单.xlsx", False, "不是本程序的台账"),
        ("永川区.ledger", True, "在网络盘上"),
        ("永川区.ledger", False, ""),
    ],
)
def test_what_was_opened(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, network: bool, words: str
) -> None:
    monkeypatch.setattr(core.trust, "on_network_drive", lambda _path: network)
    file = tmp_path / name
    file.write_bytes(bytes(range(256)) * 16)
    program = Program(Recent(tmp_path / "recent.json"))
    qtbot.addWidget(program.window)
    try:
        program.begin(file)
        dialogs = parts(program.window, FaultDialog)
        told = "".join(label.text() for each in dialogs for label in parts(each, QLabel))
        assert words in told
        assert bool(dialogs) == bool(words)
        assert bool(parts(program.window, UnlockCard)) == (not words)
        assert bool(parts(program.window, FirstRunCard)) == bool(words)
        for each in dialogs:
            each.close()
    finally:
        program.tasks.shutdown()
    assert file.read_bytes() == bytes(range(256)) * 16
