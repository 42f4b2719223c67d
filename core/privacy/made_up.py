"""Invented people in place of real ones: the same for the same, so that what was alike stays alike.

Everything is decided by a secret that is thrown away, never by chance: equal names, phones and days of birth
become equal ones, and names that differ in one character still differ in one at most.
"""

from __future__ import annotations

import hashlib
import hmac
from calendar import isleap
from datetime import date, timedelta

from core.identity import resident_id_check_digit

_SURNAMES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严华"
_GIVEN = "示例样本甲乙丙丁戊己庚辛壬癸金木水火土春夏秋冬东南西北中山川河湖海云雨风雪松竹梅兰菊桃李杏荷柳杉桂"
_AREAS = ("500118", "500112", "500106", "510502", "520103", "530102")
_STEP = 7
"""Days of birth are moved by multiples of it round the year: no two days become one."""


class MadeUp:
    """Invents in place of what is real, for one copy."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._numbers: set[str] = set()

    def _chance(self, *parts: str) -> int:
        digest = hmac.new(self._secret, "|".join(parts).encode(), hashlib.sha256).digest()
        return int.from_bytes(digest[:8], "big")

    def name(self, name: str) -> str:
        """A name of the same length."""
        if not name:
            return name
        first = _SURNAMES[self._chance("surname", name[0]) % len(_SURNAMES)]
        rest = (_GIVEN[self._chance("given", each) % len(_GIVEN)] for each in name[1:])
        return first + "".join(rest)

    def phone(self, phone: str) -> str:
        """A phone number that is not given out."""
        return f"12{self._chance('phone', phone) % 10**9:09d}" if phone else phone

    def birth(self, born: date) -> date:
        """Another day of the same year; different days stay different."""
        days = 366 if isleap(born.year) else 365
        moved = (born.timetuple().tm_yday - 1) * _STEP + self._chance("birth", str(born.year))
        return date(born.year, 1, 1) + timedelta(days=moved % days)

    def resident_id(self, number: str, born: date) -> str:
        """A valid number of the same sex that nobody else in the copy has."""
        odd = int(number[16]) % 2 if number[16:17].isdigit() else 1
        for turn in range(10_000):
            chance = self._chance("number", number, str(turn))
            order = 1 + (chance // len(_AREAS)) % 499 * 2 - (1 - odd)
            if order % 100 == 0 or order < 1:
                continue
            body = f"{_AREAS[chance % len(_AREAS)]}{born:%Y%m%d}{order:03d}"
            made = body + resident_id_check_digit(body)
            if made not in self._numbers:
                self._numbers.add(made)
                return made
        raise ValueError("no number is left for that day of birth")

    def passport(self, number: str) -> str:
        """A passport number that nobody else in the copy has."""
        for turn in range(10_000):
            made = f"E{self._chance('passport', number, str(turn)) % 10**8:08d}"
            if made not in self._numbers:
                self._numbers.add(made)
                return made
        raise ValueError("no passport number is left")

    def address(self, address: str) -> str:
        """An address that does not exist."""
        return f"重庆市示例路{self._chance('address', address) % 999 + 1}号" if address else address
