"""Menus of a section page: of a row, and of the order."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from core.section import Field
from core.views import Sort
from ui.icons import icon

RowAct = tuple[str, str, str, Callable[[], object]]
"""Icon, words, keys, what it does."""


def open_row_menu(parent: QWidget, at: QPoint, acts: Iterable[RowAct]) -> QMenu:
    """The menu of a row, at a place in global coordinates."""
    menu = _menu(parent, "本行")
    for symbol, words, keys, act in acts:
        action = menu.addAction(icon(symbol), f"{words}\t{keys}" if keys else words)
        action.triggered.connect(lambda *_, act=act: act())
    menu.popup(at)
    return menu


def open_sort_menu(
    button: QWidget, fields: Iterable[Field], sort: tuple[Sort, ...], choose: Callable[[str], object]
) -> QMenu:
    """Every column to sort by; the ones in use are ticked and say which way."""
    menu = _menu(button, "排序")
    used = {each.field: each for each in sort}
    for each in fields:
        here = used.get(each.key)
        way = "" if here is None else "\t降序" if here.descending else "\t升序"
        action = menu.addAction(each.label + way)
        action.setCheckable(True)
        action.setChecked(here is not None)
        action.triggered.connect(lambda *_, key=each.key: choose(key))
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
    return menu


def _menu(parent: QWidget, name: str) -> QMenu:
    menu = QMenu(parent)
    menu.setAccessibleName(name)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu
