"""Identity numbers: GB 11643 (resident ID), GB 32100 (credit code), residence permits, passports.

A person's identity is kind + number. The check digit and the birth date decide whether a resident ID is
right; the area code never does, because codes that were abolished live on in valid numbers. Every
sentence names the rule and both values, and none of them holds the number itself.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date
from enum import StrEnum
from functools import lru_cache
from operator import mul
from typing import NamedTuple

RESIDENT_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
RESIDENT_ID_CHECK = "10X98765432"
CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_CODE_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
FIRST_BIRTH_YEAR = 1900

_ZERO_SUM = sum(RESIDENT_ID_WEIGHTS) * ord("0")
_CREDIT_VALUES = bytes(
    CREDIT_CODE_ALPHABET.find(chr(code)) if chr(code) in CREDIT_CODE_ALPHABET else 255 for code in range(256)
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPACE = re.compile(r"[\s\u00a0\u3000]+")
_X_LOOKALIKES = str.maketrans(dict.fromkeys("ХхΧχ×✕✖╳", "X"))
_PERMIT_AREAS = ("81", "82", "83")
_FOREIGN_PERMIT = re.compile(r"9\d{16}[\dX]|[A-Z]{3}\d{12}")
_PASSPORT = re.compile(r"\d{5,9}|(?=.*\d)(?=.*[A-Z])[A-Z0-9]{5,12}")
_GROUPED = re.compile(r"[-‐‑–—_.·]")
"""What stands between the groups of a number that someone wrote to be read aloud."""
_WHOLE_NUMBER = re.compile(r"(?<![0-9])[0-9]{17}[0-9X](?![0-9X])")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?1[4-9]", re.IGNORECASE)

SCIENTIFIC_SENTENCE = "身份证号成了数字（科学计数），末几位已丢失，无法找回。请将该列设为文本后重新录入。"
NUMBER_SENTENCE = "身份证号成了数字，第 16 位起已变成 0，无法找回。请将该列设为文本后重新录入。"


class IdKind(StrEnum):
    """Kinds of identity document."""

    RESIDENT_ID = "resident_id"
    RESIDENCE_PERMIT = "residence_permit"
    PASSPORT = "passport"


class Document(NamedTuple):
    """An identity document as it was read.

    Attributes:
        kind: which document the number belongs to.
        number: the number, normalised.
        error: why it cannot be taken, "" when it can.
        warning: what someone should look at, "".
        note: what was normalised, "" when nothing visible was.
    """

    kind: IdKind
    number: str
    error: str = ""
    warning: str = ""
    note: str = ""


def normalise_number(text: str) -> tuple[str, str]:
    """Bring an ID number, passport number or credit code into its one form.

    Full-width characters, spaces (also no-break and zero-width ones), a leading apostrophe, lower case
    and letters that only look like X are put right.

    Returns:
        The number and a note that says what was changed ("" for nothing).
    """
    if text.isascii() and text.isalnum() and (text.isdigit() or text == text.upper()):
        return text, ""
    changes: list[str] = []
    bare = _INVISIBLE.sub("", text)
    if bare != text:
        changes.append("去掉不可见字符")
    without_spaces = _SPACE.sub("", bare)
    if without_spaces != bare.strip(" \t\r\n"):
        changes.append("去掉空格")
    half = unicodedata.normalize("NFKC", without_spaces)
    if half != without_spaces:
        changes.append("全角改为半角")
    latin = half.translate(_X_LOOKALIKES)
    if latin != half:
        changes.append("把形似 X 的字符改为 X")
    joined = _GROUPED.sub("", latin)
    if len(joined) == 18 and joined != latin and joined[:17].isdigit():
        changes.append("去掉分隔号")
        latin = joined
    upper = latin.lstrip("'’`").upper()
    if upper != latin.lstrip("'’`"):
        changes.append("小写改为大写")
    return upper, "、".join(changes)


def resident_id_check_digit(first_seventeen: str) -> str:
    """The check character that GB 11643 demands after 17 digits."""
    total = sum(map(mul, RESIDENT_ID_WEIGHTS, first_seventeen.encode("ascii"))) - _ZERO_SUM
    return RESIDENT_ID_CHECK[total % 11]


def check_resident_id(text: str, today: date | None = None) -> tuple[str, str]:
    """Check a resident ID number: length, characters, birth date, check digit; never the area.

    Returns:
        The normalised number and the sentence that refuses it ("" when it is right).
    """
    number = text if len(text) == 18 and text.isascii() and text.isdigit() else normalise_number(text)[0]
    error = _form_error(number) or _birth_error(number, today) or _check_digit_error(number)
    return number, error


def is_sound_resident_id(text: str) -> bool:
    """True for a number that needs no further look: a resident ID in its one form, right in every part.

    False says nothing; ask `check_document`.
    """
    if len(text) != 18 or not text.isascii() or not text[:17].isdigit() or text[0] in "89":
        return False
    total = sum(map(mul, RESIDENT_ID_WEIGHTS, text.encode("ascii"))) - _ZERO_SUM
    if RESIDENT_ID_CHECK[total % 11] != text[17] or text[15:] == "000":
        return False
    day = text[6:14]
    if day in _sound_days:
        return True
    if _birth_error(text, None):
        return False
    _sound_days.add(day)
    return True


_sound_days: set[str] = set()
"""Birth dates found right, at most one entry per day since 1900."""


def _form_error(number: str) -> str:
    """Wrong length or characters."""
    if len(number) == 18 and number.isascii() and number[:17].isdigit():
        if number[17].isdigit() or number[17] == "X":
            return ""
        return f"末位应为数字或 X，现为 {number[17]}。请对照证件核对。"
    if not number:
        return "没有身份证号。"
    if _SCIENTIFIC.fullmatch(number):
        return SCIENTIFIC_SENTENCE
    if len(number) == 15 and number.isascii() and number.isdigit():
        return "这是 15 位旧身份证号，已停用。请改填 18 位公民身份号码。"
    if len(number) > 18 and (whole := len(_WHOLE_NUMBER.findall(number))):
        more = "不止一个号码，请每人一行" if whole > 1 else "除号码外还有别的文字，请只留 18 位号码"
        return f"这一格里{more}。"
    if len(number) != 18:
        return f"身份证号应为 18 位，现为 {len(number)} 位。请对照证件核对。"
    place = next(index for index, char in enumerate(number) if not (char.isascii() and char.isdigit()))
    return f"第 {place + 1} 位不是数字：前 17 位应全为数字，现为 {number[place]}。请对照证件核对。"


def _birth_error(number: str, today: date | None) -> str:
    """A birth date that no calendar has, before 1900 or after today."""
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    if year < FIRST_BIRTH_YEAR:
        return (
            f"出生年份不对：第 7 至 10 位应不早于 {FIRST_BIRTH_YEAR}，现为 {number[6:10]}。请对照证件核对。"
        )
    if not 1 <= month <= 12:
        return f"出生月份不对：第 11、12 位应为 01 至 12，现为 {number[10:12]}。请对照证件核对。"
    if not 1 <= day <= 28:
        last = monthrange(year, month)[1]
        if not 1 <= day <= last:
            return (
                f"出生日期不对：{year} 年 {month} 月应为 01 至 {last} 日，"
                f"第 13、14 位现为 {number[12:14]}。请对照证件核对。"
            )
    now = today or date.today()
    if year >= now.year and date(year, month, day) > now:
        return f"出生日期不对：应不晚于今天（{now.isoformat()}），现在今天之后。请对照证件核对。"
    return ""


def _check_digit_error(number: str) -> str:
    """A last character that does not follow from the first 17."""
    total = sum(map(mul, RESIDENT_ID_WEIGHTS, number.encode("ascii"))) - _ZERO_SUM
    should = RESIDENT_ID_CHECK[total % 11]
    if number[17] == should:
        return ""
    if ends_in_lost_digits(number):
        return (
            f"末三位为 000，疑为被表格软件截断：按前 17 位末位应为 {should}，现为 0。"
            "请将该列设为文本后按证件重新录入。"
        )
    return f"末位校验码不对：按前 17 位应为 {should}，现为 {number[17]}。请对照证件逐位核对，不要只改末位。"


def ends_in_lost_digits(number: str) -> bool:
    """True when the number ends in 000: what a spreadsheet leaves of 18 digits kept as a number."""
    return number.endswith("000")


def birth_date(number: str) -> date | None:
    """The birth date in a resident ID or an 18-character permit, None where there is none."""
    return _day_in(number[6:14]) if len(number) == 18 else None


@lru_cache(maxsize=65_536)
def _day_in(digits: str) -> date | None:
    if not digits.isdigit():
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def sex(number: str) -> str | None:
    """Sex as "male" or "female" by the 17th digit, None where the number does not say."""
    if len(number) != 18 or not number[16].isdigit():
        return None
    return "male" if int(number[16]) % 2 else "female"


def age_on(born: date, day: date) -> int:
    """Completed years of life on `day`; a birthday on 29 February falls on 1 March in common years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


_KIND_VALUES = frozenset(kind.value for kind in IdKind)
_KIND_WORDS = (
    ("外国人永久居留", IdKind.RESIDENCE_PERMIT),
    ("永居", IdKind.RESIDENCE_PERMIT),
    ("居住证", IdKind.RESIDENCE_PERMIT),
    ("居留", IdKind.RESIDENCE_PERMIT),
    ("通行证", IdKind.PASSPORT),
    ("护照", IdKind.PASSPORT),
    ("回乡证", IdKind.PASSPORT),
    ("台胞证", IdKind.PASSPORT),
    ("身份证", IdKind.RESIDENT_ID),
    ("公民身份", IdKind.RESIDENT_ID),
    ("户口", IdKind.RESIDENT_ID),
)


def kind_of_words(text: str) -> IdKind | None:
    """The document kind that a cell of a 证件类型 column means; None for words that name none."""
    plain = text.strip()
    if plain in _KIND_VALUES:
        return IdKind(plain)
    return next((kind for word, kind in _KIND_WORDS if word in plain), None)


def check_document(text: str, kind: IdKind | None = None, today: date | None = None) -> Document:
    """Check any identity number; without a kind the number itself tells it.

    Eighteen characters are a resident ID, or a permit where they begin with 81, 82, 83 or 9. What is
    shorter and looks like a passport number is one, with a warning; 13 and more digits are a resident ID
    that lost or gained some.
    """
    if len(text) == 18 and text.isascii() and text.isdigit():
        number, note = text, ""
    else:
        number, note = normalise_number(text)
    if kind is IdKind.PASSPORT or (kind is None and _may_be_passport(number)):
        return _passport(number, note, told=kind is not None)
    if kind is IdKind.RESIDENCE_PERMIT or (kind is None and _is_permit(number)):
        return _permit(number, note, today)
    error = _form_error(number) or _birth_error(number, today) or _check_digit_error(number)
    warning = ""
    if not error and ends_in_lost_digits(number):
        warning = "末三位为 000，校验码相符，但可能被表格软件截断过。请对照证件核对。"
    resident_kind = IdKind.RESIDENCE_PERMIT if number[:2] in _PERMIT_AREAS else IdKind.RESIDENT_ID
    return Document(resident_kind, number, error, warning, note)


def _is_permit(number: str) -> bool:
    return _FOREIGN_PERMIT.fullmatch(number) is not None or (
        len(number) == 18 and number[:2] in _PERMIT_AREAS and number[2:17].isdigit()
    )


def _may_be_passport(number: str) -> bool:
    if _SCIENTIFIC.fullmatch(number) or not _PASSPORT.fullmatch(number):
        return False
    return number.isascii()


def _passport(number: str, note: str, told: bool) -> Document:
    """A passport or travel permit: letters and digits, no rule to check them by."""
    if _SCIENTIFIC.fullmatch(number):
        return Document(
            IdKind.PASSPORT, number, SCIENTIFIC_SENTENCE.replace("身份证号", "证件号码"), "", note
        )
    if not re.fullmatch(r"(?=.*\d)[A-Z0-9]{5,20}", number):
        return Document(
            IdKind.PASSPORT, number, "护照或通行证号码应为 5 至 20 位字母和数字，请对照证件核对。", "", note
        )
    warning = "" if told else f"号码为 {len(number)} 位，不是 18 位，按护照登记。若为身份证号，请改正。"
    return Document(IdKind.PASSPORT, number, "", warning, note)


def _permit(number: str, note: str, today: date | None) -> Document:
    """A residence permit: 18 characters check like a resident ID, the older form is 3 letters, 12 digits."""
    if re.fullmatch(r"[A-Z]{3}\d{12}", number):
        return Document(IdKind.RESIDENCE_PERMIT, number, "", "", note)
    error = _form_error(number) or _birth_error(number, today) or _check_digit_error(number)
    return Document(IdKind.RESIDENCE_PERMIT, number, error.replace("身份证号", "居住证号"), "", note)


def check_credit_code(text: str) -> tuple[str, str]:
    """Check a unified social credit code by GB 32100: length, alphabet (no I O S V Z), check character.

    Returns:
        The normalised code and the sentence that refuses it ("" when it is right).
    """
    code = text if text.isascii() and text.isalnum() and text.isupper() else normalise_number(text)[0]
    if len(code) != 18:
        return code, f"统一社会信用代码应为 18 位，现为 {len(code)} 位。请对照营业执照核对。"
    if not code.isascii():
        return code, "统一社会信用代码只含数字和大写字母。请对照营业执照核对。"
    values = code.encode("ascii").translate(_CREDIT_VALUES)
    if 255 in values:
        place = values.index(255)
        return code, (
            f"统一社会信用代码第 {place + 1} 位不对：不用字母 I、O、S、V、Z，现为 {code[place]}。"
            "请对照营业执照核对。"
        )
    should = CREDIT_CODE_ALPHABET[-sum(map(mul, CREDIT_CODE_WEIGHTS, values)) % 31]
    if code[17] == should:
        return code, ""
    return code, (
        f"统一社会信用代码末位校验码不对：按前 17 位应为 {should}，现为 {code[17]}。"
        "请对照营业执照逐位核对，不要只改末位。"
    )


def mask_id(number: str) -> str:
    """500118********2423; shorter numbers keep two characters at each end."""
    if len(number) >= 15:
        return number[:6] + "*" * (len(number) - 10) + number[-4:]
    if len(number) > 4:
        return number[:2] + "*" * (len(number) - 4) + number[-2:]
    return "*" * len(number)


def mask_name(name: str) -> str:
    """张*: the first character stays."""
    return name[:1] + "*" * (len(name) - 1) if len(name) > 1 else "*" * len(name)


def mask_phone(phone: str) -> str:
    """138****5207; other numbers keep three characters in front and two behind."""
    if len(phone) == 11 and phone.isdigit():
        return f"{phone[:3]}****{phone[-4:]}"
    if len(phone) > 6:
        return phone[:3] + "*" * (len(phone) - 5) + phone[-2:]
    return "*" * len(phone)
