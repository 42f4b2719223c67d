"""From a snapshot to pages: the order of the content, the numbering, and where pages break.

Order (design of the return): title block, the three lines, table 1; tables 2 and 3, figure 1; township and
industry tables; tasks; fairs and hosts on turned pages; 存在问题, 下一步打算, 更正说明, 统计口径; signature.
"""

from __future__ import annotations

import re

from core.problems import Problem
from core.returns import breakdown_tables, charts, core_tables, list_tables
from core.returns.fonts import Role
from core.returns.pen import Pen
from core.returns.rule_references import referring, rules_table
from core.returns.sheet import BLOCK_WIDTH, BODY, PITCH, Sheet
from core.returns.signature import HEIGHT as SIGNATURE
from core.returns.signature import Seal, draw_signature
from core.returns.snapshot import Snapshot
from core.returns.table_drawing import draw_table
from core.returns.table_plan import NOTE_SIZE, PlannedTable, plan_table
from core.returns.tables import RowKind, Table
from core.returns.text import Line, Setting, break_lines
from core.returns.title_block import draw_title_block, title_height
from core.returns.wording import summary

_SECOND_LEVEL = re.compile(r"（[一二三四五六七八九十]+）[^。；]{1,22}")
"""A typed line that is a heading of the second level."""
_TIGHTER = ((6.1, PITCH), (5.6, PITCH), (5.6, 27.0), (5.6, 26.0))
"""Row height of table 1 in mm and line pitch in points, in the order in which page 1 is tightened."""
_GAP, _TABLE_TO_TEXT, _TEXT_TO_TABLE = 5.0, 3.0, 4.25
_LOW = 0.36
"""How far under a line's middle a baseline of body text lies, in parts of the size."""
_RULES, _RULES_PITCH = 10.5, 15.5
_RULES_ABOVE_SIGNATURE = 12.0


class Document:
    """Lays one return out on a sheet. `problems` says what did not fit."""

    def __init__(self, pen: Pen, sheet: Sheet, snapshot: Snapshot, seal: Seal | None) -> None:
        self.pen, self.sheet, self.snapshot, self.seal = pen, sheet, snapshot, seal
        self.fonts = pen.fonts
        self.problems: list[Problem] = []
        self._tables = 0
        self._headings = 0

    def draw(self) -> None:
        """Draw all pages."""
        snapshot = self.snapshot
        self.first_page()
        for table in self._work_tables():
            self.table(table)
        self.curve()
        if snapshot.townships:
            self.table(referring(breakdown_tables.township_table(snapshot), snapshot), fresh=True)
        if snapshot.industries:
            self.table(referring(breakdown_tables.industry_table(snapshot), snapshot), fresh=True)
        if snapshot.tasks:
            self.table(list_tables.tasks_table(snapshot.tasks))
        self._turned_lists()
        self.closing_text()
        self.sheet.finish()

    # -- page 1 ----------------------------------------------------------------------------------
    def first_page(self) -> None:
        """Title, generated lines and table 1, as tight as they must be."""
        self.sheet.new_page()
        place = self._next_table()
        room = self.sheet.room - self.title_height()
        planned, end, pitch = self._fitted(room, place)
        self.sheet.y = self.draw_title()
        keys = (self.snapshot.subject_total, self.snapshot.subject_outside)
        for number, text in enumerate(self.sentences()):
            top = self.sheet.y
            self._paragraph(text, pitch)
            if number < len(keys):
                left, right = self.sheet.left, self.sheet.left + self.sheet.width
                plan = self.snapshot.blocks[0].plan if self.snapshot.blocks else None
                self.sheet.found((left, self.sheet.y, right, top), keys[number].figure, plan)
        self.sheet.y -= _TEXT_TO_TABLE
        self._slices(planned, place, end)

    def title_height(self) -> float:
        """Height of everything above the generated lines."""
        return title_height(self.fonts, self.snapshot)

    def draw_title(self) -> float:
        """Draw it; where the lines begin."""
        return draw_title_block(self.pen, self.snapshot)

    def sentences(self) -> tuple[str, ...]:
        """The generated lines."""
        return summary(self.snapshot)

    def core_table(self, row_height: float) -> Table:
        """The table of page 1."""
        return referring(core_tables.core_table(self.snapshot, row_height), self.snapshot)

    def _fitted(self, room: float, place: str) -> tuple[PlannedTable, int, float]:
        """Table 1 as tight as it must be: with the rates, else with the rates on page 2."""
        plans = {}
        for rates_stay in (True, False):
            for row_height, pitch in _TIGHTER:
                if row_height not in plans:
                    table = self.core_table(row_height)
                    plans[row_height] = plan_table(self.fonts, table, BLOCK_WIDTH, place)
                planned = plans[row_height]
                end = len(planned.rows) if rates_stay else self._rates_begin(planned)
                if self._lines_height(pitch) + planned.height(0, end) <= room:
                    return planned, end, pitch
        return planned, planned.take(0, room - self._lines_height(pitch)), pitch

    def _lines_height(self, pitch: float) -> float:
        setting = Setting(Role.FANG, BODY, BLOCK_WIDTH, 2 * BODY)
        lines = sum(len(break_lines(self.fonts, text, setting)) for text in self.sentences())
        return lines * pitch + _TEXT_TO_TABLE

    @staticmethod
    def _rates_begin(planned: PlannedTable) -> int:
        heads = [number for number, row in enumerate(planned.rows) if row.row.kind is RowKind.HEAD]
        return heads[-1] if len(heads) > 1 else len(planned.rows)

    def _work_tables(self) -> list[Table]:
        """Tables 2 and 3, with tighter rows where that keeps the figure on their page."""
        page = self.sheet.top - self.sheet.bottom - self._shortest_curve()
        for row_height in (core_tables.ROW, core_tables.TIGHT_ROW):
            tables = work_tables(self.snapshot, row_height)
            plans = [plan_table(self.fonts, table, BLOCK_WIDTH) for table in tables]
            gaps = sum(_gap_after(planned) for planned in plans)
            if sum(planned.height(0, len(planned.rows)) for planned in plans) + gaps <= page:
                return tables
        return work_tables(self.snapshot, core_tables.ROW)

    # -- tables ----------------------------------------------------------------------------------
    def _next_table(self) -> str:
        self._tables += 1
        return f"表{self._tables}"

    def table(self, table: Table, *, fresh: bool = False) -> None:
        """A table where there is room for its beginning, running on over as many pages as it needs."""
        place = self._next_table()
        planned = plan_table(self.fonts, table, self.sheet.width, place)
        if fresh and not self.sheet.fresh:
            self.sheet.new_page()
        end = planned.take(0, self.sheet.room)
        if not self.sheet.fresh and (not planned.may_begin(end) or self._better_whole(planned, end)):
            self.sheet.new_page(turned=self.sheet.turned)
            end = planned.take(0, self.sheet.room)
        self._slices(planned, place, end)

    def _better_whole(self, planned: PlannedTable, end: int) -> bool:
        """Whether a table that would be broken here stands whole on the next page, at the cost of a third."""
        count = len(planned.rows)
        page = self.sheet.top - self.sheet.bottom
        return end < count and planned.height(0, count) <= page and self.sheet.room < page / 3

    def _slices(self, planned: PlannedTable, place: str, end: int) -> None:
        caption = f"{place}　{planned.table.title}"
        self.problems += planned.problems
        self.sheet.outline(caption)
        start = 0
        while True:
            end = max(end, start + 1)
            self.sheet.y = draw_table(
                self.pen,
                planned,
                self.sheet.left,
                self.sheet.y,
                start,
                end,
                caption,
                self.sheet.found,
            )
            if end == len(planned.rows):
                break
            self.sheet.new_page(turned=self.sheet.turned)
            start, end = end, planned.take(end, self.sheet.room)
        self.sheet.y -= _gap_after(planned)

    def _turned_lists(self) -> None:
        if not self.snapshot.fairs and not self.snapshot.hosts:
            return
        self.sheet.new_page(turned=True)
        if self.snapshot.fairs:
            self.table(list_tables.fairs_table(self.snapshot.fairs))
        if self.snapshot.hosts:
            self.table(list_tables.hosts_table(self.snapshot.hosts))

    def _shortest_curve(self) -> float:
        """Height of figure 1 with caption and note, its plot as low as may be."""
        note = charts.NOTE if charts.curve_note(self.snapshot.curve) else 0.0
        return charts.ABOVE + charts.SHORTEST + charts.BELOW + note + 4.3

    # -- figure ----------------------------------------------------------------------------------
    def curve(self) -> None:
        """Figure 1 with its note, where there is room for it."""
        note = charts.curve_note(self.snapshot.curve)
        shortest = self._shortest_curve()
        if self.sheet.room < shortest and not self.sheet.fresh:
            self.sheet.new_page()
        below = shortest - charts.ABOVE - charts.SHORTEST
        above = charts.ABOVE_AT_TOP if self.sheet.fresh else charts.ABOVE
        height = min(charts.TALLEST, self.sheet.room - above - below)
        top = self.sheet.y - above
        charts.draw_curve(self.pen, self.snapshot.curve, self.sheet.left, top, height)
        caption = "图1　留渝来渝就业创业人数累计进度"
        self.sheet.outline(caption)
        middle, baseline = self.sheet.left + self.sheet.width / 2, top - height - charts.BELOW
        self.pen.text(middle, baseline, caption, Role.HEI, 12, "centre")
        if note:
            baseline -= charts.NOTE
            self.pen.text(self.sheet.left, baseline, note, Role.SONG, NOTE_SIZE)
        place = (self.sheet.left, baseline, self.sheet.left + self.sheet.width, self.sheet.y)
        plan = self.snapshot.blocks[0].plan if self.snapshot.blocks else None
        self.sheet.found(place, self.snapshot.subject_total.figure, plan)
        self.sheet.y = baseline - 4.3 - _GAP

    # -- text ------------------------------------------------------------------------------------
    def closing_text(self) -> None:
        """What the clerk wrote, corrections, rules and the signature."""
        if self.sheet.turned or not self._text_may_follow():
            self.sheet.new_page()
        for title, words in (
            ("存在问题", self.snapshot.difficulties),
            ("下一步打算", self.snapshot.next_steps),
        ):
            if words.strip():
                self._section(title, [text.strip() for text in words.splitlines() if text.strip()])
        if self.snapshot.corrections:
            corrections = list_tables.corrections_table(self.snapshot.corrections)
            self._headed_table("更正说明", referring(corrections, self.snapshot))
        if self.snapshot.figure_rules:
            self._headed_table("指标规则（附录）", rules_table(self.snapshot))
        self._rules_and_signature()

    def _text_may_follow(self) -> bool:
        """Whether a heading with two lines fits under what stands on the page."""
        return self.sheet.room >= 3 * PITCH

    def _section(self, title: str, paragraphs: list[str]) -> None:
        if self.sheet.room < 3 * PITCH:
            self.sheet.new_page()
        self._heading(title)
        for number, text in enumerate(paragraphs):
            second_level = bool(_SECOND_LEVEL.fullmatch(text)) and number + 1 < len(paragraphs)
            if second_level and self.sheet.room < 3 * PITCH:
                self.sheet.new_page()
            self._paragraph(text, PITCH, Role.KAI if second_level else Role.FANG)

    def _heading(self, title: str) -> None:
        text = f"{core_tables.CHINESE[self._headings]}、{title}"
        self._headings += 1
        self.sheet.outline(text)
        baseline = self.sheet.y - PITCH / 2 - _LOW * BODY
        self.pen.text(self.sheet.left + 2 * BODY, baseline, text, Role.HEI, BODY)
        self.sheet.y -= PITCH

    def _paragraph(self, text: str, pitch: float, role: Role = Role.FANG) -> None:
        setting = Setting(role, BODY, self.sheet.width, 2 * BODY)
        lines = break_lines(self.fonts, text, setting)
        for number, line in enumerate(lines):
            alone = number == 0 and len(lines) > 1 and self.sheet.room < 2 * pitch
            if self.sheet.room < pitch - 0.5 or alone:
                self.sheet.new_page()
            self._body_line(line, pitch)

    def _body_line(self, line: Line, pitch: float) -> None:
        self.pen.line(self.sheet.left, self.sheet.y - pitch / 2 - _LOW * BODY, line, BODY)
        self.sheet.y -= pitch

    def _headed_table(self, title: str, table: Table) -> None:
        """A section of the text that is a table."""
        place = self._next_table()
        planned = plan_table(self.fonts, table, self.sheet.width, place)
        room = self.sheet.room - PITCH
        if not planned.may_begin(planned.take(0, room)) and not self.sheet.fresh:
            self.sheet.new_page()
        self._heading(title)
        self._slices(planned, place, planned.take(0, self.sheet.room))
        self.sheet.y += 2 * _GAP - _TABLE_TO_TEXT

    # -- rules and signature ---------------------------------------------------------------------
    def _rules_and_signature(self) -> None:
        """The rules and the signature are one piece; if they are longer than a page, the last rule stays."""
        rules = self._rule_lines()
        lines = sum(len(rule) for rule in rules)
        needed = PITCH + lines * _RULES_PITCH + _RULES_ABOVE_SIGNATURE + SIGNATURE
        if needed > self.sheet.room and not self.sheet.fresh:
            self.sheet.new_page()
        self._heading("统计口径")
        for position, rule in enumerate(rules):
            height = len(rule) * _RULES_PITCH
            last = position == len(rules) - 1
            tail = _RULES_ABOVE_SIGNATURE + SIGNATURE if last else 1.0
            if self.sheet.room < height + tail:
                self.sheet.new_page()
            for line in rule:
                self.sheet.y -= _RULES_PITCH
                self.pen.line(self.sheet.left, self.sheet.y, line, _RULES)
        draw_signature(self.pen, self.snapshot, self.seal)

    def _rule_lines(self) -> list[list[Line]]:
        hanging = 0.75 * _RULES
        lines: list[list[Line]] = []
        for number, rule in enumerate(rules_in_force(self.snapshot), 1):
            text = f"{number}.{rule}"
            indent = hanging if number < 10 else 1.25 * _RULES
            setting = Setting(Role.SONG, _RULES, BLOCK_WIDTH, 0.0, indent)
            lines.append(break_lines(self.fonts, text, setting, "统计口径"))
        return lines


def rules_in_force(snapshot: Snapshot) -> tuple[str, ...]:
    """The rules to print; the edition of the figures is named even where no rule names it."""
    edition = snapshot.figure_edition
    if not edition or any(edition in rule for rule in snapshot.rules):
        return snapshot.rules
    return (*snapshot.rules, f"指标规则版次：{edition}。")


def work_tables(snapshot: Snapshot, row_height: float) -> list[Table]:
    """Tables 2 and 3, those of them that have rows, each row with its rule's number."""
    return [referring(table, snapshot) for table in _plain_work_tables(snapshot, row_height)]


def _plain_work_tables(snapshot: Snapshot, row_height: float) -> list[Table]:
    tables = []
    if snapshot.posts:
        tables.append(core_tables.posts_table(snapshot.posts, row_height))
    if snapshot.work:
        tables.append(core_tables.work_table(snapshot.work, row_height))
    return tables


def _gap_after(planned: PlannedTable) -> float:
    return _GAP if planned.notes else 2 * _GAP


def tables_of(snapshot: Snapshot) -> list[Table]:
    """Every table of the return in the order of its number, for the workbook."""
    tables = [core_tables.core_table(snapshot, _TIGHTER[0][0])]
    tables += _plain_work_tables(snapshot, core_tables.ROW)
    if snapshot.townships:
        tables.append(breakdown_tables.township_table(snapshot))
    if snapshot.industries:
        tables.append(breakdown_tables.industry_table(snapshot))
    if snapshot.tasks:
        tables.append(list_tables.tasks_table(snapshot.tasks))
    if snapshot.fairs:
        tables.append(list_tables.fairs_table(snapshot.fairs))
    if snapshot.hosts:
        tables.append(list_tables.hosts_table(snapshot.hosts))
    if snapshot.corrections:
        tables.append(list_tables.corrections_table(snapshot.corrections))
    tables = [referring(table, snapshot) for table in tables]
    return [*tables, rules_table(snapshot)] if snapshot.figure_rules else tables
