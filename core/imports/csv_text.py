"""Text files as rows: the encoding and the separator are found, never assumed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from core.imports.container import SAVE_AS_XLSX, Refusal

ENCODINGS = ("UTF-8", "GB18030", "UTF-16")
SEPARATORS = (",", "\t", ";", "，", "|")
_MAX_FIELD = 1 << 20
_SAMPLE_LINES = 20
_GUARD_TAB = re.compile(r"\t(?=[,;，|]|$)")
"""A tab behind a long number, by which some programs keep it as text."""
_GUARDED = re.compile(r'\s*="?([^"=]*)"?\s*')


def decode(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Decode a text file.

    Args:
        content: the file's bytes.
        encoding: one of `ENCODINGS` where the clerk has chosen it, else it is found: a byte order mark,
            then UTF-16 by its zero bytes, then strict UTF-8, then strict GB18030.

    Returns:
        The text and the name of the encoding.

    Raises:
        Refusal: when no encoding fits, or the file is binary.
    """
    tried = (encoding,) if encoding else _likely(content)
    for name in tried:
        try:
            text = content.decode(_codec(name, content))
        except UnicodeDecodeError:
            continue
        if not _binary(text):
            return text.removeprefix("\ufeff"), name
    if encoding:
        raise Refusal(f"这个文件不能按 {encoding} 编码读取。", "请改选别的编码。")
    raise Refusal("认不出这个文件的格式。", SAVE_AS_XLSX)


def _likely(content: bytes) -> tuple[str, ...]:
    if content.startswith(b"\xef\xbb\xbf"):
        return ("UTF-8",)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ("UTF-16",)
    sample = content[:4096]
    if sample.count(0) > len(sample) // 8:
        return ("UTF-16",)
    return ("UTF-8", "GB18030")


def _codec(name: str, content: bytes) -> str:
    if name == "UTF-8":
        return "utf-8-sig"
    if name != "UTF-16":
        return name.lower()
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    sample = content[:4096]
    return "utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be"


def _binary(text: str) -> bool:
    sample = text[:8192]
    odd = sum(char < " " and char not in "\t\r\n\x0b\x0c" for char in sample)
    return odd > len(sample) // 100


def separator_of(text: str) -> str:
    """The separator that the first lines share: the one that cuts every line into the most cells."""
    lines = [line for line in text[:65536].splitlines() if line.strip()][:_SAMPLE_LINES]
    if not lines:
        return ","

    def score(separator: str) -> tuple[int, int]:
        counts = [_outside_quotes(_GUARD_TAB.sub("", line), separator) for line in lines]
        return (sum(count > 0 for count in counts), sum(counts))

    return max(SEPARATORS, key=score)


def _outside_quotes(line: str, separator: str) -> int:
    if '"' not in line:
        return line.count(separator)
    return sum(part.count(separator) for part in line.split('"')[::2])


def rows_of(text: str, separator: str) -> Iterator[list[str]]:
    """The rows of a text table.

    Raises:
        Refusal: when a cell has no end or is larger than a million characters.
    """
    csv.field_size_limit(_MAX_FIELD)
    guarded = '="' in text
    lines: list[str] = []

    def kept() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            lines.append(line)
            yield line

    try:
        for row in csv.reader(kept(), delimiter=separator):
            if len(lines) > 1:  # a stray quote would swallow the rows up to the next one without a word
                for _row in csv.reader(lines, delimiter=separator, strict=True):
                    pass
            lines.clear()
            yield [_unguarded(cell) for cell in row] if guarded else row
    except csv.Error as error:
        raise Refusal("文本表格里有一格没有结束（引号不成对），后面的内容读不出来。", SAVE_AS_XLSX) from error


def _unguarded(cell: str) -> str:
    """A cell without the ="…" by which other programs keep a long number as text."""
    match = _GUARDED.fullmatch(cell)
    return match[1] if match else cell
