"""The parts of an .xlsx around its sheets: their names, the styles that make a number a day, shared texts.

What is built in a way not known here is `Unusual`; the reading library then takes the whole file.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree

_PIECE = 1 << 20
_TEXTS_KEPT, _LONGEST_KEPT = 50_000, 200
_DAY_FORMATS = frozenset((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)))
_DURATION_FORMAT = 46
"""Built-in number formats (ECMA-376 part 1, 18.8.30, with those of East Asia)."""
_NOT_OF_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_PLAIN_TEXT = re.compile(r"<si><t(?: xml:space=\"preserve\")?>([^<]*)</t></si>|<si><t\s*/></si>|<si\s*/>")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9A-Fa-f]{1,6})|(\w{2,4}));")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_DAY_MILLISECONDS = 86_400_000
_LAST_SERIAL = 2_958_466
_SHIFT_1904 = 1_462
_FALSE_LEAP_DAY = 60
"""Serial numbers below are one day off: the spreadsheets hold 1900 for a leap year."""


class Unusual(Exception):  # noqa: N818 - not a fault of the file: another reader takes it
    """A workbook built otherwise than the reader of its bare XML knows."""


@dataclass(frozen=True, slots=True)
class BookSheet:
    """One sheet of a workbook: its name, whether it is shown, and its part."""

    name: str
    visible: bool
    part: str


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _tree(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(archive.read(part))
    except (KeyError, ElementTree.ParseError, ValueError) as error:
        raise Unusual from error


def book_sheets(archive: zipfile.ZipFile) -> tuple[BookSheet, ...]:
    """The worksheets in their order; sheets that hold a chart alone are none."""
    links = {
        each.get("Id"): (str(each.get("Type", "")).rpartition("/")[2], str(each.get("Target", "")))
        for each in _tree(archive, "xl/_rels/workbook.xml.rels")
    }
    names = set(archive.namelist())
    found = []
    for each in _tree(archive, "xl/workbook.xml").iter():
        if _local(each.tag) != "sheet":
            continue
        relation = next((value for key, value in each.attrib.items() if key.endswith("}id")), None)
        kind, target = links.get(relation, ("", ""))
        if kind == "worksheet":
            part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
            if part not in names:
                raise Unusual
            visible = each.get("state", "visible") == "visible"
            found.append(BookSheet(str(each.get("name", "")), visible, part))
    return tuple(found)


def day_styles(archive: zipfile.ZipFile) -> dict[str, bool]:
    """Index of a cell style, as text → True for days, False for durations; other styles are not in it."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    formats: dict[int, str] = {}
    styles: dict[str, bool] = {}
    for each in _tree(archive, "xl/styles.xml").iter():
        name = _local(each.tag)
        if name == "numFmt":
            formats[_number(each, "numFmtId")] = each.get("formatCode", "")
        elif name == "cellXfs":
            for place, style in enumerate(each):
                kind = _kind_of_format(_number(style, "numFmtId"), formats)
                if kind is not None:
                    styles[str(place)] = kind
    return styles


def _number(element: ElementTree.Element, key: str) -> int:
    text = element.get(key, "0")
    return int(text) if text.isascii() and text.isdigit() else 0


def _kind_of_format(number: int, formats: dict[int, str]) -> bool | None:
    code = formats.get(number)
    if code is None:
        return True if number in _DAY_FORMATS else False if number == _DURATION_FORMAT else None
    bare = _NOT_OF_FORMAT.sub("", code.partition(";")[0])
    if _ELAPSED.search(bare):
        return False
    if "general" in bare.lower():
        return None
    return True if re.search(r"[ymdhs]|aaa", bare, re.IGNORECASE) else None


def shared_texts(archive: zipfile.ZipFile) -> list[str]:
    """The texts that cells point to by number."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    texts: list[str] = []
    for piece in pieces(archive, "xl/sharedStrings.xml", b"</si>"):
        if piece.count("<si") == piece.count("<si>") + piece.count("<si/>"):
            plain = _PLAIN_TEXT.findall(piece)
            if len(plain) == piece.count("<si>") + piece.count("<si/>"):
                odd = "&" in piece or "_x" in piece
                texts += map(plain_text, plain) if odd else plain
                continue
        texts += map(without_escapes, _rich_texts(piece))
    return texts


def _rich_texts(piece: str) -> Iterator[str]:
    """The texts of one piece by their runs, without the readings set above them."""
    start, end = piece.find("<si"), piece.rfind("</si>")
    if start < 0:
        return
    if end < 0:
        raise Unusual
    try:
        root = ElementTree.fromstring(f"<sst>{piece[start : end + 5]}</sst>")
    except ElementTree.ParseError as error:
        raise Unusual from error
    for item in root:
        yield "".join(
            text.text or ""
            for run in item
            for text in ((run,) if run.tag == "t" else run.iter("t") if run.tag == "r" else ())
        )


def pieces(archive: zipfile.ZipFile, part: str, end: bytes) -> Iterator[str]:
    """A part as text, in pieces of about a megabyte that end with `end`; the last one is what is left.

    Raises:
        Unusual: not UTF-8.
        zipfile.BadZipFile: the sum over the part is not what the zip says.
    """
    carry = b""
    with archive.open(part) as stream:
        while block := stream.read(_PIECE):
            block = carry + block
            cut = block.rfind(end) + len(end)
            if cut < len(end):
                carry = block
                if len(carry) > 64 * _PIECE:
                    raise Unusual
                continue
            carry = block[cut:]
            yield _decoded(block[:cut])
    yield _decoded(carry)


def _decoded(block: bytes) -> str:
    try:
        return block.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unusual from error


class _Texts(dict[str, str]):
    """Text as it stands in the XML → plain text: most cells of a sheet say what others say."""

    def __missing__(self, text: str) -> str:
        if len(self) >= _TEXTS_KEPT:
            self.clear()
        plain = without_escapes(_ENTITY.sub(_found_character, text))
        if len(text) <= _LONGEST_KEPT:
            self[text] = plain
        return plain


class _Characters(dict[str, str]):
    """Entity → character."""

    def __missing__(self, entity: str) -> str:
        match = _ENTITY.fullmatch(entity)
        assert match is not None  # the key is what the expression found
        found = _character(match)
        if len(self) < _TEXTS_KEPT:
            self[entity] = found
        return found


plain_texts, _characters = _Texts(), _Characters()


def _found_character(match: re.Match[str]) -> str:
    return _characters[match[0]]


def plain_text(text: str) -> str:
    """A text without its XML entities and the _x000D_ by which control characters are kept."""
    return plain_texts[text] if "&" in text or "_x" in text else text


def without_escapes(text: str) -> str:
    """A text without the _x000D_ by which spreadsheets keep control characters."""
    return _ESCAPED.sub(lambda match: _of_code(int(match[1], 16)), text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return _ENTITIES.get(name, match[0])
    return _of_code(int(decimal) if decimal else int(hexadecimal, 16))


def _of_code(code: int) -> str:
    """The character, "" for half a one and for none."""
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else ""


def moment(serial: float, day: bool, date_1904: bool) -> Any:
    """The day, time or duration that a serial number means; a number no calendar has stays one."""
    if not -_LAST_SERIAL < serial < _LAST_SERIAL:
        return serial
    if not day:
        return timedelta(milliseconds=round(serial * _DAY_MILLISECONDS))
    if serial < 0:
        return serial
    days = serial
    if date_1904:
        days += _SHIFT_1904
    elif serial < _FALSE_LEAP_DAY:
        days += 1
    try:
        found = datetime(1899, 12, 30) + timedelta(milliseconds=round(days * _DAY_MILLISECONDS))
    except OverflowError:
        return serial
    if serial < 1:
        return found.time()
    return found.date() if serial.is_integer() and found.time() == time() else found


def iso_moment(text: str) -> Any:
    """A day or time written as ISO text (cells of type d); other text stays text."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    midnight = (found.hour, found.minute, found.second, found.microsecond) == (0, 0, 0, 0)
    return date(found.year, found.month, found.day) if midnight else found
