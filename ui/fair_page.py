"""One fair: its employers in a table, their sums against its own numbers, who is still to vet, the card."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.fair_desk import FairNumber, FairView
from core.section import Section
from core.sections import section_of
from core.sections.fair_employer import FAIR, PENDING
from core.views import Change
from ui import numbers
from ui.controls import Strip, elided, ground, line, plain, words
from ui.filter import FilterCell, FilterState
from ui.page import Shell
from ui.section_page import SectionPage
from ui.section_rows import for_owner
from ui.tasks import Tasks

FACTS_HEIGHT = 52
NAMED = 30
"""Employers without vetting that are named in the tooltip."""


class FairFacts(QWidget):
    """When and where, and the numbers that count: of the employers where they say one."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(FACTS_HEIGHT)
        ground(self, "surface")
        self.about = elided("", "secondary")
        self.numbers = QHBoxLayout()
        self.numbers.setSpacing(18)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(self.numbers)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 6, 16, 6)
        column.setSpacing(2)
        column.addWidget(self.about)
        column.addLayout(row)

    def show_data(self, fair: FairView) -> None:
        """Show a fair."""
        said = (fair.when, fair.kind, fair.venue, f"主办：{fair.hosts}" if fair.hosts else "")
        self.about.setText("　".join(part for part in said if part))
        while self.numbers.count():
            self.numbers.takeAt(0).widget().deleteLater()
        for label, text in self._words(fair):
            self.numbers.addWidget(_Number(label, text))

    @staticmethod
    def _words(fair: FairView) -> list[tuple[str, str]]:
        said = [(each.label, _counted(each)) for each in fair.numbers]
        said.append(("进场", "—" if fair.visitors is None else f"{numbers.count(fair.visitors)} 人次"))
        waiting = len(fair.unvetted)
        said.append(("资质审核", f"已审 {fair.vetted:,}，待补 {waiting:,}，不通过 {len(fair.rejected):,}"))
        return said


class _Number(QWidget):
    """A label and a number beside it."""

    def __init__(self, label: str, text: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(words(label, "caption"))
        row.addWidget(words(text, "section"))
        self.setAccessibleName(f"{label} {text}")


class FairPage(SectionPage):
    """招聘活动 › one fair. Opened with `row` (a fair), `part` (the same as text) or `employer` rows."""

    page_key = "fair"
    title = "参会单位"
    rail_key = "job_fair"
    way_back: ClassVar[str] = "招聘活动"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell, "fair_employer")
        self.page_key = "fair"
        self.fair: FairView | None = None
        self.within[FAIR] = 0
        self.facts = FairFacts()
        self.differs = Strip("", "warn")
        self.differs.tools.addWidget(plain("按合计填入活动", self.take_sums))
        self.to_vet = Strip("", "note")
        self.to_vet.tools.addWidget(plain("只看待补的", self.show_unvetted))
        for place, each in enumerate((self.facts, line(), self.differs, self.to_vet), 1):
            self.frame.column.insertWidget(place, each)
        self.differs.hide()
        self.to_vet.hide()
        self.print_button = plain("打印登记卡…", self.ask_card, "printer")
        self.head.tools.insertWidget(0, self.print_button)
        self.head.back.connect(self._back)

    def _shown_section(self, key: str) -> Section:
        """Without the fields that say which fair it is: the page says so."""
        section = section_of(key)
        kept = tuple(each for each in section.fields if each.group != "活动")
        return replace(section, fields=kept, title="参会单位")

    # Page

    def arrive(self, **context: Any) -> None:
        """Show the fair `row` or `part`; an `employer`'s row or a query of employers is asked where it is."""
        if context.get("section") == self.section.key:
            self._arrive_among_employers(context)
            return
        fair = context.get("row") or int(context.get("part") or 0)
        if fair:
            self.show_fair(int(fair))

    def show_fair(self, fair: int, row: int | None = None) -> None:
        """Show a fair's employers, one of them current."""
        self.desk.leave()
        self.within[FAIR] = fair
        self.stale = False
        super().arrive(row=row or 0)
        self.refresh()

    def _arrive_among_employers(self, context: dict[str, Any]) -> None:
        query = context.get("query")
        row = context.get("row") or (query.ids[0] if query is not None and query.ids else None)
        if not isinstance(row, int):
            return
        key = self.section.key
        self.tasks.run(
            "读取",
            lambda ledger, _: ledger.rows(key, (row,)),
            for_owner(self, lambda rows: self.show_fair(rows[0].values[FAIR], row) if rows else None),
        )

    def refresh(self) -> None:
        fair = int(self.within[FAIR])
        if not fair:
            return
        super().refresh()
        self.tasks.run(
            "读取活动", lambda ledger, _: ledger.fair(fair), for_owner(self, self.show_data), replaces="fair"
        )

    def mark_stale(self, change: Change) -> None:
        super().mark_stale(change)
        fair = int(self.within[FAIR])
        if fair and self.isVisible() and change.sections & {self.section.key, "job_fair"}:
            self.tasks.run(
                "读取活动",
                lambda ledger, _: ledger.fair(fair),
                for_owner(self, self.show_data),
                replaces="fair",
            )

    def show_data(self, fair: FairView) -> None:
        """Show the fair's own facts above its employers."""
        self.fair = fair
        self.head.title.setText(fair.title or "未命名的活动")
        self.facts.show_data(fair)
        self._say_differences(fair)
        self._say_unvetted(fair)

    def _say_differences(self, fair: FairView) -> None:
        parts = [
            f"{each.label} {numbers.count(each.added or 0)}（填 {_or_none(each.own)}）"
            for each in fair.differing
        ]
        self.differs.say(f"合计与活动填的数不同，统计按合计：{'，'.join(parts)}")
        self.differs.setVisible(bool(parts))

    def _say_unvetted(self, fair: FairView) -> None:
        waiting = fair.unvetted
        over = fair.starts_on is not None and fair.starts_on < self.shell.today
        tail = "活动已办，请补记审核结果" if over else "补齐并复核前不得发布岗位"
        self.to_vet.say(f"资质待补 {len(waiting):,} 家，{tail}。", "note" if over else "warn")
        self.to_vet.setToolTip("、".join(waiting[:NAMED]))
        self.to_vet.setVisible(bool(waiting))

    # Acts

    def show_unvetted(self) -> None:
        """Show only the employers whose vetting is still to be made good."""
        self.shown.apply(FilterState({"vetting": FilterCell(PENDING, "待补")}))

    def take_sums(self) -> None:
        """Write the employers' sums into the fair's own numbers."""
        fair = int(self.within[FAIR])
        self.tasks.run(
            "填入合计",
            lambda ledger, _: ledger.take_fair_sums(fair),
            for_owner(self, lambda _: self.shell.say("合计已填入活动，本行历史里有改动前的数")),
        )

    def ask_card(self) -> None:
        """Ask where the card goes."""
        if self.fair is None:
            return
        self.desk.leave()
        name = f"现场登记卡-{self.fair.number}.pdf"
        chosen, _ = QFileDialog.getSaveFileName(self, "打印现场登记卡", name, "PDF 文件 (*.pdf)")
        if chosen:
            self.write_card(Path(chosen).with_suffix(".pdf"))

    def write_card(self, out: Path) -> None:
        """Write the card, and say how many sheets it takes."""
        fair = int(self.within[FAIR])
        self.tasks.run(
            "打印登记卡",
            lambda ledger, _: ledger.write_fair_card(fair, out),
            for_owner(self, lambda cards: self.shell.say(f"登记卡 {cards} 张，存为 {out.name}")),
        )

    def _back(self) -> None:
        if self.leave():
            self.shell.open_page("job_fair", row=int(self.within[FAIR]))


def _counted(number: FairNumber) -> str:
    return "—" if number.counted is None else f"{numbers.count(number.counted)} {number.unit}"


def _or_none(number: int | None) -> str:
    return "没有" if number is None else numbers.count(number)
