"""The bureau's own workbook: suggestions, filling from the month's figures, a form that has moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from ledger_samples import add_account, new_file, opened, placement
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from core.errors import LedgerFault, NotAllowed, NotFound
from core.ledger import Ledger

MONTH = "2025-09"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with opened(new_file(tmp_path)) as made:
        for serial in range(6):
            made.save("placement", None, placement(serial, placed_on="2025-09-0" + str(serial + 1)))
        made.set_setting("preparer", "示例甲", "填表")
        yield made


def blank(path: Path, extra_rows: int = 0) -> Path:
    """A form as a bureau might send it: title, unit, two-row head, rows of figures, signature."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "月报"
    sheet["A1"] = "高校毕业生等青年留渝来渝就业创业情况月报"
    sheet["A1"].font = Font(name="黑体", size=16, bold=True)
    sheet.merge_cells("A1:E1")
    sheet["A2"] = "填报单位："
    first = 4 + extra_rows
    for place, head in enumerate(("指标", "年度目标", "本月", "本年累计", "完成率（%）"), 1):
        sheet.cell(first - 1, place, head)
    for at, name in enumerate(("留渝来渝就业创业人数", "其中：市外来渝", "朱沱镇", "制造业", "看不懂的一行")):
        sheet.cell(first + at, 1, name)
    sheet.cell(first + 6, 1, "填表人：")
    sheet.column_dimensions["A"].width = 40
    sheet.print_area = "A1:E12"
    book.save(path)
    return path


def test_a_form_is_learnt_once_and_filled_with_the_months_figures(ledger: Ledger, tmp_path: Path) -> None:
    reading = ledger.read_bureau_form(blank(tmp_path / "市局月报.xlsx"))
    assert reading.known is None
    assert reading.form.notes == ()
    suggested = {each.cell: (each.what, each.measure) for each in reading.cells}
    assert suggested["B4"] == ("placement.total", "target")
    assert suggested["C4"] == ("placement.total", "month")
    assert suggested["D5"] == ("placement.origin.outside_city", "value")
    assert suggested["D6"][0].startswith("placement.township.500118-")
    assert suggested["D7"][0] == "placement.industry.03"
    assert "B8" not in suggested, "what is not understood is left to the clerk"
    assert suggested["B2"] == ("text:office", "")
    assert suggested["B10"] == ("text:preparer", "")
    ledger.learn_bureau_form(reading.form, "市局月报", reading.cells)
    (form,) = ledger.bureau_forms()
    filled = ledger.fill_bureau_form(form.id, MONTH, tmp_path / "out" / "九月.xlsx")
    assert (filled.state, filled.cells) == ("draft", len(reading.cells))
    sheet = load_workbook(tmp_path / "out" / "九月.xlsx").worksheets[0]
    figures = {each.key: each for each in ledger.figures(date(2025, 9, 30))}
    total = figures["placement.total"]
    assert (sheet["B4"].value, sheet["C4"].value, sheet["D4"].value) == (13_530, total.month, total.value)
    assert sheet["D4"].number_format == "0"
    assert sheet["D4"].data_type == "n"
    assert sheet["D7"].value == figures["placement.industry.03"].value
    assert sheet["B10"].value == "示例甲"
    assert str(sheet["B2"].value).startswith("重庆市永川区")
    assert (sheet["A1"].font.name, sheet["A1"].font.size) == ("黑体", 16)
    assert [str(each) for each in sheet.merged_cells.ranges] == ["A1:E1"]
    assert sheet.column_dimensions["A"].width == 40
    assert sheet.print_area == "'月报'!$A$1:$E$12"
    again = tmp_path / "again.xlsx"
    ledger.fill_bureau_form(form.id, MONTH, again)
    assert again.read_bytes() == (tmp_path / "out" / "九月.xlsx").read_bytes()


def test_a_form_that_has_moved_says_what(ledger: Ledger, tmp_path: Path) -> None:
    first = ledger.read_bureau_form(blank(tmp_path / "a.xlsx"))
    ledger.learn_bureau_form(first.form, "市局月报", first.cells)
    same = ledger.read_bureau_form(blank(tmp_path / "b.xlsx"))
    assert same.known is not None
    assert (same.moved, same.cells) == ((), first.cells)
    (form,) = ledger.bureau_forms()
    shifted = blank(tmp_path / "c.xlsx", extra_rows=1)
    book = load_workbook(shifted)
    book.worksheets[0].delete_rows(3)
    book.worksheets[0].cell(4, 1, "留渝来渝人数（新口径）")
    book.save(shifted)
    reading = ledger.read_bureau_form(shifted)
    assert reading.known is not None
    assert {each.cell.cell for each in reading.moved} == {"B4", "C4", "D4", "E4"}
    assert all(each.now == "" for each in reading.moved)
    assert len(reading.cells) == len(first.cells) - 4
    ledger.learn_bureau_form(reading.form, "市局月报", reading.cells, form.id)
    assert [each.title for each in ledger.bureau_forms()] == ["市局月报"]


def test_what_is_no_form(ledger: Ledger, tmp_path: Path) -> None:
    text = tmp_path / "a.xlsx"
    text.write_text("不是工作簿", "utf-8")
    with pytest.raises(LedgerFault):
        ledger.read_bureau_form(text)
    reading = ledger.read_bureau_form(blank(tmp_path / "b.xlsx"))
    with pytest.raises(LedgerFault, match="没有保存"):
        ledger.learn_bureau_form(reading.form, "", reading.cells)
    with pytest.raises(NotFound):
        ledger.fill_bureau_form(9, MONTH, tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()


def test_an_auditor_teaches_no_form(tmp_path: Path) -> None:
    path = new_file(tmp_path)
    with opened(path) as ledger:
        add_account(ledger, "审计", "auditor")
    with opened(path, "审计") as ledger:
        reading = ledger.read_bureau_form(blank(tmp_path / "b.xlsx"))
        with pytest.raises(NotAllowed):
            ledger.learn_bureau_form(reading.form, "市局月报", reading.cells)
