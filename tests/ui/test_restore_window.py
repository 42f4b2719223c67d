"""Backups in the window: put back over the ledger and undone, offered where a file does not open."""

from pathlib import Path

from frame_samples import PASSWORD, entered, made_ledger, open_dialog, program, settle, waits
from pytestqt.qtbot import QtBot

from core.ledger import Ledger
from ui.alerts import FaultDialog
from ui.restore_dialog import RestoreQuestion
from ui.system_page import SAFETY, SystemPage
from ui.system_safety import SafetyPart
from ui.workspace import Workspace


def safety(workspace: Workspace) -> SafetyPart:
    workspace.open_page("system", part=SAFETY)
    page = workspace.pages["system"]
    assert isinstance(page, SystemPage)
    part = page.part(SAFETY)
    assert isinstance(part, SafetyPart)
    return part


def test_a_backup_is_put_back_and_the_restore_undone(qtbot: QtBot, tmp_path: Path) -> None:
    path, _ = made_ledger(tmp_path)
    with program(qtbot, tmp_path) as made:
        workspace = entered(qtbot, made, path)
        part = safety(workspace)
        settle(qtbot, made)
        assert not part.restore.isEnabled()
        part.back_up()
        settle(qtbot, made)
        made.tasks.run("设置", lambda ledger, _: ledger.set_setting("head", "张某", "补填"))
        settle(qtbot, made)
        part.refresh()
        settle(qtbot, made)
        assert part.backups.model().index(0, 2).data() == "1 次"
        part.ask_restore()
        dialog = open_dialog(RestoreQuestion)
        assert dialog.password_field.error == ""
        dialog.action.click()
        assert dialog.password_field.error == "请输入密码。"
        dialog.password.setText(PASSWORD)
        dialog.action.click()
        waits(qtbot, lambda: made.window.workspace not in (None, workspace))
        settle(qtbot, made)
        assert made.window.workspace is not None
        part = safety(made.window.workspace)
        settle(qtbot, made)
        assert part.paused.isVisible()
        part.resume.click()
        settle(qtbot, made)
        assert not part.paused.isVisible()
        assert part.put_back.isVisible()
        workspace = made.window.workspace
        part.ask_put_back()
        dialog = open_dialog(RestoreQuestion)
        dialog.password.setText(PASSWORD)
        dialog.action.click()
        waits(qtbot, lambda: made.window.workspace not in (None, workspace))
        settle(qtbot, made)
    ledger = Ledger.open(path, "admin", PASSWORD)
    assert ledger.settings()["head"] == "张某"
    ledger.close()


def test_a_wrong_password_of_the_day_leaves_the_door_and_the_ledger(qtbot: QtBot, tmp_path: Path) -> None:
    path, _ = made_ledger(tmp_path)
    ledger = Ledger.open(path, "admin", PASSWORD)
    ledger.backup()
    ledger.close()
    before = path.read_bytes()
    with program(qtbot, tmp_path) as made:
        part = safety(entered(qtbot, made, path))
        settle(qtbot, made)
        part.ask_restore()
        dialog = open_dialog(RestoreQuestion)
        dialog.password.setText("not this one")
        dialog.action.click()
        settle(qtbot, made)
        open_dialog(FaultDialog).reject()
        assert made.window.workspace is None
        assert made.window.door is not None
    assert len(path.read_bytes()) == len(before)


def test_a_damaged_ledger_leads_to_the_newest_good_backup(qtbot: QtBot, tmp_path: Path) -> None:
    path, _ = made_ledger(tmp_path)
    ledger = Ledger.open(path, "admin", PASSWORD)
    ledger.backup()
    ledger.close()
    path.write_bytes(path.read_bytes()[:6000])
    damaged = path.read_bytes()
    with program(qtbot, tmp_path) as made:
        card = made.window.show_unlock(path)
        card.password.setText(PASSWORD)
        card.submit()
        settle(qtbot, made)
        open_dialog(FaultDialog).reject()
        dialog = open_dialog(RestoreQuestion)
        dialog.password.setText(PASSWORD)
        dialog.action.click()
        waits(qtbot, lambda: made.window.workspace is not None)
        settle(qtbot, made)
        assert made.window.workspace is not None
        assert "恢复" in made.window.workspace.info.path.name
    assert path.read_bytes() == damaged
