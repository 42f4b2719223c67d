"""The window at work: top bar, rail, pages, status bar; and what pages may ask of it (`ui.page.Shell`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from core.due_date import due_on, next_due
from core.errors import Cancelled, LedgerFault
from core.info import LedgerInfo
from core.section import Section
from core.unfinished import UnfinishedView
from core.views import Change, Query, ReturnMonth, RowState
from ui.alerts import show_fault
from ui.buttons import link
from ui.chips import IconMark
from ui.dropped import dropped_files
from ui.keeping import Keeper
from ui.page import Page
from ui.page_places import PAGE_OF_SECTION
from ui.pages import PAGES
from ui.rail import Rail
from ui.rail_entries import rail_groups
from ui.read_only_banner import ReadOnlyBanner
from ui.status_bar import StatusBar
from ui.tasks import Progress, Tasks
from ui.top_bar import SHORTCUT, TopBar
from ui.unfinished import OfferStrip, UnfinishedDialog, target
from ui.words import ground, line, words

if TYPE_CHECKING:
    from core.backup_desk import BackupRound
    from core.ledger import Ledger
    from ui.why_panel import WhyPanel

FOLD_BELOW = 1280
TINY_BELOW = 640
_HOME = "overview"
_SHOW_WORK_AFTER = 400
"""Milliseconds that a job may run before the status bar shows it."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the frame itself shows of the ledger."""

    counts: dict[str, int]
    backup_age: timedelta | None
    months: tuple[ReturnMonth, ...]
    drafts: int


class DemoStrip(QWidget):
    """32 px over everything while the demonstration ledger is open."""

    leave = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(32)
        ground(self, "demo_bg")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(8)
        row.addWidget(IconMark("info-circle", "demo"))
        row.addWidget(words("演示台账：数据全是编的，不能上报。", "section", "demo"))
        row.addStretch(1)
        row.addWidget(link("打开正式台账 ›", self.leave.emit, role="demo"))
        outer.addLayout(row, 1)
        outer.addWidget(line("demo"))
        self.setAccessibleName("演示台账")


class Workspace(QWidget):
    """An open ledger. Made when it opens and thrown away when it closes or locks.

    Pages are made when first shown. `today` is the day the program takes for today (fixed in pictures).
    """

    lock_wanted = Signal()
    reopen_wanted = Signal(object, str)
    leave_demonstration = Signal()
    help_wanted = Signal()
    page_shown = Signal(str)

    def __init__(
        self, tasks: Tasks, info: LedgerInfo, sections: Sequence[Section], today: date | None = None
    ) -> None:
        super().__init__()
        ground(self, "window")
        self.setAcceptDrops(True)
        self.tasks = tasks
        self.info = info
        self.today = today or info.shown_day(date.today())
        self.as_of = self._cut_off_of(info.year if self.today.year < info.year else self.today.year)
        self._year = self.as_of.year
        titles = {section.key: section.title for section in sections}
        self._groups = rail_groups(frozenset(titles))
        self.pages: dict[str, Page] = {}
        self._trail: list[str] = []
        self._left: list[UnfinishedView] = []
        self._key = ""
        self._why: WhyPanel | None = None
        self._tiny = False
        self._build(titles)
        self.keeper = Keeper(tasks, self, self._page_now)
        self._connect()
        self._shortcuts()
        self._look_whether_writable()
        self.tasks.run("读取", lambda ledger, _: ledger.left_unfinished(), self._offer)
        self.update_facts()

    def _build(self, titles: Mapping[str, str]) -> None:
        info = self.info
        years = range(min(info.year, self._year), max(self.today.year, info.year) + 1)
        self.top_bar = TopBar(self.tasks, info, titles, years)
        self.top_bar.show_year(self._year)
        self.rail = Rail(self._groups, info.demonstration)
        self.stack = QStackedWidget()
        self.status = StatusBar(self.today)
        self.left_strip = OfferStrip()
        self.banner = ReadOnlyBanner()
        self._rail_edge = line(upright=True)
        self.body = QWidget()
        across = QHBoxLayout(self.body)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addWidget(self._rail_edge)
        across.addWidget(self.stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if info.demonstration:
            strip = DemoStrip()
            strip.leave.connect(self.leave_demonstration)
            column.addWidget(strip)
        column.addWidget(self.top_bar)
        column.addWidget(self.banner)
        column.addWidget(self.left_strip)
        column.addWidget(self.body, 1)
        column.addWidget(self.status)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.open_page)
        self.left_strip.asked.connect(self._show_left)
        self.top_bar.year_chosen.connect(self.choose_year)
        self.top_bar.lock_wanted.connect(self.lock_wanted)
        self.top_bar.help_wanted.connect(self.help_wanted)
        self.top_bar.menu_wanted.connect(self._show_menu)
        self.top_bar.search.found.connect(self.open_row)
        self.status.cancel.connect(self.tasks.cancel)
        self.status.return_wanted.connect(lambda: self.open_page("return"))
        self.status.backup_wanted.connect(lambda: self.open_page("system"))
        self.status.drafts_wanted.connect(
            lambda: self.open_page("placement", query=Query(state=RowState.DRAFT), title="草稿")
        )
        self._work_timer = QTimer(self)
        self._work_timer.setSingleShot(True)
        self._work_timer.setInterval(_SHOW_WORK_AFTER)
        self._work_timer.timeout.connect(self._show_work)
        self._work: tuple[str, float, str] = ("", -1.0, "")
        self.tasks.progress.connect(self._progressed)
        self.tasks.busy_changed.connect(self._busy_changed)
        self.tasks.changed.connect(self._changed)
        self.tasks.saving.connect(self.status.show_saving)
        self.tasks.saved.connect(self._saved)
        self.tasks.failed.connect(self._failed)
        self._clock = QTimer(self)
        self._clock.setInterval(60_000)
        self._clock.timeout.connect(self._tick)
        self._clock.start()

    def _shortcuts(self) -> None:
        pairs: tuple[tuple[str, Callable[[], object]], ...] = (
            (SHORTCUT, self.top_bar.focus_search),
            ("F1", self.help_wanted.emit),
            ("F5", self.reload),
        )
        for keys, act in pairs:
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    # what pages may ask

    def open_page(self, key: str, **context: Any) -> None:
        """Show a page, or the page that shows a section; nothing happens for an unknown key."""
        page_key = PAGE_OF_SECTION.get(key, key)
        if page_key != key:
            context.setdefault("section", key)
        if page_key not in PAGES:
            return
        current = self.pages.get(self._key)
        if page_key != self._key and current is not None and not current.leave():
            self.rail.mark(current.rail_key or self._key)
            return
        self._show(page_key)
        if context:
            self.pages[page_key].arrive(**context)
            self.rail.mark(self.pages[page_key].rail_key or page_key)

    def open_row(self, section: str, row: int) -> None:
        """Show one row of a section; of a person everything that is recorded."""
        self.open_page("person_card" if section == "person" else section, row=row)

    def explain(self, figure_key: str, plan: str | None = None, as_of: date | None = None) -> None:
        """Slide 为什么是这个数 over the right half of the pages."""
        if self._why is None:
            from ui.why_panel import WhyPanel

            self._why = WhyPanel(self.tasks, self, self.body)
        self._why.explain(figure_key, plan, as_of or self.as_of)

    def say(self, text: str, light: str = "ok") -> None:
        """Say something in the status bar, until something else is said."""
        self.status.say(text, light)

    def go_back(self) -> None:
        """Show the page that was shown before."""
        if len(self._trail) > 1:
            self._trail.pop()
            self.open_page(self._trail.pop())

    def reopen(self, make: Callable[[Progress], Ledger], reason: str) -> None:
        """Ask the window to close this ledger and open another in its place."""
        self.reopen_wanted.emit(make, reason)

    def keep(self, place: str, title: str, content: Mapping[str, Any] | None) -> None:
        """Keep what is typed in a place until it is saved."""
        self.keeper.note(place, title, content)

    def let_go(self, place: str) -> None:
        """What is typed in a place is being saved."""
        self.keeper.let_go(place)

    def choose_year(self, year: int) -> None:
        """Look at another year: figures at its last day, or today in the current one."""
        self._year = year
        self.as_of = self._cut_off_of(year)
        self.reload()

    def reload(self) -> None:
        """Ask the ledger for everything again (F5)."""
        for page in self.pages.values():
            page.mark_stale(Change(frozenset()))
        self.update_facts()

    # what the last opening left unsaved

    def _page_now(self) -> tuple[str, str]:
        page = self.pages.get(self._key)
        return self._key, page.title if page is not None else ""

    def _offer(self, left: Sequence[UnfinishedView]) -> None:
        self._left = list(left)
        self.left_strip.offer(self._left)

    def _show_left(self) -> None:
        dialog = UnfinishedDialog(self, self._left, frozenset(PAGES))
        dialog.taken.connect(self._take_up)
        dialog.dropped.connect(self._drop)
        dialog.open()

    def _take_up(self, each: UnfinishedView) -> None:
        """Its page types it again; what is typed there is kept anew."""
        found = target(each, frozenset(PAGES))
        if found is None:
            return
        self.open_page(found[0], **found[1])
        if found[1]:
            self._drop(each)

    def _drop(self, each: UnfinishedView) -> None:
        self._offer([other for other in self._left if other is not each])
        place = each.place
        self.tasks.run("留存输入", lambda ledger, _: ledger.forget_unfinished(place))

    # files from the desktop

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Tables may be dropped anywhere; a page that takes files of its own is asked first by Qt."""
        if dropped_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = dropped_files(event)
        if paths:
            event.acceptProposedAction()
            self.open_page("import", files=paths)

    # the frame's own

    def _cut_off_of(self, year: int) -> date:
        return self.today if year == self.today.year else date(year, 12, 31)

    def _show(self, key: str) -> None:
        page = self.pages.get(key)
        if page is None:
            page = PAGES[key](self.tasks, self)
            self.pages[key] = page
            self.stack.addWidget(page)
        if key != self._key:
            self.say("", "note")
            self._trail = [*self._trail[-9:], key]
        self._key = key
        if self._why is not None:
            self._why.hide()
        fresh = page.focusWidget() is None
        self.stack.setCurrentWidget(page)
        self.rail.mark(page.rail_key or key)
        self.top_bar.page_name.setText(page.title)
        self._fill_more(page)
        page.refresh_if_stale()
        if fresh:
            page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.page_shown.emit(key)

    def rail_pages(self) -> tuple[str, ...]:
        """Keys of the pages in the rail, from the top."""
        return tuple(entry.page for group in self._groups for entry in group.entries)

    def _fill_more(self, page: Page) -> None:
        menu = QMenu(self.top_bar.more)
        menu.addActions(page.compact_actions())
        if menu.actions():
            menu.addSeparator()
        menu.addAction("操作手册", self.help_wanted.emit)
        menu.addAction("锁定", self.lock_wanted.emit)
        old = self.top_bar.more.menu()
        self.top_bar.more.setMenu(menu)
        if old is not None:
            old.deleteLater()

    def _show_menu(self) -> None:
        menu = QMenu(self)
        for at, group in enumerate(self._groups):
            if at:
                menu.addSeparator()
            for entry in group.entries:
                menu.addAction(entry.title, lambda page=entry.page: self.open_page(page))
        below = self.top_bar.menu.mapToGlobal(self.top_bar.menu.rect().bottomLeft())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(below)

    def _tick(self) -> None:
        """Once a minute: a backup when one is due, then the facts of the frame."""
        if not self.tasks.busy:
            self.tasks.run("自动备份", _backup_by_clock, self._backed_up, self._not_backed_up)
        self._look_whether_writable()
        self.update_facts()

    def _look_whether_writable(self) -> None:
        self.tasks.run(
            "读取",
            lambda ledger, _: (ledger.why_not_writable(),),
            lambda found: self.banner.show_fault(found[0]),
            replaces="writable",
        )

    def _backed_up(self, done: BackupRound | None) -> None:
        if done is not None and done.second_problem:
            self.say(done.second_problem, "warn")

    def _not_backed_up(self, fault: LedgerFault) -> None:
        self.say(f"没有备份成：{fault.happened}", "warn")

    def update_facts(self) -> None:
        """Ask for counts, backup age, the next return and drafts."""
        year, today = self._year, self.today

        def ask(ledger: Ledger, _: Progress) -> _Facts:
            return _Facts(
                ledger.counts(),
                ledger.backup_age(),
                ledger.return_months(year, today, compare=False),
                ledger.totals("placement", Query(state=RowState.DRAFT)).rows,
            )

        self.tasks.run("读取", ask, self._show_facts, replaces="frame")

    def _show_facts(self, facts: _Facts) -> None:
        self.rail.set_counts(facts.counts)
        self.status.show_backup(facts.backup_age)
        self.status.show_drafts(facts.drafts)
        self._show_due(facts.months)

    def _show_due(self, months: Sequence[ReturnMonth]) -> None:
        month = next_due(self.today)
        if any(each.month == str(month) and each.state == "submitted" for each in months):
            month = month.shifted(1)
        day = due_on(month)
        left = (day - self.today).days
        on_the_way = ("in_review", "returned", "approved")
        told = [each.state_text for each in months if each.month == str(month) and each.state in on_the_way]
        name = f"{month.number} 月月报{''.join(told)}"
        rest = f"还有 {left} 天" if left else "今天到期"
        self.status.show_due(f"{name} {day.month} 月 {day.day} 日前上报，{rest}", f"{name}：{rest}")

    def _changed(self, change: Change) -> None:
        for page in list(self.pages.values()):
            page.mark_stale(change)
        self.update_facts()

    def _failed(self, fault: LedgerFault) -> None:
        self._look_whether_writable()
        show_fault(self, fault)

    def _saved(self, fault: LedgerFault | None) -> None:
        if fault is None or isinstance(fault, Cancelled):
            self.status.show_saved(datetime.now())
        else:
            self.status.show_unsaved(fault.happened.rstrip("。"))
            self._look_whether_writable()

    def _progressed(self, label: str, share: float, text: str) -> None:
        self._work = (label, share, text)
        if self.status.work.isVisible():
            self._show_work()
        elif not self._work_timer.isActive():
            self._work_timer.start()

    def _show_work(self) -> None:
        if self.tasks.busy:
            self.status.work.show_progress(*self._work)

    def _busy_changed(self, busy: bool) -> None:
        if not busy:
            self._work_timer.stop()
            self.status.work.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange(event.size().width())

    def arrange(self, width: int) -> None:
        """Fit this logical width: wide, folded rail below 1280, one bar below 640."""
        self._tiny = width < TINY_BELOW
        self.rail.setVisible(not self._tiny)
        self._rail_edge.setVisible(not self._tiny)
        if self.rail.folded != (width < FOLD_BELOW):
            self.rail.fold(width < FOLD_BELOW)
        self.top_bar.arrange(width)
        self.status.shorten(width < FOLD_BELOW)


def _backup_by_clock(ledger: Ledger, _: Progress) -> BackupRound | None:
    """Nothing is due where nothing can be changed; the banner says why."""
    return ledger.backup_by_clock() if ledger.why_not_writable() is None else None
