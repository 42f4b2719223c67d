"""A cell as it stands in a sheet: its text, and whether it says anything."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from math import isfinite
from typing import Any

Cell = Any
"""str, int, float, bool, date, datetime, time, timedelta or None, as a sheet gives it."""


def words_of(text: str) -> frozenset[str]:
    """Words parted by spaces, as a set."""
    return frozenset(text.split())


EMPTY_WORDS = words_of(
    "/ \\ - -- --- — —— － ／ 、 . 。 无 暂无 空 (空) （空） N/A n/a NA #N/A #REF! #VALUE! #NAME? #DIV/0! "
    "null NULL None nan NaN"
) | {""}
UNKNOWN_WORDS = words_of("? ？ ?? ？？ ... … …… 不详 未知 待补 待填 暂缺 空白")
"""Words for what a sender does not know: nothing where a value is asked for; in a note they stay what they
are, and in a column of codes the clerk says what they mean."""
DITTO_WORDS = words_of("同上 〃 ″ \" '' “ ” 〞 同上行 同前 同上。 ..")
MAX_SAFE_DIGITS = 10**15
"""From here on a spreadsheet keeps no exact digits."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufffe\uffff]")


def clean_text(text: str) -> str:
    """Trimmed, in one line, without control and invisible characters; a leading = + - @ stays."""
    if text.isprintable() and text[:1] != " " and text[-1:] != " ":
        return text
    spaced = text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ").replace("\t", " ")
    return _CONTROL.sub("", spaced.replace("\u00a0", " ").replace("\u3000", " ")).strip()


def text_of(cell: Cell) -> str:
    """A cell as the text that a clerk sees in it."""
    if isinstance(cell, str):
        return clean_text(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        if not isfinite(cell):
            return ""
        if abs(cell) >= MAX_SAFE_DIGITS:
            return f"{cell:.5E}"
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat("minutes")
    return str(cell)


def is_empty(cell: Cell) -> bool:
    """True for an empty cell and for the marks that clerks put for nothing."""
    if isinstance(cell, float):
        return not isfinite(cell)
    return cell is None or (isinstance(cell, str) and clean_text(cell) in EMPTY_WORDS)


def is_ditto(cell: Cell) -> bool:
    """True for 同上 and its signs."""
    return isinstance(cell, str) and clean_text(cell) in DITTO_WORDS
