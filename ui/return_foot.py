"""The foot of a return's side: what can be done now, why not, who can; print and save."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QMenu, QVBoxLayout, QWidget

from core.return_views import ReturnPreview, ReturnStep
from ui.controls import Button, plain, primary, words
from ui.tab_order import in_order

SYMBOLS = {"hand_in": "send", "approve": "check", "submit": "upload"}
FORWARD = ("hand_in", "approve", "submit")
"""Steps that lead on; the first of them is the primary action."""
PDF_AND_BOOK, DATA_FILE = "pdf", "json"


class ReturnFoot(QWidget):
    """Sentence above, actions below. `step_wanted` gives the step's key."""

    step_wanted = Signal(object)
    print_wanted = Signal()
    save_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.told = words("", "label", wrap=True)
        self.step_buttons: dict[str, Button] = {}
        self._steps = QHBoxLayout()
        self._steps.setSpacing(6)
        self.print_button = plain("打印…", self.print_wanted.emit, "printer")
        self.save_button = plain("另存…", symbol="device-floppy")
        menu = QMenu(self)
        menu.addAction("PDF 和工作簿…", lambda: self.save_wanted.emit(PDF_AND_BOOK))
        menu.addAction("数据文件（JSON）…", lambda: self.save_wanted.emit(DATA_FILE))
        self.save_menu = menu
        self.save_button.clicked.connect(
            lambda: menu.exec(self.save_button.mapToGlobal(self.save_button.rect().topLeft()))
        )
        papers = QHBoxLayout()
        papers.setSpacing(6)
        papers.addWidget(self.print_button)
        papers.addWidget(self.save_button)
        papers.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 14)
        column.setSpacing(8)
        column.addWidget(self.told)
        column.addLayout(self._steps)
        column.addLayout(papers)

    def show_data(self, preview: ReturnPreview) -> None:
        """What can be done with this return."""
        standing = preview.standing
        steps = standing.steps if standing is not None else ()
        self._show_steps(steps)
        self.told.setText(_told(preview, steps))
        self.print_button.setEnabled(bool(preview.pdf))
        self.save_button.setEnabled(bool(preview.pdf))

    def show_nothing(self, sentence: str) -> None:
        """No return is shown, and why."""
        self._show_steps(())
        self.told.setText(sentence)
        self.print_button.setEnabled(False)
        self.save_button.setEnabled(False)

    def _show_steps(self, steps: tuple[ReturnStep, ...]) -> None:
        _empty(self._steps)
        self.step_buttons = {}
        ordered = sorted(steps, key=lambda step: step.key not in FORWARD)
        first = next((step.key for step in ordered if step.key in FORWARD), "")
        for step in ordered:
            text = f"{step.words}…" if step.with_reason or step.key == "submit" else step.words
            make = primary if step.key == first else plain
            button = make(text, partial(self.step_wanted.emit, step), SYMBOLS.get(step.key, ""))
            button.setEnabled(not step.why_not)
            button.setToolTip(step.why_not)
            self.step_buttons[step.key] = button
            self._steps.addWidget(button)
        self._steps.addStretch(1)
        buttons = [*self.step_buttons.values(), self.print_button, self.save_button]
        in_order(buttons[0], buttons[1:])


def _told(preview: ReturnPreview, steps: tuple[ReturnStep, ...]) -> str:
    """Why the next step cannot be taken, else where the return stands."""
    standing = preview.standing
    blocked = next((step.why_not for step in steps if step.key in FORWARD and step.why_not), "")
    locked = standing.locked if standing is not None else ""
    if locked and preview.state == "submitted":
        return locked
    if blocked:
        return blocked
    words_of_state = {
        "draft": "核对都已通过或写了说明，可以送审。",
        "returned": "已按意见改好的，可以再送审。",
        "in_review": "请对照页面审核。批准后才能上报，有问题写明原因退回。",
        "approved": "已批准。上报前自动备份，上报后文件不再改变。",
    }
    return words_of_state.get(preview.state, locked)


def _empty(layout: QLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.deleteLater()
