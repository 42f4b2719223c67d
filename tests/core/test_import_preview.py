"""The window's way in: a preview that writes nothing, then one transaction; or nothing at all."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from ledger_samples import HEADINGS, add_account, files_in, line, new_file, opened, placement, sheet
from openpyxl import load_workbook
from sheet_samples import resident_id, write_xlsx

from core.errors import Cancelled, LedgerFault, NotAllowed, NotFound
from core.imports.answers import ImportAnswers
from core.imports.views import RowAction
from core.ledger import Ledger
from core.views import Query
from db import journal

BAD_ID = "500118200001011111"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_file(tmp_path)


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with opened(path) as made:
        made.save("placement", None, placement(1))
        made.save("placement", None, placement(2))
        yield made
        assert all(each.level != "block" for each in made.verify())


def mixed(folder: Path) -> Path:
    """Two rows that the ledger knows (one changed), two new, one refused, one wants a look."""
    known = placement(1)
    same = line(
        1,
        就业单位=known["employer.name"],
        就业时间=known["placed_on"].isoformat(),
        来源="区外市内",
        镇街="",
        行业="",
    )
    changed = line(
        2, 就业单位=placement(2)["employer.name"], 就业时间="2025-09-09", 来源="市外", 镇街="", 行业=""
    )
    rows = [same, changed, line(3), line(4, 镇街="桃花源镇"), line(5, 身份证号=BAD_ID)]
    return sheet(folder / "a.xlsx", *rows)


def test_a_preview_writes_nothing_and_tells_what_apply_then_does(
    ledger: Ledger, path: Path, tmp_path: Path
) -> None:
    book = mixed(tmp_path)
    before = path.read_bytes()
    shown = ledger.preview_import("placement", book)
    assert path.read_bytes() == before
    actions = [row.action for row in shown.rows]
    assert actions == [RowAction.SAME, RowAction.CHANGE, RowAction.ADD, RowAction.ADD, RowAction.REFUSE]
    assert [row.row for row in shown.rows] == [2, 3, 4, 5, 6]
    assert (shown.writes, shown.look) == (3, 1)
    assert ("placed_on", placement(2)["placed_on"].isoformat(), "2025-09-09") in shown.rows[1].changes
    assert BAD_ID not in str(shown)
    dry = ledger.import_file("placement", book, dry_run=True)
    change, result = ledger.apply_import(shown.token)
    told = (result.added, result.changed, result.unchanged, result.refused)
    assert told == (dry.added, dry.changed, dry.unchanged, dry.refused) == (2, 1, 1, 1)
    assert change.batch == result.batch
    assert {"placement", "person"} <= change.sections
    assert ledger.counts()["placement"] == 4
    with pytest.raises(NotFound):
        ledger.apply_import(shown.token)
    with pytest.raises(NotFound):
        ledger.write_error_sheet("0" * 16, tmp_path / "e.xlsx")


def test_the_error_sheet_of_a_preview(ledger: Ledger, tmp_path: Path) -> None:
    shown = ledger.preview_import("placement", mixed(tmp_path))
    assert ledger.write_error_sheet(shown.token, tmp_path / "e.xlsx") == 1
    rows = list(load_workbook(tmp_path / "e.xlsx").worksheets[0].iter_rows(values_only=True))
    assert len(rows) == 2
    assert rows[1][1] == BAD_ID


def test_people_who_may_be_one_under_two_numbers_are_named(ledger: Ledger, tmp_path: Path) -> None:
    book = sheet(
        tmp_path / "a.xlsx", line(70, 姓名="张示伟"), line(71, 姓名="张示玮"), line(72, 姓名="李不同")
    )
    told = [each.message for each in ledger.preview_import("placement", book).notices]
    said = [each for each in told if "同一天出生" in each]
    assert len(said) == 1
    assert all(part in said[0] for part in ("第 3 行 张", "第 2 行的 张", "疑似重复"))
    assert resident_id(70) not in said[0]
    assert "示伟" not in said[0]
    ledger.import_file("placement", book)
    other = sheet(tmp_path / "b.xlsx", line(73, 姓名="张士伟"))
    (again,) = [
        each.message
        for each in ledger.preview_import("placement", other).notices
        if "同一天出生" in each.message
    ]
    assert "台账里的 张" in again


def test_apply_plans_anew_against_the_ledger_as_it_is(ledger: Ledger, tmp_path: Path) -> None:
    shown = ledger.preview_import("placement", sheet(tmp_path / "a.xlsx", line(7), line(8)))
    ledger.import_file("placement", sheet(tmp_path / "b.xlsx", line(7, 备注="先来的")))
    _change, result = ledger.apply_import(shown.token)
    assert (result.added, result.changed, result.unchanged) == (1, 0, 1)
    rows = ledger.rows("placement", ledger.find("placement", Query()))
    numbers = [row.values["person.id_number"] for row in rows]
    assert numbers.count(resident_id(7)) == 1


def test_a_newer_preview_takes_the_place_of_the_older(ledger: Ledger, tmp_path: Path) -> None:
    first = ledger.preview_import("placement", sheet(tmp_path / "a.xlsx", line(7)))
    ledger.preview_import("placement", sheet(tmp_path / "b.xlsx", line(8)))
    with pytest.raises(NotFound):
        ledger.apply_import(first.token)


def test_cancelling_changes_nothing(ledger: Ledger, path: Path, tmp_path: Path) -> None:
    book = sheet(tmp_path / "a.xlsx", *(line(serial) for serial in range(10, 60)))

    def cancel(_share: float, _words: str) -> None:
        raise Cancelled

    before = path.read_bytes()
    with pytest.raises(Cancelled):
        ledger.preview_import("placement", book, progress=cancel)
    shown = ledger.preview_import("placement", book)
    with pytest.raises(Cancelled):
        ledger.apply_import(shown.token, progress=cancel)
    assert path.read_bytes() == before
    assert ledger.apply_import(shown.token)[1].added == 50


def test_a_failure_in_the_middle_leaves_every_byte(ledger: Ledger, tmp_path: Path) -> None:
    book = sheet(tmp_path / "a.xlsx", *(line(serial) for serial in range(10, 400)))
    before = files_in(tmp_path)
    folders = sorted(tmp_path.rglob("*"))

    def stop(*_: object, **__: object) -> None:
        raise LedgerFault("磁盘满了。")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journal, "append", stop)
        with pytest.raises(LedgerFault):
            ledger.import_file("placement", book)
        with pytest.raises(LedgerFault):
            ledger.export("placement", tmp_path / "copy" / "out.xlsx")
    assert files_in(tmp_path) == before
    assert sorted(tmp_path.rglob("*")) == folders
    assert ledger.counts()["placement"] == 2


def test_the_clerk_chooses_header_and_columns(ledger: Ledger, tmp_path: Path) -> None:
    headings = ["甲", "乙", *HEADINGS[2:]]
    rows = [["三教镇"], ["关于报送的说明"], headings, line(20), line(21)]
    book = write_xlsx(tmp_path / "a.xlsx", rows)
    shown = ledger.preview_import(
        "placement", book, ImportAnswers(header_row=3, columns={0: "person.name", 1: "person.id_number"})
    )
    assert [row.action for row in shown.rows] == [RowAction.ADD, RowAction.ADD]
    assert shown.header_row == 3
    assert ledger.apply_import(shown.token)[1].added == 2


def test_who_may_not_record_may_not_import(path: Path, tmp_path: Path) -> None:
    book = sheet(tmp_path / "a.xlsx", line(7))
    with opened(path) as made:
        add_account(made, "王审计", "auditor")
    with opened(path, "王审计") as made:
        shown = made.preview_import("placement", book)
        with pytest.raises(NotAllowed):
            made.apply_import(shown.token)
        with pytest.raises(NotAllowed):
            made.import_file("placement", book)
        assert made.counts()["placement"] == 0


def test_history_and_batch_of_an_import(ledger: Ledger, tmp_path: Path) -> None:
    ledger.import_file("placement", sheet(tmp_path / "三教镇9月.xlsx", line(7)))
    ledger.import_file("placement", sheet(tmp_path / "b.xlsx", line(7, 就业时间="2025-09-02")))
    ids = [
        row.id
        for row in ledger.rows("placement", ledger.find("placement", Query()))
        if row.values["person.id_number"] == resident_id(7)
    ]
    history = ledger.history("placement", ids[0])
    assert [entry.action for entry in history] == ["导入修改", "导入新增"]
    assert history[0].changes == (("就业日期", "2025-09-01", "2025-09-02"),)
    assert "三教镇9月.xlsx" in history[1].reason
    assert history[0].at.date() >= date(2025, 1, 1)
