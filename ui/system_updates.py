"""系统 → 更新: a signed package from a USB stick, what it would change, and what was taken over before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.crash_log import VERSION
from core.errors import LedgerFault
from core.permissions import allowed
from core.updates.package import SUFFIX, Kind
from core.views import Change
from ui import numbers
from ui.alerts import ask, show_fault
from ui.controls import EmptyState, Panel, plain, primary, words
from ui.page import Page, Shell
from ui.system_lines import Lines
from ui.tasks import Progress, Tasks
from ui.word_table import WordTable

if TYPE_CHECKING:
    from core.ledger import Ledger
    from core.updates.desk import TakenOver, UpdateView
    from core.updates.effects import Effect

FILTER = f"更新包 (*{SUFFIX})"
EFFECTS = ("项目", "类别", "原来", "更新后", "起用", "说明")
EFFECT_WIDTHS = (180, 52, 150, 150, 92, 260)
TAKEN = ("名称", "编号", "施行日期", "签名", "更新时间", "办理人")
TAKEN_WIDTHS = (240, 64, 92, 170, 128, 90)
_ABOUT = (
    "更新包由发布单位签名，用 U 盘拿来；程序不联网，核对签名后才显示内容。"
    "政策数据（方案、金额、放假、区划）从起用日期往后算，以前的月份和已上报的月报不动。"
)


class UpdatesPart(Page):
    """Choose a package, see what it is, take it over or lay it out; the list of what was taken over."""

    page_key = "system"
    title = "更新"
    watches = frozenset(("policy",))

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self._path: Path | None = None
        self.view: UpdateView | None = None
        self.package = self._package_panel()
        taken = Panel("更新过的政策数据")
        self.taken = WordTable("更新过的政策数据", TAKEN, TAKEN_WIDTHS)
        self.count = taken.note
        self.empty = EmptyState(
            "history", "还没有更新过", ("用的是随程序带来的方案、金额、放假安排和区划。",)
        )
        taken.body.addWidget(self.taken, 1)
        taken.body.addWidget(self.empty, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 12, 12, 12)
        self._column.setSpacing(10)
        self._column.addWidget(self.package)
        self._column.addWidget(taken, 2)
        self._show_package(None)

    def _package_panel(self) -> Panel:
        panel = Panel("更新包", f"现在的程序：{VERSION} 版")
        self.choose = plain("选择更新包…", self.ask_file, "folder")
        self.take = primary("更新政策数据…", self.ask_take_over)
        self.lay = primary("取出安装包…", self.ask_folder)
        self.leave_it = plain("不更新", lambda: self._show_package(None))
        self.told = words(_ABOUT, "secondary", wrap=True)
        self.facts = Lines()
        self.effects = WordTable("会改动什么", EFFECTS, EFFECT_WIDTHS, stretch=5)
        buttons = QWidget()
        line = QHBoxLayout(buttons)
        line.setContentsMargins(0, 4, 0, 2)
        line.setSpacing(6)
        for each in (self.choose, self.take, self.lay, self.leave_it):
            line.addWidget(each)
        line.addStretch(1)
        for part in (self.told, self.facts, buttons):
            panel.body.addWidget(part)
        panel.body.addWidget(self.effects, 1)
        panel.body.addStretch(0)
        return panel

    # data

    def refresh(self) -> None:
        self.tasks.run(
            "读取更新记录", lambda ledger, _: ledger.taken_over_updates(), self.show_taken, replaces="updates"
        )

    def show_taken(self, updates: tuple[TakenOver, ...]) -> None:
        """Show what was taken over, the newest first."""
        self.taken.setVisible(bool(updates))
        self.empty.setVisible(not updates)
        self.count.setText(f"{numbers.count(len(updates))} 次" if updates else "")
        self.taken.show_rows([_taken_row(each) for each in updates])

    # a package

    def ask_file(self) -> None:
        """Ask for the package."""
        name, _ = QFileDialog.getOpenFileName(self, "选择更新包", "", FILTER)
        if name:
            self.look(Path(name))

    def look(self, path: Path) -> None:
        """Check a package and show what it is; what is refused is said in a dialog."""

        def read(ledger: Ledger, _: Progress) -> UpdateView:
            return ledger.look_into_update(path)

        self._path = path
        self.tasks.run("核对更新包", read, self._show_package, self._refused)

    def _refused(self, fault: LedgerFault) -> None:
        self._show_package(None)
        show_fault(self, fault)

    def _show_package(self, view: UpdateView | None) -> None:
        self.view = view
        policy = view is not None and view.kind is Kind.POLICY
        program = view is not None and not policy
        may = allowed(self.shell.info.roles, "policy.update")
        effects = view.effects if view is not None else ()
        self.facts.setVisible(view is not None)
        self.effects.setVisible(bool(effects))
        self._column.setStretch(0, 3 if effects else 0)
        self.take.setVisible(policy)
        self.take.setEnabled(may)
        self.lay.setVisible(program)
        self.leave_it.setVisible(view is not None)
        self.choose.setVisible(view is None)
        self.told.setText(_ABOUT if view is None else _told(view, may=may))
        if view is not None:
            self.facts.show_rows([(None, name, text) for name, text in _facts(view)])
            self.effects.show_rows([_effect_row(each) for each in effects])

    def ask_take_over(self) -> None:
        """Ask once more, then take the policy data over."""
        view = self.view
        if view is not None:
            backup = "" if self.shell.info.demonstration else "先备份台账。"
            sentence = (
                f"{backup}从 {view.since} 起按第 {view.number} 号政策数据计。"
                "以前的月份和已上报的月报不动；要改回，请发布单位出新的更新包。"
            )
            ask(self, "更新政策数据", sentence, "更新", self.take_over)

    def take_over(self) -> None:
        """Take the package over."""
        path = self._path
        if path is None:
            return

        def work(ledger: Ledger, _: Progress) -> Change:
            return ledger.take_over_update(path).change

        self.tasks.run("更新政策数据", work, lambda _: self._taken_over(), self._refused)

    def _taken_over(self) -> None:
        number = self.view.number if self.view else ""
        self._show_package(None)
        self.refresh()
        self.shell.say(f"第 {number} 号政策数据已更新", "ok")

    def ask_folder(self) -> None:
        """Ask where the installer goes, then lay it out there."""
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        name = QFileDialog.getExistingDirectory(self, "把安装包取到哪里", place)
        if name:
            self.lay_out(Path(name))

    def lay_out(self, folder: Path) -> None:
        """Back up and write the installer into a folder."""
        path = self._path
        if path is None:
            return

        def work(ledger: Ledger, _: Progress) -> Path:
            return ledger.lay_out_program(path, folder)

        self.tasks.run("取出安装包", work, self._laid_out, self._refused)

    def _laid_out(self, installer: Path) -> None:
        self._show_package(None)
        self.shell.say(f"安装包已取出：{installer.name}", "ok")
        backup = "" if self.shell.info.demonstration else "台账已备份。"
        ask(
            self,
            f"安装包已取出：{installer.name}",
            f"{backup}{_how(installer)}",
            "打开所在文件夹",
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(installer.parent))),
        )


def _how(installer: Path) -> str:
    if installer.suffix == ".exe":
        return (
            "请先退出本程序，再双击安装包；只给自己装不要管理员权限。"
            "装好后台账照旧打开，打不开可用刚才的备份。"
        )
    return (
        "请先退出本程序，再双击安装包，由系统的安装器安装；系统会要管理员密码，没有的请找本单位的电脑管理员。"
        "台账不随程序装卸，装好后照旧打开。"
    )


def _told(view: UpdateView, *, may: bool) -> str:
    if view.kind is Kind.PROGRAM:
        return "签名核对无误。取出安装包之前先备份台账；程序自己不换自己，安装由系统来做。"
    if not may:
        return "签名核对无误。更新政策数据要用管理员账号登录。"
    return "签名核对无误。" + ("更新后这些会改动：" if view.effects else "和现在的一样，更新后没有数会改动。")


def _facts(view: UpdateView) -> list[tuple[str, str]]:
    what = "政策数据" if view.kind is Kind.POLICY else "程序安装包"
    number = f"第 {view.number} 号" if view.kind is Kind.POLICY else f"{view.number} 版"
    rows = [
        (what, f"{view.title}（{number}）"),
        ("发布", f"{view.issuer}，{view.issued_on}，签名：{view.signer}"),
    ]
    if view.kind is Kind.POLICY:
        late = (
            "" if view.since == view.effective_from else f"；此前的月份已上报，本台账的目标从 {view.since} 起"
        )
        rows.append(("施行", f"{view.effective_from} 起{late}"))
    if view.notes:
        rows.append(("内容", "；".join(view.notes)))
    return rows


def _effect_row(effect: Effect) -> tuple[str, ...]:
    since = effect.since.isoformat() if effect.since else ""
    return (effect.what, effect.part, effect.before or "—", effect.after or "—", since, effect.note)


def _taken_row(update: TakenOver) -> tuple[str, ...]:
    when = f"{update.at.astimezone():%Y-%m-%d %H:%M}"
    day = update.effective_from.isoformat()
    return (update.title, str(update.number), day, update.signer, when, update.account)
