"""An export of what is shown: its columns, its drop-downs, what it carries, and who may have it whole."""

from pathlib import Path

import pytest
from ledger_samples import add_account, new_file, opened, placement
from openpyxl import load_workbook

from core.errors import NotAllowed
from core.export import preview_export
from core.sections import section_of
from core.views import Query, Sort


def test_only_the_columns_shown_in_their_order_and_back_without_a_change(tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    with opened(new_file(tmp_path)) as ledger:
        for serial in range(4):
            ledger.save("placement", None, placement(serial, note=("=1+1", "甲")[serial % 2]))
        query = Query(filters={"note": "1"}, sort=(Sort("person.name"),))
        rows = ledger.export("placement", out, query, columns=("note", "origin"))
        assert rows == 2
        sheet = load_workbook(out).worksheets[0]
        assert [cell.value for cell in sheet[1]] == [
            "系统编号",
            "姓名",
            "身份证号",
            "就业日期",
            "来源",
            "备注",
        ]
        assert sheet["F2"].value == "=1+1"
        assert sheet["F2"].data_type == "s"
        assert sheet["F2"].quotePrefix
        assert "*" in str(sheet["C2"].value)
        assert sheet["C2"].number_format == "@"
        assert sheet.freeze_panes == "D2"
        lists = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
        assert "区外市内" in lists["E2:E1048576"]
        back = ledger.import_file("placement", out)
        assert (back.added, back.changed, back.unchanged, back.refused) == (0, 0, 2, 0), back.problems


def test_what_a_file_would_carry_is_said_before() -> None:
    shown = preview_export(section_of("placement"), 12, ("note",))
    assert shown.personal == ("姓名", "身份证号")
    assert shown.sentence(False) == "12 行，含个人信息 2 列：姓名、身份证号。身份证号遮住中间几位。"
    assert "没有加密" in shown.sentence(True)
    assert preview_export(section_of("task"), 3, None).sentence(False).endswith("不含个人信息。")
    assert preview_export(section_of("unemployment"), 3, None).sensitive


def test_an_auditor_gets_no_whole_numbers(tmp_path: Path) -> None:
    path = new_file(tmp_path)
    with opened(path) as ledger:
        ledger.save("placement", None, placement(1))
        add_account(ledger, "审计", "auditor")
    with opened(path, "审计") as ledger:
        with pytest.raises(NotAllowed):
            ledger.export("placement", tmp_path / "full.xlsx", full_ids=True, reason="核对")
        assert not (tmp_path / "full.xlsx").exists()
        assert ledger.export("placement", tmp_path / "masked.xlsx") == 1
