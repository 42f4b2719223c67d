"""建立台账 from the first letter typed to the open ledger, with real files."""

from datetime import date
from pathlib import Path

import pytest
from frame_samples import PASSWORD, TODAY, program, settle, waits
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.ledger import Ledger
from core.returns.basis import basis_of
from core.returns.fonts import FOLDER
from core.units import find_unit, units_of_year
from ui.alerts import FaultDialog
from ui.app import Program, application
from ui.first_run import FirstRunCard, demonstration
from ui.recent import Recent
from ui.theme import color
from ui.unit_facts import facts_of
from ui.unit_table import UnitTable, latest_year, nearness, unit_lines


def first_run(made: Program, folder: Path) -> FirstRunCard:
    card = FirstRunCard(made.tasks, folder, TODAY)
    card.opened.connect(made.window.enter)
    made.window.show_card(card)
    return card


def test_nothing_remembered_begins_with_the_first_run(qtbot: QtBot, tmp_path: Path) -> None:
    with program(qtbot, tmp_path) as made:
        made.begin()
        assert made.window.door is not None
        assert isinstance(made.window.door.card, FirstRunCard)


def test_the_remembered_ledger_is_asked_for(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "忠县.ledger"
    path.write_bytes(b"x")
    recent = Recent(tmp_path / "recent.json")
    recent.remember(path, "zhou")
    assert recent.read() == (path, "zhou")
    with program(qtbot, tmp_path) as made:
        made.begin()
        assert made.window.door is not None
        assert made.window.door.card.accessibleName() == "解锁"
    path.unlink()
    assert recent.read() is None
    recent.file.write_text("{", "utf-8")
    assert recent.read() is None


def test_units_with_quotas_stand_in_the_table(qtbot: QtBot) -> None:
    lines = unit_lines(2025, TODAY)
    with_quota = [line for line in lines if line.target is not None]
    assert len(with_quota) == 41
    assert sum(line.target or 0 for line in with_quota) == 400_000
    assert sum(line.outside or 0 for line in with_quota) == 60_000
    later = unit_lines(2025, date(2026, 6, 1))
    assert [line.unit.name for line in later if line.target is None] == ["两江新区"]
    assert latest_year(date(2026, 11, 21)) == 2025


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("yc", "永川区"),
        ("yongc", "永川区"),
        ("永", "永川区"),
        ("500118", "永川区"),
        ("zx", "忠县"),
        ("ps", "彭水县"),
        ("YC", "永川区"),
    ],
)
def test_pinyin_puts_the_unit_in_front(qtbot: QtBot, typed: str, name: str) -> None:
    application(["test"])
    table = UnitTable(unit_lines(2025, TODAY), 2025)
    qtbot.addWidget(table)
    table.show_nearest(typed)
    chosen = table.chosen()
    assert chosen is not None
    assert chosen.unit.name == name
    assert table.model().rowCount() == len(unit_lines(2025, TODAY)), "no unit is hidden"


def test_the_unit_that_will_be_taken_is_the_one_painted_as_chosen(qtbot: QtBot) -> None:
    application(["test"])
    table = UnitTable(unit_lines(2025, TODAY), 2025)
    qtbot.addWidget(table)
    table.resize(620, 300)
    table.show()

    def ground(row: int) -> str:
        box = table.visualRect(table.model().index(row, 2))
        return table.viewport().grab().toImage().pixelColor(box.left() + 3, box.center().y()).name()

    place = table.visualRect(table.model().index(5, 2)).center()
    for modifier in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier):
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier, place)
        chosen = table.chosen()
        assert chosen is not None
        assert chosen.unit.name == "沙坪坝区"
        assert ground(5) == color("select").name()
        assert ground(4) == color("surface").name()
    table.resize(400, 300)
    assert [table.isColumnHidden(column) for column in range(5)] == [False] * 3 + [True] * 2


def test_nearness_of_a_stranger() -> None:
    unit = find_unit("永川区")
    assert unit is not None
    assert nearness(unit, "qqq") == 9
    assert nearness(unit, "") == 0


def test_facts_of_yongchuan_and_of_a_unit_without_townships() -> None:
    yongchuan = find_unit("永川区")
    assert yongchuan is not None
    told = " ".join(f"{heading} {text}" for heading, text in facts_of(yongchuan, 2025))
    for words in ("13,530 人", "2,260 人", "40,000 人", "6,000 人", "23 个镇街"):
        assert words in told
    other = next(unit for unit in units_of_year(2025) if not unit.townships)
    assert any("由您填" in text for _, text in facts_of(other, 2025))


def test_from_first_letter_to_open_ledger(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    (fonts / "simfang.ttf").write_bytes((FOLDER / "NotoSansSC-Medium.ttf").read_bytes())
    monkeypatch.setattr("core.returns.body_font.font_folders", lambda: (fonts,))
    with program(qtbot, tmp_path) as made:
        card = first_run(made, tmp_path / "台账")
        QTest.keyClicks(card.unit.search, "yc")
        assert card.path.name == "永川区.ledger"
        QTest.keyClick(card.unit.search, Qt.Key.Key_Return)
        assert card.at == 1

        card.account.first.setText("12345678")
        card.account.second.setText("1234567")
        card.go_on()
        assert card.at == 1
        assert card.account.first_field.error
        assert card.account.second_field.error
        assert not card.path.exists(), "nothing is made while something is wrong"

        card.account.first.setText(PASSWORD)
        card.account.second.setText(PASSWORD)
        QTest.keyClick(card.account.second, Qt.Key.Key_Return)
        waits(qtbot, lambda: card.at == 2)
        assert card.path.is_file()
        assert not card.account.first.text(), "the password does not stay in the field"
        code = card.recovery.code.text()
        assert len(code) > 20
        assert not card.next.isEnabled()
        assert card.why_not.text(), "a greyed button says why"
        card.closed.emit()
        assert made.window.isVisible(), "not before the code is kept"

        kept = tmp_path / "U盘" / "恢复码.txt"
        card.recovery.save_to(kept)
        assert not card.next.isEnabled(), "a folder that is not there keeps nothing"
        kept.parent.mkdir()
        card.recovery.save_to(kept)
        assert code in kept.read_text("utf-8-sig")
        assert card.next.isEnabled()
        card.go_on()
        assert card.at == 3

        card.backup.folder.setText(str(tmp_path / "备份"))
        card.go_on()
        waits(qtbot, lambda: card.at == 4)
        assert list((tmp_path / "备份").iterdir()), "the first backup stands"
        assert "simfang.ttf" in card.done.with_font.text()
        card.go_on()
        waits(qtbot, lambda: made.window.workspace is not None)
        settle(qtbot, made)
        assert made.recent.read() == (tmp_path / "台账" / "永川区.ledger", "admin")
    opened = Ledger.open_with_recovery(tmp_path / "台账" / "永川区.ledger", code)
    assert opened.info.unit_name == "永川区"
    with opened.reading() as connection:
        kept_font = basis_of(connection, opened.stored_settings(connection), TODAY).font
    assert kept_font.startswith("simfang.ttf|"), "what was offered and left ticked is kept with its digest"
    opened.close()


def test_an_existing_ledger_is_not_overwritten(qtbot: QtBot, tmp_path: Path) -> None:
    taken = tmp_path / "万州区.ledger"
    taken.write_bytes(b"something of value")
    with program(qtbot, tmp_path) as made:
        card = first_run(made, tmp_path)
        card.go_on()
        card.account.first.setText(PASSWORD)
        card.account.second.setText(PASSWORD)
        card.go_on()
        settle(qtbot, made)
        assert card.at == 1
        assert card.next.isEnabled()
        dialogs = [each for each in made.window.children() if isinstance(each, FaultDialog)]
        assert len(dialogs) == 1
        dialogs[0].reject()
    assert taken.read_bytes() == b"something of value"


def test_copying_by_hand_is_enough(qtbot: QtBot, tmp_path: Path) -> None:
    with program(qtbot, tmp_path) as made:
        card = first_run(made, tmp_path)
        card.recovery.copied.setChecked(True)
        assert card.recovery.kept
        card.recovery.copied.setChecked(False)
        assert not card.recovery.kept


def test_card_fits_the_smallest_screen(qtbot: QtBot, tmp_path: Path) -> None:
    with program(qtbot, tmp_path) as made:
        card = first_run(made, tmp_path)
        made.window.resize(1366, 728)
        settle(qtbot, made)
        assert (card.width(), card.height()) == (1100, 640)
        for wide, high in ((911, 486), (546, 291)):
            made.window.resize(wide, high)
            settle(qtbot, made)
            assert made.window.size().toTuple() == (wide, high)
            for button in (card.next, card.cancel):
                corner = button.mapTo(made.window, button.rect().bottomRight())
                assert corner.y() < high
                assert corner.x() < wide


def test_demonstration_is_built_in_a_folder_of_its_own(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.first_run.DEMONSTRATION", ("永川区", 2025, 60, 1))
    folder = tmp_path / "demonstration"
    shares: list[float] = []
    ledger = demonstration(folder)(lambda share, _: shares.append(share))
    assert ledger.info.demonstration
    assert ledger.counts()["placement"] > 50
    ledger.close()
    assert shares == sorted(shares)
    again = demonstration(folder)(lambda _share, _words: None)
    assert again.info.demonstration
    again.close()


def test_demonstration_opens_tinted_and_leads_back(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.first_run.DEMONSTRATION", ("永川区", 2025, 60, 1))
    with program(qtbot, tmp_path) as made:
        card = made.show_first_run()
        card.demo.click()
        assert not card.next.isEnabled()
        waits(qtbot, lambda: made.window.workspace is not None)
        settle(qtbot, made)
        assert made.window.workspace is not None
        assert made.window.workspace.info.demonstration
        assert made.recent.read() is None
        made.window.leave_demonstration.emit()
        settle(qtbot, made)
        door = made.window.door
        assert door is not None
        assert isinstance(door.card, FirstRunCard)


def test_building_the_demonstration_can_be_cancelled(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.first_run.DEMONSTRATION", ("永川区", 2025, 3000, 1))
    with program(qtbot, tmp_path) as made:
        card = made.show_first_run()
        card.demo.click()
        qtbot.wait(150)
        card._demo_stop.click()
        settle(qtbot, made)
        assert made.window.workspace is None
        assert card.demo.isVisible()
        assert card.next.isEnabled()
        assert not [each for each in made.window.children() if isinstance(each, FaultDialog)]
