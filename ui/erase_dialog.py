"""Erasing a person in two steps: what it does and why; then the number of the record, typed once more."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QCheckBox, QDialog, QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from core.privacy.views import ErasurePreview
from ui.controls import (
    LabelledField,
    Notice,
    danger,
    dialog_foot,
    ground,
    line_input,
    plain,
    primary,
    words,
)
from ui.dialog_room import fit_screen
from ui.icons import Glyph

WIDTH, HEIGHT = 720, 640
MOST_NAMED = 8
"""Backups and other places that are named one by one."""
_NO_BACKUP = "没有备份里还有这个人。"


class ErasureDialog(QDialog):
    """Shows the effects and asks why; `reason` and `names` hold the answer once it is accepted."""

    def __init__(self, shown: ErasurePreview, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown = shown
        self.setWindowTitle("删除个人信息")
        self.setAccessibleName("删除个人信息")
        fit_screen(self, WIDTH, HEIGHT)
        ground(self, "surface")
        self._reason = line_input(name="删除原因")
        self._reason_field = LabelledField(
            "删除原因",
            self._reason,
            required=True,
            hint="谁申请、依据什么，例如“本人 9 月 3 日书面申请”。不写证件号，写进流水",
        )
        self._number = line_input(name="系统编号")
        self._number_field = LabelledField("系统编号", self._number, required=True)
        self.by_name = QCheckBox("只写着姓名的地方也抹去")
        self.stack = QStackedWidget()
        self.stack.addWidget(self._first())
        self.stack.addWidget(self._second())
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.addWidget(self.stack)
        self._reason.setFocus()

    @property
    def reason(self) -> str:
        """What was typed."""
        return self._reason.text().strip()

    @property
    def names(self) -> bool:
        """Whether the name alone is enough in rows of others."""
        return self.by_name.isChecked()

    def say(self, reason: str) -> None:
        """Type a reason."""
        self._reason.setText(reason)

    def confirm(self, number: str) -> None:
        """Type the record's number."""
        self._number.setText(number)

    def go_on(self) -> None:
        """To the second step, when there is a reason."""
        if not self.reason:
            self._reason_field.set_error("没有写删除原因")
            self._reason.setFocus()
            return
        self.stack.setCurrentIndex(1)
        self._number.setFocus()

    def take(self) -> None:
        """Accept, when the number is the record's."""
        if self._number.text().strip() == self._shown.number:
            self.accept()
        else:
            self._number_field.set_error("和这份档案的系统编号不一样")
            self._number.setFocus()

    # building

    def _first(self) -> QWidget:
        page, column = _page()
        column.addWidget(words(f"删除 {self._shown.name} 的个人信息：先看影响", "page"))
        if self._shown.why_not:
            column.addWidget(Notice(self._shown.why_not, Glyph.BAD, "bad_bg"))
        column.addWidget(self._effects(), 1)
        column.addWidget(self._reason_field)
        self.next = primary("下一步", self.go_on)
        self.next.setEnabled(self._shown.allowed)
        cancel = plain("取消", self.reject)
        column.addLayout(dialog_foot((), (self.next, cancel)))
        self.next.setDefault(True)  # it only leads to the second step
        return page

    def _second(self) -> QWidget:
        page, column = _page()
        column.addWidget(words("删除后不能撤销", "page"))
        said = (
            f"将删除 {self._shown.name}（{self._shown.number}）的个人信息。"
            "姓名、证件号、电话、备注、佐证材料从台账各处抹去，流水里的值也抹去；"
            "只有备份里还有，到期由清理规则删掉。"
        )
        column.addWidget(words(said, "body", wrap=True))
        column.addWidget(Notice("没有办法从这份台账找回来。拿不准就先取消。", Glyph.LOOK, "warn_bg"))
        column.addWidget(
            words(f"确认无误，请照写这份档案的系统编号 {self._shown.number}：", "body", wrap=True)
        )
        column.addWidget(self._number_field)
        column.addStretch(1)
        self.action = danger("删除个人信息", self.take)
        back = plain("上一步", lambda: self.stack.setCurrentIndex(0))
        cancel = plain("取消", self.reject)
        column.addLayout(dialog_foot((back,), (self.action, cancel)))
        return page

    def _effects(self) -> QScrollArea:
        inside = QWidget()
        ground(inside, "surface")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(6)
        for title, lines in self._groups():
            column.addWidget(words(title, "section"))
            for each in lines:
                column.addWidget(words(each, "body", wrap=True))
            column.addSpacing(4)
        self._choose_names(column)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        return scroll

    def _choose_names(self, column: QVBoxLayout) -> None:
        """Whether the name alone counts: off where somebody else bears it."""
        unsure = sum(not each.sure for each in self._shown.mentions)
        self.by_name.setText(f"只写着姓名、没有号码的 {unsure} 处也抹去")
        self.by_name.setChecked(self._shown.namesakes == 0)
        self.by_name.setVisible(unsure > 0)
        column.addWidget(self.by_name)
        if self._shown.namesakes:
            said = (
                f"台账里另有 {self._shown.namesakes} 份同名的档案。同一个人的，请先合并或另外删除；"
                "不是同一个人的，只凭姓名不要抹去。"
            )
            column.addWidget(Notice(said, Glyph.LOOK, "warn_bg"))

    def _groups(self) -> Iterator[tuple[str, list[str]]]:
        shown = self._shown
        rows = []
        for each in shown.rows:
            parts = [f"{each.counted} 行留作统计"] if each.counted else []
            parts += [f"{each.drafts} 行草稿作废"] if each.drafts else []
            parts += [f"{each.void} 行已作废的清空"] if each.void else []
            rows.append(f"{each.title}：{'，'.join(parts)}")
        kept = (
            "只留日期、镇街、行业、去向这类统计项，姓名、证件、电话、备注都清空；单位和院校够多人相同才留。"
        )
        yield "名下的登记", [*(rows or ["名下没有登记。"]), kept]
        changed = [f"{label}：{before} → {after}" for label, before, after in shown.effects]
        months = (
            [f"{'、'.join(shown.months)} 的月报已上报，原样不动，里面没有个人信息。"] if shown.months else []
        )
        yield "统计会变的数", [*(changed or ["没有数会变，已过月份的数也不变。"]), *months]
        yield "一并删除", self._also()
        if shown.mentions:
            named = [f"{each.title} {each.row} {each.label}".strip() for each in shown.mentions[:MOST_NAMED]]
            rest = len(shown.mentions) - len(named)
            yield "别处提到这个人", [*named, *([f"另有 {rest} 处"] if rest else [])]
        yield "备份里还有", list(self._backups())

    def _also(self) -> list[str]:
        shown = self._shown
        found = [f"档案 {shown.records} 份（含并入的）"]
        found += [f"困难类别等敏感信息 {shown.facts} 条"] if shown.facts else []
        shared = f"，其中 {shown.shared} 份也附在别人的行上，那边的不动" if shown.shared else ""
        found += [f"佐证材料 {shown.evidence} 份{shared}"] if shown.evidence else []
        if shown.kept_rows or shown.entries:
            found.append(
                f"导入和核查的留底 {shown.kept_rows} 行，流水 {shown.entries} 条里的值（流水本身仍可核对）"
            )
        if shown.accounting:
            found.append(
                f"补贴、贷款 {shown.accounting} 行：金额和日期留下。会计凭证另按会计档案保存，不在台账里"
            )
        return found

    def _backups(self) -> Iterator[str]:
        shown = self._shown
        if not shown.backups:
            yield _NO_BACKUP
        for each in shown.backups[:MOST_NAMED]:
            until = f"最晚 {each.until} 由清理规则删掉" if each.until else "是那一年的最后一份，要手工删"
            yield f"{each.made.astimezone():%Y-%m-%d %H:%M} 的备份，{until}"
        if len(shown.backups) > MOST_NAMED:
            yield f"另有 {len(shown.backups) - MOST_NAMED} 份备份"
        if shown.aside:
            yield f"恢复时换下的台账 {shown.aside} 份，用不着了请删掉"
        if shown.second_place:
            yield "第二备份位置里的不会自动清理，请自己删"


def _page() -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    ground(page, "surface")
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(10)
    return page, column
