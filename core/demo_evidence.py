"""Evidence, checks and a sample for the demonstration ledger: small real files about made-up people."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from core.resources import resource
from core.returns import numbers
from core.returns.attach import About
from core.returns.fonts import Role
from core.returns.paper import Paper
from core.returns.sheet import LEFT, RIGHT, TOP, Furniture
from core.verification.samples import CONFIRMED, UNREACHED
from core.views import Query, RowView, Sort

if TYPE_CHECKING:
    from core.ledger import Ledger

SIZE = (760, 520)
_INK, _PAPER, _SEAL = (60, 60, 66), (250, 248, 243), (190, 60, 50)
_FILES = 3
_DRAWN = "20"


def prove(ledger: Ledger, year: int) -> None:
    """Attach files to the newest placements of September, check some by hand, draw a sample of that month."""
    last = date(year, 9, 30)
    query = Query(
        filters={"placed_on": f"{year}-09-01..{last}", "destination": "11"}, sort=(Sort("placed_on", True),)
    )
    rows = ledger.rows("placement", ledger.find("placement", query))
    for row in rows[:_FILES]:
        ledger.attach_content("placement", row.id, contract(row), "劳动合同.pdf")
    for row in rows[:1]:
        ledger.attach_content("placement", row.id, certificate(row), "社保缴费证明.png")
    _check(ledger, rows)
    _sample(ledger, year)


def _check(ledger: Ledger, rows: Sequence[RowView]) -> None:
    """What had been checked by visit stays so: now with day and words, as one check that can be undone."""
    visited = [row for row in rows if row.values["verification"] == "visit" and row.state.value == "active"]
    if visited:
        day = max(row.values["placed_on"] for row in visited) + timedelta(days=6)
        ids = [row.id for row in visited]
        ledger.verify_rows(ids, "visit", min(day, date.today()), "九月入企走访，本人在岗")


def _sample(ledger: Ledger, year: int) -> None:
    """A sample in work: results only where they say what the row says already, so that no figure moves."""
    first, last = date(year, 9, 1), date(year, 9, 30)
    if ledger.sample_pool(first, last, None, False) == 0:
        return
    sample = ledger.draw_sample(first, last, None, False, _DRAWN)[1]
    drawn = ledger.sample_rows(sample)
    states = {
        row.id: row.values["verification"] for row in ledger.rows("placement", [row.row_id for row in drawn])
    }
    for row in drawn:
        if states[row.row_id] == "phone":
            ledger.set_sample_result(row.id, CONFIRMED)
        elif states[row.row_id] == "claimed":
            ledger.set_sample_result(row.id, UNREACHED, "两次无人接听")


def contract(row: RowView) -> bytes:
    """A page of a made-up labour contract as PDF."""
    paper = Paper(Furniture("演示材料，内容是编的", demonstration=True))
    paper.sheet.new_page()
    pen = paper.pen
    pen.text((LEFT + RIGHT) / 2, TOP - 40, "劳 动 合 同", Role.HEI, 22, "centre")
    day = row.values["placed_on"]
    lines = (
        f"甲方（用人单位）：{row.texts['employer.name']}",
        f"乙方（劳动者）：{row.texts['person.name']}",
        f"一、合同自{numbers.day(day)}起，期限三年，试用期两个月。",
        "二、乙方在永川区从事甲方安排的专业技术岗位。",
        "三、甲方依法为乙方办理社会保险。",
        "四、本页为演示数据，不是真实合同。",
    )
    y = TOP - 100
    for line in lines:
        pen.text(LEFT, y, line, Role.SONG, 14)
        y -= 30
    pen.text(LEFT, y - 50, "甲方（盖章）：", Role.SONG, 14)
    pen.text(LEFT + 240, y - 50, "乙方（签字）：", Role.SONG, 14)
    paper.sheet.finish()
    return paper.finished(About("演示材料", "", numbers.day(day), day))


def certificate(row: RowView) -> bytes:
    """A picture of a made-up certificate of insurance as PNG."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", SIZE, _PAPER)
    draw = ImageDraw.Draw(picture)
    face = str(resource("fonts", "NotoSansSC-Regular.ttf"))
    title, body = ImageFont.truetype(face, 34), ImageFont.truetype(face, 22)
    draw.rectangle((18, 18, SIZE[0] - 19, SIZE[1] - 19), outline=_INK, width=2)
    draw.text((SIZE[0] / 2, 70), "社会保险参保证明（演示）", _INK, title, "mm")
    since = row.values["placed_on"].replace(day=1)
    lines = (
        f"参保人：{row.texts['person.name']}",
        f"参保单位：{row.texts['employer.name']}",
        f"参保起始：{since:%Y-%m}　　状态：正常参保",
        "本图为演示数据，不是真实证明。",
    )
    for place, line in enumerate(lines):
        draw.text((70, 150 + place * 52), line, _INK, body)
    draw.ellipse((540, 340, 690, 490), outline=_SEAL, width=4)
    draw.text((615, 415), "演示", _SEAL, title, "mm")
    held = io.BytesIO()
    picture.save(held, "PNG", optimize=True)
    return held.getvalue()
