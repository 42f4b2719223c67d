"""The parts that pages are built of, in one place to import from.

Each lives with its topic: `ui.words`, `ui.buttons`, `ui.chips`, `ui.fields`, `ui.panels`.
"""

from __future__ import annotations

from ui.buttons import Button, CountTabs, Segments, ToolButton, danger, link, plain, primary, text_width
from ui.chips import Chip, GlyphMark, IconMark, chip_width, paint_chip
from ui.fields import FindInput, LabelledField, PasswordInput, combo, derived, line_input, text_input
from ui.panels import EmptyState, Notice, PageHead, Panel, Strip, dialog_foot, enter_follows
from ui.words import elided, ground, line, set_property, words

__all__ = [
    "Button",
    "Chip",
    "CountTabs",
    "EmptyState",
    "FindInput",
    "GlyphMark",
    "IconMark",
    "LabelledField",
    "Notice",
    "PageHead",
    "Panel",
    "PasswordInput",
    "Segments",
    "Strip",
    "ToolButton",
    "chip_width",
    "combo",
    "danger",
    "derived",
    "dialog_foot",
    "elided",
    "enter_follows",
    "ground",
    "line",
    "line_input",
    "link",
    "paint_chip",
    "plain",
    "primary",
    "set_property",
    "text_input",
    "text_width",
    "words",
]
