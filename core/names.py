"""When two names look like one: spelling put aside, then likeness by letters and by sound. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

T = TypeVar("T", bound=Hashable)
SAME, NEAR = "same", "near"
_LEGAL_FORMS = ("股份有限公司", "有限责任公司", "有限公司", "公司")
_NOT_LETTERS = re.compile(r"[\s·•,，.。、\-—_（）()\[\]【】《》“”\"'’‘]+")
_NUMERALS = re.compile(r"[0-9一二三四五六七八九十百东西南北中新老上下]")
_OWNER = re.compile(r".(?=[记氏家姐哥妹嫂婆爷])")
"""Whose shop it is, by the name it carries: 张记面馆 and 李记面馆 are two."""
_LIKE, _LIKE_BY_SOUND = 92.0, 75.0
_LEAST = 4
"""Letters that a name must have to be compared by likeness."""


def plain_name(name: str) -> str:
    """A name without what only spelling differs in: widths, spaces, brackets, 重庆市 for 重庆."""
    text = unicodedata.normalize("NFKC", name).casefold()
    text = _NOT_LETTERS.sub("", text)
    return text.replace("重庆市", "重庆")


def plain_employer(name: str) -> str:
    """The same for a firm, without the words of its legal form at the end."""
    text = plain_name(name)
    for form in _LEGAL_FORMS:
        if text.endswith(form) and len(text) - len(form) >= 2:
            return text.removesuffix(form)
    return text


def likeness(one: str, other: str) -> str:
    """same, near or "" for two names that have been made plain.

    Names whose difference lies in a numeral or a direction (一分公司, 二分公司; 北区, 南区), or in whose shop
    it is (张记面馆, 李记面馆), are never near.
    """
    if one == other:
        return SAME
    if min(len(one), len(other)) < _LEAST or _NUMERALS.findall(one) != _NUMERALS.findall(other):
        return ""
    if _OWNER.findall(one) != _OWNER.findall(other):
        return ""
    ratio = fuzz.ratio(one, other)
    by_sound = ratio >= _LIKE_BY_SOUND and len(one) == len(other) and _sound(one) == _sound(other)
    return NEAR if ratio >= _LIKE or by_sound else ""


def like_person(one: str, other: str) -> bool:
    """Names that a hand or an ear may have exchanged: equal, or of one surname and of the same sound."""
    first, second = plain_name(one), plain_name(other)
    if first == second:
        return True
    return bool(first) and first[:1] == second[:1] and _sound(first) == _sound(second)


def one_letter_apart(one: str, other: str) -> bool:
    """Names of three letters or more that differ in one of them."""
    first, second = plain_name(one), plain_name(other)
    return len(first) == len(second) >= 3 and Levenshtein.distance(first, second) <= 1


@lru_cache(maxsize=65_536)
def _sound(name: str) -> tuple[str, ...]:
    """How a name is read, letter by letter."""
    import pypinyin  # late: its tables cost more than a whole command otherwise needs

    return tuple(pypinyin.lazy_pinyin(name))


def slipped(one: str, other: str) -> int:
    """In how many places two ID numbers differ."""
    return Levenshtein.distance(one, other)


def clusters(
    entries: Sequence[T], plain: Callable[[T], str], apart: Callable[[T, T], bool]
) -> list[tuple[tuple[T, ...], str]]:
    """Groups of entries whose names look like one, with same or near; those kept `apart` stay so.

    Names are compared where they share their first two letters, or their last two.
    """
    texts = {each: plain(each) for each in entries}
    blocks: dict[tuple[str, str], list[T]] = {}
    for each in entries:
        for block in (("first", texts[each][:2]), ("last", texts[each][-2:])):
            blocks.setdefault(block, []).append(each)
    parent = {each: each for each in entries}
    kinds: dict[T, str] = {}

    def root(each: T) -> T:
        while parent[each] != each:
            each = parent[each]
        return each

    for one, other in _pairs(blocks.values()):
        kind = likeness(texts[one], texts[other])
        if kind and not apart(one, other):
            low, high = root(one), root(other)
            parent[high] = low
            kinds[low] = NEAR if NEAR in (kind, kinds.get(low), kinds.get(high)) else SAME
    groups: dict[T, list[T]] = {}
    for each in entries:
        groups.setdefault(root(each), []).append(each)
    return [(tuple(found), kinds.get(key, SAME)) for key, found in groups.items() if len(found) > 1]


def _pairs(blocks: Iterable[list[T]]) -> Iterable[tuple[T, T]]:
    for block in blocks:
        for at, one in enumerate(block):
            for other in block[at + 1 :]:
                yield one, other
