"""The demonstration ledger: made-up people through the same ways as real ones, and its September return."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from core.demo_employers import DemoEmployer
from core.demo_evidence import prove
from core.demo_fairs import employers_of_fairs
from core.demo_ledgers import ledger_rows
from core.demo_people import DRAFT, VOID, demonstration_rows
from core.demo_returns import make_returns
from core.demo_spellings import learn_a_form, spelt_otherwise
from core.demo_updates import take_over_an_update
from core.errors import LedgerFault
from core.imports.clean_rows import CleanRow
from core.ledger import Ledger
from core.trust import nothing_left
from core.units import unit_of_key
from core.views import Query

if TYPE_CHECKING:
    from core.facade.base import Progress


DIFFICULTIES = (
    "一是部分镇街登记不及时，月底集中补报较多。二是市外来渝人员佐证材料收集偏慢，核查进度跟不上登记进度。"
)
NEXT_STEPS = (
    "一是对完成率靠后的镇街按周调度，逐条核对台账。二是赴市内外重点高校开展引才活动，同步推送岗位清单。"
)


@dataclass(frozen=True, slots=True)
class DemoResult:
    """Where the demonstration lies and how it opens."""

    ledger: Path
    password: str
    return_pdf: Path


def make(
    folder: Path, unit: str, year: int, rows: int, seed: int, progress: Progress | None = None
) -> DemoResult:
    """Make a demonstration ledger in a folder: every section filled, the split, last year's months.

    Args:
        folder: made when missing.
        unit: short name of a unit that lived in the year.
        year: the ledger's year.
        rows: number of placements.
        seed: the same seed gives the same people.
        progress: share done and Chinese words.

    Raises:
        LedgerFault: the ledger exists already or cannot be made; nothing is left behind then.
    """
    if rows < 0:
        raise LedgerFault("行数不能小于 0，没有建演示台账。")
    tell = progress or (lambda _share, _words: None)
    tell(0.05, "正在建演示台账")
    password = "Demo-" + secrets.token_urlsafe(9)
    path = folder / f"{unit}演示.ledger"
    with nothing_left(path):
        ledger, _recovery = Ledger.create(path, unit, year, password, demonstration=True)
        try:
            _fill(ledger, year, rows, seed, tell)
            if rows:
                tell(0.75, "正在编前几个月的月报")
                make_returns(ledger, year, password)
                take_over_an_update(ledger, folder, year)
            tell(0.85, "正在编 9 月月报")
            pdf = _write_return(ledger, folder, f"{year:04d}-09")
        finally:
            ledger.close()
    return DemoResult(path, password, pdf)


def _write_return(ledger: Ledger, folder: Path, month: str) -> Path:
    ledger.set_narrative(month, DIFFICULTIES, NEXT_STEPS)
    pdf = folder / f"{ledger.info.unit_name}{month[:4]}年9月月报.pdf"
    ledger.write_return(month, pdf, pdf.with_suffix(".xlsx"))
    return pdf


def _fill(ledger: Ledger, year: int, rows: int, seed: int, tell: Progress) -> None:
    made = demonstration_rows(ledger.info.unit_key, year, rows, seed)
    placements = list(spelt_otherwise(made.placements))
    tell(0.2, "正在写入登记")
    whole = [row for row in placements if DRAFT not in row]
    ids = ledger.take_rows("placement", _clean(whole), f"演示数据 {len(whole)} 行")
    voided: dict[str, list[int]] = {}
    for row, row_id in zip(whole, ids, strict=True):
        if VOID in row and row_id is not None:
            voided.setdefault(row[VOID], []).append(row_id)
    for reason, numbers in voided.items():
        ledger.void("placement", numbers, reason)
    tell(0.6, "正在写入活动和见习岗位")
    for row in placements:
        if DRAFT in row:
            ledger.save("placement", None, _plain(row))
    fairs = ledger.take_rows("job_fair", _clean(made.fairs), f"演示数据 {len(made.fairs)} 行")
    chance = Random(f"{ledger.info.unit_key}/{year}/{seed}/fairs")
    held = {key: row for key, row in zip(fairs, made.fairs, strict=True) if key is not None}
    for section, found in (
        ("fair_employer", employers_of_fairs(chance, year, held, made.employers)),
        ("traineeship_host", made.hosts),
        ("traineeship_post", made.posts),
        ("prior_actual", made.prior),
        *_other_ledgers(ledger, year, seed, placements, made.employers),
    ):
        if found:
            ledger.take_rows(section, _clean(found), f"演示数据 {len(found)} 行")
    _work_on_tasks(ledger, year)
    prove(ledger, year)
    learn_a_form(ledger)
    if made.split:
        ledger.set_split("placement.total", year, made.split, "演示分解")


def _work_on_tasks(ledger: Ledger, year: int) -> None:
    """The plans' tasks as they stand in autumn: the early ones done, one of them late, the rest running."""
    ids = ledger.find("task", Query())
    for row in ledger.rows("task", ids):
        deadline = row.values["deadline"]
        if deadline is None or deadline.year != year:
            continue
        if deadline.month < 9:
            done = deadline + timedelta(days=12 if deadline.month == 8 else -3)
            ledger.save("task", row.id, {"situation": "done", "done_on": done, "progress": "已办结"})
        else:
            ledger.save("task", row.id, {"situation": "running", "progress": "按计划推进"})


def _other_ledgers(
    ledger: Ledger, year: int, seed: int, placements: list[dict[str, Any]], employers: Sequence[DemoEmployer]
) -> Iterable[tuple[str, Sequence[Mapping[str, Any]]]]:
    """Rows of every other section; none where nobody was placed."""
    if not placements:
        return ()
    unit = unit_of_key(ledger.info.unit_key)
    chance = Random(f"{unit.key}/{year}/{len(placements)}/{seed}/ledgers")
    return ledger_rows(chance, unit, year, employers, placements).items()


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in (VOID, DRAFT)}


def _clean(rows: Iterable[Mapping[str, Any]]) -> list[CleanRow]:
    return [CleanRow(number, _plain(row), ()) for number, row in enumerate(rows, 1)]
