"""The signature block at the foot of the last page: officers, digest, QR code, place of the seal."""

from __future__ import annotations

from dataclasses import dataclass

from core.returns import numbers
from core.returns.fonts import Role
from core.returns.pen import Pen
from core.returns.sheet import BLOCK_WIDTH, BOTTOM, LEFT, RIGHT
from core.returns.snapshot import Snapshot
from core.returns.table_plan import MM
from core.returns.text import measure

HEIGHT = 55 * MM
"""From the text block's foot to the block's top edge; its rule lies 2 pt below."""
_EDGE = BOTTOM + HEIGHT - 2
_QR = 25 * MM
_QR_BOTTOM = _EDGE - 29 - _QR
_SEAL = RIGHT - 42 * MM
_OVERLAP = 0.02
_LABELS = ("单位负责人：", "审核人：", "填表人：", "联系电话：")


@dataclass(frozen=True, slots=True)
class Seal:
    """What is printed of the data file: nothing in a draft."""

    digest: str
    code: str

    @property
    def short(self) -> str:
        """The digest's first eight digits."""
        return self.digest[:8]


def seal_for(snapshot: Snapshot, digest: str) -> Seal | None:
    """Digest and QR text of a submitted return; None for every other state."""
    if snapshot.state != "submitted":
        return None
    unit = snapshot.unit_code or snapshot.unit_key
    kind = "Y1" if snapshot.yearly else "R1"
    code = f"{kind};U={unit};P={snapshot.period};V={snapshot.version};S={digest}"
    return Seal(digest, code)


def draw_signature(pen: Pen, snapshot: Snapshot, seal: Seal | None) -> None:
    """Draw the block at its fixed place."""
    pen.rule([(LEFT, _EDGE), (RIGHT, _EDGE)], 0.75)
    _officers(pen, snapshot)
    if seal is None:
        _no_digest(pen)
    else:
        draw_code(pen, seal.code, LEFT, _QR_BOTTOM, _QR)
        _digest(pen, seal)
    _place_of_seal(pen, snapshot)


def _officers(pen: Pen, snapshot: Snapshot) -> None:
    given = snapshot.signatures
    quarter, baseline = BLOCK_WIDTH / 4, _EDGE - 17
    for number, (label, name) in enumerate(
        zip(_LABELS, (given.head, given.reviewer, given.preparer, given.phone), strict=True)
    ):
        x = LEFT + quarter * number
        width = pen.text(x, baseline, label, Role.SONG, 10.5)
        end = RIGHT if number == 3 else x + quarter - 9
        pen.rule([(x + width, baseline - 2), (end, baseline - 2)], 0.4)
        if name:
            size = 10.5
            while size > 8 and measure(pen.fonts, Role.SONG, name, size) > end - x - width:
                size -= 0.5
            pen.text((x + width + end) / 2, baseline, name, Role.SONG, size, "centre")


def _no_digest(pen: Pen) -> None:
    pen.frame(LEFT, _QR_BOTTOM, _QR, _QR, 0.5, dash=(2.2, 1.8))
    pen.text(LEFT + _QR / 2, _QR_BOTTOM + _QR / 2 - 3, "定稿后生成", Role.SONG, 9, "centre")
    x = LEFT + 28.5 * MM
    pen.text(x, _EDGE - 37, "数据摘要（SHA-256）", Role.HEI, 9)
    pen.text(x, _EDGE - 51.5, "草稿不生成摘要", Role.SONG, 9)


def _digest(pen: Pen, seal: Seal) -> None:
    x, baseline = LEFT + 28.5 * MM, _EDGE - 49.5
    pen.text(x, _EDGE - 37, "数据摘要（SHA-256）", Role.HEI, 9)
    for start in range(0, 64, 16):
        groups = " ".join(seal.digest[at : at + 4] for at in range(start, start + 16, 4))
        pen.text(x, baseline, groups, Role.MONO, 8.5)
        baseline -= 11.5
    pen.text(x, _EDGE - 98.366, "数据文件附于本PDF内", Role.SONG, 9)


def _place_of_seal(pen: Pen, snapshot: Snapshot) -> None:
    size = 14.0
    while size > 10.5 and measure(pen.fonts, Role.FANG, snapshot.office, size) > 2 * (RIGHT - _SEAL):
        size -= 0.5
    pen.text(_SEAL, _EDGE - 54.5118, snapshot.office, Role.FANG, size, "centre")
    signed = snapshot.state == "submitted" and snapshot.reported_on is not None
    when = numbers.day(snapshot.reported_on) if signed and snapshot.reported_on else "年　　月　　日"
    pen.text(_SEAL, _EDGE - 80.0236, when, Role.FANG, 14, "centre")
    pen.text(_SEAL, _EDGE - 105.5354, "（盖章）", Role.SONG, 10.5, "centre")


def draw_code(pen: Pen, text: str, x: float, y: float, size: float) -> None:
    """Draw a QR code as one path; its rows overlap by a hair."""
    pen.boxes(code_boxes(text, x, y, size))


def code_boxes(text: str, x: float, y: float, size: float) -> list[tuple[float, float, float, float]]:
    """The black runs of a QR code (error correction M, no border) as boxes."""
    import segno

    matrix = segno.make(text, error="m", micro=False, boost_error=False).matrix
    module = size / len(matrix)
    boxes: list[tuple[float, float, float, float]] = []
    for number, row in enumerate(matrix):
        bottom = y + size - (number + 1) * module
        column = 0
        while column < len(row):
            end = column
            while end < len(row) and row[end]:
                end += 1
            if end > column:
                boxes.append((x + column * module, bottom, (end - column) * module, module + _OVERLAP))
            column = max(end, column + 1)
    return boxes
