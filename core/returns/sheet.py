"""The pages of a paper: text block, page number, id line, demonstration box, watermark, turned frames.

A4, text block 156 × 225 mm (GB/T 9704-2012). The cursor `y` falls from the block's top to its bottom.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin
from typing import Any

from core.returns.fonts import Role
from core.returns.pen import Pen
from core.returns.table_plan import MM
from core.returns.text import measure

PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT = 28 * MM, 184 * MM
BOTTOM, TOP = 35 * MM, 260 * MM
BLOCK_WIDTH, BLOCK_HEIGHT = RIGHT - LEFT, TOP - BOTTOM
BODY, PITCH = BLOCK_WIDTH / 28, BLOCK_HEIGHT / 22
"""Size of the body (28 characters a line) and its line pitch (22 lines a page)."""
DEMONSTRATION = "演示数据　非实际统计结果"
_NUMBER_BASELINE = BOTTOM - 10 - 7 * MM
_WATERMARK_LEVEL, _WATERMARK_TURN = 0.91, 52.0


@dataclass(frozen=True, slots=True)
class Hotspot:
    """Where a figure is printed, for the preview: page from 0, rectangle in points from the lower left."""

    page: int
    place: tuple[float, float, float, float]
    figure: str
    plan: str | None


@dataclass(frozen=True, slots=True)
class Furniture:
    """What every page carries beside its text. `watermark` is the state's word (草稿, 送审稿 …) or ""."""

    identity: str
    demonstration: bool = False
    watermark: str = ""


class Sheet:
    """Pages drawn one after the other. The content of a turned page lies in a frame of 225 × 156 mm."""

    def __init__(self, pen: Pen, furniture: Furniture) -> None:
        self.pen = pen
        self._furniture = furniture
        self.pages = 0
        self.turned = False
        self.y = TOP
        self.hotspots: list[Hotspot] = []
        self._frame: Any = None
        self._entries = 0

    @property
    def left(self) -> float:
        """The text block's left edge."""
        return 0.0 if self.turned else LEFT

    @property
    def width(self) -> float:
        """The text block's width."""
        return BLOCK_HEIGHT if self.turned else BLOCK_WIDTH

    @property
    def bottom(self) -> float:
        """The text block's lower edge."""
        return 0.0 if self.turned else BOTTOM

    @property
    def top(self) -> float:
        """The text block's upper edge."""
        return BLOCK_WIDTH if self.turned else TOP

    @property
    def room(self) -> float:
        """Height left on this page."""
        return self.y - self.bottom

    @property
    def fresh(self) -> bool:
        """Nothing stands on this page yet."""
        return self.pages > 0 and self.y == self.top

    def new_page(self, *, turned: bool = False) -> None:
        """Finish the page and begin the next."""
        if self.pages:
            self.finish()
        self.pages += 1
        self.turned = False
        self._furnish()
        if turned:
            self._frame = self.pen.turned(RIGHT, BOTTOM)
            self._frame.__enter__()
            self.turned = True
        self.y = self.top

    def finish(self) -> None:
        """Finish the last page."""
        if self._frame is not None:
            self._frame.__exit__(None, None, None)
            self._frame = None
        self.pen.canvas.showPage()

    def outline(self, title: str) -> None:
        """Add an entry to the PDF's outline that opens this page."""
        self._entries += 1
        key = f"entry{self._entries}"
        self.pen.canvas.bookmarkPage(key)
        self.pen.canvas.addOutlineEntry(title, key)

    def found(self, place: tuple[float, float, float, float], figure: str, plan: str | None) -> None:
        """Remember where a figure was printed."""
        if self.turned:
            x0, y0, x1, y1 = place
            place = (RIGHT - y1, BOTTOM + x0, RIGHT - y0, BOTTOM + x1)
        self.hotspots.append(Hotspot(self.pages - 1, place, figure, plan))

    # -- furniture -------------------------------------------------------------------------------
    def _furnish(self) -> None:
        if self._furniture.watermark:
            self._watermark(self._furniture.watermark)
        if self._furniture.demonstration:
            self._demonstration_box()
        odd = self.pages % 2 == 1
        self._page_number(odd)
        if odd:
            self.pen.text(LEFT, _NUMBER_BASELINE + 1, self._furniture.identity, Role.SONG, 9)
        else:
            self.pen.text(RIGHT, _NUMBER_BASELINE + 1, self._furniture.identity, Role.SONG, 9, "right")

    def _page_number(self, odd: bool) -> None:
        digits = str(self.pages)
        width = measure(self.pen.fonts, Role.SONG, digits, 14)
        x = RIGHT - 14 - (34 + width) if odd else LEFT + 14
        self.pen.text(x, _NUMBER_BASELINE, "—", Role.SONG, 14)
        self.pen.text(x + 17, _NUMBER_BASELINE, digits, Role.SONG, 14)
        self.pen.text(x + 20 + width, _NUMBER_BASELINE, "—", Role.SONG, 14)

    def _demonstration_box(self) -> None:
        middle, baseline = (LEFT + RIGHT) / 2, PAGE_HEIGHT - 20 * MM
        self.pen.text(middle, baseline, DEMONSTRATION, Role.HEI, 10.5, "centre")
        self.pen.frame(middle - 71, baseline - 4.6, 142, 17, 0.6)

    def _watermark(self, word: str) -> None:
        turn = radians(_WATERMARK_TURN)
        middle = f"{PAGE_WIDTH / 2:.3f} {(BOTTOM + TOP) / 2 - 8.5:.3f}"
        matrix = f"{cos(turn):.6f} {sin(turn):.6f} {-sin(turn):.6f} {cos(turn):.6f} {middle}"
        self.pen.canvas.addLiteral(f"q {matrix} cm")
        with self.pen.grey(_WATERMARK_LEVEL):
            spread = "　".join(word) if len(word) == 2 else word
            self.pen.text(0, 0, spread, Role.HEI, 120, "centre")
            self.pen.text(0, -64, "未经审核　不得上报", Role.HEI, 26, "centre")
        self.pen.canvas.addLiteral("Q")
