"""Two records of one person beside each other: what stays, what moves, what the counts become."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.people.views import MergeField, MergePreview, MergeRecord
from ui.controls import (
    LabelledField,
    Notice,
    dialog_foot,
    enter_follows,
    ground,
    line,
    line_input,
    plain,
    primary,
    words,
)
from ui.dialog_room import fit_screen
from ui.icons import Glyph
from ui.section_dialogs import ReasonDialog

WIDTH, HEIGHT = 760, 680
KEPT, OTHER = "kept", "other"


class MergeDialog(QDialog):
    """Chooses field by field which value stays, and asks why the two are one person."""

    def __init__(self, shown: MergePreview, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("合并两份档案")
        self.setAccessibleName("合并两份档案")
        fit_screen(self, WIDTH, HEIGHT)
        ground(self, "surface")
        self._groups: dict[str, QButtonGroup] = {}
        self._reason = line_input(name="核对依据")
        self._field = LabelledField(
            "核对依据", self._reason, required=True, hint="怎么核对出是同一个人，例如已看证件原件。写进流水"
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(10)
        name = shown.kept.texts.get("name") or "这个人"
        column.addWidget(words(f"把 {shown.other.number} 并入 {shown.kept.number} {name}", "page"))
        sentence = "并入后，另一份档案作废但不删除，它的登记都归到保留的这份；可以撤销，直到有人改动过。"
        column.addWidget(words(sentence, "secondary", wrap=True))
        for warning in shown.warnings:
            column.addWidget(Notice(warning, Glyph.LOOK, "warn_bg"))
        if shown.why_not:
            column.addWidget(Notice(shown.why_not, Glyph.BAD, "bad_bg"))
        column.addWidget(self._body(shown), 1)
        column.addWidget(self._field)
        rows = sum(len(ids) for _key, _title, ids in shown.moved)
        self.action = primary(f"合并，移动 {rows:,} 行" if rows else "合并", self._take)
        self.action.setEnabled(shown.allowed)
        cancel = plain("取消", self.reject)
        column.addLayout(dialog_foot((), (self.action, cancel)))
        enter_follows(self._reason, self.action, cancel)
        self._reason.setFocus()

    @property
    def reason(self) -> str:
        """What was typed."""
        return self._reason.text().strip()

    def say(self, reason: str) -> None:
        """Type a reason."""
        self._reason.setText(reason)

    def choices(self) -> dict[str, str]:
        """Field key → kept or other."""
        return {key: KEPT if group.checkedId() == 0 else OTHER for key, group in self._groups.items()}

    def choose(self, key: str, side: str) -> None:
        """Let one side's value stay."""
        self._groups[key].button(0 if side == KEPT else 1).setChecked(True)

    def _body(self, shown: MergePreview) -> QScrollArea:
        inside = QWidget()
        ground(inside, "surface")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addLayout(self._fields(shown))
        column.addWidget(line())
        column.addWidget(words("会移动的登记", "section"))
        moved = "、".join(f"{title} {len(ids):,} 行" for _key, title, ids in shown.moved)
        column.addWidget(words(moved or "另一份档案名下没有登记。", "body", wrap=True))
        column.addWidget(words("统计会变的数", "section"))
        if not shown.effects:
            column.addWidget(words("没有数会变。", "body"))
        for label, before, after in shown.effects:
            column.addWidget(words(f"{label}：{before} → {after}", "body"))
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        return scroll

    def _fields(self, shown: MergePreview) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, 76)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        grid.addWidget(words(f"保留的档案 {shown.kept.number}", "label"), 0, 1)
        grid.addWidget(words(f"并入的档案 {shown.other.number}", "label"), 0, 2)
        for row, each in enumerate(shown.fields, 1):
            grid.addWidget(words(each.label, "label"), row, 0)
            if each.kept == each.other:
                grid.addWidget(words(each.kept or "—", "body", "" if each.kept else "text3"), row, 1, 1, 2)
            else:
                self._choice(grid, row, each)
        return grid

    def _choice(self, grid: QGridLayout, row: int, each: MergeField) -> None:
        group = QButtonGroup(self)
        for at, text in enumerate((each.kept, each.other)):
            button = QRadioButton(text or "（空）")
            button.setAccessibleName(f"{each.label}：{text or '空'}")
            group.addButton(button, at)
            box = QHBoxLayout()
            box.addWidget(button)
            grid.addLayout(box, row, 1 + at)
        group.button(0 if each.keep == KEPT else 1).setChecked(True)
        self._groups[each.key] = group

    def _take(self) -> None:
        if self.reason:
            self.accept()
        else:
            self._field.set_error("没有写核对依据")
            self._reason.setFocus()


class UnmergeDialog(ReasonDialog):
    """Asks why a merge is taken back; what keeps it from that is said instead."""

    def __init__(self, record: MergeRecord, parent: QWidget) -> None:
        when = f"{record.at.astimezone():%Y-%m-%d %H:%M} 由 {record.account} 合并，依据：{record.reason}。"
        rest = (
            f"现在不能撤销：{record.obstacle}。"
            if record.obstacle
            else "撤销后两份档案和各自的登记回到合并前。"
        )
        super().__init__("撤销合并", f"{when}{rest}", "撤销合并", parent)
