"""目标任务: the plans in force and their targets with the clauses that set them, and the township split."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.target_views import PlanView, SplitFigure, SplitSheet, SplitView, TargetView
from core.views import HistoryEntry
from ui import numbers
from ui.beside import Beside
from ui.controls import (
    CountTabs,
    EmptyState,
    LabelledField,
    PageHead,
    ground,
    line,
    line_input,
    link,
    primary,
    words,
)
from ui.history import HistoryDialog
from ui.import_steps import FILE_FILTER
from ui.page import Page, Shell
from ui.painting import SMALLEST_PAGE
from ui.split_bar import SplitBar
from ui.split_form import SplitForm, SplitPanel
from ui.target_table import TargetTable, span_words, typed_number, wanted
from ui.tasks import Progress, Tasks
from ui.township_pane import Townships, read_townships, show_townships, township_parts
from ui.why_parts import Quote

if TYPE_CHECKING:
    from core.ledger import Ledger

SPLIT, TOWNSHIPS = "split", "townships"


@dataclass(frozen=True, slots=True)
class Targets:
    """All that the page shows of a year."""

    year: int
    plans: tuple[PlanView, ...]
    targets: tuple[TargetView, ...]
    split: SplitView | None
    figures: tuple[SplitFigure, ...]
    townships: Townships


class TargetPanel(QWidget):
    """One target in full: clause, value, and changing it with a reason."""

    def __init__(self, page: TargetsPage) -> None:
        super().__init__()
        ground(self, "surface")
        self._page = page
        self.target: TargetView | None = None
        self.title = words("", "panel", wrap=True)
        self.about = words("", "secondary", wrap=True)
        self.quote = Quote()
        self.value = line_input(name="要求的数")
        self.value.setFixedWidth(140)
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.reason = line_input(name="改动原因", placeholder="如：调整文件的文号")
        self.value_field = LabelledField("要求的数", self.value)
        self.reason_field = LabelledField("改动原因", self.reason, required=True, hint="写进流水，以后查得到")
        self.button = primary("保存改动", self._save)
        self.why = link("为什么是这个数 ›", self._explain)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        for each in (self.title, self.about, self.quote, self.why, line()):
            column.addWidget(each)
        for field in (self.value_field, self.reason_field, self.button):
            column.addWidget(field)
        column.addStretch(1)

    def show_data(self, target: TargetView | None) -> None:
        """Show a target, or that none is chosen."""
        self.target = target
        self.setEnabled(target is not None)
        self.title.setText(target.label if target else "没有选中的目标")
        if target is None:
            return
        changed = "，已改过预置值" if target.changed else ""
        city = "，全市的数，只作参考，不算本区完成率" if target.scope_kind == "city" else ""
        asked = f"{wanted(target)} {target.unit}"
        self.about.setText(f"{target.scope_name}，{span_words(target)}，{asked}{changed}{city}")
        self.quote.show_data(target.clause, "")
        whole = target.value == target.value.to_integral_value()
        self.value.setText(str(int(target.value) if whole else target.value))
        self.value_field.set_error("")
        self.reason.clear()
        self.reason_field.set_error("")

    def _save(self) -> None:
        value = typed_number(self.value.text())
        if self.target is None:
            return
        self.value_field.set_error("" if value is not None else "要填不小于 0 的数")
        unchanged = value == self.target.value
        if unchanged:
            self.value_field.set_error("和现在的数一样，没有要保存的")
        reason = self.reason.text().strip()
        self.reason_field.set_error("" if reason or unchanged or value is None else "没有写原因")
        if value is not None and reason and not unchanged:
            self._page.save_target(self.target, value, reason)

    def _explain(self) -> None:
        if self.target is not None:
            self._page.shell.explain(self.target.figure, self.target.plan, self._page.shell.as_of)


class TargetsPage(Page):
    """目标任务 of the year chosen in the top bar."""

    page_key = "targets"
    title = "目标任务"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self._data: Targets | None = None
        self._kept: int | None = None
        self._wanted = ""
        self.setMinimumSize(*SMALLEST_PAGE)
        self.head = PageHead("目标任务")
        self.head.detail.setMinimumWidth(1)
        self.tabs = CountTabs("方案和分解")
        self.tabs.chosen.connect(self._show_tab)
        self.table = TargetTable()
        self.panel = TargetPanel(self)
        self.table.chosen.connect(self._target_chosen)
        self.form = SplitForm()
        self.split_panel = SplitPanel(self.form)
        self.split_panel.save.connect(self.save_split)
        self.split_bar = SplitBar()
        self.split_bar.chosen.connect(lambda _: self._read_split())
        self.split_bar.import_asked.connect(self.ask_split_sheet)
        self.split_bar.history_asked.connect(self.open_split_history)
        self.split_bar.body_added.connect(self.form.add_line)
        self.unloaded = EmptyState(
            "target-arrow", "", ("载入后，各项目标和条文进入台账，可以改，改动有记录。",)
        )
        self.load_button = primary("载入这个方案", self._load)
        self.unloaded.add_action(self.load_button)
        self.stack = QStackedWidget()
        self.stack.addWidget(Beside(self.table, self.panel))
        splitting = QWidget()
        down = QVBoxLayout(splitting)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(self.split_bar)
        down.addWidget(Beside(self.form, self.split_panel), 1)
        self.stack.addWidget(splitting)
        self.stack.addWidget(self.unloaded)
        self.townships, self.township_panel = township_parts(self.add_township, self.confirm_township)
        self.stack.addWidget(Beside(self.townships, self.township_panel))
        strip = QWidget()
        ground(strip, "surface")
        row = QHBoxLayout(strip)
        row.setContentsMargins(5, 0, 5, 0)
        row.addWidget(self.tabs)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for each in (self.head, strip, line()):
            column.addWidget(each)
        column.addWidget(self.stack, 1)

    # data

    def refresh(self) -> None:
        """Read plans, targets and the split of the year."""
        year, choice = self.shell.as_of.year, self.split_bar.choice

        def read(ledger: Ledger, _: Progress) -> Targets:
            split = ledger.split(choice.figure, year, choice.by, choice.plan)
            figures = ledger.split_figures(year)
            targets = ledger.targets(year)
            return Targets(year, ledger.plans(), targets, split, figures, read_townships(ledger))

        self.tasks.run("读取目标任务", read, self.show_data, replaces="targets")

    def arrive(self, **context: Any) -> None:
        if context.get("part") in (SPLIT, TOWNSHIPS):
            self._wanted = str(context["part"])
            self._open_tab(self._wanted)

    def show_data(self, data: Targets) -> None:
        """Show the targets of a year; what is being typed into the split stays."""
        typing = self.form.dirty and self._data is not None and self._data.split is not None
        self._data = data
        tabs: list[tuple[str, str, int | None]] = []
        for plan in data.plans:
            count = sum(self._of(each, plan) for each in data.targets)
            if count or not plan.loaded:
                tabs.append((plan.key, plan.title, count if plan.loaded else None))
        tabs.append((SPLIT, "任务分解", None))
        tabs.append((TOWNSHIPS, "镇街名录", len(data.townships.known)))
        current = self._wanted or self.tabs.current or tabs[0][0]
        self._wanted = ""
        self.tabs.set_tabs(tabs, current if current in {key for key, _, _ in tabs} else tabs[0][0])
        loaded = sum(plan.loaded for plan in data.plans)
        self.head.set_detail(f"{data.year} 年，{loaded} 个方案，{numbers.count(len(data.targets))} 项目标")
        self.split_bar.show_figures(data.figures)
        if not typing:
            self.form.show_data(data.split)
        show_townships(self.townships, self.township_panel, data.townships)
        self._show_tab(self.tabs.current)

    @staticmethod
    def _of(target: TargetView, plan: PlanView) -> bool:
        return target.plan == plan.key and target.scope_kind not in ("township", "body")

    def _plan(self) -> PlanView | None:
        plans = self._data.plans if self._data else ()
        return next((each for each in plans if each.key == self.tabs.current), None)

    def _open_tab(self, key: str) -> None:
        for at in range(self.tabs.count()):
            if self.tabs.key(at) == key:
                self._wanted = ""
                self.tabs.setCurrentIndex(at)
        self._show_tab(self.tabs.current)

    def _show_tab(self, key: str) -> None:
        if self._data is None:
            return
        plan = self._plan()
        if key == TOWNSHIPS:
            self.stack.setCurrentIndex(3)
        elif key == SPLIT or plan is None:
            self.stack.setCurrentIndex(1)
        elif plan.loaded:
            shown = [each for each in self._data.targets if self._of(each, plan)]
            self.table.show_data(shown, self._kept)
            self.stack.setCurrentIndex(0)
        else:
            self.unloaded.sentence.setText(f"{plan.title}还没有载入（{plan.document}）")
            self.stack.setCurrentIndex(2)

    def _target_chosen(self, target: TargetView | None) -> None:
        self._kept = target.id if target else None
        self.panel.show_data(target)

    # changing

    def _load(self) -> None:
        plan = self._plan()
        if plan is not None:
            key, title = plan.key, plan.title
            self.tasks.run(
                "载入方案",
                lambda ledger, _: ledger.load_plan(key),
                lambda _: self.shell.say(f"已载入{title}"),
            )

    def save_target(self, target: TargetView, value: Any, reason: str) -> None:
        """Change a target's value; the reason goes into the journal."""
        self.tasks.run(
            "保存目标",
            lambda ledger, _: ledger.set_target(target.id, value, reason),
            lambda _: self.shell.say(f"已改“{target.label}”，原因记入流水"),
        )

    def add_township(self, name: str) -> None:
        """Add a township to the list; rows that wait under its name go there."""

        def added(_: object) -> None:
            self.shell.say(f"已添加{name}")
            self.refresh()

        self.tasks.run("添加镇街", lambda ledger, _: ledger.add_township(name), added)

    def confirm_township(self, text: str, key: str) -> None:
        """Put a sheet's word to a township, once for all."""
        self.tasks.run(
            "确认镇街写法",
            lambda ledger, _: ledger.confirm_township(text, key),
            lambda _: self.shell.say(f"“{text}”已归入，以后的表照此归入"),
        )

    def save_split(self, reason: str) -> None:
        """Keep the split as typed, whether it adds up or not; the checks of the return look at it."""
        if self._data is None:
            return
        year, values, choice = self._data.year, self.form.values(), self.split_bar.choice

        def saved(split: SplitView | None) -> None:
            self.form.show_data(split)
            self.split_bar.told.hide()
            self.shell.say("分解已保存，改动记入流水")

        def save(ledger: Ledger, _: Progress) -> Any:
            return ledger.set_split(choice.figure, year, values, reason, choice.by, choice.plan)

        def read(ledger: Ledger, _: Progress) -> SplitView | None:
            return ledger.split(choice.figure, year, choice.by, choice.plan)

        self.tasks.run("保存分解", save)
        self.tasks.run("读取分解", read, saved)

    def _read_split(self) -> None:
        """Another target, or another way to split it."""
        if self.form.dirty:
            self.shell.say("没保存的分解数没有留下，改之前先保存", "warn")
        year, choice = self.shell.as_of.year, self.split_bar.choice
        self.tasks.run(
            "读取分解",
            lambda ledger, _: ledger.split(choice.figure, year, choice.by, choice.plan),
            self.form.show_data,
        )

    def ask_split_sheet(self) -> None:
        """Ask for the sheet that holds the parts."""
        chosen, _ = QFileDialog.getOpenFileName(self, "选分解表", "", FILE_FILTER)
        if chosen:
            self.read_split_sheet(Path(chosen))

    def read_split_sheet(self, path: Path) -> None:
        """Fill the form from a sheet; nothing is written before 保存分解."""
        year, choice = self.shell.as_of.year, self.split_bar.choice

        def show(sheet: SplitSheet) -> None:
            self.form.fill(sheet.matched)
            self.split_bar.tell_sheet(sheet, self.form.unit)

        self.tasks.run(
            "读取分解表",
            lambda ledger, _: ledger.read_split(path, choice.figure, year, choice.by, choice.plan),
            show,
        )

    def open_split_history(self) -> None:
        """Who changed which part, when and why."""
        year, choice = self.shell.as_of.year, self.split_bar.choice

        def show(entries: tuple[HistoryEntry, ...]) -> None:
            dialog = HistoryDialog("任务分解", entries, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

        self.tasks.run(
            "分解记录",
            lambda ledger, _: ledger.split_history(choice.figure, year, choice.by, choice.plan),
            show,
        )

    def leave(self) -> bool:
        if self.form.dirty:
            self.shell.say("任务分解有没保存的数，回到目标任务可以接着填", "warn")
        return True
