"""其他表单 through the page: what is shown, what is written, progress, a missing reason."""

from pathlib import Path

from page_samples import filled_ledger, new_ledger, room
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from ui.papers_page import ALL, EVERY, PapersPage


def choose(box: QComboBox, key: str) -> None:
    box.setCurrentIndex(box.findData(key))


def test_papers_are_shown_and_written(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(PapersPage)
        assert page.pdf.document.pageCount() >= 3
        assert "草稿" in page.year_words.text()
        page.show_township()
        made.settle()
        assert page.pdf.document.pageCount() == 1

        page.write_year(tmp_path / "年报.pdf")
        made.settle()
        assert made.window.said[-1] == "已存 年报.pdf 和 年报.xlsx"
        assert (tmp_path / "年报.xlsx").is_file()

        choose(page.township, ALL)
        page.write_townships(tmp_path / "反馈单")
        made.settle()
        assert len(list((tmp_path / "反馈单").glob("*.pdf"))) == 23
        assert made.window.said[-1] == "已存 23 张反馈单到 反馈单"

        choose(page.section, "placement")
        choose(page.range, EVERY)
        page.write_roster(tmp_path / "花名册.pdf")
        made.settle()
        assert made.window.said[-1].endswith("行到 花名册.pdf")
        assert not page.working.isVisible()
        assert page.roster_save.isEnabled()


def test_names_in_full_ask_for_a_reason(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(PapersPage)
        assert not page.reason_field.isVisible()
        page.named.setChecked(True)
        assert page.reason_field.isVisibleTo(page)
        page.ask_roster()
        assert page.reason_field.error == "没有写用途"


def test_an_empty_ledger_offers_no_roster_and_a_fault_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = made.show(PapersPage)
        keys = [page.section.itemData(at) for at in range(page.section.count())]
        assert "placement" not in keys
        (tmp_path / "a.pdf").mkdir()
        page.write_year(tmp_path / "a.pdf")
        made.settle()
        assert len(made.faults) == 1
        made.faults.clear()
        assert not page.working.isVisible()
