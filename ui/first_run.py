"""建立台账: the first run, from choosing the district to the open ledger; or the demonstration ledger."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.errors import Cancelled, LedgerFault
from core.info import LedgerInfo
from core.returns.body_font import offered
from ui.alerts import APP_TITLE, show_fault
from ui.buttons import link, plain, primary
from ui.door import Card
from ui.first_run_steps import AccountStep, BackupStep, DoneStep, RecoveryStep, StepList, UnitStep
from ui.recent import documents
from ui.tasks import Job, Progress, Tasks
from ui.unit_facts import UnitFacts
from ui.unit_table import latest_year
from ui.words import elided, ground, line, words

if TYPE_CHECKING:
    from core.ledger import Ledger

SIZE = (1100, 640)
_WITH_STEPS, _WITH_FACTS = 600, 860
_UNIT, _ACCOUNT, _CODE, _BACKUP, _DONE = range(5)
DEMONSTRATION = ("永川区", 2025, 10_000, 1)
"""Unit, year, rows and seed of the demonstration ledger."""


class FirstRunCard(Card):
    """Five steps. `opened` comes at the end, `other_ledger` when the clerk has a ledger already."""

    opened = Signal(object)
    other_ledger = Signal(str)

    def __init__(self, tasks: Tasks, folder: Path | None = None, today: date | None = None) -> None:
        super().__init__(APP_TITLE)
        day = today or date.today()
        self._tasks = tasks
        self._folder = folder or documents()
        self._year = latest_year(day)
        self._info: LedgerInfo | None = None
        self._job: Job | None = None
        self.setMaximumSize(*SIZE)
        self.setMinimumSize(440, 260)
        self.steps = StepList()
        self.unit = UnitStep(self._year, day)
        self.account = AccountStep()
        self.recovery = RecoveryStep()
        self.backup = BackupStep()
        self.done = DoneStep()
        self.facts = UnitFacts(self._year)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.unit)
        for step in (self.account, self.recovery, self.backup, self.done):
            self.pages.addWidget(_scrolled(step))
        self.back = plain("上一步", self.go_back)
        self.next = primary("下一步", self.go_on)
        self.cancel = plain("取消", self._quit)
        self.why_not = words("", "caption")
        self._build()
        self.closed.connect(self._quit)
        self.unit.table.selectionModel().currentRowChanged.connect(lambda *_: self._unit_changed())
        self.unit.search.returnPressed.connect(self.go_on)
        self.account.second.returnPressed.connect(self.go_on)
        self.recovery.kept_changed.connect(lambda _: self._arrange())
        self._unit_changed()
        self._arrange()

    def _build(self) -> None:
        across = QHBoxLayout()
        across.setSpacing(0)
        self.side = self._left()
        across.addWidget(self.side)
        middle = QVBoxLayout()
        middle.setSpacing(0)
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(self.pages, 1)
        self.facts.setFixedWidth(262)
        ground(self.facts, "sunken")
        upper.addWidget(self.facts)
        middle.addLayout(upper, 1)
        middle.addWidget(line())
        middle.addLayout(self._foot())
        across.addLayout(middle, 1)
        self.body.addLayout(across, 1)

    def _left(self) -> QWidget:
        left = QWidget()
        left.setFixedWidth(210)
        ground(left, "rail")
        column = QVBoxLayout(left)
        column.setContentsMargins(20, 24, 17, 20)
        column.setSpacing(0)
        column.addWidget(words("建立台账", "page"))
        column.addSpacing(18)
        column.addWidget(self.steps)
        column.addStretch(1)
        self.existing = link("已有台账，打开…", self._open_existing)
        column.addWidget(self.existing)
        column.addSpacing(10)
        self.demo_box = self._demo_box()
        column.addWidget(self.demo_box)
        return left

    def _demo_box(self) -> QWidget:
        box = QWidget()
        ground(box, "demo_bg")
        column = QVBoxLayout(box)
        column.setContentsMargins(10, 9, 10, 9)
        column.setSpacing(3)
        column.addWidget(words("先看看？", "section", "demo"))
        column.addWidget(words("打开演示台账，数据全是编的，与正式台账分开。", "label", wrap=True))
        column.addSpacing(4)
        self.demo = link("打开演示台账 ›", self.open_demonstration, role="demo", small=True, strong=True)
        column.addWidget(self.demo)
        self._demo_words = words("", "label", wrap=True)
        self._demo_bar = QProgressBar()
        self._demo_bar.setTextVisible(False)
        self._demo_bar.setAccessibleName("演示台账的进度")
        self._demo_stop = link("取消", self._stop_demo, small=True)
        self._demo_progress = (self._demo_words, self._demo_bar, self._demo_stop)
        for part in self._demo_progress:
            column.addWidget(part)
            part.hide()
        return box

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 11, 16, 12)
        foot.setSpacing(6)
        self.place = elided("", "label", mode=Qt.TextElideMode.ElideMiddle)
        self.elsewhere = link("换位置…", self._choose_folder)
        foot.addWidget(self.place)
        foot.addWidget(self.elsewhere)
        foot.addStretch(1)
        foot.addWidget(self.why_not)
        foot.addSpacing(6)
        foot.addWidget(self.back)
        foot.addSpacing(4)
        foot.addWidget(self.next)
        foot.addWidget(self.cancel)
        return foot

    def sizeHint(self) -> QSize:
        return QSize(*SIZE)

    def hasHeightForWidth(self) -> bool:
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.setVisible(event.size().width() >= _WITH_STEPS)
        self.facts.setVisible(event.size().width() >= _WITH_FACTS)

    def begin(self) -> None:
        self.unit.search.setFocus()

    @property
    def at(self) -> int:
        """Number of the step shown, from 0."""
        return self.pages.currentIndex()

    @property
    def path(self) -> Path:
        """Where the ledger will lie: the folder and the unit's name."""
        chosen = self.unit.chosen
        return self._folder / f"{chosen.unit.name if chosen else ''}.ledger"

    def go_on(self) -> None:
        """Next step; does what the step stands for first."""
        if not self.next.isEnabled():
            return
        if self.at == _UNIT and self.unit.chosen is not None:
            self._show(_ACCOUNT)
            self.account.first.setFocus()
        elif self.at == _ACCOUNT:
            if not self.account.problem():
                self._create()
        elif self.at == _CODE:
            self.backup.folder.setText(str(self.path.with_suffix(".backups")))
            self._show(_BACKUP)
        elif self.at == _BACKUP:
            self._first_backup()
        elif self.at == _DONE and self._info is not None:
            self.recovery.forget()
            self._begin(self._info)

    def go_back(self) -> None:
        """The step before; not past the ledger's making."""
        if self.at in (_ACCOUNT, _BACKUP):
            self._show(self.at - 1)

    def _show(self, step: int) -> None:
        self.pages.setCurrentIndex(step)
        self.steps.show_step(step)
        self._arrange()

    def _arrange(self) -> None:
        at = self.at
        made = self._info is not None
        self.back.setVisible(at in (_UNIT, _ACCOUNT, _BACKUP))
        self.back.setEnabled(at != _UNIT)
        self.cancel.setVisible(not made)
        self.elsewhere.setVisible(not made)
        self.existing.setVisible(not made)
        self.demo_box.setVisible(not made)
        self.next.setText({_ACCOUNT: "建立台账", _DONE: "开始使用"}.get(at, "下一步"))
        waiting = at == _CODE and not self.recovery.kept
        self.next.setEnabled(not waiting)
        self.why_not.setText("收好恢复码就能进下一步" if waiting else "")
        self.next.updateGeometry()
        self._show_place()

    def _show_place(self) -> None:
        path = self.path
        home = str(Path.home())
        shown = str(path.parent / path.stem)
        self.place.setText(f"台账存放：{shown.replace(home, '~', 1) if shown.startswith(home) else shown}")

    def _unit_changed(self) -> None:
        chosen = self.unit.chosen
        if chosen is not None:
            self.facts.show_unit(chosen)
        self._show_place()

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "台账存放位置", str(self._folder))
        if folder:
            self._folder = Path(folder)
            self._show_place()

    def _open_existing(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "打开台账", str(self._folder), "台账 (*.ledger)")
        if name:
            self.other_ledger.emit(name)

    def _create(self) -> None:
        chosen = self.unit.chosen
        assert chosen is not None
        path, unit, year = self.path, chosen.unit.key, self._year
        account, password = self.account.account.text().strip(), self.account.first.text()
        code: list[str] = []

        def make(_: Progress) -> Ledger:
            from core.ledger import Ledger

            path.parent.mkdir(parents=True, exist_ok=True)
            ledger, recovery = Ledger.create(path, unit, year, password, account)
            code.append(recovery)
            return ledger

        def made(info: LedgerInfo) -> None:
            self._info = info
            self.recovery.show_code(info.unit_name, code[0])
            self.account.clear_passwords()
            self._waiting(False)
            self._show(_CODE)

        self._waiting(True)
        self._tasks.open("建立台账", make, made, self._refused)

    def _first_backup(self) -> None:
        folder = Path(self.backup.folder.text())

        def backup(ledger: Ledger, _: Progress) -> Path:
            folder.mkdir(parents=True, exist_ok=True)
            return ledger.backup(folder)

        def made(backed: Path) -> None:
            self._waiting(False)
            info = self._info
            assert info is not None
            self.done.show_lines(
                [
                    (f"{info.unit_name}台账", str(info.path)),
                    ("第一份备份，已核对能打开", str(backed)),
                    (f"账号 {info.account}", f"{info.role_words}；密码只有您知道"),
                    ("恢复码已收好", "忘记密码时用它打开"),
                ]
            )
            self.done.offer_font(offered())
            self._show(_DONE)

        self._waiting(True)
        self._tasks.run("第一次备份", backup, made, self._backup_refused)

    def _begin(self, info: LedgerInfo) -> None:
        """Keep the chosen body font, then open the ledger; a font that cannot be used keeps nobody out."""
        name = self.done.font_name

        def refused(fault: LedgerFault) -> None:
            show_fault(self.window(), fault)
            self.opened.emit(info)

        if name:
            self._tasks.run(
                "保存设置",
                lambda ledger, _: ledger.set_setting("body_font", name, "建台账时选定"),
                lambda _: self.opened.emit(info),
                refused,
            )
        else:
            self.opened.emit(info)

    def _backup_refused(self, fault: LedgerFault) -> None:
        self._waiting(False)
        self.backup.field.set_error(f"{fault.happened}{fault.todo}")

    def _refused(self, fault: LedgerFault) -> None:
        self._waiting(False)
        show_fault(self.window(), fault)

    def _waiting(self, on: bool) -> None:
        self.next.setEnabled(not on)
        self.back.setEnabled(not on)
        self.why_not.setText("正在做，请等一等" if on else "")

    # the demonstration ledger

    def open_demonstration(self) -> None:
        """Build the demonstration ledger anew in a folder of its own, and open it."""
        folder = Path(platformdirs.user_data_dir("placement-ledger", appauthor=False)) / "demonstration"
        self._demo_running(True)
        self._job = self._tasks.open("演示台账", demonstration(folder), self.opened.emit, self._demo_refused)
        self._tasks.progress.connect(self._demo_progressed)

    def _demo_progressed(self, label: str, share: float, text: str) -> None:
        if label == "演示台账":
            self._demo_words.setText(text or "正在编数据")
            self._demo_bar.setRange(0, 0 if share < 0 else 1000)
            self._demo_bar.setValue(max(0, round(share * 1000)))

    def _demo_refused(self, fault: LedgerFault) -> None:
        self._demo_running(False)
        if not isinstance(fault, Cancelled):
            show_fault(self.window(), fault)

    def _demo_running(self, on: bool) -> None:
        self.demo.setVisible(not on)
        self.next.setEnabled(not on)
        for part in self._demo_progress:
            part.setVisible(on)

    def _stop_demo(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._demo_running(False)

    def _quit(self) -> None:
        if self.at == _CODE and not self.recovery.kept:
            self.why_not.setText("先收好恢复码再关")
            return
        self.window().close()


def _scrolled(step: QWidget) -> QScrollArea:
    """A step that scrolls where the window is too low for it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    ground(step, "surface")
    area.setWidget(step)
    return area


def demonstration(folder: Path) -> Callable[[Progress], Ledger]:
    """Work that builds the demonstration ledger in `folder`, which is emptied first, and opens it."""

    def make(report: Progress) -> Ledger:
        from core import demo
        from core.ledger import Ledger

        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        unit, year, rows, seed = DEMONSTRATION
        made = demo.make(folder, unit, year, rows, seed, report)
        return Ledger.open(made.ledger, "admin", made.password)

    return make
