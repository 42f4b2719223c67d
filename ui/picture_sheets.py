"""Made-up sheets for the pictures: one from a township, one of the insured."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import openpyxl

from core.identity import resident_id_check_digit
from core.views import RowView

_NAMES = ("丁一诺", "龚静怡", "邓晓彤", "冉志鹏", "彭婷", "刘凯", "程璐璐", "曾思源", "吕欣妍", "解文博")
_SLIPS: dict[int, dict[str, object]] = {
    3: {"身份证号": "500118200306142423"},
    7: {"就业日期": "2025-09-31"},
    10: {"用人单位": ""},
    14: {"姓名": ""},
    16: {"身份证号": 500118200306142000},
    20: {"镇街": "朱坨"},
    22: {"行业": "不清楚"},
}
"""Number of the row → what is wrong in it."""


def fill_sheet(path: Path, columns: Sequence[str]) -> None:
    """Write invented rows into a template: most of them sound, some with what clerks get wrong."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.delete_rows(2, sheet.max_row)
    for serial in range(24):
        born = date(2001, 1, 1) + timedelta(days=serial * 61)
        first = f"500118{born:%Y%m%d}{serial * 7 + 31:03d}"
        values: dict[str, object] = {
            "姓名": _NAMES[serial % len(_NAMES)],
            "身份证号": first + resident_id_check_digit(first),
            "手机": f"128{serial:08d}",
            "来源": ("区内院校", "区外市内", "市外来渝")[serial % 3],
            "毕业去向": "11",
            "用人单位": ("重庆样例车业有限公司", "朱沱镇样例卫生院")[serial % 2],
            "镇街": "朱沱镇",
            "行业": "制造业",
            "就业日期": f"2025-09-{serial + 1:02d}",
            "单位性质": ("民企", "私营有限公司")[serial % 5 == 4],
        }
        values.update(_SLIPS.get(serial, {}))
        sheet.append([values.get(heading.removesuffix("*").strip(), "") for heading in columns])
    book.save(path)


def fill_insurance_list(path: Path, rows: Sequence[RowView]) -> None:
    """Write a list in which most are insured where they say, and some elsewhere, no longer, or not at all."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["姓名", "社会保障号码", "单位名称", "参保日期", "停保日期"])
    for serial, row in enumerate(rows):
        employer, end = str(row.values["employer.name"]), ""
        if serial % 11 == 3:
            employer = employer.replace("有限公司", "有限责任公司")
        elif serial % 17 == 5:
            employer = "成都样例人力资源有限公司"
        elif serial % 19 == 7:
            end = f"{row.values['placed_on']:%Y}-09-15"
        if serial % 13:
            first = row.values["placed_on"].isoformat()
            sheet.append([row.values["person.name"], row.values["person.id_number"], employer, first, end])
    for serial in range(4):
        first17 = f"50011820020{serial + 1}11{serial:03d}1"[:17]
        number = first17 + resident_id_check_digit(first17)
        sheet.append([_NAMES[serial], number, "重庆样例新厂有限公司", "2025-06-01", ""])
    book.save(path)
