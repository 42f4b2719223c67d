"""The few dialogs of a section page: a reason, what an export holds, which columns to show, a view's name."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from core.export import preview_export
from core.section import Field, Section
from ui.controls import (
    Button,
    LabelledField,
    danger,
    dialog_foot,
    enter_follows,
    ground,
    line_input,
    link,
    plain,
    primary,
    words,
)
from ui.tick_list import TickList

MESSAGE_WIDTH = 560
NARROW_WIDTH = 420
MOST_TOLD = 6
"""Files that a dialog names one by one."""


class Asking(QDialog):
    """A titled dialog with its actions at the right foot; Esc is 取消."""

    def __init__(self, title: str, first: str, parent: QWidget, width: int = MESSAGE_WIDTH) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setFixedWidth(width)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        ground(self, "surface")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(20, 18, 20, 14)
        self.column.setSpacing(10)
        self.first: QLabel = words(first, "page", wrap=True)
        self.column.addWidget(self.first)

    def add_foot(self, action: Button, *helpers: QWidget) -> Button:
        """The action, then 取消 (given back); Enter does the action unless it takes something away."""
        cancel = plain("取消", self.reject)
        self.column.addSpacing(6)
        self.column.addLayout(dialog_foot(helpers, (action, cancel)))
        (cancel if action.property("kind") == "danger" else action).setDefault(True)
        return cancel

    def showEvent(self, event: QShowEvent) -> None:
        """As high as the words need at this width, and not more."""
        super().showEvent(event)
        if self.column.hasHeightForWidth():
            self.resize(self.width(), self.column.totalHeightForWidth(self.width()))


class ReasonDialog(Asking):
    """Asks why: for voiding, restoring, and showing what is masked."""

    def __init__(
        self, title: str, sentence: str, action: str, parent: QWidget, *, destroys: bool = False
    ) -> None:
        super().__init__(title, title, parent)
        if sentence:
            self.column.addWidget(words(sentence, "secondary", wrap=True))
        self._reason = line_input(name="原因")
        self._field = LabelledField("原因", self._reason, required=True, hint="写进流水，以后查得到")
        self.column.addWidget(self._field)
        button = (danger if destroys else primary)(action, self._take)
        cancel = self.add_foot(button)
        if destroys:
            enter_follows(self._reason, button, cancel)
        self._reason.setFocus()

    @property
    def reason(self) -> str:
        """What was typed."""
        return self._reason.text().strip()

    def _take(self) -> None:
        if self.reason:
            self.accept()
        else:
            self._field.set_error("没有写原因")
            self._reason.setFocus()


class NotTakenDialog(Asking):
    """Says which files were not taken, and why; frees itself when closed."""

    def __init__(self, refused: Iterable[tuple[str, str]], parent: QWidget) -> None:
        told = tuple(refused)
        super().__init__("佐证材料", f"{len(told)} 个文件没有添加", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, sentence in told[:MOST_TOLD]:
            self.column.addWidget(words(name, "section", wrap=True))
            self.column.addWidget(words(sentence, "secondary", wrap=True))
        if len(told) > MOST_TOLD:
            self.column.addWidget(words(f"另有 {len(told) - MOST_TOLD} 个文件没有添加。", "caption"))
        self.column.addSpacing(6)
        known = primary("知道了", self.accept)
        known.setDefault(True)
        self.column.addLayout(dialog_foot((), (known,)))


class ExportDialog(Asking):
    """Says what personal data an export would carry; asks which columns, whole numbers or not, and why."""

    def __init__(
        self,
        section: Section,
        rows: int,
        narrowed: bool,
        parent: QWidget,
        hidden: frozenset[str] = frozenset(),
        may_full: bool = True,
        reason: str = "",
    ) -> None:
        super().__init__("导出", f"导出{section.title} {rows:,} 行", parent)
        self._section, self._rows = section, rows
        self._shown = tuple(each.key for each in section.fields if each.key not in hidden)
        scope = "只含筛选出来的行，次序和表里一样。" if narrowed else "含全部有效行和草稿，次序和表里一样。"
        self.column.addWidget(words(scope, "secondary", wrap=True))
        self.as_shown = QCheckBox("只导出表里显示的列")
        self.as_shown.setVisible(bool(hidden))
        self.as_shown.toggled.connect(lambda _on: self._tell())
        self.column.addWidget(self.as_shown)
        self.carries = words("", "secondary", wrap=True)
        self.column.addWidget(self.carries)
        self._people: int | None = None
        self.masked = QRadioButton("身份证号、手机号遮住中间几位")
        self.full = QRadioButton("含完整身份证号、手机号")
        self.masked.setChecked(True)
        self.full.setEnabled(may_full)
        self._reason = line_input(reason, name="用途")
        self._field = LabelledField("用途", self._reason, required=True, hint="给谁、做什么；写进流水")
        for each in (self.masked, self.full):
            self.column.addWidget(each)
        self.column.addWidget(self._field)
        self._personal = any(each.masked for each in section.fields)
        for shown in (self.masked, self.full, self._field):
            shown.setVisible(self._personal)
        self.full.toggled.connect(lambda _on: self._tell())
        self._tell()
        self.add_foot(primary(f"导出 {rows:,} 行", self._take))
        if self._personal:
            self._reason.setFocus()
            self._reason.selectAll()

    @property
    def reason(self) -> str:
        """What the file is for; a file about people cannot do without it."""
        return self._reason.text().strip()

    def say_people(self, people: int) -> None:
        """Say how many persons the file would hold, once they are counted."""
        self._people = people
        self._tell()

    @property
    def columns(self) -> tuple[str, ...] | None:
        """Keys of the columns that go out; None for all."""
        return self._shown if self.as_shown.isChecked() else None

    def _tell(self) -> None:
        preview = preview_export(self._section, self._rows, self.columns)
        said = preview.sentence(self.full.isChecked())
        people = f"共 {self._people:,} 人。" if self._people is not None and preview.personal else ""
        self.carries.setText(f"文件里有：{said}{people}")
        self.adjustSize()

    def _take(self) -> None:
        if self._personal and not self.reason:
            self._field.set_error("导出个人信息要写明用途")
            self._reason.setFocus()
            return
        self.accept()


class ColumnsDialog(Asking):
    """Chooses the columns of the table; frozen ones are always there."""

    def __init__(self, fields: Iterable[Field], hidden: frozenset[str], parent: QWidget) -> None:
        super().__init__("列", "显示哪些列", parent, NARROW_WIDTH)
        columns = [(each.key, each.label) for each in fields]
        self._list = TickList("列", columns, lambda key: key not in hidden)
        self.column.addWidget(self._list)
        self.add_foot(primary("显示这些列", self.accept), link("全部显示", self._list.tick_all))

    def hidden(self) -> frozenset[str]:
        """Keys of the columns that are not ticked."""
        return frozenset(self._list.unticked())

    def set_shown(self, key: str, shown: bool) -> None:
        """Tick or untick one column."""
        self._list.tick(key, shown)


class NameDialog(Asking):
    """Asks what a saved view is called."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("存为视图", "给这个视图起个名字", parent, NARROW_WIDTH)
        self._name = line_input(name="名称")
        self._name.setMaxLength(12)
        self._field = LabelledField("名称", self._name, required=True, hint="现在的筛选和排序会一起存下")
        self.column.addWidget(self._field)
        self.add_foot(primary("存为视图", self._take))
        self._name.setFocus()

    @property
    def name(self) -> str:
        """What was typed."""
        return self._name.text().strip()

    def _take(self) -> None:
        if self.name:
            self.accept()
        else:
            self._field.set_error("没有写名称")
