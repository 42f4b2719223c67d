"""系统 → 导入记录: every import and paste, which rows came of it, and taking a whole one back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.permissions import allowed
from core.views import Change, Query
from ui import numbers
from ui.beside import Beside
from ui.controls import EmptyState, Segments, danger, ground, link, plain, words
from ui.icons import Glyph
from ui.page import Page, Shell
from ui.section_dialogs import ReasonDialog
from ui.system_lines import Lines
from ui.tasks import Progress, Tasks
from ui.word_table import WordTable

if TYPE_CHECKING:
    from core.batch_list import BatchView
    from core.batches import UndoPlan
    from core.ledger import Ledger

IMPORTS, ALL = "import", "all"
HEADS = ("文件", "导入时间", "栏目", "发送方", "新增", "变更", "状态")
WIDTHS = (190, 128, 112, 110, 56, 56, 110)
FIGURES = (4, 5)
"""Columns of numbers."""


class ImportsPart(Page):
    """The list of imports with one of them at the side. Opened with `batch` to show that one."""

    page_key = "system"
    title = "导入记录"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self._batches: tuple[BatchView, ...] = ()
        self._wanted: int | None = None
        self.plan: UndoPlan | None = None
        self.kinds = Segments([(IMPORTS, "导入"), (ALL, "连同粘贴与合并")], IMPORTS, name="哪些记录")
        self.kinds.chosen.connect(lambda _key: self.refresh())
        self.count = words("", "caption")
        self.table = WordTable("导入记录", HEADS, WIDTHS, figures=FIGURES)
        self.table.chosen.connect(self._choose)
        self.empty = EmptyState("file-import", "还没有导入过", ("导入一次，这里就有一条，可以整次撤销。",))
        main = QWidget()
        ground(main, "surface")
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 12, 8)
        top.addWidget(self.kinds)
        top.addStretch(1)
        top.addWidget(self.count)
        left = QVBoxLayout(main)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addLayout(top)
        left.addWidget(self.table, 1)
        left.addWidget(self.empty, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Beside(main, self._side()))

    def _side(self) -> QWidget:
        side = QWidget()
        ground(side, "surface")
        self.name = words("", "panel", wrap=True)
        self.facts = Lines()
        self.told = words("", "secondary", wrap=True)
        self.see = plain("看这些行", self.open_rows)
        self.see_edited = plain("看改过的行", self.open_edited)
        self.undo = danger("撤销这次导入…", lambda: self.ask_undo(keep_edited=False))
        self.undo_rest = danger("撤销其余的行…", lambda: self.ask_undo(keep_edited=True))
        self.redo = plain("重做…", self.ask_redo)
        self.earlier = link("看同一文件的前一次", self._show_earlier)
        column = QVBoxLayout(side)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        for each in (self.name, self.facts, self.earlier, self.told):
            column.addWidget(each)
        for button in (self.see, self.see_edited, self.undo, self.undo_rest, self.redo):
            row = QHBoxLayout()
            row.addWidget(button)
            row.addStretch(1)
            column.addLayout(row)
        column.addStretch(1)
        self._show_nothing()
        return side

    # data

    def arrive(self, **context: Any) -> None:
        batch = context.get("batch")
        if isinstance(batch, int):
            self._wanted = batch
            self.kinds.choose(ALL)
            self.refresh()

    def refresh(self) -> None:
        kinds = ("import",) if self.kinds.current == IMPORTS else ()
        self.tasks.run(
            "读取导入记录", lambda ledger, _: ledger.batches(kinds), self.show_data, replaces="batches"
        )

    def show_data(self, batches: tuple[BatchView, ...]) -> None:
        """Show these batches; the one that was chosen stays so."""
        chosen = self._wanted if self._wanted is not None else (self.chosen.id if self.chosen else None)
        self._wanted = None
        self._batches = batches
        self.table.setVisible(bool(batches))
        self.empty.setVisible(not batches)
        standing = sum(not each.undone for each in batches)
        self.count.setText(f"{numbers.count(len(batches))} 次，在用 {numbers.count(standing)} 次")
        muted = [place for place, each in enumerate(batches) if each.undone]
        self.table.show_rows([_row(each) for each in batches], muted)
        place = next((at for at, each in enumerate(batches) if each.id == chosen), 0)
        if batches:
            self.table.selectRow(place)
            self._choose(place)
        else:
            self._show_nothing()

    @property
    def chosen(self) -> BatchView | None:
        """The batch at the side."""
        at = self.table.current()
        return self._batches[at] if 0 <= at < len(self._batches) else None

    def _choose(self, _at: int) -> None:
        batch = self.chosen
        if batch is None:
            self._show_nothing()
            return
        self.plan = None
        self.name.setText(batch.file_name or f"{batch.kind_text}：{batch.title}")
        self.facts.show_rows(_facts(batch))
        self.earlier.setVisible(batch.same_file is not None)
        self._settle(batch)
        if not batch.undone:
            self.tasks.run(
                "核对这次导入",
                lambda ledger, _: ledger.plan_undo(batch.id),
                self.show_plan,
                replaces="plan-undo",
            )

    def show_plan(self, plan: UndoPlan) -> None:
        """Say what an undo would do, and what is in its way."""
        batch = self.chosen
        if batch is not None and batch.id == plan.batch:
            self.plan = plan
            self._settle(batch)

    def _settle(self, batch: BatchView) -> None:
        plan, may = self.plan, allowed(self.shell.info.roles, "batch.undo")
        edited = plan.edited_rows if plan else 0
        self.see.setVisible(not batch.undone or batch.kept > 0)
        self.see_edited.setVisible(edited > 0)
        self.undo.setText(f"撤销这次{batch.kind_text}…")
        self.undo.setVisible(not batch.undone and edited == 0)
        self.undo.setEnabled(may and plan is not None)
        self.undo_rest.setVisible(edited > 0)
        self.undo_rest.setEnabled(may)
        self.redo.setVisible(batch.undone)
        self.redo.setEnabled(may)
        self.told.setText(_plan_words(plan) if may else "撤销要用录入员或审核员账号登录。")

    def _show_nothing(self) -> None:
        self.name.setText("")
        self.told.setText("")
        self.facts.show_rows(())
        for each in (self.see, self.see_edited, self.undo, self.undo_rest, self.redo, self.earlier):
            each.hide()

    # doing

    def open_rows(self) -> None:
        """Show the rows that came of the chosen batch, in their table."""
        batch = self.chosen
        if batch is not None:
            self.tasks.run("找这些行", lambda ledger, _: ledger.batch_rows(batch.id), self._open)

    def open_edited(self) -> None:
        """Show the rows that were edited since."""
        if self.plan is not None:
            self._open(dict(self.plan.edited), "后来改过的行")

    def _open(self, rows: dict[str, tuple[int, ...]], title: str = "") -> None:
        batch = self.chosen
        if batch is None or not rows:
            self.shell.say("这一批已没有行在台账里", "note")
            return
        section = batch.section if batch.section in rows else next(iter(rows))
        said = title or f"{batch.file_name or batch.kind_text}的 {numbers.count(len(rows[section]))} 行"
        self.shell.open_page(section, query=Query(ids=rows[section]), title=said)

    def ask_undo(self, *, keep_edited: bool) -> None:
        """Ask why the chosen batch is taken back."""
        batch, plan = self.chosen, self.plan
        if batch is None or plan is None:
            return
        sentence = _plan_words(plan) + "撤销一次完成，可以重做；已上报月份受影响的数会进更正。"
        title = f"撤销这次{batch.kind_text}" if not keep_edited else "撤销其余的行"
        dialog = ReasonDialog(title, sentence, "撤销", self, destroys=True)
        reason = dialog.reason if dialog.exec() else ""
        dialog.deleteLater()
        if reason:
            self.undo_now(batch.id, reason, keep_edited=keep_edited)

    def undo_now(self, batch: int, reason: str, *, keep_edited: bool = False) -> None:
        """Take a batch back."""

        def work(ledger: Ledger, _: Progress) -> Change:
            return ledger.undo_batch(batch, reason, keep_edited=keep_edited)

        self.tasks.run("撤销导入", work, lambda _: self.shell.say("已撤销，台账回到导入前", "ok"))

    def ask_redo(self) -> None:
        """Ask why the chosen batch is done again."""
        batch = self.chosen
        if batch is None:
            return
        sentence = "撤销掉的行原样放回，编号不变。撤销之后又改过的，不能重做。"
        dialog = ReasonDialog(f"重做这次{batch.kind_text}", sentence, "重做", self)
        reason = dialog.reason if dialog.exec() else ""
        dialog.deleteLater()
        if reason:
            self.redo_now(batch.id, reason)

    def redo_now(self, batch: int, reason: str) -> None:
        """Do a batch again."""
        self.tasks.run(
            "重做导入",
            lambda ledger, _: ledger.redo_batch(batch, reason),
            lambda _: self.shell.say("已重做，撤销掉的行放回了台账", "ok"),
        )

    def _show_earlier(self) -> None:
        batch = self.chosen
        if batch is not None and batch.same_file is not None:
            self.arrive(batch=batch.same_file)


def _row(batch: BatchView) -> tuple[str, ...]:
    when = f"{batch.at.astimezone():%Y-%m-%d %H:%M}"
    name = batch.file_name or batch.kind_text
    counts = (numbers.count(batch.added), numbers.count(batch.changed))
    return (name, when, batch.title, batch.sender, *counts, batch.state_text)


def _facts(batch: BatchView) -> list[tuple[Glyph | None, str, str]]:
    counts = f"新增 {batch.added:,}，变更 {batch.changed:,}，未变 {batch.unchanged:,}，拒收 {batch.refused:,}"
    rows: list[tuple[Glyph | None, str, str]] = [
        (None, "栏目", batch.title),
        (None, "办理人", batch.account),
        (None, "行数", counts),
        (None, "流水", f"第 {batch.entry:,} 条" if batch.entry else "—"),
    ]
    if batch.sender:
        rows.insert(1, (None, "发送方", batch.sender))
    if batch.digest:
        rows.append((None, "摘要", batch.digest[:16]))
    if batch.same_file is not None:
        rows.append((Glyph.LOOK, "同一文件", "内容和前一次导入的一样"))
    rows += [
        (Glyph.SAME, what, f"{at.astimezone():%Y-%m-%d %H:%M} {who}{'，' + why if why else ''}")
        for at, who, what, why in batch.told[1:]
    ]
    return rows


def _plan_words(plan: UndoPlan | None) -> str:
    if plan is None:
        return ""
    parts = []
    if plan.added:
        parts.append(f"取出新增的 {plan.added:,} 行")
    if plan.changed:
        parts.append(f"变更的 {plan.changed:,} 行恢复原值")
    if plan.others:
        parts.append(f"随之建的档案、改动 {plan.others:,} 项一并退回（别处还在用的留下）")
    said = f"撤销将{'，'.join(parts)}。" if parts else ""
    if plan.edited_rows:
        said = f"有 {plan.edited_rows:,} 行后来又改过，不能整次撤销；可以只撤销其余的，改过的行留下。{said}"
    return said
