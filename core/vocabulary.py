"""The code lists as one ledger knows them: the shipped ones, and its own townships, plans and figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

from sqlalchemy import Connection, select

from core.codes import CodeEntry, CodeList, code_list
from core.figures import catalogue
from core.period import Span
from core.plans import load_plans
from core.policy import applying, in_force
from core.units import township_aliases, unit_of_key
from core.units import townships as preset_townships
from db.models import LedgerInfo, Township, TownshipAlias

_WORDS: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "sex": ("性别", (("male", "男"), ("female", "女"))),
    "comparator": ("比较", ((">=", "≥"), (">", ">"), ("about", "左右"))),
    "scope_kind": (
        "范围",
        (("unit", "本单位"), ("township", "镇街"), ("body", "责任单位"), ("city", "全市")),
    ),
}


class Vocabulary:
    """Code lists by name for one ledger, and the tag of its 系统编号. Made anew when its townships change."""

    def __init__(self, connection: Connection, unit_key: str) -> None:
        self.unit_key = unit_key
        self._updates = in_force()
        self.tag = str(connection.scalar(select(LedgerInfo.value).where(LedgerInfo.key == "tag")) or "")
        aliases = _aliases(connection, unit_key)
        listed = select(Township.key, Township.name, Township.valid_from, Township.valid_to)
        found = connection.execute(listed.order_by(Township.position)).all()
        rows = [(row.key, row.name) for row in found]
        self.townships: dict[str, str] = dict(rows)
        """Key → name, those that have ended too: rows of their years remain."""
        self._lives = {row.key: (row.valid_from or date.min, row.valid_to or date.max) for row in found}
        preset = {each.key for each in preset_townships(unit_key)}
        self._township_list = _made(
            "township",
            "镇街",
            (
                township_entry(unit_key, key, name, aliases.get(key, ()), spell=key not in preset)
                for key, name in rows
            ),
        )

    def lives_in(self, township: str, span: Span) -> bool:
        """Whether a township existed on one of the days."""
        first, last = self._lives[township]
        return first <= span.last and span.start <= last

    def list_of(self, name: str) -> CodeList:
        """The code list of that name.

        Raises:
            KeyError: when there is no such list; names come from the program, not from a clerk.
        """
        if name == "township":
            return self._township_list
        if name == "figure":
            return self._figures
        if name == "plan":
            return self._plans
        if name in _WORDS:
            title, entries = _WORDS[name]
            return _made(name, title, (CodeEntry(code, word) for code, word in entries))
        return code_list(name, self.unit_key)

    @cached_property
    def _figures(self) -> CodeList:
        entries = [CodeEntry(each.key, each.label) for each in catalogue().values()]
        entries += [CodeEntry(f"placement.township.{key}", name) for key, name in self.townships.items()]
        return _made("figure", "指标", entries)

    @cached_property
    def _plans(self) -> CodeList:
        with applying(self._updates):
            return _made("plan", "方案", (CodeEntry(each.key, each.title) for each in load_plans()[0]))


def township_entry(
    unit_key: str, key: str, name: str, confirmed: Iterable[str] = (), *, spell: bool = True
) -> CodeEntry:
    """A township as an entry of the list, with the words confirmed for it and the usual spellings."""
    unit = unit_of_key(unit_key)
    spellings = township_aliases((unit.name, unit.full_name, *unit.aliases), name) if spell else ()
    return CodeEntry(key, name, (*confirmed, *spellings))


def _made(name: str, title: str, entries: Iterable[CodeEntry]) -> CodeList:
    return CodeList(name, title, "", tuple(entries))


def _aliases(connection: Connection, unit_key: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {each.key: list(each.aliases) for each in preset_townships(unit_key)}
    confirmed = select(TownshipAlias.key, TownshipAlias.text).where(TownshipAlias.key.is_not(None))
    for key, text in connection.execute(confirmed):
        found.setdefault(str(key), []).append(text)
    return found
