"""Evidence in the window: added below the form, dropped on a row, shown inside, opened outside for a time."""

import sys
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from section_samples import Desk, section_desk

from core.evidence import opened as opened_files
from ui import evidence_acts
from ui.evidence_acts import attach_all
from ui.evidence_box import dropped_files
from ui.evidence_viewer import EvidenceViewer
from ui.section_dialogs import NotTakenDialog

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "core"))
from evidence_samples import pdf, png


def files_in(folder: Path) -> list[Path]:
    """A contract, a picture, and a letter that is neither."""
    for name, content in (
        ("劳动合同.pdf", pdf("Made-up contract", 3)),
        ("现场照片.png", png(640, 420)),
        ("来信.pdf", b"PK\x03\x04" + b"letter" * 20),
    ):
        (folder / name).write_bytes(content)
    return [folder / name for name in ("劳动合同.pdf", "现场照片.png", "来信.pdf")]


def at_first_row(desk: Desk) -> int:
    """Open the form at the first row; gives its id."""
    desk.page.open_form()
    desk.page.grid.go(0)
    desk.settle()
    row = desk.page.desk.current_id()
    assert row is not None
    return row


def shown(desk: Desk) -> list[str]:
    """Names in the box, from the top."""
    return [line.view.original_name for line in desk.page.form.evidence.lines]


def test_files_are_added_and_each_that_is_not_taken_is_named(qtbot: QtBot, tmp_path: Path) -> None:
    with section_desk(qtbot, tmp_path) as desk:
        row = at_first_row(desk)
        box = desk.page.form.evidence
        assert (shown(desk), box.hint.isVisible(), box.add.isVisible()) == ([], True, True)
        desk.page.evidence.add(files_in(tmp_path))
        desk.settle()
        assert shown(desk) == ["劳动合同.pdf", "现场照片.png"]
        assert box.title.text() == "佐证材料 2"
        assert f"第 {row} 行" in desk.window.said[-1]
        dialog = cast("list[NotTakenDialog]", desk.page.findChildren(NotTakenDialog))[0]
        told = " ".join(label.text() for label in cast("list[QLabel]", dialog.findChildren(QLabel)))
        assert "来信.pdf" in told
        assert "Word" in told
        dialog.accept()
        desk.page.desk.step(1)
        desk.settle()
        assert shown(desk) == []
        desk.page.desk.step(-1)
        desk.settle()
        assert len(shown(desk)) == 2


def drop(desk: Desk, paths: list[Path], row: int) -> bool:
    """Let files go over a row of the table; whether it took them."""
    pane = desk.page.grid.main
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place = QPointF(40, pane.rowViewportPosition(row) + 10)
    event = QDropEvent(
        place, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    event.ignore()
    pane.dropEvent(event)
    return event.isAccepted()


def test_files_dropped_on_a_row_belong_to_it_and_sheets_do_not(qtbot: QtBot, tmp_path: Path) -> None:
    with section_desk(qtbot, tmp_path) as desk:
        at_first_row(desk)
        contract = files_in(tmp_path)[0]
        sheet = tmp_path / "花名册.xlsx"
        sheet.write_bytes(b"PK\x03\x04")
        assert not drop(desk, [sheet], 2)
        assert not drop(desk, [contract, sheet], 2)
        assert drop(desk, [contract], 2)
        desk.settle()
        assert desk.page.grid.current().row() == 2
        assert shown(desk) == ["劳动合同.pdf"]
        web = QMimeData()
        web.setUrls([QUrl("https://example.invalid/a.pdf")])
        assert dropped_files(web) == []


def the_viewer(desk: Desk) -> EvidenceViewer:
    """The one viewer that is open."""
    found = cast("list[EvidenceViewer]", desk.page.findChildren(EvidenceViewer))
    assert len(found) == 1
    return found[0]


def test_a_file_is_shown_inside_and_voided_with_a_reason(qtbot: QtBot, tmp_path: Path) -> None:
    with section_desk(qtbot, tmp_path) as desk:
        row = at_first_row(desk)
        contract, picture, _ = files_in(tmp_path)
        desk.page.evidence.add([contract, picture])
        desk.settle()
        box = desk.page.form.evidence
        QTest.keyClick(box.lines[0], Qt.Key.Key_Return)
        desk.settle()
        viewer = the_viewer(desk)
        assert viewer.pane.document.pageCount() == 3
        assert viewer.told.text().startswith("3 页，")
        viewer._step(1)
        desk.settle()
        assert viewer.told.text().startswith("640 × 420 像素")
        viewer.pane.zoom(1.25)
        viewer.pane.fit()
        viewer.accept()
        desk.settle()
        desk.page.evidence.set_void(box.files[1], "拍糊了")
        desk.settle()
        assert shown(desk) == ["劳动合同.pdf"]
        assert box.void_link.text() == "已作废 1 份"
        box.void_link.click()
        assert shown(desk) == ["劳动合同.pdf", "现场照片.png"]
        actions = desk.ask(lambda ledger: [each.action for each in ledger.history("placement", row)])
        assert actions[:3] == ["作废佐证材料", "看佐证材料", "看佐证材料"]


@pytest.mark.qt_log_ignore("TIFF directory", "Failed to read directory", extend=True)
def test_broken_files_say_so_in_the_viewer(qtbot: QtBot, tmp_path: Path) -> None:
    with section_desk(qtbot, tmp_path) as desk:
        row = at_first_row(desk)
        bad = b"%PDF-1.7\n" + b"nothing " * 40 + b"\n%%EOF\n"
        desk.ask(lambda ledger: ledger.attach_content("placement", row, bad, "坏.pdf"))
        desk.ask(lambda ledger: ledger.attach_content("placement", row, b"II*\x00" + b"x" * 90, "坏.tif"))
        desk.page.evidence.read()
        desk.settle()
        box = desk.page.form.evidence
        desk.page.evidence.show_file(box.files[0].id)
        desk.settle()
        viewer = the_viewer(desk)
        assert "读不出页面" in viewer.pane.sentence.text()
        viewer._step(1)
        desk.settle()
        assert "这张图片读不出来" in viewer.pane.sentence.text()
        viewer.accept()


def test_opened_outside_is_gone_when_the_ledger_closes(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[Path] = []

    class Opener:
        @staticmethod
        def openUrl(url: QUrl) -> bool:
            handed.append(Path(url.toLocalFile()))
            return True

    monkeypatch.setattr(evidence_acts, "QDesktopServices", Opener)
    with section_desk(qtbot, tmp_path) as desk:
        at_first_row(desk)
        desk.page.evidence.add(files_in(tmp_path)[:1])
        desk.settle()
        desk.page.evidence.open_outside(desk.page.form.evidence.files[0].id)
        desk.settle()
        (path,) = handed
        assert path.is_file()
        assert "锁定或关闭时清除" in desk.window.said[-1]
    assert not path.exists()
    assert not [each for each in opened_files.place().rglob("*") if each.is_file()]


def test_a_new_row_takes_files_once_it_is_saved(qtbot: QtBot, tmp_path: Path) -> None:
    with section_desk(qtbot, tmp_path) as desk:
        desk.page.open_form()
        desk.page.add_row()
        desk.settle()
        box = desk.page.form.evidence
        assert not box.add.isVisible()
        desk.page.edit.put("person.name", "谭示例", "谭示例")
        desk.page.edit.commit()
        desk.settle()
        QApplication.processEvents()
        assert box.add.isVisible()


def test_attaching_several_goes_on_after_one_that_fails(qtbot: QtBot, tmp_path: Path) -> None:
    with section_desk(qtbot, tmp_path) as desk:
        row = at_first_row(desk)
        contract, picture, letter = files_in(tmp_path)
        taken = desk.ask(
            lambda ledger: attach_all(ledger, "placement", row, [letter, contract, picture], lambda *_: None)
        )[1]
        assert (taken.added, [name for name, _sentence in taken.refused]) == (2, ["来信.pdf"])
