"""An import taken back leaves every table as it was; it can be done again; edits since are in the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_samples import add_account, line, new_file, opened, placement, sheet
from section_rows import SAMPLES
from test_sections import filled_template, prepared

from core.errors import LedgerFault, NotAllowed, NotFound
from core.ledger import Ledger
from core.views import Query
from db.base import Base
from db.kept_rows import next_id, table_named

BOOKS = {"batch", "batch_row", "journal"}
"""Tables that tell what happened: they grow with every act."""
REASON = "发错了文件"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with opened(new_file(tmp_path)) as made:
        yield made
        assert all(each.level != "block" for each in made.verify())


def tables(ledger: Ledger) -> dict[str, list[Any]]:
    """Every row of every table but the books, as the engine holds it."""
    with ledger.reading() as connection:
        return {
            table.name: [*connection.exec_driver_sql(f'SELECT * FROM "{table.name}" ORDER BY 1')]
            for table in Base.metadata.sorted_tables
            if table.name not in BOOKS
        }


@pytest.mark.parametrize("key", list(SAMPLES))
def test_import_then_undo_leaves_every_table_equal(ledger: Ledger, key: str, tmp_path: Path) -> None:
    sample = SAMPLES[key]
    prepared(ledger, key)
    filled_template(ledger, key, tmp_path / "a.xlsx", sample.row)
    empty = tables(ledger)
    first = ledger.import_file(key, tmp_path / "a.xlsx").batch
    assert first is not None
    added = tables(ledger)
    assert added != empty
    filled_template(ledger, key, tmp_path / "b.xlsx", {**sample.row, **sample.change})
    second = ledger.import_file(key, tmp_path / "b.xlsx").batch
    assert second is not None
    changed = tables(ledger)
    assert changed != added
    ledger.undo_batch(second, REASON)
    assert tables(ledger) == added
    ledger.redo_batch(second, REASON)
    assert tables(ledger) == changed
    with pytest.raises(LedgerFault, match="后来又改过"):
        ledger.undo_batch(first, REASON)
    assert tables(ledger) == changed
    ledger.undo_batch(second, REASON)
    ledger.undo_batch(first, REASON)
    assert tables(ledger) == empty
    ledger.redo_batch(first, REASON)
    assert tables(ledger) == added
    words = [entry.action for entry in ledger.history(key, max(ledger.find(key, Query())))]
    assert words[:4] == ["重做导入", "撤销导入", "撤销导入", "重做导入"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(st.integers(1, 12), st.integers(0, 3)), min_size=1, max_size=20))
def test_any_sheet_taken_back(rows: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("any")
    with opened(new_file(folder)) as ledger:
        ledger.import_file("placement", sheet(folder / "a.xlsx", *[line(each) for each in range(1, 7)]))
        before = tables(ledger)
        lines = [line(who, 就业单位=f"重庆样例{firm}有限公司") for who, firm in rows]
        batch = ledger.import_file("placement", sheet(folder / "b.xlsx", *lines)).batch
        if batch is None:
            return
        after = tables(ledger)
        ledger.undo_batch(batch, REASON)
        assert tables(ledger) == before
        ledger.redo_batch(batch, REASON)
        assert tables(ledger) == after


def test_edits_since_are_named_and_may_stay(ledger: Ledger, tmp_path: Path) -> None:
    batch = ledger.import_file("placement", sheet(tmp_path / "a.xlsx", line(1), line(2), line(3))).batch
    assert batch is not None
    first = min(ledger.find("placement", Query()))
    assert ledger.plan_undo(batch).free
    ledger.save("placement", first, {"note": "电话核实过"})
    plan = ledger.plan_undo(batch)
    assert (plan.added, plan.edited_rows) == (2, 1)
    assert plan.edited == {"placement": (first,)}
    with pytest.raises(LedgerFault, match="1 行后来又改过"):
        ledger.undo_batch(batch, REASON)
    change = ledger.undo_batch(batch, REASON, keep_edited=True)
    assert {"placement", "person"} <= change.sections
    assert list(ledger.find("placement", Query())) == [first]
    assert len(ledger.find("person", Query())) == 1, "the row that stays keeps its person"
    assert len(ledger.find("employer", Query())) == 1
    view = ledger.batches()[0]
    assert (view.undone, view.kept, view.state_text) == (True, 1, "已撤销，留 1 行")
    ledger.redo_batch(batch, REASON)
    assert len(ledger.find("placement", Query())) == 3
    assert ledger.rows("placement", [first])[0].values["note"] == "电话核实过"


def test_a_person_that_another_row_needs_stays(ledger: Ledger, tmp_path: Path) -> None:
    batch = ledger.import_file("placement", sheet(tmp_path / "a.xlsx", line(1), line(2))).batch
    assert batch is not None
    known = line(1)
    service = {
        "person.name": known[0],
        "person.id_number": known[1],
        "kind": "policy_briefing",
        "provided_on": "2025-09-10",
    }
    ledger.save("service", None, {**SAMPLES["service"].row, **service})
    ledger.undo_batch(batch, REASON, keep_edited=True)
    assert not ledger.find("placement", Query())
    assert len(ledger.find("person", Query())) == 1
    assert len(ledger.find("service", Query())) == 1


def test_numbers_of_rows_taken_out_are_never_given_again(ledger: Ledger, tmp_path: Path) -> None:
    batch = ledger.import_file("placement", sheet(tmp_path / "a.xlsx", line(1), line(2))).batch
    assert batch is not None
    gone = set(ledger.find("placement", Query()))
    ledger.undo_batch(batch, REASON)
    with ledger.reading() as connection:
        assert next_id(connection, table_named("placement")) > max(gone)
    saved = ledger.save("placement", None, placement(7))
    again = ledger.import_file("placement", sheet(tmp_path / "b.xlsx", line(3)))
    assert again.added == 1
    assert not gone & {*saved.ids, *ledger.find("placement", Query())}


def test_a_redo_never_doubles(ledger: Ledger, tmp_path: Path) -> None:
    book = sheet(tmp_path / "a.xlsx", line(1), line(2))
    batch = ledger.import_file("placement", book).batch
    assert batch is not None
    ledger.undo_batch(batch, REASON)
    assert ledger.import_file("placement", book).added == 2
    before = tables(ledger)
    with pytest.raises(LedgerFault, match="不能重做"):
        ledger.redo_batch(batch, REASON)
    assert tables(ledger) == before
    first, second = ledger.batches()[1], ledger.batches()[0]
    assert (first.undone, second.undone) == (True, False)
    assert second.same_file == first.id


def test_who_may_and_why(ledger: Ledger, tmp_path: Path) -> None:
    batch = ledger.import_file("placement", sheet(tmp_path / "朱沱镇9月.xlsx", line(1))).batch
    assert batch is not None
    with pytest.raises(LedgerFault, match="原因"):
        ledger.undo_batch(batch, " ")
    with pytest.raises(NotFound):
        ledger.undo_batch(batch + 1, REASON)
    with pytest.raises(LedgerFault, match="没有撤销"):
        ledger.redo_batch(batch, REASON)
    ledger.undo_batch(batch, REASON)
    with pytest.raises(LedgerFault, match="已经撤销过"):
        ledger.undo_batch(batch, REASON)
    view = ledger.batches(("import",))[0]
    assert (view.title, view.added, view.state_text, view.kind_text) == ("就业创业登记", 1, "已撤销", "导入")
    assert view.entry > 0
    assert [(each[2], each[3]) for each in view.told] == [("导入", ""), ("撤销导入", REASON)]
    assert ledger.batch_rows(batch) == {}


def test_an_auditor_takes_nothing_back(tmp_path: Path) -> None:
    path = new_file(tmp_path)
    with opened(path) as ledger:
        batch = ledger.import_file("placement", sheet(tmp_path / "a.xlsx", line(1))).batch
        assert batch is not None
        add_account(ledger, "审计", "auditor")
    with opened(path, "审计") as ledger:
        assert ledger.plan_undo(batch).added == 1
        with pytest.raises(NotAllowed):
            ledger.undo_batch(batch, REASON)
        assert len(ledger.find("placement", Query())) == 1


def test_a_paste_is_one_entry_and_one_undo(ledger: Ledger) -> None:
    known = ledger.save("placement", None, placement(1)).ids[0]
    before = tables(ledger)
    entries = len(ledger.history("placement", known))
    rows = [(known, {"note": "核过"}), (None, placement(2)), (None, {"person.name": "示例甲"})]
    change = ledger.save_rows("placement", rows)
    assert change.batch is not None
    assert len(change.ids) == 3
    assert ledger.rows("placement", [change.ids[2]])[0].state == "draft"
    view = ledger.batches()[0]
    assert (view.kind_text, view.added, view.changed) == ("粘贴", 2, 1)
    history = ledger.history("placement", known)
    assert len(history) == entries + 1
    assert (history[0].action, history[0].changes) == ("粘贴修改", (("备注", "", "核过"),))
    after = tables(ledger)
    ledger.undo_batch(change.batch, "撤销粘贴")
    assert tables(ledger) == before
    ledger.redo_batch(change.batch, "重做粘贴")
    assert tables(ledger) == after
    with pytest.raises(LedgerFault):
        ledger.save_rows("placement", [])
