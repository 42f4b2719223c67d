"""Random samples for checks by phone: drawn, recorded, worked through, summed up."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, insert, select, update

from core.columns import table_of
from core.errors import LedgerFault, NotFound
from core.files import write_whole
from core.identity import mask_phone
from core.sections import section_of
from core.verification.sample_papers import sample_paper, sample_workbook
from core.verification.samples import CONFIRMED, RESULTS, UNREACHED, WRONG, SampleRow, SampleView
from core.verification.sampling import as_ranges, drawn, from_ranges, share, wanted_number
from core.verification.stamps import REJECTED, require_other
from core.views import Change, RowView
from db import journal
from db.base import moment_text, utc_now
from db.models import Person, PhoneSample, PhoneSampleRow, Placement

if TYPE_CHECKING:
    from core.facade.base import OpenLedger

_SAMPLE, _ROW, _PLACEMENT = table_of(PhoneSample), table_of(PhoneSampleRow), table_of(Placement)
_COLUMNS = ("verification", "verified_on", "verified_by", "verification_note")
CHANGED = frozenset(("placement", "phone_sample"))


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
        view, rows = self._whole(sample)
        self._hand_out("export", view, sample_workbook(view, rows), out)
        return len(rows)

    def write_paper(self, sample: int, out: Path) -> int:
        """Write the list as PDF for use inside the office, names and phones masked. Journaled as a print.

        Raises:
            LedgerFault: a character cannot be printed, or the file cannot be written.
        """
        self._ledger.require("papers.print")
        view, rows = self._whole(sample)
        self._hand_out("print", view, sample_paper(view, rows, self._ledger.info), out)
        return len(rows)

    def _whole(self, sample: int) -> tuple[SampleView, tuple[SampleRow, ...]]:
        view = next((each for each in self.samples() if each.id == sample), None)
        if view is None:
            raise NotFound("没有这次抽查。")
        return view, self.rows(sample)

    def _hand_out(self, action: str, view: SampleView, content: bytes, out: Path) -> None:
        with self._ledger.drafting() as connection:
            after = {"sample": view.id, "rows": view.drawn}
            self._ledger.note_on(connection, action, "phone_sample", after=after)
            write_whole(out, content)

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


def _pool(
    connection: Connection, first: date, last: date, township: str | None, only_claimed: bool
) -> list[int]:
    conditions = [
        _PLACEMENT.c.state == "active",
        _PLACEMENT.c.verification != REJECTED,
        _PLACEMENT.c.placed_on.between(first, last),
        _PLACEMENT.c.person_id.not_in(select(Person.id).where(Person.erased_at.is_not(None))),
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
