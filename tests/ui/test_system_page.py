"""系统 through the page: backups are made, the check says what it found, settings change with a reason."""

from datetime import timedelta
from pathlib import Path

import pytest
from frame_samples import parts
from page_samples import filled_ledger, new_ledger, room
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.crash_log import VERSION
from core.settings import SETTINGS as CORE_SETTINGS
from core.views import Check
from ui.chips import GlyphMark
from ui.icons import Glyph
from ui.setting_inputs import CodesDialog, CodesSetting
from ui.system_about import AboutPart
from ui.system_accounts import AccountsPart
from ui.system_lines import Lines, age_words
from ui.system_page import ABOUT, ACCOUNTS, SAFETY, SETTINGS, SystemPage
from ui.system_safety import SafetyPart
from ui.system_settings import SettingsForm, SettingsPart


def told(lines: Lines) -> list[str]:
    """Every word of a list of lines."""
    items = [lines._grid.itemAt(at) for at in range(lines._grid.count())]
    widgets = [each.widget() for each in items if each is not None]
    return [each.text() for each in widgets if isinstance(each, QLabel)]


def safety(page: SystemPage) -> SafetyPart:
    found = page.part(SAFETY)
    assert isinstance(found, SafetyPart)
    return found


def settings(page: SystemPage) -> SettingsForm:
    found = page.part(SETTINGS)
    assert isinstance(found, SettingsPart)
    return found.form


def accounts(page: SystemPage) -> AccountsPart:
    found = page.part(ACCOUNTS)
    assert isinstance(found, AccountsPart)
    return found


def tab(page: SystemPage, key: str) -> None:
    page.arrive(part=key)


def test_backs_up_and_lists_it(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = safety(made.show(SystemPage))
        assert page.backup_panel.note.text() == "还没有备份"
        page.backup_button.click()
        assert not page.backup_button.isEnabled()
        made.settle()
        assert page.backup_button.isEnabled()
        assert made.window.said[-1].startswith("已备份并验证：")
        found = made.ask(lambda ledger: ledger.backups())
        assert len(found) == 1
        assert page.backups.model().rowCount() == 1
        assert page.backups.model().index(0, 0).data() == found[0].moment
        assert page.backup_panel.note.text() in ("刚刚", "1 分钟前")


def test_checks_the_whole_ledger(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = safety(made.show(SystemPage))
        page.check_button.click()
        made.settle()
        said = made.ask(lambda ledger: ledger.verify())
        assert told(page.checks) == [word for check in said for word in (check.name, check.detail)]
        assert page.check_panel.note.text() == f"{len(said)} 项都对得上"
        page.show_checks((Check("文件完整", "block", "第 3 页校验不对"), Check("密钥文件", "pass", "完好")))
        assert page.check_panel.note.text() == "1 项不对"
        made.settle()
        marks = [each._kind for each in parts(page.checks, GlyphMark) if each.isVisible()]
        assert marks == [Glyph.BAD, Glyph.DONE]


def test_settings_change_with_a_reason(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = made.show(SystemPage)
        tab(page, SETTINGS)
        made.settle()
        form = settings(page)
        assert form.inputs["cut_off_day"].text() == "0"
        assert not form.button.isEnabled()
        form.inputs["cut_off_day"].setText("20")
        assert not form.button.isEnabled()
        assert form.told.text() == "改了 1 项，写明原因即可保存。"
        form.reason.setText("市局通知")
        form.button.click()
        made.settle()
        assert made.ask(lambda ledger: ledger.settings())["cut_off_day"] == "20"
        assert form.told.text().startswith("没有改动")
        assert made.window.said[-1] == "已保存 1 项设置，原因记入流水"


def test_a_setting_that_cannot_be_is_said_below_it_and_not_saved(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = made.show(SystemPage)
        tab(page, SETTINGS)
        made.settle()
        form = settings(page)
        form.inputs["idle_minutes"].setText("90")
        form.reason.setText("试一试")
        assert form.fields["idle_minutes"].error == "闲置锁定只能填 1 至 60 分钟。"
        assert (form.button.isEnabled(), form.told.text()) == (False, "闲置锁定要先改对。")
        form.inputs["idle_minutes"].setText("10")
        assert (form.fields["idle_minutes"].error, form.changed()) == ("", {})
        form.inputs["second_folder"].setText(str(tmp_path / "没有"))
        form.inputs["head"].setText("张某")
        form.button.click()
        made.settle()
        assert "这个文件夹，设置没有改" in str(made.faults.pop())
        assert made.ask(lambda ledger: ledger.settings())["head"] == ""


def test_every_setting_is_filled_in_its_own_way(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = made.show(SystemPage)
        tab(page, SETTINGS)
        made.settle()
        form = settings(page)
        assert set(form.inputs) == {spec.key for spec in CORE_SETTINGS}
        stored = made.ask(lambda ledger: ledger.settings())
        assert {key: each.text() for key, each in form.inputs.items()} == stored
        codes = form.inputs["counting_destinations"]
        assert isinstance(codes, CodesSetting)
        dialog = CodesDialog(codes.spec, ("10", "11"), form)
        dialog.list.tick("12")
        assert dialog.codes() == ("10", "11", "12")
        dialog.deleteLater()
        codes.setText("10,11,12")
        form.inputs["review_by_other"].setText("是")
        form.inputs["cut_off_day"].setText("25")
        form.reason.setText("市局通知")
        form.button.click()
        made.settle()
        now = made.ask(lambda ledger: ledger.settings())
        assert (now["counting_destinations"], now["review_by_other"], now["cut_off_day"]) == (
            "10,11,12",
            "是",
            "25",
        )


def test_account_ledger_and_licences(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = made.show(SystemPage)
        tab(page, ACCOUNTS)
        made.settle()
        part = accounts(page)
        assert "admin" in told(part.own)
        assert "录入员、管理员" in told(part.own)
        assert str(tmp_path / "永川区.ledger") in told(part.ledger)
        tab(page, ABOUT)
        about = page.part(ABOUT)
        assert isinstance(about, AboutPart)
        names = [part.name.lower() for part in about.table.items]
        for at, name in enumerate(names):
            about.table.selectRow(at)
            assert about.name.text().lower().startswith(name)
            assert len(about.text.toPlainText()) > 150, name
        assert {"pyside6-essentials", "sqlcipher3", "sqlite", "noto serif sc", "tabler icons"} <= set(names)
        about.copy_versions()
        copied = QGuiApplication.clipboard().text()
        assert f"版本：{VERSION}" in copied and "SQLCipher 4." in copied and "openpyxl 3." in copied
        assert str(tmp_path) not in copied


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (None, "还没有备份"),
        (timedelta(seconds=20), "刚刚"),
        (timedelta(minutes=12), "12 分钟前"),
        (timedelta(hours=3, minutes=59), "3 小时前"),
        (timedelta(days=5), "5 天前"),
        (timedelta(seconds=-5), "刚刚"),
    ],
)
def test_age_in_words(age: timedelta | None, words: str) -> None:
    assert age_words(age) == words
