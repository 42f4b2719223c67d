"""The check code of the return's workbook: a digest of its cells that survives saving it anew.

A workbook handed in alone has no paper that prints its digest. The code stands in the workbook itself and
covers what the cells say, not the file's bytes: whoever opens it and saves it again changes nothing, whoever
changes a number does. It guards against slips and quiet changes, not against a forger who owns the program.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

LABEL = "核对码："
_GROUPS, _DIGITS = 4, 8


def check_code(sheets: Iterable[Iterable[Sequence[object]]]) -> str:
    """Four groups of eight digits over all cells of all sheets in their order, without the code's own row."""
    running = hashlib.sha256()
    for sheet in sheets:
        for row in sheet:
            texts = [_normal(cell) for cell in row]
            while texts and not texts[-1]:
                texts.pop()
            if texts and not texts[0].startswith(LABEL):
                running.update("\t".join(texts).encode("utf-8", errors="replace") + b"\n")
        running.update(b"\f")
    digits = running.hexdigest()
    return " ".join(digits[at : at + _DIGITS] for at in range(0, _GROUPS * _DIGITS, _DIGITS))


def _normal(cell: object) -> str:
    """A cell's text; numbers without needless zeros, however the spreadsheet keeps them."""
    if cell is None:
        return ""
    text = str(cell).strip()
    if isinstance(cell, str) and not text[:1].lstrip("+-").isdigit() and text[:1] not in "+-":
        return text
    try:
        number = round(Decimal(text), 6)
    except (InvalidOperation, ValueError):
        return text
    return f"{number.normalize():f}" if number else "0"
