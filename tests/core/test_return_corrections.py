"""Rows of submitted months that change: the correction lines of the next return, and what they add up to."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ledger_samples import add_account, copied, line, new_file, opened, placement, sheet
from paper_reading import text_of
from sheet_samples import resident_id

from core.errors import LedgerFault
from core.ledger import Ledger
from core.returns.snapshot import CorrectionLine
from core.returns.touched import people_of
from core.views import Query

AUGUST, SEPTEMBER, OCTOBER = "2025-08", "2025-09", "2025-10"
TOTAL = "placement.total"


def submit(path: Path, month: str) -> None:
    """Hand in, approve and submit a month by its two people."""
    with opened(path, "lu") as ledger:
        for check in ledger.preview_return(month).checks:
            if check.level == "warn":
                ledger.explain_check(month, check.key, "已核实。")
        ledger.move_return(month, "hand_in")
    with opened(path, "shen") as ledger:
        ledger.move_return(month, "approve")
        ledger.move_return(month, "submit")


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """July unreported; August submitted; 12 people in each of July, August and September."""
    path = new_file(tmp_path_factory.mktemp("corrections"))
    with opened(path) as ledger:
        for serial in range(36):
            day = date(2025, 7 + serial % 3, 1 + serial % 28)
            ledger.save("placement", None, placement(serial, placed_on=day, origin="within_city"))
        add_account(ledger, "lu", "recorder")
        add_account(ledger, "shen", "reviewer")
    submit(path, AUGUST)
    return path


def lines_of(ledger: Ledger, month: str) -> dict[tuple[str, str, bool], CorrectionLine]:
    standing = ledger.preview_return(month).standing
    assert standing is not None
    found = [each.line for each in standing.corrections]
    return {(each.of, each.figure, each.cumulative): each for each in found}


def rows_of(ledger: Ledger, month: int) -> list[int]:
    return list(ledger.find("placement", Query(filters={"placed_on": f"2025-{month:02d}"})))


def test_nothing_changed_nothing_to_correct(reported: Path, tmp_path: Path) -> None:
    with opened(copied(reported, tmp_path / "永川区.ledger"), "lu") as ledger:
        assert lines_of(ledger, SEPTEMBER) == {}
        ledger.save("placement", None, placement(60, placed_on=date(2025, 9, 3)))
        assert lines_of(ledger, SEPTEMBER) == {}, "a row of an open month corrects nothing"
        assert [each.changed for each in ledger.return_months(2025, date(2025, 12, 31))] == [0] * 12


def test_a_voided_row_of_a_submitted_month(reported: Path, tmp_path: Path) -> None:
    with opened(copied(reported, tmp_path / "永川区.ledger"), "lu") as ledger:
        filed = ledger.preview_return(AUGUST)
        ledger.void("placement", rows_of(ledger, 8)[:2], "重复登记")
        lines = lines_of(ledger, SEPTEMBER)
        total = lines[AUGUST, TOTAL, True]
        assert (total.reported, total.present, total.difference) == (24, 22, -2)
        assert total.reason == "作废2行（重复登记）"
        assert total.also_month, "the month's own amount fell by the same"
        assert (AUGUST, TOTAL, False) not in lines
        assert lines[AUGUST, "placement.origin.within_city", True].difference == -2
        assert ledger.preview_return(AUGUST).pdf == filed.pdf, "what was submitted stays"
        august = next(each for each in ledger.return_months(2025, date(2025, 12, 31)) if each.month == AUGUST)
        assert (august.state, august.changed) == ("submitted", len({key[1] for key in lines}))
        changed = ledger.return_changes(AUGUST)
        assert [(each.section, len(each.void_ids), each.words) for each in changed] == [
            ("placement", 2, "作废2行")
        ]
        paper = "".join(text_of(ledger.preview_return(SEPTEMBER).pdf, tmp_path / "read.pdf").split())
        assert "更正说明" in paper
        assert "作废2行（重复登记）" in paper


def test_a_late_row_of_a_month_before(reported: Path, tmp_path: Path) -> None:
    """The cumulative line bridges; the unreported July has no line of its own."""
    with opened(copied(reported, tmp_path / "永川区.ledger"), "lu") as ledger:
        ledger.save("placement", None, placement(61, placed_on=date(2025, 7, 30), origin="outside_city"))
        lines = lines_of(ledger, SEPTEMBER)
        total = lines[AUGUST, TOTAL, True]
        assert (total.difference, total.reason, total.also_month) == (1, "补登1行", False)
        assert not [key for key in lines if not key[2]], "August's own amounts stand"
        assert lines[AUGUST, "placement.origin.outside_city", True].difference == 1


def test_the_bridge_adds_up(reported: Path, tmp_path: Path) -> None:
    """Cumulative reported before + differences + this month = cumulative now, for every counted figure."""
    path = copied(reported, tmp_path / "永川区.ledger")
    with opened(path, "lu") as ledger:
        rows = rows_of(ledger, 8)
        ledger.void("placement", rows[:1], "重复登记")
        ledger.save("placement", rows[1], {"placed_on": date(2025, 9, 20)})
        ledger.save("placement", rows[2], {"origin": "outside_city"})
        ledger.save("placement", rows_of(ledger, 9)[0], {"placed_on": date(2025, 8, 5)})
        assert_bridged(ledger, tmp_path)


def assert_bridged(ledger: Ledger, folder: Path) -> None:
    ledger.write_return(SEPTEMBER, folder / "a.pdf", data=folder / "a.json")
    ledger.write_return(AUGUST, folder / "b.pdf", data=folder / "b.json")
    now = json.loads((folder / "a.json").read_bytes())
    before = {each["figure"]: each for each in json.loads((folder / "b.json").read_bytes())["figures"]}
    bridge = {each["figure"]: each["difference"] for each in now["corrections"] if each["cumulative"]}
    assert bridge
    for each in now["figures"]:
        if each["additive"]:
            told = before[each["figure"]]["value"] + bridge.get(each["figure"], 0) + each["month"]
            assert told == each["value"], each["figure"]


def test_a_correction_is_said_once(reported: Path, tmp_path: Path) -> None:
    path = copied(reported, tmp_path / "永川区.ledger")
    with opened(path, "lu") as ledger:
        ledger.void("placement", rows_of(ledger, 8)[:1], "重复登记")
    submit(path, SEPTEMBER)
    with opened(path, "lu") as ledger:
        assert lines_of(ledger, OCTOBER) == {}, "September said it"
        months = {each.month: each for each in ledger.return_months(2025, date(2025, 12, 31))}
        assert months[AUGUST].changed == 0
        assert ledger.return_changes(AUGUST), "the rows are still to be seen"
        ledger.void("placement", rows_of(ledger, 8)[:1], "本人要求")
        lines = lines_of(ledger, OCTOBER)
        bridge = lines[SEPTEMBER, TOTAL, True]
        assert (bridge.reported, bridge.present) == (35, 34)
        own = lines[AUGUST, TOTAL, False]
        assert (own.reported, own.present) == (11, 10), "against what September said of August"
        assert (SEPTEMBER, TOTAL, False) not in lines


def test_a_corrected_edition_bridges_to_the_one_it_replaces(reported: Path, tmp_path: Path) -> None:
    path = copied(reported, tmp_path / "永川区.ledger")
    with opened(path, "shen") as ledger:
        ledger.move_return(AUGUST, "reopen", "漏报")
    with opened(path, "lu") as ledger:
        ledger.save("placement", None, placement(64, placed_on=date(2025, 8, 30)))
        assert lines_of(ledger, AUGUST)[AUGUST, TOTAL, True].difference == 1
    submit(path, AUGUST)
    with opened(path, "lu") as ledger:
        assert lines_of(ledger, SEPTEMBER) == {}, "the second edition said it"
        assert ledger.preview_return(AUGUST).version == 2


def test_the_reason_is_the_clerks_to_write(reported: Path, tmp_path: Path) -> None:
    with opened(copied(reported, tmp_path / "永川区.ledger"), "lu") as ledger:
        ledger.save("placement", rows_of(ledger, 8)[0], {"origin": "outside_city"})
        lines = lines_of(ledger, SEPTEMBER)
        outside = lines[AUGUST, "placement.origin.outside_city", True]
        assert (outside.difference, outside.reason) == (1, "修改1行")
        ledger.explain_correction(SEPTEMBER, AUGUST, outside.figure, True, "来源录错，已核对学籍")
        assert lines_of(ledger, SEPTEMBER)[AUGUST, outside.figure, True].reason == "来源录错，已核对学籍"
        paper = "".join(text_of(ledger.preview_return(SEPTEMBER).pdf, tmp_path / "read.pdf").split())
        assert "来源录错，已核对学籍" in paper
        ledger.explain_correction(SEPTEMBER, AUGUST, outside.figure, True, "")
        assert lines_of(ledger, SEPTEMBER)[AUGUST, outside.figure, True].reason == "修改1行"


@pytest.mark.parametrize("reason", ["{name}重复登记", "500118200001011234 重复"])
def test_a_reason_that_names_somebody_is_not_printed(reported: Path, tmp_path: Path, reason: str) -> None:
    with opened(copied(reported, tmp_path / "永川区.ledger"), "lu") as ledger:
        row = rows_of(ledger, 8)[0]
        name = str(ledger.rows("placement", [row])[0].values["person.name"])
        ledger.void("placement", [row], reason.format(name=name))
        assert lines_of(ledger, SEPTEMBER)[AUGUST, TOTAL, True].reason == "作废1行"
        paper = "".join(text_of(ledger.preview_return(SEPTEMBER).pdf, tmp_path / "read.pdf").split())
        assert name not in paper
        assert "500118200001011234" not in paper


def test_names_are_kept_out_however_many_rows_changed(reported: Path, tmp_path: Path) -> None:
    with opened(copied(reported, tmp_path / "永川区.ledger")) as ledger, ledger.reading() as connection:
        last = rows_of(ledger, 9)[-1]
        name = ledger.rows("placement", [last])[0].values["person.name"]
        assert people_of(connection, "placement", [*range(10_000, 12_000), last]) == {name}


def test_an_import_into_a_submitted_month(reported: Path, tmp_path: Path) -> None:
    rows = [line(serial, 就业时间="2025-08-11") for serial in range(70, 73)]
    with opened(copied(reported, tmp_path / "永川区.ledger"), "lu") as ledger:
        ledger.import_file("placement", sheet(tmp_path / "补报.xlsx", *rows))
        total = lines_of(ledger, SEPTEMBER)[AUGUST, TOTAL, True]
        assert (total.difference, total.reason) == (3, "补登3行")


def test_a_changed_rule_corrects_nothing(reported: Path, tmp_path: Path) -> None:
    """The paper of a submitted month and its amounts keep their rules; the next return says they differ."""
    path = copied(reported, tmp_path / "永川区.ledger")
    with opened(path, "admin") as ledger:
        filed = ledger.preview_return(AUGUST).pdf
        ledger.set_setting("counting_destinations", "10,12", "口径调整")
        ledger.save("placement", None, placement(66, placed_on=date(2025, 8, 3), destination="80"))
        assert ledger.preview_return(AUGUST).pdf == filed
        assert lines_of(ledger, SEPTEMBER) == {}
        warned = {each.key for each in ledger.preview_return(SEPTEMBER).checks if each.level == "warn"}
        assert {"rules", "fallen"} <= warned


def test_the_next_years_return_corrects_last_december(reported: Path, tmp_path: Path) -> None:
    path = copied(reported, tmp_path / "永川区.ledger")
    submit(path, "2025-12")
    with opened(path, "lu") as ledger:
        ledger.save("placement", None, placement(67, placed_on=date(2025, 12, 30)))
        lines = lines_of(ledger, "2026-01")
        assert lines["2025-12", TOTAL, True].difference == 1
        assert lines["2025-12", TOTAL, True].also_month


def test_a_person_counted_earlier_moves_two_months(reported: Path, tmp_path: Path) -> None:
    """An earlier placement of somebody counted in September: August gains, September loses."""
    path = copied(reported, tmp_path / "永川区.ledger")
    submit(path, SEPTEMBER)
    with opened(path, "lu") as ledger:
        person = ledger.rows("placement", rows_of(ledger, 9)[:1])[0].values
        earlier = placement(0, placed_on=date(2025, 8, 2), employer__name="重庆另一家有限公司")
        for key in ("person.name", "person.id_number", "person.phone"):
            earlier[key] = person[key]
        ledger.save("placement", None, earlier)
        lines = lines_of(ledger, OCTOBER)
        assert (SEPTEMBER, TOTAL, True) not in lines, "the year's total stands"
        assert lines[AUGUST, TOTAL, False].difference == 1
        assert lines[SEPTEMBER, TOTAL, False].difference == -1


# -- warned before ---------------------------------------------------------------------------------
def test_a_row_of_a_submitted_month_is_warned_of(reported: Path, tmp_path: Path) -> None:
    with opened(copied(reported, tmp_path / "永川区.ledger"), "lu") as ledger:

        def said(row: int | None, **values: Any) -> list[str]:
            given = values if row else placement(80, **values)
            return [
                each.message for each in ledger.check("placement", given, row)[1] if "已上报" in each.message
            ]

        late = "8 月月报已上报，这一行会写进下一期的更正"
        assert said(None, placed_on=date(2025, 8, 5)) == [late]
        assert said(None, placed_on=date(2025, 9, 5)) == []
        row = rows_of(ledger, 8)[0]
        values = ledger.rows("placement", [row])[0].values
        assert said(row, **values) == [], "a row that is only looked at"
        assert said(row, **{**values, "placed_on": date(2025, 9, 5)}) == [late], (
            "it leaves the submitted month"
        )
        assert said(row, **{**values, "origin": "outside_city"}) == [late]


def test_an_import_warns_of_rows_that_change_a_submitted_month(reported: Path, tmp_path: Path) -> None:
    rows = [line(70, 就业时间="2025-08-11"), line(71, 就业时间="2025-09-11")]
    book = sheet(tmp_path / "补报.xlsx", *rows)
    with opened(copied(reported, tmp_path / "永川区.ledger"), "lu") as ledger:
        first = ledger.import_file("placement", book)
        assert [row for row, _column, each in first.problems if "已上报" in each.message] == [2]
        again = ledger.import_file("placement", book)
        assert again.unchanged == 2
        assert not [each for _row, _column, each in again.problems if "已上报" in each.message]


# -- settings --------------------------------------------------------------------------------------
def test_the_cut_off_day_is_locked_in_a_year_begun(reported: Path, tmp_path: Path) -> None:
    path = copied(reported, tmp_path / "永川区.ledger")
    with opened(path) as ledger:
        with pytest.raises(LedgerFault) as refused:
            ledger.set_setting("cut_off_day", "20", "市局要求")
        assert "2025 年 12 月" in refused.value.todo
        assert ledger.settings()["cut_off_day"] == "0"
    submit(path, "2025-12")
    with opened(path) as ledger:
        ledger.set_setting("cut_off_day", "20", "从下一年起")
        assert ledger.preview_return(AUGUST).state == "submitted"


def test_the_age_rule(reported: Path, tmp_path: Path) -> None:
    """Off by default; in force it leaves rows out, is printed, and moves no submitted month."""
    path = copied(reported, tmp_path / "永川区.ledger")
    with opened(path) as ledger:
        filed = ledger.preview_return(AUGUST).pdf
        with pytest.raises(LedgerFault):
            ledger.set_setting("counting_ages", "三十五", "试")
        for serial, born in ((80, date(1989, 9, 10)), (81, date(1989, 9, 11))):
            number = resident_id(serial, born)
            ledger.save(
                "placement",
                None,
                placement(serial, placed_on=date(2025, 9, 10), person__id_number=number),
            )
        assert ledger.explain(TOTAL, date(2025, 9, 30)).counted == 38
        ledger.set_setting("counting_ages", "16-35", "市局口径")
        told = ledger.explain(TOTAL, date(2025, 9, 30))
        assert told.counted == 37, "36 on the very day, 35 the day before"
        assert [(each.reason, each.rows) for each in told.left_out] == [("年龄不在计入范围", 1)]
        assert "就业日期时年满 16 至 35 周岁" in told.rule
        paper = "".join(text_of(ledger.preview_return(SEPTEMBER).pdf, tmp_path / "read.pdf").split())
        assert "年满16至35周岁" in paper
        assert ledger.preview_return(AUGUST).pdf == filed
        assert lines_of(ledger, SEPTEMBER) == {}
