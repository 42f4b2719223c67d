"""A ledger with claimed placements, lists that say where people work, and what is read back of both."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from ledger_samples import cheap_keys, new_file, opened, placement
from sheet_samples import resident_id, write_xlsx
from sqlalchemy import select

from core.ledger import Ledger
from core.verification.desk import InsurancePreview, InsuranceRow
from core.views import Query, Sort
from db.base import Base
from db.engine import reading
from db.models import Journal

FIRST, LAST, TODAY = date(2025, 1, 1), date(2025, 9, 30), date(2026, 1, 5)
BOOKS = ("journal", "verification_run", "verification_row")
HEADS = ["社会保障号码", "参保单位", "姓名", "参保状态", "参保时间", "停保时间"]
FIRM = "重庆样例0有限公司"


@contextmanager
def claimed(folder: Path) -> Iterator[Ledger]:
    """Twelve placements, all claimed but one draft."""
    with cheap_keys(), opened(new_file(folder)) as made:
        for serial in range(12):
            made.save("placement", None, placement(serial, verification="claimed"))
        made.save("placement", None, {"person.name": "只有姓名"})
        yield made


def ids_of(ledger: Ledger) -> list[int]:
    return list(ledger.find("placement", Query(sort=(Sort(""),))))


def tables(ledger: Ledger) -> dict[str, list[Any]]:
    """Every row of every table but the books of what was done."""
    with reading(ledger.engine) as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in Base.metadata.sorted_tables
            if table.name not in BOOKS
        }


def actions(ledger: Ledger, action: str) -> list[Any]:
    with reading(ledger.engine) as connection:
        return list(connection.execute(select(Journal.__table__).where(Journal.action == action)))


def value(ledger: Ledger, row: int, key: str) -> Any:
    return ledger.rows("placement", [row])[0].values[key]


FIRM_OF = {serial: f"重庆样例{serial % 4}有限公司" for serial in range(40)}


def listed(serial: int, firm: str, start: Any = "2025-03-01", end: Any = "", **more: str) -> list[Any]:
    """One row of a list under `HEADS`."""
    person = placement(serial)
    name = more.get("name", str(person["person.name"]))
    return [resident_id(serial), firm, name, more.get("state", "正常参保"), start, end]


def compared(ledger: Ledger, folder: Path, *rows: list[Any]) -> InsurancePreview:
    path = write_xlsx(folder / "参保名单.xlsx", [["永川区参保人员名单"], HEADS, *rows])
    return ledger.preview_insurance(path, FIRST, LAST)


def by_serial(ledger: Ledger, preview: InsurancePreview) -> dict[int, InsuranceRow]:
    order = ids_of(ledger)
    return {order.index(row.row_id): row for row in preview.rows}
