"""The status bar: lights with shape and word, running work with cancel, and the date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from core.trust import ago
from ui.buttons import link, text_width
from ui.icons import LIGHTS, Glyph, glyph_icon
from ui.theme import font
from ui.words import ground, line, words

HEIGHT = 26
_WEEKDAYS = "一二三四五六日"


def long_date(day: date) -> str:
    """2025年9月30日 星期二."""
    return f"{day.year}年{day.month}月{day.day}日 星期{_WEEKDAYS[day.weekday()]}"


class Light(QToolButton):
    """A status light: shape, colour and word; hidden while it has nothing to say."""

    def __init__(self, name: str, act: Callable[[], object] | None = None) -> None:
        super().__init__()
        self._name = name
        self.setAccessibleName(name)
        self._short = ""
        self._long = ""
        self.setProperty("place", "status")
        self.setFont(font(12))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(16, 12))
        self.setFixedHeight(22)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if act is not None:
            self.clicked.connect(lambda *_: act())
        self.hide()

    def show_state(self, light: str | Glyph, text: str, short: str = "") -> None:
        """Show a light (ok, warn, bad, note, mute or a shape) with words, and fewer for a narrow bar."""
        self._long = text
        self._short = short or text
        self.setIcon(glyph_icon(LIGHTS.get(str(light)) or Glyph(light)))
        self.setAccessibleName(f"{self._name}：{text}" if self._name else text)
        self.setToolTip(text)
        self.show_words(False)
        self.setVisible(bool(text))

    def show_words(self, short: bool) -> None:
        """Use the short or the long words."""
        self.setText(self._short if short else self._long)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(text_width(self.text(), 12) + 16 + 4 + 12, 22)

    def minimumSizeHint(self) -> QSize:
        return QSize(36, 22)


class StatusBar(QWidget):
    """Lights at the left, running work in the middle, the date at the right."""

    cancel = Signal()
    backup_wanted = Signal()
    return_wanted = Signal()
    drafts_wanted = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        ground(self, "rail")
        self.saved = Light("保存")
        self.backup = Light("备份", self.backup_wanted.emit)
        self.due = Light("月报", self.return_wanted.emit)
        self.drafts = Light("草稿", self.drafts_wanted.emit)
        self.message = Light("消息")
        self.work = _Work()
        self.work.cancel.connect(self.cancel)
        self.date = words(long_date(today), "caption")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(line("line_strong"))
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.setContentsMargins(4, 0, 12, 0)
        row.setSpacing(2)
        self._parts: list[tuple[Light, QWidget]] = []
        for light in (self.saved, self.backup, self.due, self.drafts, self.message):
            mark = line("line_strong", upright=True)
            mark.setFixedHeight(12)
            row.addWidget(light)
            row.addWidget(mark)
            self._parts.append((light, mark))
        row.addStretch(1)
        row.addWidget(self.work)
        row.addWidget(self.date)
        outer.addWidget(inner, 1)
        self._short = False
        self.show_saved(None)

    def show_saved(self, at: datetime | None) -> None:
        """Everything is on disk; since when."""
        self.saved.show_state("ok", f"已保存 {at:%H:%M:%S}" if at else "已保存", "已保存")
        self._settle()

    def show_saving(self) -> None:
        """A change is on its way to the disk."""
        self.saved.show_state(Glyph.CHANGED, "保存中", "保存中")
        self._settle()

    def show_unsaved(self, reason: str) -> None:
        """The last change is not on disk."""
        self.saved.show_state("bad", f"未保存（{reason}）", "未保存")
        self._settle()

    def show_backup(self, age: timedelta | None) -> None:
        """How old the last backup is."""
        if age is None:
            self.backup.show_state("warn", "还没有备份", "没有备份")
        else:
            light = "ok" if age < timedelta(days=1) else "warn"
            self.backup.show_state(light, f"备份 {ago(age)}")
        self._settle()

    def show_due(self, text: str, short: str, light: str = "note") -> None:
        """What the next return asks for; "" hides the light."""
        self.due.show_state(light, text, short)
        self._settle()

    def show_drafts(self, count: int) -> None:
        """Rows that are drafts; none hides the light."""
        self.drafts.show_state("warn", f"{count:,} 行草稿待改" if count else "", f"{count:,} 行草稿")
        self._settle()

    def say(self, text: str, light: str) -> None:
        """Say something until something else is said; "" clears it."""
        self.message.show_state(light, text)
        self._settle()

    def shorten(self, short: bool) -> None:
        """Fewer words in a narrow window."""
        self._short = short
        self.date.setVisible(not short)
        self._settle()

    def _settle(self) -> None:
        said = [light for light, _ in self._parts if not light.isHidden()]
        for light, mark in self._parts:
            light.show_words(self._short)
            mark.setVisible(light in said[:-1])


class _Work(QWidget):
    """Running work: what, how far, and a way to stop it. Shown when it lasts."""

    cancel = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._label = words("", "label")
        self._bar = QProgressBar()
        self._bar.setFixedWidth(110)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("进度")
        self._stop = link("取消", self.cancel.emit, small=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(self._label)
        row.addWidget(self._bar)
        row.addWidget(self._stop)
        self.hide()

    def show_progress(self, label: str, share: float, text: str) -> None:
        """Show how far the work is; a negative share means unknown."""
        self._label.setText(f"{label}：{text}" if text else label)
        self._bar.setRange(0, 0 if share < 0 else 1000)
        if share >= 0:
            self._bar.setValue(round(share * 1000))
        self.show()
