"""Ledgers for the programme: made once with the product's own means, copied for each try.

Their key slots cost next to nothing, as a try is not what is measured here (S1 measures that).
"""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

from core.identity import resident_id_check_digit
from core.ledger import Ledger
from db.engine import store_of
from db.key_slots import Cost
from db.keys import KeyFile, keys_path

PASSWORD = "Taoyuan#42"
CHEAP = Cost(memory=64, passes=1)
_PLACES = tuple(f"500118-{number:02d}" for number in range(1, 24))


def person_number(serial: int) -> str:
    """A made-up ID number with a valid check digit."""
    body = f"500118{date(2000, 1, 1) + timedelta(days=serial % 2000):%Y%m%d}{serial // 2000:03d}"
    return body + resident_id_check_digit(body)


def placement(serial: int) -> dict[str, object]:
    """A whole placement of a made-up person."""
    return {
        "person.name": f"示例{'甲乙丙丁戊己庚辛壬癸'[serial % 10]}{'金木水火土'[serial // 10 % 5]}",
        "person.id_number": person_number(serial),
        "person.phone": f"12{serial:09d}",
        "placed_on": date(2025, 1 + serial % 9, 1 + serial % 28),
        "origin": ("local_institution", "within_city", "outside_city")[serial % 3],
        "destination": "11",
        "employer.name": f"重庆样例{serial % 4}有限公司",
        "township": _PLACES[serial % 23],
        "industry": f"{serial % 19 + 1:02d}",
    }


def made(folder: Path, rows: int) -> Path:
    """A closed ledger with some placements."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "永川区.ledger"
    ledger, _ = Ledger.create(path, "永川区", 2025, PASSWORD)
    cheapen(path, store_of(ledger.engine).key, "admin", PASSWORD)
    for serial in range(rows):
        ledger.save("placement", None, placement(serial))
    ledger.close()
    return path


def cheapen(path: Path, key: bytes, account: str, password: str) -> None:
    """Give an account a slot that costs next to nothing to open."""
    KeyFile(path, CHEAP).add_slot(key, account, password)


def copied(source: Path, folder: Path) -> Path:
    """A copy of a closed ledger with its keys."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / source.name
    shutil.copy(source, target)
    shutil.copy(keys_path(source), keys_path(target))
    return target


def opened(path: Path, account: str = "admin") -> Ledger:
    """The open ledger."""
    return Ledger.open(path, account, PASSWORD)
