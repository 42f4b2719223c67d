"""The panel beside 市级汇总: one unit's returns, file by file, with everything that is to be said of them."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.city.received import Collection, Entry, UnitRow
from core.city.summary import STATES
from ui import numbers
from ui.controls import Chip, Notice, ground, line, words
from ui.icons import Glyph

_GLYPHS = {
    "submitted": Glyph.DONE,
    "draft": Glyph.HALF,
    "damaged": Glyph.BAD,
    "stale": Glyph.WAITING,
    "duplicate": Glyph.LOOK,
}


class CitySide(QWidget):
    """One unit in full."""

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 14, 16, 14)
        self._column.setSpacing(8)
        self._column.addStretch(1)

    def show_data(self, collection: Collection, row: UnitRow | None, stranger: Entry | None) -> None:
        """Show a unit, or a paper of nobody known, or nothing."""
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for widget in self._parts(collection, row, stranger):
            self._column.addWidget(widget)
        self._column.addStretch(1)

    def _parts(
        self, collection: Collection, row: UnitRow | None, stranger: Entry | None
    ) -> Iterator[QWidget]:
        if stranger is not None:
            yield words("认不出是哪个单位的月报", "panel", wrap=True)
            yield from self._entry(stranger)
        elif row is not None:
            yield words(row.unit.name, "panel", wrap=True)
            yield words(_target_words(row), "secondary", wrap=True)
            yield from self._unit(collection, row)
        else:
            yield words("这里没有单位", "panel")

    def _unit(self, collection: Collection, row: UnitRow) -> Iterator[QWidget]:
        odd = [oddity.words for oddity in collection.oddities if oddity.unit == row.unit.name]
        entries = ([row.entry] if row.entry else []) + list(row.others)
        if not entries:
            month = collection.month.label if collection.month else "本期"
            yield Notice(f"没有收到{month}的月报", Glyph.DRAFT)
        for entry in entries:
            yield line()
            yield from self._entry(entry)
        if odd:
            yield line()
            yield words("对不上的地方", "section")
            for text in odd:
                yield Notice(text, Glyph.LOOK)

    def _entry(self, entry: Entry) -> Iterator[QWidget]:
        received = entry.received
        yield Chip(_GLYPHS[entry.state.value], STATES[entry.state.value])
        if entry.words:
            for text in entry.words.split("；"):
                yield Notice(text, _GLYPHS[entry.state.value])
        for label, text in _facts(entry):
            yield words(f"{label}：{text}", "body", wrap=True)
        for name in (received.file, *entry.copies):
            yield words(name, "caption", wrap=True)


def _target_words(row: UnitRow) -> str:
    if row.quota is None:
        return "市方案没有给这个单位列目标"
    return (
        f"目标 {numbers.count(row.quota)} 人，其中市外 {numbers.count(row.quota_outside)} 人；"
        f"上年全年 {numbers.count(row.prior)} 人，其中市外 {numbers.count(row.prior_outside)} 人"
    )


def _facts(entry: Entry) -> Iterator[tuple[str, str]]:
    received = entry.received
    if received.month is not None:
        edition = f"，第 {received.version} 版" if received.version else ""
        draft = f"，第 {received.draft} 稿" if received.draft and not received.submitted else ""
        yield "报告期", f"{received.month.label}{edition}{draft}"
    if received.reported_on is not None:
        yield "报出日期", numbers.full_day_words(received.reported_on)
    if received.total is not None:
        yield "累计", f"{numbers.count(received.total)} 人，市外来渝 {numbers.count(received.outside)} 人"
    if received.digest and received.kind != "xlsx":
        yield "数据摘要", received.digest[:8]
    if received.demonstration:
        yield "性质", "演示数据，不是实际统计"
