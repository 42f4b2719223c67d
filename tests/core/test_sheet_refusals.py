"""Foreign files that are no sheets, or hostile ones: one sentence each, and nothing is read."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from sheet_samples import (
    HEADINGS,
    notices,
    read,
    refusal,
    table,
    write_xls,
    write_xlsx,
    zipped,
)

from core.imports.container import MAX_ENTRIES, MEGABYTE

ROWS = table({}, {}, {})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


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
