"""更新: a package is shown with what it would change, taken over by the administrator, and listed."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from frame_samples import parts
from page_samples import Room, new_ledger, room
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from update_samples import KEYS, PROGRAM, city_plan, pack

import core.updates.desk
from core.updates.desk import this_system
from ui.alerts import FaultDialog, Question
from ui.system_page import UPDATES, SystemPage
from ui.system_updates import UpdatesPart


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setattr(core.updates.desk.UpdateDesk.__init__, "__defaults__", (lambda: KEYS,))
    with room(qtbot, new_ledger(tmp_path)) as found:
        yield found


def part_of(made: Room) -> UpdatesPart:
    page = made.show(SystemPage)
    page.arrive(part=UPDATES)
    made.settle()
    found = page.part(UPDATES)
    assert isinstance(found, UpdatesPart)
    return found


def test_policy_data_are_shown_taken_over_and_listed(made: Room, tmp_path: Path) -> None:
    part = part_of(made)
    assert part.empty.isVisibleTo(part)
    assert not part.take.isVisibleTo(part)
    part.look(pack(tmp_path / "1.ledgerpackage", city_plan(14_000)))
    made.settle()
    assert part.take.isVisibleTo(part)
    model = part.effects.model()
    row = [model.index(0, column).data() for column in range(6)]
    assert row[:5] == ["留渝来渝就业创业人数", "目标", "≥ 13,530人", "≥ 14,000人", "2025-09-01"]
    part.ask_take_over()
    question = parts(part, Question)[0]
    assert "先备份台账" in " ".join(each.text() for each in parts(question, QLabel))
    question.accept()
    made.settle()
    assert not part.take.isVisibleTo(part)
    assert part.taken.model().rowCount() == 1
    found = made.ask(lambda ledger: {each.key: each.target for each in ledger.figures(date(2025, 9, 30))})
    assert found["placement.total"] in (14_000, 40_000)


def test_a_bad_package_is_refused_in_a_dialog(made: Room, tmp_path: Path) -> None:
    part = part_of(made)
    bad = tmp_path / "x.ledgerpackage"
    bad.write_bytes(b"nothing")
    part.look(bad)
    made.settle()
    dialog = parts(part, FaultDialog)[0]
    assert part.view is None
    assert part.choose.isVisibleTo(part)
    dialog.close()


def test_an_installer_is_laid_out(made: Room, tmp_path: Path) -> None:
    part = part_of(made)
    facts = {**PROGRAM, "system": this_system()}
    part.look(pack(tmp_path / "2.ledgerpackage", {"ledger_99.deb": b"x"}, **facts))
    made.settle()
    assert part.lay.isVisibleTo(part)
    assert not part.take.isVisibleTo(part)
    part.lay_out(tmp_path / "下载")
    made.settle()
    assert (tmp_path / "下载" / "ledger_99.deb").read_bytes() == b"x"
    question = parts(part, Question)[0]
    question.reject()
