"""No composition of an input method is left behind, and none that was thrown away on purpose comes back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from section_samples import NAMES, Desk, section_desk

from core.section import Field, Kind
from ui.composition import CompositionGuard
from ui.editors import LineEntry


class Form(QWidget):
    """Two fields and something that takes no focus; counts what the guard finishes."""

    def __init__(self) -> None:
        super().__init__()
        self.field, self.other, self.next = QLineEdit(), QLabel("保存"), QLineEdit()
        column = QVBoxLayout(self)
        for each in (self.field, self.other, self.next):
            column.addWidget(each)
        self.next.setObjectName("next")
        self.order: list[str] = []
        self.told: list[str] = []
        shortcut = QShortcut(QKeySequence("Ctrl+S"), self)
        shortcut.activated.connect(lambda: self.order.append("saved"))

    def told_to_finish(self) -> None:
        """As ibus does it: what is composed goes."""
        self.order.append("committed")
        focus = QApplication.focusWidget()
        assert isinstance(focus, QLineEdit)
        throw_away(focus)

    def told_of_field(self) -> None:
        """The field that Qt would ask at that moment."""
        self.told.append(QApplication.focusObject().objectName())

    def compose(self, words: str) -> None:
        """Compose over the selected old value."""
        self.field.setText("旧值")
        self.field.selectAll()
        QApplication.sendEvent(self.field, QInputMethodEvent(words, []))


def throw_away(field: QWidget) -> None:
    """The event by which a method ends a composition without its words."""
    QApplication.sendEvent(field, QInputMethodEvent())


def choose(field: QWidget, words: str) -> None:
    """The event by which a method hands over what was chosen."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(field, event)


@pytest.fixture
def form(qtbot: QtBot, qapp: QApplication) -> Iterator[Form]:
    made = Form()
    qtbot.addWidget(made)
    guard = CompositionGuard(qapp, made.told_to_finish, made.told_of_field)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.field.setFocus()
    qtbot.waitUntil(made.field.hasFocus)
    yield made
    qapp.focusObjectChanged.disconnect(guard._watch)
    guard.deleteLater()


def test_a_composition_is_finished_before_a_shortcut_acts(form: Form) -> None:
    window = form.windowHandle()
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert form.order == ["committed", "saved"]


def test_letters_and_modifiers_alone_belong_to_the_composition(form: Form) -> None:
    window = form.windowHandle()
    QTest.keyClicks(form.field, "nihao")
    for key in (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Space):
        QTest.keyClick(window, key)
    assert form.order == []


def test_a_composition_is_finished_before_a_click_elsewhere(form: Form) -> None:
    place = form.other.mapTo(form, form.other.rect().center())
    QTest.mouseClick(form.windowHandle(), Qt.MouseButton.LeftButton, pos=place)
    assert form.order == ["committed"]
    assert form.field.hasFocus()


def test_a_field_that_went_away_is_forgotten(form: Form, qtbot: QtBot) -> None:
    second = QLineEdit(form)
    second.show()
    form.field.deleteLater()
    qtbot.wait(20)
    second.setFocus()
    QTest.keyClick(form.windowHandle(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert form.order == ["committed", "saved"]


def test_stars_of_a_masked_value_never_stay_before_composed_words(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    entry = LineEntry(Field("person.phone", "手机号", Kind.TEXT), parent)
    entry.show_value("12345678901", "123****8901")
    choose(entry, "你好")
    assert entry.value() == "你好"


def test_a_composition_thrown_away_over_a_masked_value_leaves_it(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    entry = LineEntry(Field("person.phone", "手机号", Kind.TEXT), parent)
    entry.show_value("12345678901", "123****8901")
    QApplication.sendEvent(entry, QInputMethodEvent("ni", []))
    assert (entry.text(), entry.value()) == ("", "12345678901")
    throw_away(entry)
    assert (entry.text(), entry.value()) == ("123****8901", "12345678901")
    QTest.keyClicks(entry, "9")
    assert entry.value() == "9"


def test_what_the_method_throws_away_when_told_to_finish_stays_typed(form: Form) -> None:
    form.compose("你好")
    place = form.other.mapTo(form, form.other.rect().center())
    QTest.mouseClick(form.windowHandle(), Qt.MouseButton.LeftButton, pos=place)
    assert form.field.text() == "你好"


def test_what_goes_while_the_focus_moves_stays_typed(form: Form, qtbot: QtBot) -> None:
    form.compose("你好")
    throw_away(form.field)  # Qt tells the method to finish, then moves the focus, in one turn
    form.next.setFocus()
    assert form.field.text() == "你好"
    qtbot.wait(10)
    assert (form.field.text(), form.next.text()) == ("你好", "")


def test_what_the_clerk_threw_away_stays_away(form: Form, qtbot: QtBot) -> None:
    form.compose("你好")
    throw_away(form.field)  # Esc: the method says so some time before the field is left
    qtbot.wait(10)
    form.next.setFocus()
    assert form.field.text() == ""


def test_chosen_words_are_not_put_in_twice(form: Form) -> None:
    form.compose("ni hao")
    throw_away(form.field)  # some engines clear before they commit
    choose(form.field, "你好")
    throw_away(form.field)
    form.next.setFocus()
    assert form.field.text() == "你好"


def test_the_method_is_told_of_the_field_that_now_has_the_focus(form: Form) -> None:
    form.told.clear()
    form.next.setFocus()
    assert form.told == ["next"]


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    def told_to_finish() -> None:
        focus = QApplication.focusWidget()
        if focus is not None:
            throw_away(focus)

    guard = CompositionGuard(qapp, told_to_finish)
    with section_desk(qtbot, tmp_path) as made:
        grid = made.page.grid
        grid.go(1, made.page.model.column("person.name"))
        grid.focus_cell()
        compose_here("ni")
        compose_here("ni hao")
        yield made
    qapp.focusObjectChanged.disconnect(guard._watch)
    guard.deleteLater()


def here() -> QWidget:
    """What has the focus: the table while it composes for a cell, then the editor."""
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus


def compose_here(words: str) -> None:
    QApplication.sendEvent(here(), QInputMethodEvent(words, []))


def left_with(desk: Desk) -> tuple[int, list[str]]:
    """The row that was current before the cell was left, and the first names once all is saved."""
    row = desk.page.grid.current().row()
    QTest.keyClick(here(), Qt.Key.Key_Tab)
    desk.page.desk.leave()
    desk.settle()
    return row, desk.texts("person.name")[:3]


def test_a_cell_takes_what_is_chosen_after_the_composition_was_cleared(desk: Desk) -> None:
    table = here()
    throw_away(table)  # fcitx5 clears, then commits, in one turn
    choose(here(), "你好")
    assert left_with(desk) == (1, [NAMES[0], "你好", NAMES[2]])


def test_a_cell_left_while_its_first_word_is_composed_keeps_it(desk: Desk) -> None:
    desk.page.desk.leave()
    desk.settle()
    assert desk.texts("person.name")[1] == "ni hao"


def test_a_cell_whose_composition_was_thrown_away_keeps_what_stood_there(desk: Desk, qtbot: QtBot) -> None:
    throw_away(here())
    qtbot.wait(10)
    assert left_with(desk) == (1, list(NAMES[:3]))
