"""Foreign files of every kind and encoding: the same rows, by their content and not by their name."""

from __future__ import annotations

import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest
from sheet_samples import (
    HEADINGS,
    as_text,
    notices,
    person_row,
    read,
    refusal,
    resident_id,
    table,
    write_ods,
    write_xls,
    write_xlsb,
    write_xlsx,
)

from core.imports.peek import peek

ROWS = table({}, {}, {})


# -- kinds of files ------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["xlsx", "xlsb", "xls", "ods", "csv"])
def test_each_kind_gives_the_same_rows(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"sheet.{kind}"
    if kind == "xlsx":
        write_xlsx(path, ROWS)
    elif kind == "xls":
        write_xls(path, ROWS)
    elif kind == "xlsb":
        write_xlsb(path, ROWS)
    elif kind == "ods":
        write_ods(path, ROWS)
    else:
        path.write_text(as_text(ROWS), encoding="utf-8")
    _opened, rows = read(path)
    assert [row.row for row in rows] == [2, 3, 4]
    first = rows[0].values
    assert first["person.id_number"] == resident_id(11)
    assert first["person.id_kind"] == "resident_id"
    assert first["placed_on"] == date(2025, 9, 2)
    assert (first["destination"], first["origin"], first["township"]) == ("11", "within_city", "500118-01")
    assert [row.problems for row in rows] == [(), (), ()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_text_in_each_encoding_and_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(as_text(ROWS, separator).encode(encoding))
    opened, rows = read(path)
    assert len(rows) == 3
    assert rows[2].values["person.name"] == "示例丁"
    assert opened.encoding in ("UTF-8", "GB18030", "UTF-16")


def test_rare_characters_in_gb18030(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(as_text(table({"姓名": "䶮𬱖"}, {"就业单位": "重庆，某公司"})).encode("gb18030"))
    assert read(path)[1][0].values["person.name"] == "䶮𬱖"


def test_the_encoding_can_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(as_text(ROWS).encode("gb18030"))
    assert len(read(path, encoding="GB18030")[1]) == 3
    assert "UTF-8" in refusal(path, encoding="UTF-8")


def test_quoted_cells_hold_separators_and_line_breaks(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    row = person_row(1, 就业单位='"重庆,示例\n公司"')
    path.write_text(as_text([HEADINGS, row]), encoding="utf-8")
    assert read(path)[1][0].values["employer.name"] == "重庆,示例 公司"


def test_numbers_that_other_programs_guard_as_text(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    rows = [HEADINGS, person_row(1, 身份证号=f'="{resident_id(5)}"', 联系电话="12800000001\t", 备注="=甲")]
    rows.append(person_row(2, 身份证号=f"{resident_id(6)}\t", 联系电话="12800000002.0"))
    path.write_text(as_text(rows), encoding="utf-8")
    found = read(path)[1]
    assert [row.values["person.id_number"] for row in found] == [resident_id(5), resident_id(6)]
    assert [row.values["person.phone"] for row in found] == ["12800000001", "12800000002"]
    assert [row.problems for row in found] == [(), ()]


def test_the_content_decides_not_the_name(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    for name in ("a.xls", "a.et", "a.csv", "a.xlsb", "a"):
        path = path.rename(tmp_path / name)
        assert len(read(path)[1]) == 3
    old = write_xls(tmp_path / "old.xlsx", ROWS)
    assert len(read(old)[1]) == 3
    text = tmp_path / "b.xlsx"
    text.write_text(as_text(ROWS), encoding="utf-8")
    assert len(read(text)[1]) == 3


def test_macros_are_ignored_with_a_notice(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsm", ROWS)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    opened, rows = read(path)
    assert len(rows) == 3
    assert "宏，已忽略" in notices(opened)


def test_digest_and_sender(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", table({}, titles=["永川区朱沱镇就业台账"]))
    opened, _rows = read(path)
    printed = subprocess.run(["sha256sum", path], check=True, capture_output=True, text=True).stdout
    assert opened.digest == printed.split()[0]
    assert opened.sender == "朱沱镇"


def test_peek_shows_the_first_rows(tmp_path: Path) -> None:
    seen = peek(write_xlsx(tmp_path / "a.xlsx", table({}, titles=["标题"])))
    assert (seen.rows[0][0], seen.rows[1][1], seen.sheets) == ("标题", "姓名", (("Sheet", True),))
