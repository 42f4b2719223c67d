"""One cell → one typed value and its problems, by the kind of the field.

Nothing is repaired in silence: what is put right in an identity number is said, what cannot be read
refuses the row where the section needs the value and is otherwise left out with a warning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Protocol

from core import identity
from core.identity import IdKind, mask_id, mask_name, mask_phone
from core.imports.cells import MAX_SAFE_DIGITS, UNKNOWN_WORDS, Cell, clean_text, is_empty, text_of, words_of
from core.imports.dates import Found, day_of_serial, read_day, read_month
from core.problems import Problem, Severity
from core.section import Field, Kind

Read = tuple[Any, tuple[Problem, ...]]
"""The typed value (None where there is none) and what is wrong with it."""

TRUE_WORDS = words_of("是 有 √ ✓ ✔ ☑ 对 y yes true t 1 已 已发布 是的")
FALSE_WORDS = words_of("否 无 × ✗ ✕ ✖ ☐ x n no false f 0 未 没有 不是 未发布")
_LOST_CHARACTER = re.compile(
    r"[?？\ufffd□■▯\ue000-\uf8ff\U000f0000-\U0010ffff\U0001f000-\U0001faff\u2600-\u27bf]"
)
_HAN_GAPS = re.compile(r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff]) +(?=[\u3400-\u9fff\U00020000-\U0003ffff])")
_DOTS = str.maketrans(dict.fromkeys("•．・‧∙⋅", "·"))
_NUMBER = re.compile(
    r"(?P<about>约|大约|近|超|超过|不少于|共)?[¥￥]?(?P<number>[+-]?\d+(?:\.\d+)?|[+-]?\.\d+)(?P<scale>万|亿)?"
    r"(?P<unit>(?:元|人|家|个|场|次|人次|名|位|户|项|月|个月|岗|块|/月|每月|元/月|%)*)(?P<more>\+|余|多|以上|左右)?"
    r"(?P<unit2>(?:元|人|家|个|场|次|人次|名|位|户|项|月|个月|岗|/月|元/月)*)"
)
_TOO_LARGE = Decimal(10**12)
_TEN_THOUSAND = Decimal(10_000)
_CENTS, _MOST_PLACES = 2, 4
"""Decimal places that are kept of yuan, and of any other number."""
_SCALES = {"万": _TEN_THOUSAND, "亿": Decimal(100_000_000)}
_NUMBER_OF_PERSON = re.compile(r"(?<!\d)\d{14,17}[\dXx](?!\d)")
_PHONE = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}(?:-\d{1,6})?|\d{7,8}|400-?\d{3}-?\d{4}")
_STARRED = re.compile(r"[0-9A-Za-z]{0,6}\*{4,}[0-9A-Za-z]{0,4}")
"""A number as an own export masks it. The plan of changes holds it against the row of its 系统编号."""


class Codes(Protocol):
    """What is asked of a code list (`core.codes.CodeList`)."""

    def resolve(self, text: str) -> str | None:
        """The code for a clerk's word, None when it is none."""

    def name_of(self, code: str | None) -> str:
        """The word for a code."""

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes in order."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the reading of a column depends on beside its field.

    Attributes:
        today: the day against which dates are held.
        date_1904: the workbook counts days from 1904.
        dating: key of the field that dates the row; a later day than today is warned of.
        starred: numbers masked by an own export pass as they stand; the plan of changes knows the row.
        heading_factor: 1 or 10,000 where the heading says 元 or 万元, else None: the field's own unit.
    """

    today: date
    date_1904: bool = False
    dating: str = ""
    heading_factor: Decimal | None = None
    starred: bool = False


def says_nothing(field: Field, cell: Cell) -> bool:
    """True for a cell that holds no value of this field: an empty one, or a word for not knowing it."""
    if is_empty(cell):
        return True
    if field.kind is Kind.CODE or field.key == "note":
        return False
    return isinstance(cell, str) and clean_text(cell) in UNKNOWN_WORDS


def mask_value(field: Field, text: str) -> str:
    """A cell's text as a message may show it."""
    if not field.masked and field.kind not in (Kind.RESIDENT_ID, Kind.PHONE):
        return _clipped(text)
    if field.kind is Kind.PHONE:
        return mask_phone(text)
    if field.kind is Kind.RESIDENT_ID:
        return text if "E+" in text else mask_id(text)
    return mask_name(text)


def _told(problem: Problem) -> Problem:
    """A problem in which an identity number that stands in the wrong column is masked."""
    message, value = without_numbers(problem.message), without_numbers(problem.value_masked)
    if (message, value) == (problem.message, problem.value_masked):
        return problem
    return Problem(problem.field, message, problem.severity, value)


def without_numbers(text: str) -> str:
    """A text in which every identity number is masked."""
    return _NUMBER_OF_PERSON.sub(lambda match: mask_id(match[0]), text)


def _clipped(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def missing(field: Field) -> tuple[Problem, ...]:
    """What an empty cell means: a refusal where the section needs the value."""
    return (Problem(field.key, f"没有{field.label}"),) if field.required else ()


def unusable(field: Field, message: str, shown: str) -> Read:
    """A value that cannot be read: refused where it is needed, else left out with a warning."""
    if field.required:
        return None, (Problem(field.key, message, Severity.REFUSED, shown),)
    return None, (Problem(field.key, f"{message.rstrip('。')}；这一格未取用", Severity.WARNING, shown),)


def read_value(field: Field, cell: Cell, rules: Rules, codes: Codes | None = None) -> Read:
    """Read one cell of any kind of field.

    Args:
        field: the field that the cell belongs to.
        cell: what the sheet or the desk gives.
        rules: today, date system, unit.
        codes: the field's code list; without it a CODE cell stays the clerk's word.

    Returns:
        The value (str, int, Decimal, date, bool or None) and its problems. A month is "2025-06" or
        "2025"; of an identity number the value is its number, see `read_document` for its kind.
    """
    if field.kind is Kind.FLAG:
        return read_flag(field, cell)
    if says_nothing(field, cell):
        return None, missing(field)
    if codes is not None:
        return read_code(field, text_of(cell), codes)
    value, problems = _READERS[field.kind](field, cell, rules)
    return value, tuple(map(_told, problems)) if problems else ()


def read_text(field: Field, cell: Cell, rules: Rules) -> Read:
    """Text: trimmed; names lose the spaces between their characters, credit codes are checked."""
    del rules
    if field.key.endswith("credit_code"):
        return _read_credit_code(field, cell)
    text = text_of(cell)
    if isinstance(cell, float) and abs(cell) >= MAX_SAFE_DIGITS:
        return unusable(field, "长数字已丢失末几位，请将该列设为文本后重新录入", text)
    if field.masked and field.key.endswith("name"):
        return _read_name(field, text)
    if isinstance(cell, date):
        message = f"{field.label}这一格是日期，按“{text}”记；原来若不是日期（如 1-2），请在原表改成文本"
        return text, (Problem(field.key, message, Severity.WARNING, text),)
    return text, ()


def _read_name(field: Field, text: str) -> Read:
    name = _HAN_GAPS.sub("", unicodedata.normalize("NFC", text)).translate(_DOTS)
    if odd := _odd_in_name(name):
        message = f"{field.label}里有{odd}，请对照证件核对"
        return name, (Problem(field.key, message, Severity.WARNING, mask_name(name)),)
    return name, ()


def _odd_in_name(name: str) -> str:
    """What no name has, "" for nothing; stars are the mask of an own export."""
    if any(char.isdigit() for char in name):
        return "数字"
    if _LOST_CHARACTER.search(name):
        return "认不出的字（多是生僻字在转换中丢失）"
    if re.search("[、,，;；/／]", name):
        return "分隔号，可能写了几个人"
    return "括号和注记" if re.search("[()（）]", name) else ""


def _read_credit_code(field: Field, cell: Cell) -> Read:
    if isinstance(cell, float) and abs(cell) >= MAX_SAFE_DIGITS:
        return unusable(
            field, f"{field.label}成了数字，末几位已丢失，请将该列设为文本后重新录入", text_of(cell)
        )
    code, sentence = identity.check_credit_code(text_of(cell))
    problems = (Problem(field.key, sentence, Severity.WARNING, code),) if sentence else ()
    return code, problems


def read_code(field: Field, text: str, codes: Codes) -> Read:
    """A coded word: unknown townships and industries enter as not known, others as `unusable`."""
    code = codes.resolve(text)
    if code is None and text.endswith(".0"):  # a code that another program took for a number
        code = codes.resolve(text.removesuffix(".0"))
    if code is not None:
        return code, ()
    text = without_numbers(text)
    if field.codes == "township":
        message = f"镇街名录里没有“{_clipped(text)}”，先记未分镇街，确认一次后按此归入"
        return None, (Problem(field.key, message, Severity.WARNING, text),)
    if field.codes == "industry":
        message = f"行业名录里没有“{_clipped(text)}”，先记未分类"
        return None, (Problem(field.key, message, Severity.WARNING, text),)
    known = [codes.name_of(each) for each in codes.codes]
    words = "、".join(known[:15]) + (f" 等 {len(known)} 种" if len(known) > 15 else "")
    return unusable(field, f"{field.label}里没有“{mask_value(field, text)}”这一项，可填：{words}", text)


def read_flag(field: Field, cell: Cell) -> Read:
    """Yes or no in any of the ways clerks tick a box; 无 is no, an empty cell is not known."""
    if isinstance(cell, bool) or cell in (0, 1):
        return bool(cell), ()
    text = text_of(cell)
    plain = unicodedata.normalize("NFKC", text).lower()
    if text in TRUE_WORDS or plain in TRUE_WORDS:
        return True, ()
    if text in FALSE_WORDS or plain in FALSE_WORDS:
        return False, ()
    if says_nothing(field, cell):
        return None, missing(field)
    return unusable(field, f"{field.label}应填是或否，现为“{mask_value(field, text)}”", text)


def read_integer(field: Field, cell: Cell, rules: Rules) -> Read:
    """A whole number, with or without its unit (“1,260个”, “约50人”)."""
    value, problems = read_money(field, cell, rules)
    if value is None:
        return None, problems
    if value != int(value):
        return unusable(field, f"{field.label}应为整数，现为 {value}", text_of(cell))
    return int(value), problems


def read_money(field: Field, cell: Cell, rules: Rules) -> Read:
    """A number with decimals, in the field's unit; 万 and 元 in the cell or heading are minded."""
    shown = text_of(cell)
    field_factor = _TEN_THOUSAND if field.unit.startswith("万") else Decimal(1)
    heading_factor = field_factor if rules.heading_factor is None else rules.heading_factor
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _bounded(field, Decimal(f"{cell:.15g}") * heading_factor / field_factor, shown)
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", shown).replace(",", "").replace(" ", ""))
    if match is None or isinstance(cell, bool | date | time):
        return unusable(field, f"{field.label}应为数字，现为“{shown[:20]}”", shown)
    factor = heading_factor
    if match["scale"]:
        factor = _SCALES[match["scale"]]
    elif match["unit"].startswith("元"):
        factor = Decimal(1)
    value, problems = _bounded(field, Decimal(match["number"]) * factor / field_factor, shown)
    if value is None:
        return value, problems
    if match["about"] or match["more"]:
        message = f"{field.label}写的是“{shown}”，按 {value} 记"
        return value, (Problem(field.key, message, Severity.WARNING, shown),)
    return value, ()


def _bounded(field: Field, value: Decimal, shown: str) -> Read:
    """The number without needless zeros; no count and no sum of this work has thirteen digits."""
    if abs(value) >= _TOO_LARGE:
        return unusable(field, f"{field.label}的数字过大，请核对", shown)
    places = _CENTS if field.unit.startswith("元") else _MOST_PLACES
    if value != value.quantize(Decimal(1).scaleb(-places)):
        return unusable(field, f"{field.label}最多 {places} 位小数，现为 {shown[:20]}", shown)
    return (value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()), ()


def read_phone(field: Field, cell: Cell, rules: Rules) -> Read:
    """A phone number as text; an unusual form is only warned of."""
    del rules
    text = text_of(cell)
    if "E+" in text.upper():
        return unusable(field, f"{field.label}成了数字，末几位已丢失，请将该列设为文本后重新录入", text)
    phone = unicodedata.normalize("NFKC", text).replace(" ", "").lstrip("'")
    if _STARRED.fullmatch(text):
        return text, ()
    phone = re.sub(r"^(?:\+|00)?86-?(?=1\d{10}$|1\d{2}-)", "", phone)
    phone = re.sub(r"\.0+$", "", phone)
    joined = phone.replace("-", "")
    if re.fullmatch(r"1\d{10}", joined):
        return joined, ()
    if _PHONE.fullmatch(phone):
        return phone, ()
    digits = sum(char.isdigit() for char in phone)
    message = f"{field.label}的形式少见（{digits} 位数字），请核对"
    return phone, (Problem(field.key, message, Severity.WARNING, mask_phone(phone)),)


def read_resident_id(field: Field, cell: Cell, rules: Rules) -> Read:
    """An identity number of any kind; the value is the number alone."""
    document, problems = read_document(field, cell, rules, None)
    return (document.number if document else None), problems


def read_document(
    field: Field, cell: Cell, rules: Rules, kind: IdKind | None
) -> tuple[identity.Document | None, tuple[Problem, ...]]:
    """An identity number with its kind. A number of 16 and more digits has lost some and is refused."""
    if says_nothing(field, cell):
        return None, missing(field)
    # As it stands: what is put right in an identity number is said, an invisible character too.
    text = cell.strip() if isinstance(cell, str) else text_of(cell)
    if rules.starred and _STARRED.fullmatch(text):
        return identity.Document(kind or IdKind.RESIDENT_ID, text), ()
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= MAX_SAFE_DIGITS:
        return None, (Problem(field.key, identity.NUMBER_SENTENCE, Severity.REFUSED, f"{float(cell):.5E}"),)
    document = identity.check_document(text, kind, rules.today)
    if not (document.error or document.warning or document.note):
        return document, ()
    shown = mask_value(field, document.number)
    if document.error:
        return None, (Problem(field.key, document.error, Severity.REFUSED, shown),)
    problems = []
    if document.warning:
        problems.append(Problem(field.key, document.warning, Severity.WARNING, shown))
    if document.note:
        problems.append(Problem(field.key, f"号码已规整：{document.note}", Severity.WARNING, shown))
    return document, tuple(problems)


def read_date(field: Field, cell: Cell, rules: Rules) -> Read:
    """A day, as date, serial number or text. Impossible days refuse the row, needed or not."""
    shown = text_of(cell)
    day, error, impossible = _day_in(cell, shown, rules)
    if day is None:
        if impossible:
            return None, (Problem(field.key, error, Severity.REFUSED, shown),)
        return unusable(field, error, shown)
    if not 1900 <= day.year <= 2100:
        return None, (Problem(field.key, f"年份 {day.year} 不对，请核对", Severity.REFUSED, shown),)
    if error:
        return day, (Problem(field.key, error, Severity.WARNING, shown),)
    if field.key == rules.dating and day > rules.today:
        message = f"{field.label} {day.isoformat()} 在今天之后，请核对"
        return day, (Problem(field.key, message, Severity.WARNING, shown),)
    return day, ()


def _day_in(cell: Cell, shown: str, rules: Rules) -> Found:
    if isinstance(cell, datetime):
        return cell.date(), "", False
    if isinstance(cell, date):
        return cell, "", False
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return day_of_serial(cell, rules.date_1904)
    return read_day(shown)


def read_year_month(field: Field, cell: Cell, rules: Rules) -> Read:
    """A month "2025-06", or a year "2025" where the sheet says no more."""
    shown = text_of(cell)
    if isinstance(cell, date):
        return f"{cell.year:04d}-{cell.month:02d}", ()
    if isinstance(cell, float) and 20_000 <= cell < 80_000:
        day, _error, _impossible = day_of_serial(cell, rules.date_1904)
        return (f"{day.year:04d}-{day.month:02d}", ()) if day else unusable(field, "认不出年月", shown)
    month, error, impossible = read_month(shown, from_number=isinstance(cell, float))
    if impossible:
        return None, (Problem(field.key, error, Severity.REFUSED, shown),)
    if month is None:
        return unusable(field, error, shown)
    if error:
        return month, (Problem(field.key, error, Severity.WARNING, shown),)
    return month, ()


def _read_word(field: Field, cell: Cell, rules: Rules) -> Read:
    del field, rules
    return text_of(cell), ()


_READERS: dict[Kind, Callable[[Field, Cell, Rules], Read]] = {
    Kind.TEXT: read_text,
    Kind.INTEGER: read_integer,
    Kind.MONEY: read_money,
    Kind.DATE: read_date,
    Kind.MONTH: read_year_month,
    Kind.CODE: _read_word,
    Kind.RESIDENT_ID: read_resident_id,
    Kind.PHONE: read_phone,
    Kind.ROW: _read_word,
}
