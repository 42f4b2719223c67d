"""疑似重复: groups with what to keep, merged with a reason or kept apart; rows opened."""

from pathlib import Path

from ledger_samples import placement
from page_samples import Room, new_ledger, room
from pytestqt.qtbot import QtBot

from ui.duplicates_page import REPEATED, DuplicatesPage


def save(made: Room, serial: int, employer: str) -> None:
    values = placement(serial, employer__name=employer)
    made.ask(lambda ledger: ledger.save("placement", None, values))


def test_nothing_double(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        page = made.show(DuplicatesPage)
        assert page.empty.isVisibleTo(page)
        assert not page.merge.isVisibleTo(page)


def test_names_are_merged_or_kept_apart(qtbot: QtBot, tmp_path: Path) -> None:
    names = (
        "重庆样例有限公司",
        "重庆样例有限公司",
        "重庆市样例有限责任公司",
        "永川区示例酒店",
        "永川区示例酒 店",
    )
    with room(qtbot, new_ledger(tmp_path)) as made:
        for serial, name in enumerate(names):
            save(made, serial, name)
        page = made.show(DuplicatesPage)
        assert page.table.model().rowCount() == 2
        assert page.name.text() == "重庆样例有限公司"
        assert [each.text() for each in page.group.buttons()] == [
            "重庆样例有限公司\n2 行",
            "重庆市样例有限责任公司\n1 行",
        ]
        page.open_rows()
        assert made.window.opened[-1][0] == "employer"
        page.merge_now("同一营业执照")
        made.settle()
        assert page.table.model().rowCount() == 1
        assert made.window.said[-1].startswith("已并入“重庆样例有限公司”")
        page.keep_apart()
        made.settle()
        assert page.empty.isVisibleTo(page)
        assert [each.kind for each in made.ask(lambda ledger: ledger.batches())] == ["merge"]


def test_a_person_placed_twice_is_opened(qtbot: QtBot, tmp_path: Path) -> None:
    with room(qtbot, new_ledger(tmp_path)) as made:
        for name in ("重庆样例甲厂", "永川区示例酒店"):
            save(made, 1, name)
        page = made.show(DuplicatesPage)
        page.arrive(kind=REPEATED)
        assert "2 笔" in str(page.table.model().index(0, 1).data())
        assert not page.apart.isVisibleTo(page)
        page.open_rows()
        key, context = made.window.opened[-1]
        assert (key, len(context["query"].ids)) == ("placement", 2)
