"""What a single row counts towards in its year, or why it does not, in sentences."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from core.columns import Stored, stored_row
from core.compute import Evaluator, worded
from core.figure import Share, Tally
from core.figures import catalogue, township_figure
from core.period import statistical_year, year_of
from core.section import Parent, Section
from core.sections import section_of
from core.sections.fair_employer import REJECTED
from core.settings import Rules
from core.sources import SOURCES
from core.vocabulary import Vocabulary


def counts_towards(
    connection: Connection, vocabulary: Vocabulary, section: Section, row_id: int, rules: Rules
) -> tuple[str, ...]:
    """What a row counts towards in its year, or why it does not, in sentences."""
    row = stored_row(connection, section, row_id)
    if row.state == "draft":
        return ("草稿暂不计入。改好后按日期、类型计入。",)
    if row.state == "void":
        return ("已作废，不计入。",)
    if section.parent is not None:
        return _with_whole(connection, vocabulary, section.parent, row, rules)
    day = row.values.get(section.dating) if section.dating else None
    tallies = _tallies_of(section.key)
    if day is None or not tallies:
        return ("这一栏目的行不直接计数。",)
    township = row.values.get("township")
    if section.key == "placement" and township in vocabulary.townships:
        tallies.append(township_figure(township, vocabulary.townships[township]))
    evaluator = Evaluator(connection, rules, only=(row.person_id, row.id))
    span = statistical_year(year_of(day, rules.cut_off_day), rules.cut_off_day)
    reasons = {each.key: evaluator.reason_of(each, span, row_id) for each in tallies}
    counted = tuple(f"计入{each.label}" for each in tallies if reasons[each.key] is None)
    return counted or (f"暂不计入：{worded(reasons[tallies[0].key] or '')}。",)


def _with_whole(
    connection: Connection, vocabulary: Vocabulary, parent: Parent, row: Stored, rules: Rules
) -> tuple[str, ...]:
    """What a part counts towards by way of its whole."""
    if row.values.get("vetting") == REJECTED:
        return ("暂不计入：资质审核不通过。",)
    whole = counts_towards(
        connection, vocabulary, section_of(parent.section), row.values[parent.field], rules
    )
    added = SOURCES[parent.section].amounts
    labels = {f"计入{each.label}" for each in _tallies_of(parent.section) if each.column in added}
    return tuple(each for each in whole if each in labels) or whole


def _tallies_of(section: str) -> list[Tally]:
    """What the rows of a section count towards; the rates alone where nothing else counts them."""
    figures = catalogue().values()
    direct = [each for each in figures if isinstance(each, Tally) and each.section == section]
    shares = [each for each in figures if isinstance(each, Share) and each.whole.section == section]
    return direct or [replace(each.whole, label=each.label) for each in shares]
