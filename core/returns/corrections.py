"""What changed since a month was submitted: the correction lines that the next return prints.

A submitted month says two amounts of each figure: the month alone and the calendar year to its cut-off.
What was said last about them is either the edition itself or a line of a later return's corrections; the
present amounts are counted anew by the rules that the edition was counted by, so that a changed setting
corrects nothing. The cumulative line of the year's last submitted month is the bridge: its amount reported
+ the difference + this month's own = this month's cumulative. A month's own amount has a line of its own
where that difference is not already the bridge's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from core import arithmetic
from core.columns import table_of
from core.compute import Evaluator
from core.errors import NotFound
from core.figure import STANDING, Figure, Share
from core.figures import figure_of
from core.period import Month, statistical_year
from core.return_views import ChangedRows
from core.returns.books import Edition, editions_part
from core.returns.snapshot import CorrectionLine, FigureAmount, Number, Snapshot
from core.returns.touched import ADDED, TAKEN_BACK, WORDS, Touch, people_of, touched_since
from core.sections import section_of
from core.settings import Rules, rules_of

Said = tuple[str, str, bool]
"""Month, figure, cumulative."""
_LONGEST_REASON = 34
"""Characters that the column of reasons prints without doubt."""


# -- amounts -----------------------------------------------------------------------------------------
def printed_figures(snapshot: Snapshot) -> dict[str, str]:
    """Key → label of every figure that a return prints, in its order."""
    found: dict[str, str] = {}
    lines = [snapshot.subject_total, snapshot.subject_outside]
    lines += [line for block in snapshot.blocks for line in block.lines]
    named = [(line.figure, line.label) for line in (*lines, *snapshot.posts, *snapshot.work)]
    named += [(rate.figure, rate.label) for rate in snapshot.rates]
    for key, label in named:
        found.setdefault(key, label.removeprefix("其中："))
    for township in snapshot.townships:
        found.setdefault(f"placement.township.{township.key}", f"镇街：{township.name}")
    for industry in snapshot.industries:
        found.setdefault(f"placement.industry.{industry.key}", f"行业：{industry.name}")
    return found


def amounts_of(
    evaluator: Evaluator, figures: Mapping[str, str], month: Month, townships: Mapping[str, str]
) -> Iterator[FigureAmount]:
    """The amounts of figures in a month and in its year to the cut-off; rates have no month."""
    cut = evaluator.rules.cut_off_day
    until = statistical_year(month.year, cut).until(month.cut_off)
    for key, label in figures.items():
        figure = _known(key, townships)
        if figure is None:
            continue
        if isinstance(figure, Share):
            rate = arithmetic.percent(
                evaluator.amount(figure.part, until), evaluator.amount(figure.whole, until)
            )
            yield FigureAmount(key, label, None, rate, additive=False)
        else:
            value = evaluator.amount(figure, until)
            yield FigureAmount(
                key, label, evaluator.of_month(figure, month.span), value, additive=_additive(figure)
            )


def _known(key: str, townships: Mapping[str, str]) -> Figure | None:
    """The figure, or None where an older program printed one that is counted no longer."""
    try:
        return figure_of(key, townships)
    except NotFound:
        return None


def _additive(figure: Figure) -> bool:
    return not isinstance(figure, Share) and figure.measure not in STANDING and figure.divisor == 1


# -- what was said -----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Told:
    """An edition with the parts of its snapshot that corrections are made from."""

    edition: Edition
    month: Month
    rules: Rules
    figures: tuple[FigureAmount, ...]
    corrections: tuple[CorrectionLine, ...]


class Corrections:
    """Compares submitted months with the rows, on one connection."""

    def __init__(
        self, connection: Connection, editions: Iterable[Edition], townships: Mapping[str, str]
    ) -> None:
        """Compare with these editions, given in the order of submission."""
        self._connection = connection
        self._townships = townships
        self._editions = tuple(editions)
        self._told: dict[int, _Told] = {}
        self._evaluators: dict[Rules, Evaluator] = {}
        self._touched: dict[int, tuple[Touch, ...]] = {}

    def lines(self, months: frozenset[str] | None = None) -> tuple[CorrectionLine, ...]:
        """Correction lines, oldest month first; of some months only when these are named."""
        found: list[CorrectionLine] = []
        for year in sorted({each.month[:4] for each in self._editions}):
            of_year = {each.month for each in self._editions if each.month[:4] == year}
            if (months is None or months & of_year) and self._may_differ(year):
                found += self._of_year(year)
        return tuple(each for each in found if months is None or each.of in months)

    def changed_rows(self, month: str) -> tuple[ChangedRows, ...]:
        """Rows dated in a submitted month or year that changed after its newest edition was compiled."""
        edition = max((each for each in self._editions if each.month == month), key=lambda each: each.id)
        told = self._read(edition).month
        span = told.span if month == str(told) else statistical_year(told.year, told.cut_off_day)
        touches = [each for each in self._since(edition.journal_seq) if each.within(span)]
        sections = dict.fromkeys(each.section for each in touches)
        return tuple(
            self._changed(key, [each for each in touches if each.section == key]) for key in sections
        )

    def of_year_return(self, edition: Edition) -> tuple[CorrectionLine, ...]:
        """What a submitted return of a year would say differently now, whole year's amounts alone."""
        year = edition.month
        if not self._may_differ(year):
            return ()
        told = self._read(edition)
        said = {(str(told.month), each.figure, True): each.value for each in told.figures}
        lines = self._differing(told, said, cumulative=True)
        return tuple(
            replace(line, of=year, month=f"{year}年", label=line.label.replace("（累计）", "（全年）"))
            for line in lines
        )

    def _changed(self, key: str, touches: Sequence[Touch]) -> ChangedRows:
        section = section_of(key)
        own = table_of(section.model)
        ids = sorted({each.row for each in touches if each.row is not None})
        void = select(own.c.id).where(own.c.state == "void", own.c.id.in_(ids))
        binned = frozenset(self._connection.scalars(void))
        return ChangedRows(
            section=key,
            title=section.title,
            ids=tuple(each for each in ids if each not in binned),
            void_ids=tuple(sorted(binned)),
            words=_counted(touches),
        )

    # -- one year --------------------------------------------------------------------------------
    def _of_year(self, year: str) -> list[CorrectionLine]:
        newest = self._newest(year)
        said = self._said(year)
        last = max(newest)
        bridge = {line.figure: line for line in self._differing(newest[last], said, cumulative=True)}
        months: list[CorrectionLine] = []
        for month in sorted(newest):
            for line in self._differing(newest[month], said, cumulative=False):
                shown = bridge.get(line.figure)
                if month == last and shown is not None and shown.difference == line.difference:
                    bridge[line.figure] = replace(shown, also_month=True)
                else:
                    months.append(line)
        return sorted((*bridge.values(), *months), key=lambda line: (line.of, not line.cumulative))

    def _newest(self, year: str) -> dict[str, _Told]:
        """Month → its newest edition."""
        return {each.month: self._read(each) for each in self._editions if each.month[:4] == year}

    def _said(self, year: str) -> dict[Said, Number | None]:
        """What was said last about each amount of a year's months."""
        said: dict[Said, Number | None] = {}
        for edition in self._editions:
            if edition.month[:4] < year:
                continue
            told = self._read(edition)
            if edition.month[:4] == year:
                for each in told.figures:
                    said[edition.month, each.figure, False] = each.month
                    said[edition.month, each.figure, True] = each.value
            for line in told.corrections:
                if line.of[:4] == year and line.figure:
                    said[line.of, line.figure, line.cumulative] = line.present
                    before = said.get((line.of, line.figure, False))
                    if line.also_month and before is not None:
                        said[line.of, line.figure, False] = before + line.difference
        return said

    def _differing(
        self, told: _Told, said: Mapping[Said, Number | None], *, cumulative: bool
    ) -> Iterator[CorrectionLine]:
        month = str(told.month)
        labels = {each.figure: each.label for each in told.figures if cumulative or each.additive}
        for now in amounts_of(self._evaluator(told.rules), labels, told.month, self._townships):
            reported = said.get((month, now.figure, cumulative))
            present = now.value if cumulative else now.month
            if reported is None or present is None or reported == present:
                continue
            line = CorrectionLine(
                month=told.month.label,
                label=f"{now.label}（{'累计' if cumulative else '当月'}）",
                reported=reported,
                present=present,
                difference=present - reported,
                reason="",
                figure=now.figure,
                of=month,
                cumulative=cumulative,
            )
            yield self._with_reason(line, told)

    # -- why -------------------------------------------------------------------------------------
    def _with_reason(self, line: CorrectionLine, told: _Told) -> CorrectionLine:
        """The line with what the journal tells; an empty reason waits for the clerk's own words."""
        figure = figure_of(line.figure, self._townships)
        tally = figure.part if isinstance(figure, Share) else figure
        year = statistical_year(told.month.year, told.rules.cut_off_day)
        span = year.until(told.month.cut_off) if line.cumulative else told.month.span
        touches = [
            each
            for each in self._since(self._covered(line.of[:4]))
            if each.section == tally.section and (each.within(span) or each.row is None)
        ]
        wanted = _wanted(tally.within[1]) if tally.within else frozenset()
        touches = [each for each in touches if each.parts & wanted] or touches
        reason = self._reason(tally.section, touches)
        return replace(line, reason=reason)

    def _reason(self, section: str, touches: list[Touch]) -> str:
        """补登 2 行；作废 1 行（重复登记）, as long as it prints and names nobody."""
        if not touches:
            return ""
        plain = _counted(touches)
        rows = {each.row for each in touches if each.row is not None}
        names = people_of(self._connection, section, rows) if rows else frozenset()
        given = [each.reason.strip() for each in touches if each.reason.strip()]
        fit = [each for each in dict.fromkeys(given) if _printable(each, names)]
        longer = f"{plain}（{'、'.join(fit)}）" if fit else plain
        return longer if len(longer) <= _LONGEST_REASON else plain

    # -- reading ---------------------------------------------------------------------------------
    def _read(self, edition: Edition) -> _Told:
        if edition.id not in self._told:
            part = editions_part(self._connection, edition.id)
            rules = rules_of(dict(part.basis.rules))
            self._told[edition.id] = _Told(edition, part.month, rules, part.figures, part.corrections)
        return self._told[edition.id]

    def _evaluator(self, rules: Rules) -> Evaluator:
        if rules not in self._evaluators:
            self._evaluators[rules] = Evaluator(self._connection, rules)
        return self._evaluators[rules]

    def _since(self, seq: int) -> tuple[Touch, ...]:
        if seq not in self._touched:
            self._touched[seq] = touched_since(self._connection, seq)
        return self._touched[seq]

    def _covered(self, year: str) -> int:
        """The journal's entry up to which everything about a year's submitted months was said.

        An edition says, in its figures and its corrections, how it stands with all months up to its own.
        """
        last = max(each.month for each in self._editions if each.month[:4] == year)
        return max(each.journal_seq for each in self._editions if each.month >= last)

    def _may_differ(self, year: str) -> bool:
        """Whether any row changed that could move a figure of the year. Cheaper than counting."""
        for each in self._since(self._covered(year)):
            if each.row is None:
                return True
            own = {day[:4] for day in each.days}
            if any(_reaches(each.section, day, year) for day in own):
                return True
        return False


def _reaches(section: str, day_year: str, year: str) -> bool:
    """A placement counts in its own statistical year; other rows may stand or ripen for years."""
    if section == "placement":
        return abs(int(day_year) - int(year)) <= 1
    return day_year <= str(int(year) + 1)


def _wanted(values: object) -> frozenset[str]:
    return frozenset(values) if isinstance(values, tuple) else frozenset((str(values),))


def _counted(touches: Iterable[Touch]) -> str:
    """How many rows were added, changed, voided: each row once, by what happened to it last."""
    last: dict[int | None, str] = {}
    for each in touches:
        kind = each.kind
        if last.get(each.row) == ADDED and kind not in ("void", TAKEN_BACK):
            kind = ADDED
        last[each.row] = kind
    parts = []
    for kind, words in WORDS.items():
        count = sum(each == kind for each in last.values())
        if count:
            parts.append(words if kind == TAKEN_BACK else f"{words}{count}行")
    return "；".join(parts)


def _printable(reason: str, names: frozenset[str]) -> bool:
    """A reason may be printed when it names nobody and holds no long number."""
    if any(name in reason for name in names):
        return False
    digits = 0
    for character in reason:
        digits = digits + 1 if character.isdigit() else 0
        if digits >= 6:
            return False
    return True
