"""Days and months in the ways sheets write them."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta

_EPOCH_1900 = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)
FIRST_SERIAL, LAST_SERIAL = 7_000, 80_000
"""Serial numbers taken for days: 1919 to 2119. Outside lie counts, years and amounts."""

_SEPARATOR = r"\s*[-./年月\\_,、。~—–\s]\s*"
_TIME = r"(?:[T\s]*\d{1,2}[:时]\d{1,2}.*|\s*(?:上午|下午).*|\s*[(]?(?:星期|周)[一二三四五六日天].*)?"
_DAY = re.compile(rf"(\d{{1,4}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{1,4}})\s*[日号.]?{_TIME}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?")
_MONTH_ONLY = re.compile(r"(\d{4})\s*[-./年\\_—–\s]\s*(\d{1,2})\s*月?份?(?:毕业生?)?")
_YEAR_ONLY = re.compile(r"(\d{4})\s*(?:年|届|年度)?(?:毕业|毕业生|届毕业生|应届|应届毕业生|届)?")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")

Found = tuple[date | None, str, bool]
"""The day, a sentence (the reason where there is no day, else a warning), and whether the day is one
that no calendar has."""


def day_of_serial(serial: float, date_1904: bool) -> Found:
    """The day of a spreadsheet's serial number; 20251101 as a number is the day it reads as."""
    whole = int(serial)
    if 190_001 <= whole <= 210_012 or (1900 <= serial <= 2101 and serial != whole):
        return None, _why_unread(f"{serial:g}", f"{serial:g}"), False
    if 19_000_101 <= whole <= 21_001_231:
        return read_day(str(whole))
    if not FIRST_SERIAL <= whole <= LAST_SERIAL:
        return None, f"“{whole}”不是日期，请写成 2025-09-01 的样子", False
    return (_EPOCH_1904 if date_1904 else _EPOCH_1900) + timedelta(days=whole), "", False


def read_day(text: str) -> Found:
    """The day that a text names, year first.

    Two-digit years, orders other than year, month, day, and a month without a day are not guessed.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("'")
    if "年" in plain or "月" in plain:
        plain = _from_chinese(plain)
    if re.fullmatch(r"[34]\d{4}", plain):
        day = _EPOCH_1900 + timedelta(days=int(plain))
        return day, f"“{plain}”是日期序号，按 {day.isoformat()} 记，请核对", False
    match = _COMPACT.fullmatch(plain) or _DAY.fullmatch(plain)
    if match is None:
        return None, _why_unread(plain, text), False
    first, second, third = match.groups()
    if len(first) == 4:
        return possible_day(int(first), int(second), int(third))
    if len(third) == 4:
        return None, f"“{text}”分不清月和日，请写成 2025-09-01 的样子", False
    return None, f"“{text}”的年份不是四位，请写成 2025-09-01 的样子", False


def _why_unread(plain: str, text: str) -> str:
    shown = text if len(text) <= 20 else text[:19] + "…"
    if _MONTH_ONLY.fullmatch(plain) or re.fullmatch(r"\d{6}", plain):
        return f"“{shown}”只有年月，没有日，请写成 2025-09-01 的样子"
    if re.fullmatch(r"\d{1,2}(?:月份?|[月./-]\d{1,2}[日号]?)", plain):
        return f"“{shown}”没有年份，请写成 2025-09-01 的样子"
    if re.search(r"\d日?\s*(?:至|到|~|—)\s*\d|\d{1,2}日?\s*[-–]\s*\d{4}\D", plain):
        return f"“{shown}”是一段日期，请只写第一天，如 2025-09-01"
    return f"“{shown}”不是日期，请写成 2025-09-01 的样子"


def _from_chinese(text: str) -> str:
    """二〇二五年九月一日 in digits; other text comes back as it is."""

    def number(part: str) -> str:
        if "十" not in part:
            return part.translate(_CHINESE_DIGITS)
        tens, _, ones = part.partition("十")
        return f"{tens.translate(_CHINESE_DIGITS) or '1'}{ones.translate(_CHINESE_DIGITS) or '0'}"

    return re.sub(
        r"(?<![期周〇○零一二三四五六七八九十])[〇○零一二三四五六七八九十]+",
        lambda match: number(match[0]),
        text,
    )


def possible_day(year: int, month: int, day: int) -> Found:
    """The day, or a sentence that names which part no calendar has."""
    if not 1900 <= year <= 2100:
        return None, f"年份 {year} 不对，请核对", True
    if not 1 <= month <= 12:
        return None, f"没有 {month} 月这个月份", True
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        return None, f"没有这一天：{year} 年 {month} 月只有 {last} 日，现为 {day} 日", True
    return date(year, month, day), "", False


def read_month(text: str, from_number: bool = False) -> tuple[str | None, str, bool]:
    """The month "2025-06" or year "2025" that a text names.

    Args:
        text: the cell's text.
        from_number: the cell held a number, so 2025.1 may have been typed as 2025.10.

    Returns:
        Month or year (None with the reason), a sentence, and whether the month is one that no
        calendar has. A sentence beside a value is a warning.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("'")
    if "年" in plain or "月" in plain:
        plain = _from_chinese(plain)
    if year := _YEAR_ONLY.fullmatch(plain):
        return _possible_year(year[1], text)
    if from_number and re.fullmatch(r"\d{4}\.1", plain):
        return plain[:4], f"“{text}”分不清是 1 月还是 10 月，只记 {plain[:4]} 年", False
    match = _MONTH_ONLY.fullmatch(plain) or re.fullmatch(r"(\d{4})(\d{2})", plain)
    if match is None:
        day, error, impossible = read_day(text)
        if day is not None:
            return f"{day.year:04d}-{day.month:02d}", "", False
        return None, error if impossible else f"“{text[:20]}”不是年月，请写成 2025-06 的样子", impossible
    year_text, error, impossible = _possible_year(match[1], text)
    if year_text is None:
        return None, error, impossible
    if not 1 <= int(match[2]) <= 12:
        return None, f"没有 {int(match[2])} 月这个月份", True
    return f"{match[1]}-{int(match[2]):02d}", "", False


def _possible_year(year: str, text: str) -> tuple[str | None, str, bool]:
    if 1900 <= int(year) <= 2100:
        return year, "", False
    return None, f"“{text[:20]}”的年份不对，请核对", False
