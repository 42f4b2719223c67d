"""月报 through the page: the PDF shown is the PDF filed, words reach the paper, the printer gets all."""

import re
import subprocess
from pathlib import Path

import pytest
from frame_samples import parts
from page_samples import TODAY, filled_ledger, room
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFocusEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from ui.pdf_pane import prepare_printer, print_document
from ui.return_foot import DATA_FILE, PDF_AND_BOOK
from ui.return_page import ReturnPage
from ui.return_side import TEXT
from ui.theme import color


def text_of(pdf: bytes | Path, folder: Path) -> str:
    """The words of a PDF, as another program reads them."""
    path = folder / "read.pdf"
    path.write_bytes(pdf.read_bytes() if isinstance(pdf, Path) else pdf)
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode()


def test_shows_the_latest_month_as_the_paper_itself(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(ReturnPage)
        months = [page.months.rows.row_at(row) for row in range(page.months.rows.rowCount())]
        wanted = [*(f"2025-{number:02d}" for number in range(1, 13)), "2025"]
        assert [each.month for each in months] == wanted, "the year's return stands below its months"
        assert page.head.detail.text().startswith("2025 年 9 月，")
        assert months[11].state == "not_due"
        said = made.ask(lambda ledger: ledger.preview_return("2025-09"))
        assert page.pdf.document.status() == QPdfDocument.Status.Ready
        assert page.pdf._bytes == said.pdf
        assert page.pdf.document.pageCount() > 1
        assert page.pdf.page_words.text() == f"1 / {page.pdf.document.pageCount()} 页"
        assert "永川区" in page.pdf.document.getAllText(0).text()
        assert page.pdf.made.text().endswith(" 生成")
        assert "写完即可送审" in page.side.foot.told.text(), "why it cannot be handed in yet"
        assert not page.side.foot.step_buttons["hand_in"].isEnabled()


def test_checks_stand_in_their_groups(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(ReturnPage)
        said = made.ask(lambda ledger: ledger.preview_return("2025-09")).checks
        words = [each.accessibleName() for each in parts(page.side.checks, QWidget)]
        for check in said:
            assert f"{check.name}，{check.detail}" in words
        assert any("草稿" in each for each in words), "the draft of the sample is said"
        waiting = sum(check.level != "pass" for check in said)
        assert page.side.tabs._counts[0] == str(waiting)


def test_another_month_and_one_that_is_not_over(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(ReturnPage)
        september = page.pdf._bytes
        page.months.setCurrentIndex(page.months.rows.index(7))
        page.months.opened.emit(7)
        made.settle()
        assert page.head.detail.text().startswith("2025 年 8 月")
        assert page.pdf._bytes != september
        page.arrive(month="2025-11")
        made.settle()
        assert page.middle.currentWidget() is page.waiting
        assert not page.side.foot.print_button.isEnabled()
        assert not page.side.foot.save_button.isEnabled()
        assert page.side.foot.told.text() == "11 月还没有结束，没有可打印的月报。", (
            "a greyed button has its reason"
        )
        page.arrive(month="2025-09")
        made.settle()
        assert page.pdf._bytes == september, "the same month, the same bytes"


def test_words_are_saved_on_leaving_and_reach_the_paper(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(ReturnPage)
        page.side.tabs.setCurrentIndex(1)
        assert page.side.tabs.current == TEXT
        assert page.side.panes.currentWidget() is page.side.narrative
        edit = page.side.narrative.difficulties
        edit.insertPlainText("部分镇街数据报送偏慢。")
        QApplication.sendEvent(edit, QFocusEvent(QEvent.Type.FocusOut))
        made.settle()
        kept = made.ask(lambda ledger: ledger.preview_return("2025-09"))
        assert kept.difficulties == "部分镇街数据报送偏慢。"
        assert page.side.narrative.saved.text() == "离开输入框即保存"
        assert "部分镇街数据报送偏慢" in re.sub(r"\s", "", text_of(page.pdf._bytes, tmp_path))
        page.side.narrative.next_steps.insertPlainText("逐镇街催报。")
        assert page.leave()
        made.settle()
        assert made.ask(lambda ledger: ledger.preview_return("2025-09")).next_steps == "逐镇街催报。"


def test_what_is_being_typed_survives_a_redraw(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(ReturnPage)
        page.side.tabs.setCurrentIndex(1)
        page.side.narrative.next_steps.insertPlainText("还没写完")
        page.draw_again()
        made.settle()
        assert page.side.narrative.next_steps.toPlainText() == "还没写完"
        page.months.opened.emit(6)
        made.settle()
        assert page.side.narrative.next_steps.toPlainText() == "", "another month has its own words"
        assert made.ask(lambda ledger: ledger.preview_return("2025-09")).next_steps == "还没写完"


def test_saves_pdf_and_workbook_or_the_data(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(ReturnPage)
        asked: list[str] = []

        def choose(_parent: object, _title: str, name: str, _filter: str) -> tuple[str, str]:
            asked.append(name)
            return str(out / name), ""

        monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
        page.side.foot.save_wanted.emit(PDF_AND_BOOK)
        made.settle()
        assert asked == ["永川区月报-2025-09.pdf"]
        assert sorted(each.name for each in out.iterdir()) == [
            "永川区月报-2025-09.pdf",
            "永川区月报-2025-09.xlsx",
        ]
        assert (out / asked[0]).read_bytes() == page.pdf._bytes, "what is shown is what is filed"
        assert made.window.said[-1] == "已存 永川区月报-2025-09.pdf 和 永川区月报-2025-09.xlsx"
        page.side.foot.save_wanted.emit(DATA_FILE)
        made.settle()
        assert asked[1:] == ["永川区月报-2025-09.json"]
        assert b'"version":1' in (out / asked[1]).read_bytes()
        assert made.window.said[-1] == "已存 永川区月报-2025-09.json"


def test_prints_every_page_on_paper_that_lies_as_it_lies(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(ReturnPage)
        document = page.pdf.document
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        prepare_printer(printer, document, "月报")
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "printed.pdf"))
        pages = print_document(printer, document)
        assert pages == document.pageCount()
        printed = QPdfDocument(page)
        printed.load(str(tmp_path / "printed.pdf"))
        assert printed.pageCount() == pages
        for at in range(pages):
            wanted, got = document.pagePointSize(at), printed.pagePointSize(at)
            assert abs(wanted.width() - got.width()) < 3
            assert abs(wanted.height() - got.height()) < 3
        picture = printed.render(0, printed.pagePointSize(0).toSize())
        dark = sum(
            picture.pixelColor(x, y).lightness() < 100
            for x in range(0, picture.width(), 3)
            for y in range(0, picture.height(), 3)
        )
        assert dark > 100, "something is printed"
        printed.close()


def test_prints_only_the_pages_asked_for(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(ReturnPage)
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        prepare_printer(printer, page.pdf.document, "月报")
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "printed.pdf"))
        printer.setFromTo(2, 2)
        assert print_document(printer, page.pdf.document) == 1


def test_zoom_pages_and_ground(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(ReturnPage)
        pane = page.pdf
        assert pane.view.zoomMode() == QPdfView.ZoomMode.FitToWidth
        before = pane._shown_zoom()
        pane.zoom(1.25)
        assert pane.view.zoomMode() == QPdfView.ZoomMode.Custom
        assert abs(pane.view.zoomFactor() - before * 1.25) < 0.02
        for _ in range(20):
            pane.zoom(1.25)
        assert pane.view.zoomFactor() <= 4.0
        pane.fit_width()
        assert pane.view.zoomMode() == QPdfView.ZoomMode.FitToWidth
        assert not pane.previous.isEnabled()
        pane.following.click()
        qtbot.waitUntil(lambda: pane.view.pageNavigator().currentPage() == 1)
        assert pane.page_words.text().startswith("2 / ")
        assert pane.view.palette().dark().color() == color("ground")


def test_month_model_holds_what_qt_asks(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        page = made.show(ReturnPage)
        mode = QAbstractItemModelTester.FailureReportingMode.Warning
        tester = QAbstractItemModelTester(page.months.rows, mode)
        page.refresh()
        made.settle()
        assert page.months.rows.rowCount() == 13
        assert TODAY.month == 9
        del tester


def test_nothing_of_the_preview_lies_on_the_disk(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, filled_ledger(tmp_path)) as made:
        before = {each.name for each in tmp_path.iterdir()}
        made.show(ReturnPage)
        assert {each.name for each in tmp_path.iterdir()} == before
