"""Ledgers of earlier schemas: opened by today's program they keep every row, and a backup was made before."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from core.ledger import Ledger
from db.backup import list_backups
from db.keys import keys_path
from db.migrate import HEAD, schema_state

FROZEN = Path(__file__).parents[1] / "old_ledgers"
PASSWORDS = {"schema-0002.ledger": "Demo-Btwd2sMit5V3"}
COUNTS = {
    "schema-0002.ledger": {"placement": 40, "job_fair": 77, "traineeship_host": 43, "unemployed_leaver": 12}
}


def test_each_frozen_ledger_is_known() -> None:
    assert {each.name for each in FROZEN.glob("*.ledger")} == set(PASSWORDS)


@pytest.mark.trust
@pytest.mark.parametrize("name", sorted(PASSWORDS))
def test_an_old_ledger_opens_upgrades_and_keeps_its_rows(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    shutil.copy(FROZEN / name, path)
    shutil.copy(keys_path(FROZEN / name), keys_path(path))
    ledger = Ledger.open(path, "admin", PASSWORDS[name])
    try:
        assert schema_state(ledger.engine) == HEAD
        counts = ledger.counts()
        assert {key: counts[key] for key in COUNTS[name]} == COUNTS[name]
        assert [each.name for each in ledger.verify() if each.level == "block"] == []
        figures = {each.key: each.value for each in ledger.figures(date(2025, 9, 30))}
        assert figures["placement.total"]
    finally:
        ledger.close()
    (before,) = list_backups(path)
    assert before.schema == name.removeprefix("schema-").removesuffix(".ledger")
