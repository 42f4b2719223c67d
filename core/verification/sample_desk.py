"""Random samples for checks by phone: drawn, recorded, worked through, summed up."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, insert, select, update

from core.columns import table_of
from core.errors import LedgerFault, NotFound
from core.files import write_whole
from core.identity import mask_name, mask_phone
from core.plain_workbook import PlainSheet, plain_workbook
from core.sections import section_of
from core.verification.sampling import as_ranges, drawn, from_ranges, share, wanted_number
from core.verification.stamps import REJECTED, require_other
from core.views import Change, RowView
from db import journal
from db.base import moment_text, utc_now
from db.models import PhoneSample, PhoneSampleRow, Placement

if TYPE_CHECKING:
    from core.facade.base import OpenLedger

CONFIRMED, WRONG, UNREACHED = "confirmed", "wrong", "unreached"
RESULTS = {CONFIRMED: "核实无误", WRONG: "有误", UNREACHED: "未接通"}
_SAMPLE, _ROW, _PLACEMENT = table_of(PhoneSample), table_of(PhoneSampleRow), table_of(Placement)
_COLUMNS = ("verification", "verified_on", "verified_by", "verification_note")
CHANGED = frozenset(("placement", "phone_sample"))
_HEADS = (
    ("序号", 6.0), ("行号", 8.0), ("姓名", 10.0), ("手机", 14.0), ("就业日期", 12.0), ("用人单位", 32.0),
    ("镇街", 14.0), ("结果", 10.0), ("说明", 28.0),
)  # fmt: skip

_PAPER = (
    ("序号", 9.0, True),
    ("行号", 13.0, True),
    ("姓名", 14.0, True),
    ("手机", 22.0, True),
    ("就业日期", 19.0, True),
    ("用人单位", 38.0),
    ("镇街", 17.0, True),
    ("结果、说明", 24.0),
)
"""Heading, millimetres and whether it is centred: together the text block of a page."""


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One drawn placement. The phone is masked; revealing it is journaled."""

    id: int
    position: int
    row_id: int
    name: str
    masked_phone: str
    employer: str
    township: str
    placed_on: date | None
    result: str
    note: str
    checked_at: datetime | None
    checked_by: str
    void: bool
    """The placement has been voided since it was drawn."""


@dataclass(frozen=True, slots=True)
class SampleView:
    """A draw with what came of it. `interval` is (share, low, high) in percent, None before any answer."""

    id: int
    at: datetime
    account: str
    first: date
    last: date
    township: str
    only_claimed: bool
    wanted: str
    seed: str
    pool: int
    drawn: int
    confirmed: int
    wrong: int
    unreached: int
    interval: tuple[Decimal, Decimal, Decimal] | None

    @property
    def open(self) -> int:
        """Rows without a result."""
        return self.drawn - self.confirmed - self.wrong - self.unreached

    @property
    def scope_words(self) -> str:
        """What could be drawn, in words."""
        where = self.township or "全区"
        return f"{self.first} 至 {self.last}，{where}，{'待核查的' if self.only_claimed else '全部有效登记'}"


class SampleDesk:
    """What the façade does with samples."""

    def __init__(self, ledger: OpenLedger) -> None:
        self._ledger = ledger

    # -- drawing ---------------------------------------------------------------------------------
    def pool_size(self, first: date, last: date, township: str | None, only_claimed: bool) -> int:
        """How many placements a draw would be from."""
        with self._ledger.reading() as connection:
            return len(_pool(connection, first, last, township, only_claimed))

    def draw(
        self, first: date, last: date, township: str | None, only_claimed: bool, wanted: str
    ) -> tuple[Change, int]:
        """Draw at random and keep the draw for good: seed, pool, rows, who, when. Gives its number.

        Raises:
            LedgerFault: nothing to draw from, or a number that cannot be read.
        """
        account, now = self._ledger.info.account, moment_text(utc_now())
        with self._ledger.changing("verification.change") as connection:
            pool = _pool(connection, first, last, township, only_claimed)
            if not pool:
                raise LedgerFault(
                    "这个范围里没有可以抽的登记，没有抽取。", todo="请放宽日期、镇街，或者不限于待核查的。"
                )
            number, seed = wanted_number(wanted, len(pool)), secrets.token_hex(8)
            rows = drawn(pool, seed, number)
            made = connection.execute(
                insert(_SAMPLE).values(
                    at=now,
                    account=account,
                    first=first,
                    last=last,
                    township=township,
                    only_claimed=only_claimed,
                    wanted=wanted.strip(),
                    seed=seed,
                    pool=as_ranges(pool),
                    pool_rows=len(pool),
                )
            ).inserted_primary_key
            assert made is not None
            sample = int(made[0])
            blank = {"result": "", "note": "", "checked_at": "", "checked_by": "", "before": ""}
            connection.execute(
                insert(_ROW),
                [
                    {"sample_id": sample, "position": place, "row_id": row, **blank}
                    for place, row in enumerate(rows, 1)
                ],
            )
            after = {"seed": seed, "pool_rows": len(pool), "pool": as_ranges(pool), "rows": list(rows)}
            journal.append(
                connection, account, "draw", "phone_sample", row_id=sample, business=False, after=after
            )
        return Change(frozenset(("phone_sample",)), (sample,)), sample

    def is_as_drawn(self, sample: int) -> bool:
        """Whether drawing again with the kept seed from the kept pool gives the kept rows."""
        with self._ledger.reading() as connection:
            kept = self._one(connection, sample)
            statement = select(_ROW.c.row_id).where(_ROW.c.sample_id == sample).order_by(_ROW.c.position)
            rows = tuple(connection.scalars(statement))
            return drawn(from_ranges(kept["pool"]), kept["seed"], len(rows)) == rows

    # -- reading ---------------------------------------------------------------------------------
    def samples(self) -> tuple[SampleView, ...]:
        """All draws, newest first."""
        with self._ledger.reading() as connection:
            results: dict[int, Counter[str]] = {}
            counted = select(_ROW.c.sample_id, _ROW.c.result, func.count()).group_by(
                _ROW.c.sample_id, _ROW.c.result
            )
            for sample, result, number in connection.execute(counted):
                results.setdefault(sample, Counter())[result] = number
            rows = connection.execute(select(_SAMPLE).order_by(_SAMPLE.c.id.desc())).mappings()
            return tuple(self._view(dict(row), results.get(row["id"], Counter())) for row in rows)

    def rows(self, sample: int) -> tuple[SampleRow, ...]:
        """The drawn placements in the order of the draw."""
        with self._ledger.reading() as connection:
            self._one(connection, sample)
            statement = select(_ROW).where(_ROW.c.sample_id == sample).order_by(_ROW.c.position)
            kept = [dict(row) for row in connection.execute(statement).mappings()]
            listing = self._ledger.listing(connection)
            views = listing.rows(section_of("placement"), [row["row_id"] for row in kept])
            known = {view.id: view for view in views}
            return tuple(_row(row, known.get(row["row_id"])) for row in kept)

    # -- results ---------------------------------------------------------------------------------
    def set_result(self, row: int, result: str, note: str) -> Change:
        """Keep what a call found, and write the verification that follows from it.

        Confirmed is checked by phone; wrong is rejected and needs a note; unreached leaves the placement
        as it was before the first result. "" takes a result back.

        Raises:
            LedgerFault: wrong without a note, a placement that is void, or an own one where forbidden.
        """
        if result and result not in RESULTS:
            raise NotFound("没有这种结果。")
        if result == WRONG and not note.strip():
            raise LedgerFault("有误的要写明哪里不对，没有保存。", todo="写明后再保存。")
        account = self._ledger.info.account
        with self._ledger.changing("verification.change") as connection:
            kept = connection.execute(select(_ROW).where(_ROW.c.id == row)).mappings().first()
            if kept is None:
                raise NotFound("抽查名单里没有这一行。", todo="按 F5 重新读取。")
            now = self._placement(connection, kept["row_id"])
            if result in (CONFIRMED, WRONG):
                require_other(connection, [kept["row_id"]], account)
            before = json.loads(kept["before"]) if kept["before"] else _plain(now)
            values = _columns(result, note.strip(), account, before)
            self._write(connection, kept["row_id"], now, values, note.strip())
            stamps = {"checked_at": moment_text(utc_now()), "checked_by": account}
            connection.execute(
                update(_ROW)
                .where(_ROW.c.id == row)
                .values(result=result, note=note.strip(), before=json.dumps(before), **stamps)
            )
            journal.append(
                connection,
                account,
                "sample_result",
                "phone_sample",
                row_id=kept["sample_id"],
                business=False,
                before={"row": kept["row_id"], "result": kept["result"]},
                after={"row": kept["row_id"], "result": result},
            )
        return Change(CHANGED, (kept["row_id"],))

    def _write(
        self, connection: Connection, row: int, now: dict[str, Any], values: dict[str, Any], reason: str
    ) -> None:
        changed = {key: value for key, value in values.items() if now[key] != value}
        if not changed:
            return
        stamps = {"updated_at": utc_now(), "updated_by": self._ledger.info.account}
        connection.execute(update(_PLACEMENT).where(_PLACEMENT.c.id == row).values(**changed, **stamps))
        journal.append(
            connection,
            self._ledger.info.account,
            "verify",
            "placement",
            row_id=row,
            reason=f"电话抽查{f'：{reason}' if reason else ''}",
            before={key: now[key] for key in changed},
            after=changed,
        )

    # -- paper -----------------------------------------------------------------------------------
    def write_workbook(self, sample: int, out: Path) -> int:
        """Write the list as a workbook, phones masked. Journaled."""
        view = next((each for each in self.samples() if each.id == sample), None)
        if view is None:
            raise NotFound("没有这次抽查。")
        rows = self.rows(sample)
        cells = [
            (
                row.position, row.row_id, row.name, row.masked_phone, row.placed_on, row.employer,
                row.township, RESULTS.get(row.result, ""), row.note,
            )
            for row in rows
        ]  # fmt: skip
        blank = ("",) * (len(_HEADS) - 3)
        feet = [("", "", line, *blank) for line in ("", *foot_lines(view))]
        content = plain_workbook(PlainSheet("电话抽查", _HEADS, [*cells, *feet], 3))
        with self._ledger.drafting() as connection:
            after = {"sample": sample, "rows": len(rows)}
            self._ledger.note_on(connection, "export", "phone_sample", after=after)
            write_whole(out, content)
        return len(rows)

    def write_paper(self, sample: int, out: Path) -> int:
        """Write the list as PDF for use inside the office, names and phones masked. Journaled as a print.

        Raises:
            LedgerFault: a character cannot be printed, or the file cannot be written.
        """
        from core.returns.roster import Roster, RosterColumn, render_roster  # late: fonts and reportlab

        self._ledger.require("papers.print")
        view = next((each for each in self.samples() if each.id == sample), None)
        if view is None:
            raise NotFound("没有这次抽查。")
        rows, info = self.rows(sample), self._ledger.info
        printed = render_roster(
            Roster(
                title="电话抽查名单",
                unit=info.unit_name,
                under=f"{view.first}至{view.last}，{view.township or '全区'}，抽{view.drawn}行",
                about=f"姓名、电话已遮盖，凭行号查看；自{view.pool}行中抽取，种子{view.seed}",
                printed_on=date.today(),
                demonstration=info.demonstration,
                columns=tuple(RosterColumn(*each) for each in _PAPER),
                rows=[_paper_cells(row) for row in rows],
                count=len(rows),
            )
        )
        if printed.problems:
            raise LedgerFault(f"名单没有印成：{printed.problems[0].message}。", todo="改成同义的常用字再印。")
        with self._ledger.drafting() as connection:
            after = {"sample": sample, "rows": len(rows)}
            self._ledger.note_on(connection, "print", "phone_sample", after=after)
            write_whole(out, printed.bytes)
        return len(rows)

    # -- inside ----------------------------------------------------------------------------------
    def _one(self, connection: Connection, sample: int) -> dict[str, Any]:
        row = connection.execute(select(_SAMPLE).where(_SAMPLE.c.id == sample)).mappings().first()
        if row is None:
            raise NotFound("没有这次抽查。")
        return dict(row)

    def _placement(self, connection: Connection, row: int) -> dict[str, Any]:
        columns = [_PLACEMENT.c[key] for key in (*_COLUMNS, "state")]
        found = connection.execute(select(*columns).where(_PLACEMENT.c.id == row)).mappings().first()
        if found is None or str(found["state"]) != "active":
            raise LedgerFault("这一行已作废或成了草稿，结果没有保存。", todo="先到就业创业登记里看这一行。")
        return {key: found[key] for key in _COLUMNS}

    def _view(self, row: dict[str, Any], results: Counter[str]) -> SampleView:
        right, wrong = results[CONFIRMED], results[WRONG]
        townships = self._ledger.vocabulary.list_of("township")
        return SampleView(
            id=row["id"],
            at=datetime.fromisoformat(row["at"]),
            account=row["account"],
            first=row["first"],
            last=row["last"],
            township=townships.name_of(row["township"]),
            only_claimed=row["only_claimed"],
            wanted=row["wanted"],
            seed=row["seed"],
            pool=row["pool_rows"],
            drawn=sum(results.values()),
            confirmed=right,
            wrong=wrong,
            unreached=results[UNREACHED],
            interval=share(right, right + wrong),
        )


def _paper_cells(row: SampleRow) -> tuple[str, ...]:
    result = "，".join(part for part in (RESULTS.get(row.result, ""), row.note) if part)
    return (
        str(row.position),
        str(row.row_id),
        mask_name(row.name),
        row.masked_phone,
        row.placed_on.isoformat() if row.placed_on else "",
        row.employer,
        row.township,
        result,
    )


def foot_lines(view: SampleView) -> tuple[str, ...]:
    """What stands below a list: what was drawn from what, how, and what came of it."""
    lines = [
        f"范围：{view.scope_words}，共 {view.pool:,} 行，抽 {view.drawn:,} 行（{view.wanted}）",
        f"抽取：{view.at.astimezone():%Y-%m-%d %H:%M} {view.account}，随机种子 {view.seed}，"
        "按“种子:行号”的 SHA-256 排序取前",
        f"结果：核实无误 {view.confirmed}，有误 {view.wrong}，未接通 {view.unreached}，未打 {view.open}",
    ]
    if view.interval:
        rate, low, high = view.interval
        lines.append(f"接通者中属实 {rate}%，95% 置信区间 {low}% 至 {high}%（威尔逊法）")
    return tuple(lines)


def _pool(
    connection: Connection, first: date, last: date, township: str | None, only_claimed: bool
) -> list[int]:
    conditions = [
        _PLACEMENT.c.state == "active",
        _PLACEMENT.c.verification != REJECTED,
        _PLACEMENT.c.placed_on.between(first, last),
    ]
    if township:
        conditions.append(_PLACEMENT.c.township == township)
    if only_claimed:
        conditions.append(_PLACEMENT.c.verification == "claimed")
    return list(connection.scalars(select(_PLACEMENT.c.id).where(*conditions).order_by(_PLACEMENT.c.id)))


def _row(row: dict[str, Any], view: RowView | None) -> SampleRow:
    values, texts = (view.values, view.texts) if view else ({}, {})
    return SampleRow(
        id=row["id"],
        position=row["position"],
        row_id=row["row_id"],
        name=texts.get("person.name", ""),
        masked_phone=mask_phone(str(values["person.phone"])) if values.get("person.phone") else "",
        employer=texts.get("employer.name", ""),
        township=texts.get("township", ""),
        placed_on=values.get("placed_on"),
        result=row["result"],
        note=row["note"],
        checked_at=datetime.fromisoformat(row["checked_at"]) if row["checked_at"] else None,
        checked_by=row["checked_by"],
        void=view is None or view.state.value != "active",
    )


def _columns(result: str, note: str, account: str, before: dict[str, Any]) -> dict[str, Any]:
    """Columns of a placement after a result; without one, and unreached, as before the first."""
    if result not in (CONFIRMED, WRONG):
        day = before["verified_on"]
        return before | {"verified_on": date.fromisoformat(day) if day else None}
    return {
        "verification": "phone" if result == CONFIRMED else REJECTED,
        "verified_on": date.today(),
        "verified_by": account,
        "verification_note": note or ("电话抽查核实无误" if result == CONFIRMED else None),
    }


def _plain(now: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in now.items()}
