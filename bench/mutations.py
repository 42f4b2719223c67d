"""Files spoilt by chance: bytes, zips from the inside, XML, text tables, and cells that hold anything."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from foreign_makers import parts_of, plain_rows, sheet_xml, unzipped, zipped
from sheet_samples import as_text, person_row, table, write_ods, write_xls, write_xlsb, write_xlsx

Seeds = dict[str, bytes]
_ROWS = 24
_WORDS = (
    *("同上", "〃", "合计", "小计", "无", "/", "TRUE", "0", "-1", "NaN", "1e400", "0x10", "约50人"),
    *("=1+1", "@甲", "#REF!", "5.00222E+17", "500118200203040000", "12800000000.0", "9" * 400),
    *("2025-02-30", "20251301", "2025年13月1日", "45901", "1900-1-0", "2025.9.1-9.30"),
    *("\u200b", "\u202e甲", "Ⅷ", "😀", "１２３", "甲" * 5000, "_x0000_", "_xD800_", "&#0;"),
)
_XML = (
    *(b"<", b">", b"</row>", b"<row>", b"</c>", b"<c>", b"</sheetData>", b"</worksheet>", b"<is><r><t>"),
    *(b'<c r="XFD1048576"/>', b'r="A99999999"', b'r="0"', b't="s"', b't="e"', b't="d"', b's="99999"'),
    *(b"<!--", b"<![CDATA[", b"<!DOCTYPE a>", b"&amp;", b"&#xD800;", b"&#0;", b"&x;", b"\x00", b"\xff\xfe"),
    *(b"<v>1e999</v>", b"<v>-5</v>", b"<v>99999999999</v>", b"<f>1+1</f>", b'hidden="1"', b'xml:space="x"'),
    *(b'<mergeCell ref="A1:XFD1048576"/>', b'<row r="1048577">', b'<row r="1048576">'),
)
_MARKS = (
    *(b'"', b"\x00", b"\r", b",,,,", b"\t", b";", b"\xff", b"\x81"),
    *(b"=" * 9, b"\xef\xbb\xbf", b'"' * 3, b"\n" * 50),
)


def seed_files(folder: Path) -> Seeds:
    """One sound file of each format."""
    rows = table(*({} for _ in range(_ROWS)), titles=["朱沱镇就业登记表"])
    filled = [["" if each is None else each for each in row] for row in rows]
    text = as_text(rows)
    return {
        "xlsx": write_xlsx(folder / "seed.xlsx", rows).read_bytes(),
        "xlsx 共享字符串": _shared_book(folder / "shared.xlsx").read_bytes(),
        "xls": write_xls(folder / "seed.xls", rows).read_bytes(),
        "xlsb": write_xlsb(folder / "seed.xlsb", rows).read_bytes(),
        "ods": write_ods(folder / "seed.ods", filled).read_bytes(),
        "csv UTF-8": text.encode(),
        "csv GB18030": text.encode("gb18030"),
        "txt UTF-16": as_text(rows, "\t").encode("utf-16"),
    }


def _shared_book(path: Path) -> Path:
    """A workbook whose texts stand in a part of their own, as spreadsheets save it."""
    sheet = sheet_xml(plain_rows(*({} for _ in range(_ROWS))))
    texts: dict[str, int] = {}

    def shared(match: re.Match[str]) -> str:
        number = texts.setdefault(match[2], len(texts))
        return f'{match[1]} t="s"><v>{number}</v></c>'

    sheet = re.sub(r'(<c r="\w+") t="inlineStr"><is><t>([^<]*)</t></is></c>', shared, sheet)
    items = "".join(f"<si><t>{each}</t></si>" for each in texts)
    return zipped(path, parts_of(sheet) | {"xl/sharedStrings.xml": f"<sst>{items}</sst>".encode()})


def mutated(seeds: Seeds, seed: int, number: int, folder: Path) -> tuple[str, Path]:
    """The file of this number: its format and its path."""
    chance = random.Random(f"{seed} {number}")
    kind = chance.choice(sorted(seeds))
    path = folder / f"{number}{chance.choice(['.xlsx', '.xls', '.csv', '.' + kind.split()[0], ''])}"
    if chance.random() < 0.2:
        write_xlsx(path, odd_cells(chance))
        return "xlsx 异样的格", path
    content = seeds[kind]
    if content.startswith(b"PK") and chance.random() < 0.6:
        inside(path, content, chance, folder)
    elif kind.startswith(("csv", "txt")) and chance.random() < 0.6:
        path.write_bytes(text_spoilt(content, chance))
    else:
        other = seeds[chance.choice(sorted(seeds))]
        path.write_bytes(bytes_spoilt(content, chance, other) or b"x")
    return kind, path


def odd_cells(chance: random.Random) -> list[list[object]]:
    """Sound rows in which some cells hold anything."""
    rows: list[list[object]] = [list(row) for row in table(*({} for _ in range(8)))]
    for _ in range(chance.randrange(1, 12)):
        row = rows[chance.randrange(len(rows))]
        word: object = chance.choice([*_WORDS, 5.00118e17, 1e308, -1.0, True, 45901, 0.5, 20251101])
        if isinstance(word, str):
            word = re.sub(r"[\x00-\x1f]", "", word)
        row[chance.randrange(len(row))] = word
    if chance.random() < 0.3:
        rows.insert(chance.randrange(len(rows)), person_row(chance.randrange(99))[: chance.randrange(12)])
    return rows


def bytes_spoilt(content: bytes, chance: random.Random, other: bytes) -> bytes:
    """Bytes turned over, left out, doubled, cut off, or taken from another file."""
    spoilt = bytearray(content)
    for _ in range(chance.randrange(1, 30)):
        place = chance.randrange(max(len(spoilt), 1))
        kind = chance.randrange(6)
        if kind <= 1 and spoilt:
            spoilt[place] ^= 1 << chance.randrange(8)
        elif kind == 2:
            del spoilt[place : place + chance.randrange(1, 64)]
        elif kind == 3:
            spoilt[place:place] = chance.randbytes(chance.randrange(1, 16))
        elif kind == 4:
            start = chance.randrange(len(other))
            spoilt[place : place + 32] = other[start : start + chance.randrange(1, 512)]
        elif chance.random() < 0.2:
            del spoilt[place:]
    return bytes(spoilt)


def inside(path: Path, content: bytes, chance: random.Random, folder: Path) -> None:
    """A zip whose parts are spoilt while its sums are right."""
    source = folder / "inside.zip"
    source.write_bytes(content)
    parts = unzipped(source)
    names = sorted(parts)
    sheets = [name for name in names if "sheet" in name.lower() or "content" in name]
    for _ in range(chance.randrange(1, 3)):
        name = chance.choice(sheets if sheets and chance.random() < 0.7 else names)
        kind = chance.randrange(8)
        if kind == 0 and len(parts) > 2:
            parts.pop(name, None)
        elif name in parts:
            parts[name] = xml_spoilt(parts[name], chance) if kind < 7 else parts[chance.choice(sorted(parts))]
    method = chance.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2])
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def xml_spoilt(part: bytes, chance: random.Random) -> bytes:
    """Markup put in, taken out, doubled or exchanged; numbers made huge."""
    spoilt = part
    for _ in range(chance.randrange(1, 6)):
        tags = [match.span() for match in re.finditer(rb"<[^>]*>", spoilt[:200_000])]
        start, end = chance.choice(tags) if tags else (0, 0)
        kind = chance.randrange(6)
        if kind == 0:
            spoilt = spoilt[:start] + spoilt[end:]
        elif kind == 1:
            spoilt = spoilt[:end] + spoilt[start:end] * chance.choice([1, 2, 5000]) + spoilt[end:]
        elif kind == 2:
            spoilt = spoilt[:start] + chance.choice(_XML) + spoilt[start:]
        elif kind == 3:
            place = chance.randrange(max(len(spoilt), 1))
            spoilt = spoilt[:place] + chance.choice(_XML) + spoilt[place:]
        elif kind == 4:
            number = str(chance.choice([0, -1, 2**31, 2**63, 10**30])).encode()
            spoilt = re.sub(rb'"\d+"', b'"' + number + b'"', spoilt, count=chance.randrange(1, 4))
        else:
            spoilt = bytes_spoilt(spoilt, chance, part)
    return spoilt


def text_spoilt(content: bytes, chance: random.Random) -> bytes:
    """A text table with marks in the wrong places."""
    spoils: tuple[Callable[[bytes, int], bytes], ...] = (
        lambda text, place: text[:place] + chance.choice(_MARKS) * chance.randrange(1, 4) + text[place:],
        lambda text, place: text[:place] + text[place + chance.randrange(1, 40) :],
        lambda text, place: text[:place] + chance.choice(_WORDS).encode("utf-8", "ignore") + text[place:],
    )
    for _ in range(chance.randrange(1, 15)):
        content = chance.choice(spoils)(content, chance.randrange(max(len(content), 1)))
    return content or b"x"
