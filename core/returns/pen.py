"""The drawing tools of a page: text and rules, each setting what it needs and leaving nothing behind.

Coordinates are points from the lower left corner of the sheet, or of the turned frame inside `turned`.
Black and greys only (DeviceGray).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from core.returns.fonts import Fonts, Role
from core.returns.text import Line, set_line

if TYPE_CHECKING:
    from core.returns.embedding import Embedding  # loads reportlab: not for those who only know of paper

Align = Literal["left", "centre", "right"]
BLACK = 0.0


class Pen:
    """Draws on one reportlab canvas."""

    def __init__(self, canvas: Any, fonts: Fonts, embedding: Embedding) -> None:
        self.canvas = canvas
        self.fonts = fonts
        self._embedding = embedding

    def line(self, x: float, baseline: float, line: Line, size: float) -> None:
        """Draw a set line; its indent is added to `x`."""
        if not line.letters:
            return
        parts: list[str] = []
        run: list[str] = []
        current = None
        for letter, gap in zip(line.letters, line.gaps, strict=True):
            font = self._embedding.font(letter)
            if font is not current:
                if run:
                    parts.append(f"[<{''.join(run)}>] TJ")
                parts.append(f"/{font.name} {size:g} Tf")
                current, run = font, []
            run.append(f"{font.code(letter):04X}")
            if gap:
                run.append(f">{-gap * 1000 / size:.1f}<")
        parts.append(f"[<{''.join(run)}>] TJ")
        self.canvas.addLiteral(f"BT {x + line.indent:.3f} {baseline:.3f} Td {' '.join(parts)} ET")

    def text(
        self, x: float, baseline: float, text: str, role: Role, size: float, align: Align = "left"
    ) -> float:
        """Draw a text on one line and return its width."""
        line = set_line(self.fonts, role, text, size)
        width = line.width(size)
        shift = {"left": 0.0, "centre": width / 2, "right": width}[align]
        self.line(x - shift, baseline, line, size)
        return width

    @contextmanager
    def grey(self, level: float) -> Iterator[None]:
        """Fill in a grey (0 black, 1 white) and return to black."""
        self.canvas.addLiteral(f"{level:g} g")
        yield
        self.canvas.addLiteral("0 g")

    def rule(
        self,
        points: Sequence[tuple[float, float]],
        width: float,
        *,
        dash: Sequence[float] = (),
        level: float = BLACK,
        round_ends: bool = False,
    ) -> None:
        """Draw a line through the points."""
        path = f"{points[0][0]:.3f} {points[0][1]:.3f} m " + " ".join(
            f"{x:.3f} {y:.3f} l" for x, y in points[1:]
        )
        self._stroke(path, width, dash, level, round_ends)

    def frame(
        self, x: float, y: float, width: float, height: float, stroke: float, dash: Sequence[float] = ()
    ) -> None:
        """Draw an unfilled box."""
        self._stroke(f"{x:.3f} {y:.3f} {width:.3f} {height:.3f} re", stroke, dash, BLACK, False)

    def _stroke(self, path: str, width: float, dash: Sequence[float], level: float, round_ends: bool) -> None:
        before = f"q {width:g} w"
        if dash:
            before += f" [{' '.join(f'{part:g}' for part in dash)}] 0 d"
        if level:
            before += f" {level:g} G"
        if round_ends:
            before += " 1 J"
        self.canvas.addLiteral(f"{before} {path} S Q")

    def bar(self, x: float, y: float, width: float, height: float, level: float) -> None:
        """Draw a box filled with a grey, outlined in black."""
        self.canvas.addLiteral(f"q 0.35 w {level:g} g {x:.3f} {y:.3f} {width:.3f} {height:.3f} re B Q")

    def boxes(self, boxes: Sequence[tuple[float, float, float, float]], level: float = BLACK) -> None:
        """Fill boxes (x, y, width, height) as one path."""
        path = " ".join(f"{x:.3f} {y:.3f} {width:.3f} {height:.3f} re" for x, y, width, height in boxes)
        self.canvas.addLiteral(f"q {level:g} g {path} f Q")

    def polygon(self, points: Sequence[tuple[float, float]], level: float) -> None:
        """Fill a polygon without outline."""
        path = f"{points[0][0]:.3f} {points[0][1]:.3f} m " + " ".join(
            f"{x:.3f} {y:.3f} l" for x, y in points[1:]
        )
        self.canvas.addLiteral(f"q {level:g} g {path} h f Q")

    def dot(self, x: float, y: float, radius: float) -> None:
        """Fill a small disc: a line of no length with round ends."""
        self.canvas.addLiteral(f"q {2 * radius:g} w 1 J {x:.3f} {y:.3f} m {x:.3f} {y:.3f} l S Q")

    @contextmanager
    def turned(self, x: float, y: float) -> Iterator[None]:
        """Draw turned by 90° counter-clockwise, the frame's origin at (x, y)."""
        self.canvas.addLiteral(f"q 0 1 -1 0 {x:.3f} {y:.3f} cm")
        yield
        self.canvas.addLiteral("Q")
