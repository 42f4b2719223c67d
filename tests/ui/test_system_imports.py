"""导入记录: imports with their rows, taken back with a reason and done again."""

from pathlib import Path

from ledger_samples import line, sheet
from page_samples import Room, new_ledger, room
from pytestqt.qtbot import QtBot

from core.views import Query
from ui.system_imports import ImportsPart
from ui.system_page import IMPORTS, SystemPage


def imports(made: Room) -> ImportsPart:
    page = made.show(SystemPage)
    page.arrive(part=IMPORTS)
    made.settle()
    found = page.part(IMPORTS)
    assert isinstance(found, ImportsPart)
    return found


def test_an_empty_ledger_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        part = imports(made)
        assert part.empty.isVisibleTo(part)
        assert not part.undo.isVisibleTo(part)


def test_a_whole_import_goes_back_and_comes_again(qtbot: QtBot, tmp_path: Path) -> None:
    book = sheet(tmp_path / "朱沱镇9月.xlsx", line(1), line(2), line(3))
    with room(qtbot, new_ledger(tmp_path)) as made:
        made.ask(lambda ledger: ledger.import_file("placement", book))
        part = imports(made)
        assert part.chosen is not None
        assert part.chosen.file_name == "朱沱镇9月.xlsx"
        assert part.plan is not None
        assert "取出新增的 3 行" in part.told.text()
        part.open_rows()
        made.settle()
        key, context = made.window.opened[-1]
        assert (key, len(context["query"].ids)) == ("placement", 3)
        part.undo_now(part.chosen.id, "发错了文件")
        made.settle()
        assert not made.ask(lambda ledger: ledger.find("placement", Query()))
        assert part.chosen.state_text == "已撤销"
        assert part.redo.isVisibleTo(part)
        assert not part.undo.isVisibleTo(part)
        part.redo_now(part.chosen.id, "没有发错")
        made.settle()
        assert len(made.ask(lambda ledger: ledger.find("placement", Query()))) == 3
        assert part.undo.isEnabled()


def test_rows_edited_since_are_opened_and_may_stay(qtbot: QtBot, tmp_path: Path) -> None:
    book = sheet(tmp_path / "a.xlsx", line(1), line(2))
    with room(qtbot, new_ledger(tmp_path)) as made:
        made.ask(lambda ledger: ledger.import_file("placement", book))
        first = made.ask(lambda ledger: min(ledger.find("placement", Query())))
        made.ask(lambda ledger: ledger.save("placement", first, {"note": "核过"}))
        part = imports(made)
        assert "有 1 行后来又改过" in part.told.text()
        assert not part.undo.isVisibleTo(part)
        part.open_edited()
        assert made.window.opened[-1][1]["query"].ids == (first,)
        assert part.chosen is not None
        part.undo_now(part.chosen.id, "发错了文件", keep_edited=True)
        made.settle()
        assert list(made.ask(lambda ledger: ledger.find("placement", Query()))) == [first]
        assert part.chosen.state_text == "已撤销，留 1 行"
