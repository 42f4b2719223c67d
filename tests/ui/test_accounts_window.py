"""Accounts in the window: made and taken away on the page, passwords exchanged before anything else."""

from pathlib import Path

from frame_samples import PASSWORD, entered, made_ledger, open_dialog, program, settle, waits
from page_samples import new_ledger, room
from pytestqt.qtbot import QtBot

from core.ledger import Ledger
from ui.account_dialogs import ChangePassword, Disable, NewAccount, NewDataKey
from ui.system_accounts import AccountsPart

OTHER, THIRD = "Bamboo#Grove8", "Orchid#Terrace3"


def test_an_account_is_made_and_disabled_on_the_page(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = made.show(AccountsPart)
        page.ask_new()
        dialog = open_dialog(NewAccount)
        dialog.action.click()
        assert dialog.wrong.text() == "还没有写账号名。"
        dialog.name.setText("王审核")
        dialog.roles.boxes["recorder"].setChecked(False)
        dialog.roles.boxes["reviewer"].setChecked(True)
        assert not dialog.roles.boxes["auditor"].isEnabled()
        dialog.password.first.setText("short")
        dialog.password.second.setText("short")
        dialog.action.click()
        assert "至少 8 位" in dialog.wrong.text()
        dialog.password.first.setText(OTHER)
        dialog.password.second.setText(OTHER)
        dialog.action.click()
        made.settle()
        assert [each.name for each in page._accounts] == ["admin", "王审核"]
        page.table.selectRow(1)
        page.ask_disable()
        away = open_dialog(Disable)
        away.reason.setText("调离")
        away.action.click()
        made.settle()
        assert page._accounts[1].disabled
        assert not page.disable.isEnabled()
        assert "已停用" in page.told.text()


def test_a_first_password_is_exchanged_before_anything_else(qtbot: QtBot, tmp_path: Path) -> None:
    path, _ = made_ledger(tmp_path)
    ledger = Ledger.open(path, "admin", PASSWORD)
    ledger.add_account("王审核", ["reviewer"], OTHER)
    ledger.close()
    with program(qtbot, tmp_path) as made:
        card = made.window.show_unlock(path, "王审核")
        card.password.setText(OTHER)
        card.submit()
        waits(qtbot, lambda: made.window.workspace is not None)
        settle(qtbot, made)
        dialog = open_dialog(ChangePassword)
        dialog.old.setText("not this one")
        dialog.password.first.setText(THIRD)
        dialog.password.second.setText(THIRD)
        dialog.action.click()
        settle(qtbot, made)
        assert "还可以试 4 次" in dialog.wrong.text()
        dialog.old.setText(OTHER)
        dialog.action.click()
        settle(qtbot, made)
        assert made.window.workspace is not None
    Ledger.open(path, "王审核", THIRD).close()


def test_refusing_to_exchange_it_locks(qtbot: QtBot, tmp_path: Path) -> None:
    path, code = made_ledger(tmp_path)
    with program(qtbot, tmp_path) as made:
        card = made.window.show_unlock(path)
        card.other.click()
        card.code.setText(code)
        card.submit()
        waits(qtbot, lambda: made.window.workspace is not None)
        settle(qtbot, made)
        dialog = open_dialog(ChangePassword)
        dialog.refuse.click()
        settle(qtbot, made)
        assert made.window.workspace is None


def test_after_the_recovery_code_a_new_password_is_set(qtbot: QtBot, tmp_path: Path) -> None:
    path, code = made_ledger(tmp_path)
    with program(qtbot, tmp_path) as made:
        card = made.window.show_unlock(path)
        card.other.click()
        card.code.setText(code)
        card.submit()
        waits(qtbot, lambda: made.window.workspace is not None)
        settle(qtbot, made)
        dialog = open_dialog(ChangePassword)
        dialog.password.first.setText(THIRD)
        dialog.password.second.setText(THIRD)
        dialog.action.click()
        settle(qtbot, made)
    Ledger.open(path, "admin", THIRD).close()


def test_the_idle_time_is_the_ledgers_setting(qtbot: QtBot, tmp_path: Path) -> None:
    path, _ = made_ledger(tmp_path)
    ledger = Ledger.open(path, "admin", PASSWORD)
    ledger.set_setting("idle_minutes", "3", "单位规定")
    ledger.close()
    with program(qtbot, tmp_path) as made:
        entered(qtbot, made, path)
        assert made.window._idle.interval() == 3 * 60_000
        made.window._lock_idle()
        settle(qtbot, made)
        assert made.window.workspace is None


def test_another_data_key_from_the_page(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = made.show(AccountsPart)
        page.ask_key()
        dialog = open_dialog(NewDataKey)
        dialog.action.click()
        assert dialog.wrong.text() == "还没有写原因。"
        dialog.reason.setText("有人调离")
        dialog.action.click()
        made.settle()
        assert made.window.said[-1] == "数据密钥已更换，各账号的密码照旧"
        assert made.ask(lambda ledger: ledger.counts())["placement"] == 0
