"""The bricks of foreign files: workbooks from their bare XML, zips that lie, old compound files."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from sheet_samples import HEADINGS, person_row, write_xls, write_xlsx

Maker = Callable[[Path], Path]
"""Writes one file into a folder and gives its path."""

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTOR = 512
_FOREIGN_WORDS = re.compile(
    r"Excel|WPS|Word|PDF|OFD|HTML|XML|RTF|DOCTYPE|BOM|Sheet|MB|[A-Z]{1,3}\d{1,7}|\.xlsx|\.et|UTF-\d+|GB18030|"
    r"#[A-Z/0-9]+[!?]?|“[^”]*”"
)
"""What a sentence may hold that is not Chinese; in quotes stand the sender's own words."""
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def letters(index: int) -> str:
    """Column letters of an index from 0."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def text_cell(column: int, row: int, text: str) -> str:
    """One cell with its text inside."""
    return f'<c r="{letters(column)}{row}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def xml_row(number: int, cells: Sequence[Any], attributes: str = "") -> str:
    """One row: text in the cell, numbers as numbers; a str that begins with <c is taken as it stands."""
    parts = []
    for column, cell in enumerate(cells):
        if cell is None or cell == "":
            continue
        if isinstance(cell, str) and cell.startswith("<c "):
            parts.append(cell)
        elif isinstance(cell, int | float):
            parts.append(f'<c r="{letters(column)}{number}"><v>{cell!r}</v></c>')
        else:
            shown = cell.isoformat() if isinstance(cell, date) else str(cell)
            parts.append(text_cell(column, number, shown))
    return f'<row r="{number}"{attributes}>{"".join(parts)}</row>'


def sheet_xml(rows: Sequence[str], before: str = "", after: str = "") -> str:
    """A whole sheet from rows of XML."""
    data = f"<sheetData>{''.join(rows)}</sheetData>"
    return f'{DECLARATION}<worksheet xmlns="{MAIN}">{before}{data}{after}</worksheet>'


def plain_rows(*changes: Mapping[str, Any]) -> list[str]:
    """Heading and one row of XML per set of changes."""
    rows = [xml_row(1, HEADINGS)]
    return rows + [xml_row(number + 1, person_row(number, **each)) for number, each in enumerate(changes, 1)]


def parts_of(*sheets: str, states: Sequence[str] = ()) -> dict[str, bytes]:
    """The parts of a workbook with these sheets, named 登记, 登记2, …"""
    names = ["登记" + (str(number) if number > 1 else "") for number in range(1, len(sheets) + 1)]
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"'
        + (f' state="{states[number - 1]}"' if number <= len(states) and states[number - 1] else "")
        + "/>"
        for number, name in enumerate(names, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{LINKS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    texts = {
        "[Content_Types].xml": f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">'
        f"{links}</Relationships>",
    }
    texts |= {f"xl/worksheets/sheet{number}.xml": each for number, each in enumerate(sheets, 1)}
    return {name: text.encode("utf-8", "surrogatepass") for name, text in texts.items()}


def zipped(path: Path, parts: Mapping[str, bytes], level: int = 6) -> Path:
    """A zip of parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def unzipped(path: Path) -> dict[str, bytes]:
    """The parts of a zip."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def book(name: str, rows: Sequence[Sequence[Any]], touch: Any = None) -> Maker:
    """A workbook by openpyxl."""
    return lambda folder: write_xlsx(folder / name, rows, touch)


def raw_book(name: str, *sheets: str, extra: Mapping[str, bytes] | None = None) -> Maker:
    """A workbook from the bare XML of its sheets."""
    return lambda folder: zipped(folder / name, parts_of(*sheets) | dict(extra or {}))


def plain_file(name: str, content: bytes) -> Maker:
    """A file of these bytes."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


def edited(base: Maker, change: Callable[[bytes], bytes]) -> Maker:
    """A file made from another by a change of its bytes."""

    def make(folder: Path) -> Path:
        path = base(folder)
        path.write_bytes(change(path.read_bytes()))
        return path

    return make


def edited_part(base: Maker, part: str, change: Callable[[bytes], bytes]) -> Maker:
    """A zip in which one part is changed."""

    def make(folder: Path) -> Path:
        path = base(folder)
        parts = unzipped(path)
        return zipped(path, parts | {part: change(parts[part])})

    return make


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (MS-CFB) with these streams, each at least 4,096 bytes so that none is a mini one."""
    padded = {name: content.ljust(4096, b"\x00") for name, content in streams.items()}
    sectors: list[bytes] = []
    chains: list[int] = []
    starts: dict[str, int] = {}

    def put(content: bytes) -> int:
        first = len(sectors)
        pieces = [
            content[at : at + _SECTOR].ljust(_SECTOR, b"\x00") for at in range(0, len(content), _SECTOR)
        ]
        sectors.extend(pieces)
        chains.extend([*range(first + 1, first + len(pieces)), _END])
        return first

    for name, content in padded.items():
        starts[name] = put(content)
    directory = _entry("Root Entry", 5, _END, 0, child=1)
    for place, (name, content) in enumerate(padded.items(), 1):
        after = place + 1 if place < len(padded) else _FREE
        directory += _entry(name, 2, starts[name], len(content), right=after)
    while len(directory) % _SECTOR:
        directory += _entry("", 0, 0, 0)
    directory_start = put(directory)
    fat_count = -(-(len(sectors) + 1) // (_SECTOR // 4 - 1)) or 1
    fat_start = len(sectors)
    chains.extend([_FAT] * fat_count)
    table = struct.pack(f"<{len(chains)}I", *chains).ljust(fat_count * _SECTOR, b"\xff")
    head = OLE + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, fat_count, directory_start, 0, 4096, _END, 0, _END, 0)
    difat = [fat_start + each for each in range(fat_count)]
    head += struct.pack("<109I", *(difat + [_FREE] * (109 - len(difat))))
    return head + b"".join(sectors) + table


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE, right: int = _FREE) -> bytes:
    wide = name.encode("utf-16-le")
    length = len(wide) + 2 if name else 0
    return struct.pack(
        "<64sHBBIII16sIQQIQ", wide, length, kind, 1, _FREE, right, child, bytes(16), 0, 0, 0, start, size
    )


def old_workbook_with_password(folder: Path) -> Path:
    """An .xls whose stream says FILEPASS right after its first record, as Excel and WPS write it."""
    path = write_xls(folder / "a.xls", [HEADINGS, person_row(1)])
    content = path.read_bytes()
    first = content.index(struct.pack("<HH", 0x0809, 16))
    stream = content[first:]
    spoilt = (
        stream[:20] + struct.pack("<HH", 0x2F, 54) + struct.pack("<HHH", 1, 1, 1) + bytes(48) + stream[20:]
    )
    path.write_bytes(compound({"Workbook": spoilt}))
    return path


def stored(parts: Mapping[str, bytes]) -> bytes:
    """A zip without compression, so that its parts can be found and spoilt in it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def unplain(sentence: str) -> str:
    """What keeps a sentence from being plain to a clerk, "" for nothing."""
    if not re.search(r"[\u4e00-\u9fff]{2}", sentence):
        return "no Chinese"
    if found := re.search(r"！|抱歉|请稍后|未知错误|Traceback|Error|Exception", sentence):
        return found[0]
    if re.search(r"(?<!\d)\d{17}[\dXx](?!\d)", sentence):
        return "an identity number"
    found = re.search(r"[A-Za-z]{3,}", _FOREIGN_WORDS.sub("", sentence))
    return found[0] if found else ""
