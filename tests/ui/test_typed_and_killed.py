"""What was typed comes back: after kill -9 of the program, after a lock, and an import half answered."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from frame_samples import PASSWORD, entered, made_ledger, parts, program, settle
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sheet_samples import resident_id, write_xlsx

from core.ledger import Ledger
from db.key_slots import Cost
from db.keys import KeyFile
from ui.import_page import ImportPage
from ui.import_steps import COLUMNS
from ui.record_model import NEW_ROW
from ui.section_page import SectionPage
from ui.unfinished import UnfinishedDialog, told

ROOT = Path(__file__).parents[2]
CHILD = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from ui.app import Program, application
from ui.keeping import KEEP_AFTER
from ui.recent import Recent

path, password, what = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
app = application(["test"])
program = Program(Recent(path.parent / "recent.json"))
program.window.show()

def until(ready, milliseconds=60_000):
    while not ready() and milliseconds > 0:
        QTest.qWait(20)
        milliseconds -= 20
    assert ready()

card = program.window.show_unlock(path)
card.password.setText(password)
card.submit()
until(lambda: program.window.workspace is not None)
workspace = program.window.workspace
workspace.open_page("placement")
until(lambda: not program.tasks.busy)
page = workspace.pages["placement"]
page.add_row()
until(lambda: page.edit.is_new)
if what == "form":
    entry = page.form.entry("person.name")
    entry.setFocus()
    QTest.keyClicks(entry, "Wu")
elif what == "cell":
    page.grid.go(0, page.model.column("person.name"))
    page.grid.edit_current()
    editor = app.focusWidget()
    QTest.keyClicks(editor, "Wu")
QTest.qWait(KEEP_AFTER + 300)
until(lambda: not program.tasks.busy)
print("typed", flush=True)
while True:
    QTest.qWait(1000)
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger whose password costs next to nothing: it is opened again and again here."""
    made, _code = made_ledger(tmp_path_factory.mktemp("base"))
    keys = KeyFile(made, Cost(memory=64, passes=1))
    keys.add_slot(keys.unlock("admin", PASSWORD), "admin", PASSWORD)
    return made


@pytest.fixture
def path(tmp_path: Path, base: Path) -> Path:
    for name in (base.name, f"{base.name}.keys"):
        shutil.copy(base.with_name(name), tmp_path / name)
    return tmp_path / base.name


@pytest.mark.skipif(sys.platform == "win32", reason="the signal is the other systems'")
@pytest.mark.parametrize("what", ["form", "cell"])
def test_words_of_an_open_row_come_back_after_a_kill(
    qtbot: QtBot, tmp_path: Path, path: Path, what: str
) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path), PASSWORD, what],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == "typed\n"
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
    with program(qtbot, tmp_path) as made:
        workspace = entered(qtbot, made, path)
        assert workspace.left_strip.isVisible()
        assert "就业创业登记，新的一行" in workspace.left_strip.text
        workspace.left_strip.look.click()
        (dialog,) = parts(workspace, UnfinishedDialog)
        assert told(workspace.unfinished.left[0]) == "姓名 Wu"
        dialog._take(workspace.unfinished.left[0])
        settle(qtbot, made)
        page = workspace.pages["placement"]
        assert isinstance(page, SectionPage)
        qtbot.waitUntil(lambda: page.edit.typed.get("person.name") == "Wu", timeout=10_000)
        assert page.edit.row is not None
        assert page.edit.row.id == NEW_ROW
        assert page.form.entry("person.name").text() == "Wu"
        assert not workspace.left_strip.isVisible()
        page.leave()
        settle(qtbot, made)
    ledger = Ledger.open(path, "admin", PASSWORD)
    assert ledger.counts()["placement"] == 1
    assert ledger.left_unfinished() == ()
    ledger.close()


def test_an_input_of_a_page_and_of_a_dialog_outlive_a_lock_until_they_are_saved(
    qtbot: QtBot, tmp_path: Path, path: Path
) -> None:
    with program(qtbot, tmp_path) as made:
        workspace = entered(qtbot, made, path)
        workspace.open_page("placement")
        settle(qtbot, made)
        page = workspace.pages["placement"]
        assert isinstance(page, SectionPage)
        page.add_row()
        name = page.form.entry("person.name")
        name.setFocus()
        QTest.keyClicks(name, "Wu")
        from ui.section_dialogs import ReasonDialog

        dialog = ReasonDialog("作废本行", "", "作废", page)
        dialog.open()
        dialog.activateWindow()
        dialog._reason.setFocus()
        qtbot.waitUntil(dialog._reason.hasFocus, timeout=5_000)
        QTest.keyClicks(dialog._reason, "chong fu")
        made.window.lock()
        assert not dialog.isVisible()
        settle(qtbot, made)
        workspace = entered(qtbot, made, path)
        (kept,) = workspace.unfinished.left
        assert kept.title.endswith("原因")
        assert kept.content["text"] == "chong fu"
        assert "作废本行" in kept.title
        page = workspace.pages.get("placement") or page
        workspace.unfinished.drop(kept)
        settle(qtbot, made)
        assert not workspace.left_strip.isVisible()


def test_an_answered_dialog_leaves_nothing(qtbot: QtBot, tmp_path: Path, path: Path) -> None:
    from ui.section_dialogs import ReasonDialog

    with program(qtbot, tmp_path) as made:
        workspace = entered(qtbot, made, path)
        dialog = ReasonDialog("作废本行", "", "作废", workspace)
        dialog.open()
        dialog.activateWindow()
        qtbot.waitUntil(dialog._reason.hasFocus, timeout=5_000)
        QTest.keyClicks(dialog._reason, "chong fu")
        workspace.keeper.flush()
        settle(qtbot, made)
        dialog.accept()
        settle(qtbot, made)
        made.window.lock()
        settle(qtbot, made)
        assert entered(qtbot, made, path).unfinished.left == []


def test_an_import_half_answered_goes_on_after_a_lock(qtbot: QtBot, tmp_path: Path, path: Path) -> None:
    sheet = write_xlsx(
        tmp_path / "sheet.xlsx",
        [["姓名", "身份证号", "单位全称谓", "就业时间"], ["吴一", resident_id(1), "某公司", "2025-09-01"]],
    )
    with program(qtbot, tmp_path) as made:
        workspace = entered(qtbot, made, path)
        workspace.open_page("import", section="placement", files=[sheet])
        settle(qtbot, made)
        page = workspace.pages["import"]
        assert isinstance(page, ImportPage)
        assert page._preview is not None
        page.show_step(COLUMNS)
        chosen = dict(page.columns.chosen())
        made.window.lock()
        settle(qtbot, made)
        workspace = entered(qtbot, made, path)
        (kept,) = workspace.unfinished.left
        assert "sheet.xlsx" in kept.title
        workspace.unfinished.take_up(kept)
        settle(qtbot, made)
        page = workspace.pages["import"]
        assert isinstance(page, ImportPage)
        assert page.steps.current == COLUMNS
        assert page.columns.chosen() == chosen
        page._cancel()
        settle(qtbot, made)
        made.window.lock()
        settle(qtbot, made)
        assert entered(qtbot, made, path).unfinished.left == []
