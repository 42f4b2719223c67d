"""Reading a drawn PDF back with poppler: words with their boxes, fonts, text."""

from __future__ import annotations

import html
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a page (from 0); `top` and `bottom` are measured from the page's upper edge, in points."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str

    def __str__(self) -> str:
        return (
            f"{self.page + 1} {self.left:.1f} {self.top:.1f} {self.right:.1f} {self.bottom:.1f} {self.text}"
        )


def run(*command: str, pdf: bytes, path: Path) -> str:
    """What a poppler or qpdf command prints about a PDF; "PDF" in the command stands for its path."""
    path.write_bytes(pdf)
    words = [str(path) if word == "PDF" else word for word in command]
    return subprocess.run(words, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def words_of(pdf: bytes, path: Path) -> list[Word]:
    """All words with their boxes."""
    listing = run("pdftotext", "-bbox", "PDF", "-", pdf=pdf, path=path)
    found: list[Word] = []
    for number, page in enumerate(_PAGE.finditer(listing)):
        for word in _WORD.finditer(page.group(3)):
            left, top, right, bottom = (float(word.group(index)) for index in range(1, 5))
            found.append(Word(number, left, top, right, bottom, html.unescape(word.group(5))))
    return found


def text_of(pdf: bytes, path: Path) -> str:
    """The text in the order of reading, lines kept."""
    return run("pdftotext", "-layout", "PDF", "-", pdf=pdf, path=path)


def compare(name: str, text: str) -> None:
    """Compare with the golden file, or write it when UPDATE_GOLDEN is set."""
    golden = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_text(encoding="utf-8")
