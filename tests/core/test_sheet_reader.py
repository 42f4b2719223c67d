"""Foreign files of every kind, whole, odd and hostile: rows or one sentence, and the parent lives on."""

from __future__ import annotations

import os
import random
import re
import signal
import struct
import subprocess
import sys
import threading
import time
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from sheet_samples import (
    HEADINGS,
    as_text,
    messages,
    notices,
    person_row,
    read,
    resident_id,
    table,
    write_ods,
    write_xls,
    write_xlsb,
    write_xlsx,
)

from core.errors import Cancelled, LedgerFault
from core.imports import reader
from core.imports.container import MAX_ENTRIES, MEGABYTE, Refusal
from core.imports.frames import read_frame, write_frame
from core.imports.peek import peek
from core.imports.table import read_clean
from core.problems import Severity
from core.sections import section_of

ROWS = table({}, {}, {})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
XML_2003 = b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>"


def refusal(path: Path, section: str = "placement", **options: Any) -> str:
    with pytest.raises(Refusal) as caught:
        read(path, section, **options)
    sentence = f"{caught.value.happened}{caught.value.todo}"
    assert caught.value.safe.startswith("安全。")
    assert "！" not in sentence
    assert not re.search("[a-z]", re.sub(r"Excel|Word|Sheet|\.xlsx|\.et", "", sentence)), sentence
    return sentence


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


# -- files that are no sheets --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("a.xlsx", b"", "0 字节"),
        ("a.xls", "<html><body><table><tr><td>姓名".encode(), "网页"),
        ("a.xls", b"\xef\xbb\xbf<!DOCTYPE html><html>", "网页"),
        ("a.xlsx", b"%PDF-1.7\n", "PDF"),
        (
            "a.xls",
            b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>",
            "XML",
        ),
        ("a.xlsx", bytes(range(256)) * 40, "认不出"),
        ("a.xlsx", b"PK\x03\x04" + b"\x00" * 400, "已损坏"),
        ("a.rar", b"Rar!\x1a\x07\x00", "压缩包"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "图片"),
        ("a.xls", OLE + b"\x00" * 4000, "没有工作簿"),
        (
            "a.xlsx",
            OLE + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 900,
            "密码",
        ),
        (
            "a.et",
            OLE + "Workbook".encode("utf-16-le") + b"\x00" * 900,
            "WPS 自有格式",
        ),
        (
            "a.xls",
            OLE + "Workbook".encode("utf-16-le") + b"\x00" * 900,
            "已损坏",
        ),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "Word"),
        ("a.csv", "只有一行字".encode(), "没有找到表头"),
        ("a.csv", b"\r\n\r\n", "空的"),
    ],
)
def test_files_that_are_no_sheets_each_have_their_sentence(
    tmp_path: Path, name: str, content: bytes, part: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert part in refusal(path)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    assert "找不到" in refusal(tmp_path / "a.xlsx")
    assert "文件夹" in refusal(tmp_path)


def test_a_file_that_another_program_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)

    def held(*_args: object, **_options: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", held)
    assert "打不开" in refusal(path)


def test_a_real_encrypted_old_workbook_by_its_record(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "a.xls", ROWS)
    content = path.read_bytes()
    start = content.index(struct.pack("<HH", 0x0809, 16)) + 20
    spoilt = content[:start] + struct.pack("<HH", 0x2F, 54) + bytes(54) + content[start + 58 :]
    path.write_bytes(spoilt)
    assert "密码" in refusal(path) or "损坏" in refusal(path)


def test_empty_sheets(tmp_path: Path) -> None:
    assert "空的" in refusal(write_xlsx(tmp_path / "a.xlsx", []))
    path = write_xlsx(tmp_path / "b.xlsx", ROWS)
    assert "没有“十月”" in refusal(path, sheet="十月")
    assert "没有找到表头" in refusal(write_xlsx(tmp_path / "c.xlsx", [["说明"], ["请看附件"]]))


def test_only_headings_give_no_rows(tmp_path: Path) -> None:
    assert read(write_xlsx(tmp_path / "a.xlsx", [HEADINGS]))[1] == []


# -- hostile files -------------------------------------------------------------------------------
def zipped(path: Path, parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


BOOK = {"xl/workbook.xml": b"<workbook/>"}


def test_a_zip_bomb(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.xlsx", BOOK | {"xl/worksheets/sheet1.xml": bytes(310 * MEGABYTE)})
    assert "异常庞大" in refusal(path)
    path = zipped(tmp_path / "b.xlsx", BOOK | {"xl/worksheets/sheet1.xml": bytes(20 * MEGABYTE)})
    assert "异常庞大" in refusal(path)


def test_too_many_parts(tmp_path: Path) -> None:
    parts = BOOK | {f"xl/media/{number}": b"" for number in range(MAX_ENTRIES)}
    assert "上限" in refusal(zipped(tmp_path / "a.xlsx", parts))


def test_too_large_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        file.truncate(51 * MEGABYTE)
    assert "50 MB" in refusal(path)


@pytest.mark.parametrize("name", ["../../evil.xml", "/etc/evil", "C:/evil", "xl\\..\\..\\evil"])
def test_a_path_that_escapes(tmp_path: Path, name: str) -> None:
    assert "外部位置" in refusal(zipped(tmp_path / "a.xlsx", BOOK | {name: b"x"}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype(tmp_path: Path, encoding: str) -> None:
    text = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><workbook>&a;</workbook>'
    assert "DOCTYPE" in refusal(zipped(tmp_path / "a.xlsx", {"xl/workbook.xml": text.encode(encoding)}))


def test_a_doctype_deep_in_a_sheet(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    spoilt = sheet.replace(b"<sheetData>", b"<!-- " + b"x" * 9000 + b" --><!DOCTYPE x><sheetData>")
    sentence = refusal(zipped(tmp_path / "b.xlsx", parts | {"xl/worksheets/sheet1.xml": spoilt}))
    assert "DOCTYPE" in sentence or "损坏" in sentence


def test_a_sheet_from_the_first_to_the_last_cell(tmp_path: Path) -> None:
    def touch(_book: Workbook, sheet: Worksheet) -> None:
        sheet["XFD1048576"] = "x"

    path = write_xlsx(tmp_path / "a.xlsx", ROWS, touch)
    opened, rows = read(path)
    assert len(rows) == 3
    assert "表格右边之外还有内容（如 XFD1048576）" in notices(opened)
    assert len(read(write_xlsx(tmp_path / "b.xlsx", ROWS))[1]) == 3


def test_a_far_last_row_in_few_columns_is_read(tmp_path: Path) -> None:
    def touch(_book: Workbook, sheet: Worksheet) -> None:
        sheet["A300000"] = "合计"

    opened, rows = read(write_xlsx(tmp_path / "a.xlsx", ROWS, touch))
    assert len(rows) == 3
    assert opened.skipped == {"blank": 299_995, "total": 1}


def mutated(content: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(content)
    for _ in range(chance.randrange(1, 30)):
        kind = chance.randrange(3)
        place = chance.randrange(max(len(spoilt), 1))
        if kind == 0:
            spoilt[place] = chance.randrange(256)
        elif kind == 1:
            del spoilt[place : place + chance.randrange(1, 64)]
        else:
            spoilt[place:place] = chance.randbytes(chance.randrange(1, 16))
    return bytes(spoilt) or b"x"


@pytest.mark.trust
@pytest.mark.parametrize("kind", ["xlsx", "xls", "csv", "xml"])
def test_mutated_files_never_hurt_the_parent(tmp_path: Path, kind: str) -> None:
    chance = random.Random(f"mutated {kind}")
    sample = tmp_path / "sample"
    if kind == "xls":
        write_xls(sample, ROWS)
    elif kind == "csv":
        sample.write_bytes(as_text(ROWS).encode("gb18030"))
    else:
        write_xlsx(tmp_path / "s.xlsx", ROWS).rename(sample)
    content = sample.read_bytes()
    for number in range(25):
        path = tmp_path / f"{number}.{kind}"
        if kind == "xml":
            with zipfile.ZipFile(sample) as archive:
                parts = {name: archive.read(name) for name in archive.namelist()}
            name = chance.choice(sorted(parts))
            zipped(path, parts | {name: mutated(parts[name], chance)})
        else:
            path.write_bytes(mutated(content, chance))
        start = time.monotonic()
        try:
            read(path)
        except LedgerFault as fault:
            assert fault.happened and fault.todo
        assert time.monotonic() - start < 10


# -- the reading process -------------------------------------------------------------------------
def big(path: Path, rows: int = 30_000) -> Path:
    path.write_text(as_text([HEADINGS, *([person_row(1)] * rows)]), encoding="utf-8")
    return path


def test_a_killed_process_is_one_sentence(tmp_path: Path) -> None:
    with read_clean(
        section_of("placement"), big(tmp_path / "a.csv"), codes=lambda name: _AnyCode()
    ) as opened:
        batches = iter(opened)
        next(batches)
        os.kill(opened._process.pid, signal.SIGKILL)
        with pytest.raises(Refusal, match="已停止"):
            for _batch in batches:
                pass


class _AnyCode:
    codes = ()

    def resolve(self, text: str) -> str | None:
        return text

    def name_of(self, code: str | None) -> str:
        return code or ""


def any_code(_name: str) -> _AnyCode:
    return _AnyCode()


def test_cancelling_ends_the_process(tmp_path: Path) -> None:
    seen: list[float] = []

    def progress(done: float, _words: str) -> None:
        seen.append(done)
        if done > 0.2:
            raise Cancelled

    opened = read_clean(
        section_of("placement"), big(tmp_path / "a.csv"), progress=progress, codes=lambda name: _AnyCode()
    )
    with pytest.raises(Cancelled), opened:
        for _batch in opened:
            pass
    assert seen == sorted(seen)
    assert opened._process._process.poll() is not None


def test_a_silent_process_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "BASE_SECONDS", 0.5)
    monkeypatch.setattr(reader, "reading_command", lambda: (["sleep", "60"], None))
    start = time.monotonic()
    assert "用时过长" in refusal(write_xlsx(tmp_path / "a.xlsx", ROWS))
    assert time.monotonic() - start < 10


@pytest.mark.parametrize(
    "answer",
    [
        "",
        r"import sys; sys.stdout.buffer.write(b'\xff' * 64)",
        r"import sys; sys.stdout.buffer.write(b'\x02\x00\x00\x00\x00\x00\x00\x00[]')",
        "import os; os.abort()",
    ],
)
def test_a_process_that_lies_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr(reader, "reading_command", lambda: ([sys.executable, "-c", answer], None))
    assert "已停止" in refusal(write_xlsx(tmp_path / "a.xlsx", ROWS))


def test_rows_that_do_not_fit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import sys; sys.path.insert(0, '.'); o = sys.stdout.buffer; "
        "from core.imports.frames import write_frame as w; "
        "w(o, {'t': 'open', 'sheet': 's', 'sheets': [], 'header_row': 1, 'encoding': '', 'titles': [], "
        "'columns': [], 'notices': [], 'fields': ['person.name']}); "
        "w(o, {'t': 'rows', 'rows': 2, 'words': [['a']], 'bad': [{}], 'problems': [], 'done': 1}, "
        "b'\\x01' * 16)"
    )
    root = Path(reader.__file__).parents[2]
    monkeypatch.setattr(reader, "reading_command", lambda: ([sys.executable, "-c", code], root))
    assert "已停止" in refusal(write_xlsx(tmp_path / "a.xlsx", ROWS))


def test_frames_are_whole_or_an_error() -> None:
    import io

    stream = io.BytesIO()
    write_frame(stream, {"t": "x", "text": "中\ud800文"}, b"123")
    content = stream.getvalue()
    assert read_frame(io.BytesIO(content)) == ({"t": "x", "text": "中?文"}, b"123")
    assert read_frame(io.BytesIO(b"")) is None
    for length in range(1, len(content)):
        with pytest.raises(ValueError):
            read_frame(io.BytesIO(content[:length]))


def test_the_process_starts_quickly_and_leanly() -> None:
    command, folder = reader.reading_command()
    code = "import sys, core.imports.child, core.imports.sheet_stream; print(*sys.modules)"
    loaded = subprocess.run([command[0], "-c", code], cwd=folder, check=True, capture_output=True, text=True)
    heavy = {"sqlalchemy", "openpyxl", "PySide6", "lxml", "numpy", "pypinyin", "reportlab", "tomllib"}
    assert heavy.isdisjoint(loaded.stdout.split())


def test_leaving_early_leaves_nothing_behind(tmp_path: Path) -> None:
    before = threading.active_count()
    with read_clean(
        section_of("placement"), big(tmp_path / "a.csv"), codes=lambda name: _AnyCode()
    ) as opened:
        next(iter(opened))
    assert opened._process._process.poll() is not None
    assert threading.active_count() == before


# -- wounds of sheets ----------------------------------------------------------------------------
def test_totals_blanks_headers_and_foot_notes_are_passed_over(tmp_path: Path) -> None:
    rows = [
        ["登记表"],
        HEADINGS,
        person_row(1),
        [None] * len(HEADINGS),
        ["小计", "", "", "", "", "1"],
        HEADINGS,
        person_row(2),
        ["", "合 计", "2人"],
        ["填表人：某某", "", "审核人：某某"],
        ["注：以上数据截至9月底"],
    ]
    opened, found = read(write_xlsx(tmp_path / "a.xlsx", rows))
    assert [row.row for row in found] == [3, 7]
    assert all(not row.problems for row in found)
    assert opened.skipped == {"blank": 1, "total": 2, "header": 1, "foot": 2}
    assert "第 5、8 行是合计行" in notices(opened)


def test_merged_cells_and_ditto(tmp_path: Path) -> None:
    def touch(_book: Workbook, sheet: Worksheet) -> None:
        sheet.merge_cells("F2:F3")

    rows = table({}, {"就业单位": None, "镇街": "同上"}, {"就业单位": "〃", "身份证号": "同上"})
    opened, found = read(write_xlsx(tmp_path / "a.xlsx", rows, touch))
    assert [row.values["employer.name"] for row in found] == ["重庆示例制造有限公司"] * 3
    assert found[1].values["township"] == "500118-01"
    assert any("同上" in message for message in messages(found[1]))
    assert found[2].refused
    assert "合并单元格" in notices(opened)


def test_ditto_reaches_over_batches(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [HEADINGS, person_row(1), *(person_row(2, 就业单位="同上") for _ in range(4_500))]
    path.write_text(as_text(rows), encoding="utf-8")
    found = read(path)[1]
    assert {row.values["employer.name"] for row in found} == {"重庆示例制造有限公司"}
    assert len(messages(found[-1])) == 1


def test_hidden_rows_and_columns_are_read_and_said(tmp_path: Path) -> None:
    def touch(_book: Workbook, sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["F"].hidden = True

    opened, found = read(write_xlsx(tmp_path / "a.xlsx", ROWS, touch))
    assert len(found) == 3
    assert "第 3 行是隐藏行" in notices(opened)
    assert "“就业单位”是隐藏列" in notices(opened)


def test_hidden_sheets_are_not_chosen(tmp_path: Path) -> None:
    def touch(book: Workbook, sheet: Worksheet) -> None:
        book.create_sheet("填表说明", 0)["A1"] = "说明"
        other = book.create_sheet("旧表", 0)
        for row in ROWS[:2]:
            other.append(row)
        other.sheet_state = "hidden"

    opened, found = read(write_xlsx(tmp_path / "a.xlsx", ROWS, touch))
    assert (opened.sheet, opened.sheets, len(found)) == ("Sheet", ("旧表", "填表说明", "Sheet"), 3)
    assert "另有 1 个工作表没有读：“填表说明”" in notices(opened)
    assert len(read(tmp_path / "a.xlsx", sheet="旧表")[1]) == 1


def test_formulas_are_never_calculated(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", table({"备注": "=1+1"}, {"备注": "甲"}))
    opened, found = read(path)
    assert "1 个公式" in notices(opened)
    assert any("K2 是公式，没有算好的值" in message for message in messages(found[0]))
    assert found[0].refused
    assert not found[1].problems


def test_formulas_with_cached_values_are_read(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", table({"备注": "=1+1"}))
    parts = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name)
    sheet = parts["xl/worksheets/sheet1.xml"]
    cached = (
        sheet.replace(b"<v/>", b"<v>2</v>").replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>")
    )
    assert cached != sheet
    _opened, found = read(zipped(tmp_path / "b.xlsx", parts | {"xl/worksheets/sheet1.xml": cached}))
    assert (found[0].values["note"], found[0].refused) == ("2", False)


def test_days_of_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    def touch(book: Workbook, sheet: Worksheet) -> None:
        book.epoch = CALENDAR_MAC_1904
        sheet["I3"] = 44439

    _opened, found = read(write_xlsx(tmp_path / "a.xlsx", ROWS, touch))
    assert found[0].values["placed_on"] == date(2025, 9, 2)
    assert found[1].values["placed_on"] == date(1904, 1, 1).fromordinal(date(1904, 1, 1).toordinal() + 44439)


def test_a_dragged_series_is_noticed(tmp_path: Path) -> None:
    start = int(resident_id(100)[:17] + "0")
    changes = [{"身份证号": str(start + step)} for step in range(7)]
    opened, found = read(write_xlsx(tmp_path / "a.xlsx", table({}, *changes, {})))
    assert "第 3 至 9 行的身份证号逐行加 1" in notices(opened)
    assert sum(row.refused for row in found) >= 6


def test_true_and_one_are_not_mixed_up(tmp_path: Path) -> None:
    opened, found = read(write_xlsx(tmp_path / "a.xlsx", table({"备注": 1}, {"备注": True}, {"备注": 1})))
    assert [row.values["note"] for row in found] == ["1", "是", "1"]
    assert opened.header_row == 1


def test_other_documents_by_column_and_by_length(tmp_path: Path) -> None:
    rows = [
        [*HEADINGS, "证件类型"],
        [*person_row(1, 身份证号="E12345678"), "护照"],
        [*person_row(2, 身份证号="12345678901"), "港澳居民来往内地通行证"],
        [*person_row(3), ""],
        [*person_row(4, 身份证号="E12345678"), "居民身份证"],
    ]
    found = read(write_xlsx(tmp_path / "a.xlsx", rows))[1]
    assert [row.values["person.id_kind"] for row in found[:3]] == ["passport", "passport", "resident_id"]
    assert [bool(row.refused) for row in found] == [False, False, False, True]
    found = read(write_xlsx(tmp_path / "b.xlsx", table({"身份证号": "E12345678"})))[1]
    assert found[0].values["person.id_kind"] == "passport"
    assert [problem.severity for problem in found[0].problems] == [Severity.WARNING]


def test_missing_needed_columns_are_said(tmp_path: Path) -> None:
    rows = [[cell for index, cell in enumerate(row) if index != 8] for row in ROWS]
    opened, found = read(write_xlsx(tmp_path / "a.xlsx", rows))
    assert "没有找到这些必填的列：就业日期" in notices(opened)
    assert "placed_on" not in found[0].values


def test_own_columns_of_the_clerk(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    found = read(path, columns={10: "", 5: "note", 7: ""})[1]
    assert found[0].values["note"] == "重庆示例制造有限公司"
    assert "industry" not in found[0].values
    assert "employer.name" not in found[0].values


def test_no_personal_data_in_problems(tmp_path: Path) -> None:
    wrong = resident_id(9)[:17] + ("0" if resident_id(9)[17] != "0" else "1")
    opened, found = read(write_xlsx(tmp_path / "a.xlsx", table({"身份证号": wrong, "联系电话": "12800"})))
    said = notices(opened) + "".join(message for row in found for message in messages(row))
    said += "".join(problem.value_masked for row in found for problem in row.problems)
    said += "".join(sample for column in opened.columns for sample in column.samples)
    assert wrong not in said
    assert wrong[6:14] not in said
