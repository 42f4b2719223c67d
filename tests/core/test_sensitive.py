"""Sensitive facts lie in a table apart, hidden until asked for, and leave in no masked export."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ledger_samples import CHEAP, PASSWORD, new_file, opened
from openpyxl import load_workbook
from section_rows import SAMPLES
from sqlalchemy import select, text

from core.errors import LedgerFault
from core.ledger import Ledger
from core.sections import SECTIONS
from core.views import Query, RowState
from db.engine import create_store, reading, writing
from db.keys import KeyFile
from db.migrate import _rebuilding, alembic_config, create_schema, upgrade
from db.models import Journal, SensitiveFact

KEY = "unemployment"
ROW = SAMPLES[KEY].row
APART = [section.key for section in SECTIONS if section.sensitive()]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with opened(new_file(tmp_path)) as found:
        yield found


def facts(ledger: Ledger) -> list[dict[str, Any]]:
    with ledger.reading() as connection:
        return [dict(row) for row in connection.execute(select(SensitiveFact.__table__)).mappings()]


def test_only_these_sections_have_sensitive_facts() -> None:
    assert APART == ["unemployed_leaver", "unemployment"]


def test_rows_do_not_hold_them_until_they_are_revealed(ledger: Ledger) -> None:
    row = ledger.save(KEY, None, ROW).row
    assert row is not None
    assert "hard_to_place" not in row.values
    assert "hard_to_place" not in row.texts
    with pytest.raises(LedgerFault, match="原因"):
        ledger.reveal_sensitive(KEY, " ")
    ledger.reveal_sensitive(KEY, "核对认定")
    assert ledger.rows(KEY, [row.id])[0].texts["hard_to_place"] == "大龄失业人员"
    ledger.hide_sensitive(KEY)
    assert "hard_to_place" not in ledger.rows(KEY, [row.id])[0].values
    with ledger.reading() as connection:
        entry = connection.execute(
            select(Journal.reason, Journal.business).where(Journal.action == "reveal")
        ).one()
    assert tuple(entry) == ("核对认定", False)


def test_a_row_saved_while_they_are_hidden_keeps_them(ledger: Ledger) -> None:
    row = ledger.save(KEY, None, ROW).row
    assert row is not None
    ledger.save(KEY, row.id, {**row.values, "cause": "dismissed"})
    (fact,) = facts(ledger)
    assert (fact["kind"], fact["category"], fact["unemployment_id"]) == ("hard_to_place", "older", row.id)
    assert fact["person_id"] is not None
    shown = [change for entry in ledger.history(KEY, row.id) for change in entry.changes]
    assert ("困难人员类别", "", "已遮住") in shown
    assert not [each for each in shown if "大龄" in "".join(each)]


def test_a_word_that_is_no_category_stays_apart_too(ledger: Ledger) -> None:
    row = ledger.save(KEY, None, {**ROW, "hard_to_place": "大龄或残疾"}).row
    assert row is not None
    assert row.state is RowState.DRAFT
    with ledger.reading() as connection:
        assert connection.execute(text("SELECT draft_values FROM unemployment")).scalar_one() == ""
    assert json.loads(facts(ledger)[0]["draft_values"]) == {"hard_to_place": "大龄或残疾"}
    ledger.reveal_sensitive(KEY, "改正")
    assert ledger.rows(KEY, [row.id])[0].texts["hard_to_place"] == "大龄或残疾"
    mended = ledger.save(KEY, row.id, {"hard_to_place": "older"}).row
    assert mended is not None
    assert mended.state is RowState.ACTIVE
    assert facts(ledger)[0]["draft_values"] == ""


def test_no_search_finds_them(ledger: Ledger) -> None:
    ledger.save(KEY, None, {**ROW, "certificate_number": "渝永困2025017"})
    assert not ledger.find(KEY, Query(search="渝永困"))


def test_a_sheet_that_adds_one_to_a_known_row_is_one_change_of_that_row(
    ledger: Ledger, tmp_path: Path
) -> None:
    row = ledger.save(KEY, None, {**ROW, "hard_to_place": None}).row
    assert row is not None
    assert not facts(ledger)
    ledger.export(KEY, tmp_path / "full.xlsx", full_ids=True, reason="核对")
    book = load_workbook(tmp_path / "full.xlsx")
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    for heading, value in (("困难人员类别", "大龄失业人员"), ("备注", "已核")):
        sheet.cell(2, heads.index(heading) + 1, value)
    book.save(tmp_path / "full.xlsx")
    result = ledger.import_file(KEY, tmp_path / "full.xlsx")
    assert (result.added, result.changed, result.refused) == (0, 1, 0), result.problems
    assert facts(ledger)[0]["category"] == "older"
    imported = ledger.history(KEY, row.id)[0]
    assert {change[0] for change in imported.changes} == {"备注", "困难人员类别"}
    again = ledger.import_file(KEY, tmp_path / "full.xlsx")
    assert (again.changed, again.unchanged) == (0, 1)


def test_an_older_ledger_is_carried_over(tmp_path: Path) -> None:
    from alembic import command

    path = tmp_path / "old.ledger"
    key, _code = KeyFile.create(path, "admin", PASSWORD, CHEAP)
    engine = create_store(path, key)
    stamps = "created_at, created_by, updated_at, updated_by, state, void_reason, note, draft_values"
    given = "'2025-01-01T00:00:00.000000Z', '', '2025-01-01T00:00:00.000000Z', '', 'active', '', ''"
    with _rebuilding(engine) as connection:
        command.upgrade(alembic_config(connection), "0008")
    with writing(engine) as connection:
        for statement in (
            f"INSERT INTO unemployment (id, hard_to_place, certificate_number, certified_until, {stamps})"
            f" VALUES (1, 'older', 'A1', '2027-01-31', {given}, '')",
            f"INSERT INTO unemployment (id, {stamps}) VALUES (2, {given}, '')",
            f"INSERT INTO unemployment (id, {stamps}) VALUES (3, {given},"
            """ '{"hard_to_place": "不详", "cause": "?"}')""",
            f"INSERT INTO unemployed_leaver (id, disadvantaged, {stamps})"
            f" VALUES (7, 'low_income', {given}, '')",
        ):
            connection.exec_driver_sql(statement)
    upgrade(engine, path)
    with reading(engine) as connection:
        found = connection.exec_driver_sql(
            "SELECT kind, unemployed_leaver_id, unemployment_id, category, certificate_number,"
            " certified_until, draft_values FROM sensitive_fact ORDER BY kind, unemployment_id"
        ).fetchall()
        left = connection.exec_driver_sql("SELECT draft_values FROM unemployment WHERE id = 3").scalar_one()
    engine.dispose()
    assert [tuple(each) for each in found] == [
        ("disadvantaged", 7, None, "low_income", None, None, ""),
        ("hard_to_place", None, 1, "older", "A1", "2027-01-31", ""),
        ("hard_to_place", None, 3, None, None, None, '{"hard_to_place": "不详"}'),
    ]
    assert json.loads(left) == {"cause": "?"}


def test_a_fact_goes_with_its_row(tmp_path: Path) -> None:
    engine = create_store(tmp_path / "new.ledger", bytes(range(32)))
    create_schema(engine)
    with writing(engine) as connection:
        stamp = "'2025-01-01T00:00:00.000000Z', '', '2025-01-01T00:00:00.000000Z', '', 'active', '', '', ''"
        connection.exec_driver_sql(
            "INSERT INTO unemployment (id, created_at, created_by, updated_at, updated_by, state,"
            f" void_reason, note, draft_values) VALUES (1, {stamp})"
        )
        connection.exec_driver_sql(
            "INSERT INTO sensitive_fact (unemployment_id, kind, draft_values) VALUES (1, 'hard_to_place', '')"
        )
        connection.exec_driver_sql("DELETE FROM unemployment")
        assert connection.exec_driver_sql("SELECT count(*) FROM sensitive_fact").scalar_one() == 0
    engine.dispose()
