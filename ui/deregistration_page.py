"""注销候选: registrations as unemployed that may have to end, by ground; chosen ones end together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QStackedWidget, QVBoxLayout, QWidget

from core.deregistration import GROUNDS, IN_WORK, RULES, Candidate, Ending
from core.views import Query
from ui.beside import Beside
from ui.controls import (
    CountTabs,
    EmptyState,
    LabelledField,
    PageHead,
    Strip,
    combo,
    ground,
    line,
    line_input,
    link,
    plain,
    primary,
    text_input,
    words,
)
from ui.filter import date_prefix
from ui.page import Page, Shell
from ui.painting import SMALLEST_PAGE
from ui.reading_table import Column
from ui.tasks import Tasks
from ui.theme import font
from ui.value_table import Line, ValueTable

WORDS = {
    "over_age": "超出登记年龄",
    "in_work": "处于就业状态",
    "ended_request": "终止就业要求",
    "out_of_contact": "失去联系",
}
COLUMNS = (
    Column("行号", 60, figure=True, quiet=True),
    Column("姓名", 76),
    Column("证件号", 150, quiet=True),
    Column("登记日期", 92),
    Column("起算日期", 92),
    Column("依据", 240),
)


class EndingPanel(QWidget):
    """What is recorded of the chosen registrations."""

    def __init__(self, page: DeregistrationPage) -> None:
        super().__init__()
        ground(self, "surface")
        self._page = page
        self.title = words("注销登记", "panel")
        self.chosen = words("", "secondary", wrap=True)
        self.on = line_input(name="注销日期")
        self.notified = line_input(name="告知日期", placeholder="还没告知就空着")
        self.how = combo((("", "没有告知"),), "告知方式")
        self.reason = text_input(name="核实情况", placeholder="如：6 月 29 日电话核实，已在企业上班")
        self.reason.setFixedHeight(72)
        self.also = QCheckBox("没有再就业日期的，同时记为起算日期")
        self.also.setFont(font(13))
        self.also.setChecked(True)
        self.fields = {
            "on": LabelledField("注销日期", self.on, required=True),
            "notified": LabelledField("告知日期", self.notified, hint="注销要以适当方式告知本人"),
            "how": LabelledField("告知方式", self.how),
            "reason": LabelledField("核实情况", self.reason, required=True, hint="写进流水和各行的历史"),
        }
        self.button = primary("注销", page.end)
        self.said = words("选中的行一起注销，记一条流水；没选的不动。", "caption", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        for each in (self.title, self.chosen, *self.fields.values(), self.also, self.button, self.said):
            column.addWidget(each)
        column.addStretch(1)

    def begin(self, today: date, ways: Sequence[tuple[str, str]]) -> None:
        """Fill the day in, and the ways of telling."""
        if not self.on.text():
            self.on.setText(today.isoformat())
        if self.how.count() == 1:
            for key, text in ways:
                self.how.addItem(text, key)

    def show_chosen(self, chosen: Sequence[Candidate], kind: str) -> None:
        """Say how many would end."""
        self.setEnabled(bool(chosen))
        self.also.setVisible(kind == IN_WORK)
        number = (
            f"{len(chosen):,} 人，原因：{WORDS[kind]}" if chosen else "没有选中的登记。点一行选中，再点取消。"
        )
        self.chosen.setText(number)
        self.button.setText(f"注销 {len(chosen):,} 人" if chosen else "注销")
        self.button.updateGeometry()

    def ending(self, kind: str, chosen: Sequence[Candidate]) -> Ending | None:
        """What was filled in; None after saying what is wrong."""
        on, notified = _day(self.on.text()), _day(self.notified.text())
        typed = self.notified.text().strip()
        how = str(self.how.currentData() or "")
        reason = self.reason.toPlainText().strip()
        self.fields["on"].set_error("" if on else "日期写成 2026-06-30 这样")
        self.fields["notified"].set_error("日期写成 2026-06-30 这样" if typed and notified is None else "")
        self.fields["how"].set_error("告知了要选方式" if notified and not how else "")
        self.fields["reason"].set_error("" if reason else "没有写核实情况")
        if on is None or not reason or (typed and notified is None) or (notified and not how):
            return None
        since = {each.row: each.since for each in chosen} if self.also.isChecked() else {}
        return Ending(kind, on, notified, how if notified else "", reason, since)


class DeregistrationPage(Page):
    """失业登记 › 注销候选. Nothing ends before someone says so."""

    page_key = "deregistration"
    title = "注销候选"
    rail_key = "unemployment"
    watches = frozenset(("unemployment", "placement", "service", "unemployed_leaver", "person"))

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self._found: tuple[Candidate, ...] = ()
        self.setMinimumSize(*SMALLEST_PAGE)
        self.head = PageHead("注销候选", "", "失业登记")
        self.head.back.connect(lambda: shell.open_page("unemployment"))
        self.tabs = CountTabs("注销原因")
        self.tabs.chosen.connect(self._show_tab)
        self.rule = Strip("", "mute")
        self.rule.tools.addWidget(plain("全选", self.choose_all))
        self.rule.tools.addWidget(link("看这些行", self._open_rows))
        self.table = ValueTable("注销候选", COLUMNS)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._say_chosen())
        self.panel = EndingPanel(self)
        self.nothing = EmptyState("user-search", "没有要注销的登记", ("按这一条没有查到需要核实的人。",))
        self.stack = QStackedWidget()
        self.stack.addWidget(Beside(self.table, self.panel))
        self.stack.addWidget(self.nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        strip = QWidget()
        ground(strip, "surface")
        inside = QVBoxLayout(strip)
        inside.setContentsMargins(5, 0, 5, 0)
        inside.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignLeft)
        for each in (self.head, strip, line(), self.rule):
            column.addWidget(each)
        column.addWidget(self.stack, 1)

    def refresh(self) -> None:
        """Look for candidates at the day shown."""
        as_of = self.shell.as_of

        def read(ledger: Any, _: object) -> Any:
            return ledger.deregistration_candidates(as_of), ledger.code_choices("notice_kind")

        self.tasks.run("查找注销候选", read, lambda got: self.show_data(*got), replaces="deregistration")

    def show_data(self, found: tuple[Candidate, ...], ways: Sequence[tuple[str, str]]) -> None:
        """Show the candidates by ground."""
        self._found = found
        self.panel.begin(self.shell.today, ways)
        tabs = [(kind, WORDS[kind], sum(each.ground == kind for each in found)) for kind in GROUNDS]
        kept = self.tabs.current
        first = next((kind for kind, _, count in tabs if count), GROUNDS[0])
        self.tabs.set_tabs(tabs, kept if kept in GROUNDS and any(e.ground == kept for e in found) else first)
        people = len({each.row for each in found})
        self.head.set_detail(f"{people:,} 人可能要注销，核实以后再办")
        self._show_tab(self.tabs.current)

    @property
    def shown(self) -> tuple[Candidate, ...]:
        """The candidates of the ground in view."""
        return tuple(each for each in self._found if each.ground == self.tabs.current)

    def _show_tab(self, kind: str) -> None:
        self.rule.say(f"查法：{RULES.get(kind, '')}。")
        self.table.show_data([_line(each) for each in self.shown])
        self.table.clearSelection()
        self.stack.setCurrentIndex(0 if self.shown else 1)
        self._say_chosen()

    def chosen(self) -> tuple[Candidate, ...]:
        """The candidates that are selected."""
        rows = {index.row() for index in self.table.selectionModel().selectedRows()}
        return tuple(each for place, each in enumerate(self.shown) if place in rows)

    def choose_all(self) -> None:
        """Select all of this ground."""
        self.table.selectAll()

    def _say_chosen(self) -> None:
        if self.tabs.current in WORDS:
            self.panel.show_chosen(self.chosen(), self.tabs.current)

    def _open_rows(self) -> None:
        ids = tuple(each.row for each in self.shown)
        if ids:
            title = f"{WORDS[self.tabs.current]}，{len(ids):,} 行"
            self.shell.open_page("unemployment", query=Query(ids=ids), title=title)

    def end(self) -> None:
        """End the chosen registrations as the panel says."""
        chosen, kind, today = self.chosen(), self.tabs.current, self.shell.today
        ending = self.panel.ending(kind, chosen)
        if ending is None or not chosen:
            return
        rows = [each.row for each in chosen]

        def ended(_: object) -> None:
            self.panel.reason.clear()
            told = "" if ending.notified_on else "，还没有告知本人"
            self.shell.say(f"已注销 {len(rows):,} 人{told}", "ok" if ending.notified_on else "warn")
            self.refresh()

        self.tasks.run("注销登记", lambda ledger, _: ledger.deregister(rows, ending, today), ended)


def _line(each: Candidate) -> Line:
    return Line(
        (
            f"{each.row:,}",
            each.name,
            each.number_masked,
            each.registered_on.isoformat(),
            each.since.isoformat(),
            each.why,
        ),
        key=str(each.row),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(date_prefix(text))
    except ValueError:
        return None
