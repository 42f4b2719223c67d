"""Code lists from `resources/codes/*.toml`: what a code means, and which code a clerk's word means.

A word is taken for a code only where it can mean no other: 灵活就业, 研究生 and 事业单位 stand for
several codes each and are therefore no aliases. Whatever is not found is for the clerk to settle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from core.resources import read_toml, resource
from core.units import unit_of_key
from core.wording import plain

_REMEMBERED = 4096
_NUMBER_BEFORE = re.compile(r"[(（\[【]?([0-9]{1,4}|[A-Za-z])[)）\]】]?[.．、:：_\-—\s]*(.+)")
_NUMBER_BEHIND = re.compile(r"(.+?)\s*[(（\[【]([0-9]{1,4}|[A-Za-z])[)）\]】]")
_BRACKETS = "()（）[]【】"


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One code: its word and the other words for it.

    Attributes:
        code: as it is stored.
        name: as it is shown and printed.
        aliases: other words that can mean nothing else.
        section: letter of the GB/T 4754 section, "" outside the industries.
        flags: what a rule asks of the code: "counts", "needs_employer" (destinations).
    """

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    section: str = ""
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of codes in the order of its document.

    Attributes:
        name: key of the list ("destination").
        title: Chinese name (毕业去向).
        source: document or standard it comes from.
        entries: the codes in order.
    """

    name: str
    title: str
    source: str
    entries: tuple[CodeEntry, ...]
    _by_code: dict[str, CodeEntry] = field(init=False, repr=False, compare=False)
    _by_word: dict[str, str] = field(init=False, repr=False, compare=False)
    _met: dict[str, str | None] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {entry.code: entry for entry in self.entries})
        object.__setattr__(self, "_by_word", dict(self.words()))
        object.__setattr__(self, "_met", {})

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[CodeEntry]:
        return iter(self.entries)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in order."""
        return tuple(self._by_code)

    def entry(self, code: str) -> CodeEntry | None:
        """The entry of a code, None for a code that is not in the list."""
        return self._by_code.get(code)

    def name_of(self, code: str | None) -> str:
        """The word for a code; "" for none, and the code itself for one that is not in the list."""
        if not code:
            return ""
        entry = self._by_code.get(code)
        return entry.name if entry else code

    def with_flag(self, flag: str) -> frozenset[str]:
        """The codes that carry a flag."""
        return frozenset(entry.code for entry in self.entries if flag in entry.flags)

    def resolve(self, text: str) -> str | None:
        """The code that a cell's text means: code, name, "code name" or alias; None when it is none.

        Width, spaces, case and separators (、，·-) do not count. Costs a dict look-up for a text that
        was met before.
        """
        try:
            return self._met[text]
        except KeyError:
            return self._meet(text)

    def words(self) -> Iterator[tuple[str, str]]:
        """Every plain word that stands for a code, with that code."""
        for entry in self.entries:
            for word in (entry.code, entry.name, entry.code + entry.name, *entry.aliases):
                yield plain(word), entry.code
            if entry.code.isdigit() and entry.code.startswith("0"):
                yield entry.code.lstrip("0"), entry.code

    def _behind_number(self, text: str) -> str | None:
        """The code of a word with a number or letter before or behind it (02 区外市内, 升学（80）).

        None where that number is another entry's code: the two contradict each other.
        """
        if before := _NUMBER_BEFORE.fullmatch(text.strip()):
            number, word = before.groups()
        elif behind := _NUMBER_BEHIND.fullmatch(text.strip()):
            word, number = behind.groups()
        else:
            return None
        of_number = self._by_word.get(plain(number))
        if not word.strip(_BRACKETS):
            return of_number
        code = self._by_word.get(plain(word))
        return code if of_number in (None, code) else None

    def _meet(self, text: str) -> str | None:
        code = self._by_word.get(plain(text)) or self._behind_number(text)
        if len(self._met) < _REMEMBERED:
            self._met[text] = code
        return code


@lru_cache(maxsize=64)
def code_list(name: str, unit: str = "") -> CodeList:
    """The code list of that name, read when first asked for.

    Args:
        name: "destination", "origin", "industry" …: a file of `resources/codes`.
        unit: key of the ledger's unit; with it 永川院校 is 区内院校 in Yongchuan's ledger and in no other.

    Raises:
        KeyError: when there is no such list; names come from the program, not from a clerk.
    """
    path = resource("codes", f"{name}.toml")
    if not path.is_file():
        raise KeyError(name)
    content = read_toml(path)
    stem = unit_of_key(unit).name.removesuffix("区").removesuffix("县") if unit else ""
    entries = tuple(_entry(each, stem) for each in content["entry"])
    return CodeList(name, content["title"], content["source"], entries)


def code_list_names() -> tuple[str, ...]:
    """Names of all code lists, sorted."""
    return tuple(sorted(path.stem for path in resource("codes").glob("*.toml")))


def _entry(each: dict[str, Any], stem: str) -> CodeEntry:
    aliases = [alias for alias in each["aliases"] if stem or "{unit}" not in alias]
    return CodeEntry(
        code=each["code"],
        name=each["name"],
        aliases=tuple(alias.replace("{unit}", stem) for alias in aliases),
        section=each.get("section", ""),
        flags=frozenset(each.get("flags", ())),
    )
