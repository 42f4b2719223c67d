"""The rules of the figures that a return prints, from the catalogue and the targets in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.figure import Figure, Measure, Share, Tally
from core.plans import CITY, title_of
from core.plans import plan_of_key as plan_file
from core.returns.rule_references import BREAKDOWNS, rule_key
from core.returns.snapshot import FigureRule, Snapshot
from core.rule_words import ALIVE, belonging, rule_of
from core.standings import TOTAL, Standings
from core.targets import DatedTarget, judging

_BREAKDOWN_WORDS = {
    f"{BREAKDOWNS[0]}*": ("分镇街人数", "镇街", "镇街没有核定的列未分镇街"),
    f"{BREAKDOWNS[1]}*": ("分行业人数", "行业", "行业没有核定的列未分类"),
}


def figure_rules(snapshot: Snapshot, labels: dict[str, str], standings: Standings) -> tuple[FigureRule, ...]:
    """One rule for each printed figure, the total first, then in the order in which they are printed."""
    core = [line.figure for block in snapshot.blocks for line in block.lines]
    core += [snapshot.subject_outside.figure, *(rate.figure for rate in snapshot.rates)]
    corrected = [line.figure for line in snapshot.corrections if line.figure]
    known = dict.fromkeys(rule_key(key) for key in (TOTAL, *core, *labels, *corrected))
    return tuple(_rule(key, labels, standings) for key in known)


def _rule(key: str, labels: dict[str, str], standings: Standings) -> FigureRule:
    if key in _BREAKDOWN_WORDS:
        label, part, rest = _BREAKDOWN_WORDS[key]
        return FigureRule(key, label, "人", f"规则1的人员，按计入的那一笔所登记的{part}分列；{rest}。")
    figure = standings.figure(key)
    targets = judging(standings.targets, key) or (_city(standings, key) if isinstance(figure, Share) else ())
    return FigureRule(
        figure=key,
        label=labels.get(key, figure.label).partition("，")[0],
        unit=figure.unit,
        rule="；".join(_sentences(figure, standings)).replace(" ", "") + "。",
        source="；".join(dict.fromkeys(_source(each) for each in targets)),
        clause="；".join(dict.fromkeys(each.clause for each in targets if each.clause)),
    )


def _city(standings: Standings, key: str) -> tuple[DatedTarget, ...]:
    """The city's own targets on a rate, beside which a unit without one shows its own."""
    return tuple(
        each
        for each in standings.targets
        if each.figure == key and each.scope_kind == CITY and not each.reference
    )


def _sentences(figure: Figure, standings: Standings) -> Iterable[str]:
    if isinstance(figure, Tally) and _part_of_total(figure):
        return (f"规则1的人员，按计入的那一笔，{belonging(figure)}",)
    return tuple(_whole(figure, standings))


def _whole(figure: Figure, standings: Standings) -> Iterator[str]:
    yield from (each for each in rule_of(figure, None, standings.rules) if each != ALIVE)
    if isinstance(figure, Share) and figure.beside:
        yield f"另列{figure.beside[0]}的，供参考"


def _part_of_total(tally: Tally) -> bool:
    return (
        tally.section == "placement" and tally.measure is Measure.FIRST_OF_PERSON and tally.within is not None
    )


def _source(target: DatedTarget) -> str:
    """Document and item of a target: 渝府办发〔2025〕10号，一、主要目标."""
    try:
        document = plan_file(target.plan).number
    except KeyError:
        document = title_of(target.plan)
    return "，".join(part for part in (document or title_of(target.plan), target.item) if part)
