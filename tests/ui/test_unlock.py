"""解锁 on a real encrypted ledger: right, wrong, locked out, by code, and what shows meanwhile."""

import re
from pathlib import Path

from frame_samples import PASSWORD, entered, made_ledger, parts, program, settle, waits
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from ui.alerts import FaultDialog
from ui.app import Program
from ui.first_run import FirstRunCard
from ui.unlock import UnlockCard


def refused(qtbot: QtBot, made: Program, card: UnlockCard, password: str) -> str:
    card.password.setText(password)
    QTest.keyClick(card.password, Qt.Key.Key_Return)
    waits(qtbot, lambda: card.unlock.isEnabled() and bool(card.password_field.error))
    settle(qtbot, made)
    return card.password_field.error


def test_right_password_opens_the_workspace(qtbot: QtBot, tmp_path: Path) -> None:
    path, _ = made_ledger(tmp_path)
    with program(qtbot, tmp_path) as made:
        workspace = entered(qtbot, made, path)
        assert made.window.door is None
        assert workspace.info.unit_name == "永川区"
        assert made.recent.read() == (path, "admin")


def test_wrong_password_says_how_many_tries_are_left(qtbot: QtBot, tmp_path: Path) -> None:
    path, _ = made_ledger(tmp_path)
    with program(qtbot, tmp_path) as made:
        card = made.window.show_unlock(path)
        sentence = refused(qtbot, made, card, "falsch-Pass-9")
        assert "不对" in sentence
        assert "4 次" in sentence
        assert card.password.property("state") == "error"
        assert card.password.echoMode() == QLineEdit.EchoMode.Password
        assert "3 次" in refused(qtbot, made, card, "falsch-Pass-8")
        assert made.window.workspace is None


def test_lock_out_after_five_tries(qtbot: QtBot, tmp_path: Path) -> None:
    path, _ = made_ledger(tmp_path)
    with program(qtbot, tmp_path) as made:
        card = made.window.show_unlock(path)
        for serial in range(5):
            sentence = refused(qtbot, made, card, f"falsch-Pass-{serial}")
        sentence = refused(qtbot, made, card, PASSWORD)
        assert "锁定" in sentence
        assert "分钟" in sentence
        assert made.window.workspace is None


def test_recovery_code_opens(qtbot: QtBot, tmp_path: Path) -> None:
    path, code = made_ledger(tmp_path)
    with program(qtbot, tmp_path) as made:
        card = made.window.show_unlock(path)
        card.other.click()
        assert card.by_code
        card.code.setText(code.lower().replace("-", " "))
        card.submit()
        waits(qtbot, lambda: made.window.workspace is not None)
        settle(qtbot, made)


def test_wrong_recovery_code_is_told_apart(qtbot: QtBot, tmp_path: Path) -> None:
    path, _ = made_ledger(tmp_path)
    with program(qtbot, tmp_path) as made:
        card = made.window.show_unlock(path)
        card.other.click()
        card.code.setText("AAAA-BBBB")
        card.submit()
        waits(qtbot, lambda: bool(card.code_field.error))
        assert "恢复码" in card.code_field.error


def test_missing_ledger_is_said_in_words(qtbot: QtBot, tmp_path: Path) -> None:
    with program(qtbot, tmp_path) as made:
        card = made.window.show_unlock(tmp_path / "没有.ledger")
        card.password.setText(PASSWORD)
        card.submit()
        waits(qtbot, lambda: bool(parts(made.window, FaultDialog)))
        (dialog,) = parts(made.window, FaultDialog)
        said = "".join(label.text() for label in parts(dialog, QLabel))
        for heading in ("数据安全吗", "现在怎么办"):
            assert heading in said
        assert not re.search("[a-z]{3}|!|！", said.replace(".ledger", "").replace(".keys", ""))
        assert not card.password_field.error, "the password was not at fault"
        dialog.reject()


def test_a_long_sentence_is_shown_whole(qtbot: QtBot, tmp_path: Path) -> None:
    path, _ = made_ledger(tmp_path)
    with program(qtbot, tmp_path) as made:
        card = made.window.show_unlock(path)
        card.password_field.set_error("账号或密码不对，还可以试 3 次。之后锁定 15 分钟。" * 3)
        settle(qtbot, made)
        label = card.password_field.message
        assert label.height() >= label.heightForWidth(label.width())


def test_empty_password_is_not_tried(qtbot: QtBot, tmp_path: Path) -> None:
    path, _ = made_ledger(tmp_path)
    with program(qtbot, tmp_path) as made:
        card = made.window.show_unlock(path)
        card.submit()
        assert card.password_field.error == "请输入密码。"
        assert not made.tasks.busy


def test_caps_lock_is_noticed(qtbot: QtBot, tmp_path: Path) -> None:
    path, _ = made_ledger(tmp_path)
    with program(qtbot, tmp_path) as made:
        card = made.window.show_unlock(path)
        QTest.keyClicks(card.password, "A", Qt.KeyboardModifier.NoModifier)
        assert "大写" in card.password_field.message.text()
        QTest.keyClicks(card.password, "a", Qt.KeyboardModifier.NoModifier)
        assert "大写" not in card.password_field.message.text()


def test_the_eye_shows_and_hides(qtbot: QtBot, tmp_path: Path) -> None:
    path, _ = made_ledger(tmp_path)
    with program(qtbot, tmp_path) as made:
        card = made.window.show_unlock(path)
        eye = card.password._eye
        eye.click()
        assert card.password.echoMode() == QLineEdit.EchoMode.Normal
        assert eye.accessibleName() == "隐藏密码"
        eye.click()
        assert card.password.echoMode() == QLineEdit.EchoMode.Password


def test_locking_hides_everything_and_opens_again(qtbot: QtBot, tmp_path: Path) -> None:
    path, _ = made_ledger(tmp_path)
    with program(qtbot, tmp_path) as made:
        entered(qtbot, made, path)
        made.window.lock()
        settle(qtbot, made)
        assert made.window.workspace is None
        assert made.tasks.info is None
        shown = {label.text() for label in parts(made.window, QLabel) if label.isVisible()}
        assert not any("人力资源" in text for text in shown), "nothing of the ledger shows"
        assert any("锁定" in text for text in shown)
        entered(qtbot, made, path)


def test_another_ledger_can_be_chosen_or_made(qtbot: QtBot, tmp_path: Path) -> None:
    first, _ = made_ledger(tmp_path)
    with program(qtbot, tmp_path) as made:
        card = made.window.show_unlock(first)
        card.elsewhere.click()
        settle(qtbot, made)
        door = made.window.door
        assert door is not None
        assert isinstance(door.card, FirstRunCard)
        door.card.other_ledger.emit(str(first))
        settle(qtbot, made)
        assert made.window.door is not None
        assert isinstance(made.window.door.card, UnlockCard)
