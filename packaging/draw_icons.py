"""Draw the program's icons as PNG in every size: `python packaging/draw_icons.py FOLDER_OF_SVG OUT`.

OUT is laid out as /usr/share/icons/hicolor. Small sizes have simpler drawings, whose lines fall on whole
pixels. Needs PySide6; the same drawings give the same bytes.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 22, 24, 32, 48, 64, 96, 128, 256, 512)
SIMPLE = {16: "-16", 22: "-24", 24: "-24"}
ICONS = {"placement-ledger": "apps", "application-x-placement-ledger": "mimetypes"}


def drawing(folder: Path, name: str, size: int) -> Path:
    """The drawing that a size is made from."""
    return folder / f"{name}{SIMPLE.get(size, '')}.svg"


def draw(svg: Path, size: int, target: Path) -> None:
    """Draw one size.

    Raises:
        ValueError: when the drawing cannot be read or the picture not written.
    """
    renderer = QSvgRenderer(str(svg))
    if not renderer.isValid():
        raise ValueError(f"{svg.name} is no drawing")
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    target.parent.mkdir(parents=True, exist_ok=True)
    if not image.save(str(target)):
        raise ValueError(f"{target.name} could not be written")


def main(words: list[str]) -> int:
    """Draw everything."""
    folder, out = map(Path, words)
    application = QGuiApplication.instance() or QGuiApplication(["draw_icons"])
    for name, kind in ICONS.items():
        for size in SIZES:
            draw(drawing(folder, name, size), size, out / f"{size}x{size}" / kind / f"{name}.png")
        scalable = out / "scalable" / kind / f"{name}.svg"
        scalable.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / f"{name}.svg", scalable)
    del application
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
