"""Full ID numbers on the clipboard: marked, and gone after a while or on locking; other words stay."""

from pathlib import Path

from frame_samples import entered, made_ledger, program, settle
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.identity import resident_id_check_digit
from ui.app import application
from ui.clipboard_guard import MARKS, ClipboardGuard

NUMBER = "50011820030614242" + resident_id_check_digit("50011820030614242")


def test_a_full_number_is_marked_and_cleared(qtbot: QtBot) -> None:
    app = application(["test"])
    clipboard = QApplication.clipboard()
    guard = ClipboardGuard(clipboard, app)
    guard._timer.setInterval(50)
    clipboard.setText(f"号码 {NUMBER}")
    data = clipboard.mimeData()
    assert clipboard.text() == f"号码 {NUMBER}"
    assert set(MARKS) <= set(data.formats())
    qtbot.waitUntil(lambda: clipboard.text() == "", timeout=5000)
    clipboard.setText(NUMBER)
    clipboard.setText("别的内容")
    qtbot.wait(150)
    assert clipboard.text() == "别的内容", "what came after the number is not ours to clear"
    clipboard.setText("500118********2423")
    qtbot.wait(150)
    assert clipboard.text() == "500118********2423"
    guard.deleteLater()


def test_locking_clears_it(qtbot: QtBot, tmp_path: Path) -> None:
    path, _ = made_ledger(tmp_path)
    with program(qtbot, tmp_path) as made:
        entered(qtbot, made, path)
        QApplication.clipboard().setText(NUMBER)
        made.window.lock()
        settle(qtbot, made)
        assert QApplication.clipboard().text() == ""
