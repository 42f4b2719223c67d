"""What holds for every test: no window, UTF-8, own folders, and a log that a clerk could be shown."""

from __future__ import annotations

import gc
import logging
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ledger_samples import Commands
    from pytestqt.qtbot import QtBot
    from section_samples import Desk

os.environ["QT_QPA_PLATFORM"] = "offscreen"
if os.name != "nt":
    os.environ["LC_ALL"] = "C.UTF-8"

RESIDENT_ID = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")


def pytest_configure(config: pytest.Config) -> None:
    """Declare our marks."""
    config.addinivalue_line("markers", "trust: a quick test of what the ledger promises")
    config.addinivalue_line("markers", "log_warnings: this test expects WARNING records in the log")


@pytest.fixture(autouse=True, scope="session")
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the tests out of the user's own settings and data."""
    home = tmp_path_factory.mktemp("folders")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            patch.setenv(name, str(home / name.lower()))
        for name in ("LOCALAPPDATA", "APPDATA"):
            patch.setenv(name, str(home / name.lower()))
        patch.delenv("LEDGER_PASSWORD", raising=False)
        yield home


@pytest.fixture(autouse=True)
def no_personal_logs(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test that logs an ID number, or a warning it does not declare by the mark `log_warnings`."""
    caplog.set_level(logging.DEBUG)
    yield
    records = [record for phase in ("setup", "call") for record in caplog.get_records(phase)]
    told = [record.getMessage() for record in records if RESIDENT_ID.search(record.getMessage())]
    assert not told, "an ID number stands in the log"
    if request.node.get_closest_marker("log_warnings") is None:
        loud = [record.getMessage() for record in records if record.levelno >= logging.WARNING]
        assert not loud, f"unexpected warnings in the log: {loud}"


@pytest.fixture(autouse=True)
def widgets_go_between_tests() -> Iterator[None]:
    """Delete what was to be deleted, and look for unreachable widgets here, where nothing runs."""
    yield
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


@pytest.fixture
def commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Commands]:
    """The headless commands, called in this process, with keys that cost little."""
    from ledger_samples import PASSWORD, Commands, cheap_keys

    monkeypatch.setenv("LEDGER_PASSWORD", PASSWORD)
    with cheap_keys():
        yield Commands(capsys, tmp_path)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """The page of placements over a filled ledger."""
    from section_samples import section_desk

    with section_desk(qtbot, tmp_path) as made:
        yield made
