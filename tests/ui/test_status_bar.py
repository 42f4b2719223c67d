"""The status bar: lights with shape and word, and the date."""

import re
from datetime import timedelta

from frame_samples import TODAY
from pytestqt.qtbot import QtBot

from ui.app import application
from ui.status_bar import StatusBar, long_date

ENGLISH = re.compile(r"[A-Za-z]{2,}")
ALLOWED = {"Excel", "PDF", "Enter", "Esc", "admin", "WPS"}


def english(text: str) -> set[str]:
    return set(ENGLISH.findall(text.replace("&", ""))) - ALLOWED


def test_status_lights_say_shape_and_word(qtbot: QtBot) -> None:
    application(["test"])
    bar = StatusBar(TODAY)
    qtbot.addWidget(bar)
    bar.resize(1366, 26)
    bar.show()
    bar.show_backup(timedelta(minutes=12))
    assert bar.backup.text() == "备份 12 分钟前"
    assert not bar.backup.icon().isNull()
    bar.show_backup(None)
    assert bar.backup.text() == "还没有备份"
    bar.show_drafts(0)
    assert not bar.drafts.isVisible()
    bar.show_drafts(2)
    assert bar.drafts.text() == "2 行草稿待改"
    bar.shorten(True)
    assert bar.drafts.text() == "2 行草稿"
    bar.show_unsaved("磁盘空间不够")
    assert bar.saved.accessibleName() == "保存：未保存（磁盘空间不够）"
    bar.say("已导出 151 行", "ok")
    assert bar.message.isVisible()
    bar.say("", "ok")
    assert not bar.message.isVisible()


def test_dates_in_words() -> None:
    assert long_date(TODAY) == "2025年9月30日 星期二"
