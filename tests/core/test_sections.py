"""Every section: by form, by its own template, out and in again, void and back, history, figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ledger_samples import new_file, opened
from openpyxl import load_workbook
from section_rows import AS_OF, SAMPLES
from sheet_samples import credit_code

from core.columns import code_text, text_of
from core.ledger import Ledger
from core.section import Field, Kind
from core.sections import SECTIONS, section_of
from core.views import Query, RowState

KEYS = [section.key for section in SECTIONS]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with opened(new_file(tmp_path)) as found:
        for section in SECTIONS:
            if section.sensitive():
                found.reveal_sensitive(section.key, "核对")
        yield found


def prepared(ledger: Ledger, key: str) -> set[int]:
    """Have the rows there that a section's sample needs; gives the ids that are there before it."""
    for section, row in SAMPLES[key].needs:
        ledger.save(section, None, row)
    return set(ledger.find(key, Query()))


def own_row(ledger: Ledger, key: str, known: set[int]) -> int:
    """The id of the one row that was not there before."""
    fresh = set(ledger.find(key, Query())) - known
    assert len(fresh) == 1
    return fresh.pop()


def moved(ledger: Ledger, key: str) -> dict[str, Any]:
    wanted = SAMPLES[key].moves
    return {each.key: each.value for each in ledger.figures(AS_OF) if each.key in wanted}


def plain(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


def holds(row: Any, wanted: Any) -> None:
    for key, value in wanted.items():
        assert plain(row.values[key]) == plain(value), key


def test_there_is_a_sample_of_every_section() -> None:
    assert list(SAMPLES) == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_a_row_by_the_form(ledger: Ledger, key: str) -> None:
    sample, before = SAMPLES[key], prepared(ledger, key)
    zero = moved(ledger, key)
    change = ledger.save(key, None, sample.row)
    assert change.row is not None
    assert change.row.state is RowState.ACTIVE, change.row.problems
    row_id = own_row(ledger, key, before)
    holds(change.row, sample.row)
    assert moved(ledger, key) == sample.moves
    assert not sample.moves or zero != sample.moves
    holds(ledger.save(key, row_id, sample.change).row, {**sample.row, **sample.change})
    assert moved(ledger, key) == sample.moves
    actions = [entry.action for entry in ledger.history(key, row_id)]
    assert actions == ["修改", "新增"]
    ledger.void(key, [row_id], "录入错误")
    assert row_id not in ledger.find(key, Query())
    assert moved(ledger, key) == zero
    ledger.unvoid(key, [row_id], "恢复")
    assert moved(ledger, key) == sample.moves
    assert [entry.action for entry in ledger.history(key, row_id)][:2] == ["恢复", "作废"]
    towards = ledger.counts_towards(key, row_id)
    assert all(each.startswith("计入") for each in towards) == bool(sample.moves)
    assert key == "placement" or not set(towards) & {
        f"计入{name}" for name in ledger.vocabulary.townships.values()
    }


@pytest.mark.parametrize("key", KEYS)
def test_a_row_that_lacks_something_stays_a_draft(ledger: Ledger, key: str) -> None:
    section, sample = section_of(key), SAMPLES[key]
    prepared(ledger, key)
    for field in section.required():
        row = {**sample.row, field.key: None}
        kept = ledger.save(key, None, row).row
        assert kept is not None
        assert kept.state is RowState.DRAFT, field.key
        assert field.key in {problem.field for problem in kept.problems}


def cell(ledger: Ledger, field: Field, value: Any) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    if field.kind is Kind.CODE:
        return code_text(field, str(value), ledger.vocabulary)
    if field.kind is Kind.ROW:
        return text_of(field, value, ledger.vocabulary)
    if field.kind is Kind.DATE:
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def filled_template(ledger: Ledger, key: str, out: Path, row: Any) -> None:
    section = section_of(key)
    headings = ledger.template(key, out)
    book = load_workbook(out)
    sheet = book.worksheets[0]
    places = {heading: place for place, heading in enumerate(headings, 1)}
    for name, value in row.items():
        sheet.cell(3, places[section.by_key[name].label], cell(ledger, section.by_key[name], value))
    book.save(out)


@pytest.mark.parametrize("key", KEYS)
def test_a_row_by_the_template_and_by_its_own_export(ledger: Ledger, key: str, tmp_path: Path) -> None:
    sample, before = SAMPLES[key], prepared(ledger, key)
    filled_template(ledger, key, tmp_path / "filled.xlsx", sample.row)
    result = ledger.import_file(key, tmp_path / "filled.xlsx")
    assert (result.added, result.changed, result.unchanged, result.refused) == (1, 0, 0, 0), result.problems
    row_id = own_row(ledger, key, before)
    row = ledger.rows(key, [row_id])[0]
    holds(row, sample.row)
    assert moved(ledger, key) == sample.moves
    again = ledger.import_file(key, tmp_path / "filled.xlsx")
    assert (again.added, again.changed, again.unchanged, again.refused) == (0, 0, 1, 0), again.problems
    rows = ledger.export(key, tmp_path / "out.xlsx")
    back = ledger.import_file(key, tmp_path / "out.xlsx")
    assert (back.added, back.changed, back.unchanged, back.refused) == (0, 0, rows, 0), back.problems
    assert ledger.rows(key, [row_id])[0] == row
    ledger.export(key, tmp_path / "full.xlsx", full_ids=True, reason="交接")
    full = ledger.import_file(key, tmp_path / "full.xlsx")
    assert (full.added, full.changed, full.unchanged, full.refused) == (0, 0, rows, 0), full.problems
    changed = {**sample.row, **sample.change}
    filled_template(ledger, key, tmp_path / "changed.xlsx", changed)
    result = ledger.import_file(key, tmp_path / "changed.xlsx")
    assert (result.added, result.changed, result.refused) == (0, 1, 0), result.problems
    holds(ledger.rows(key, [row_id])[0], changed)
    assert moved(ledger, key) == sample.moves


def test_sensitive_facts_leave_only_by_name_and_reason(ledger: Ledger, tmp_path: Path) -> None:
    ledger.save("unemployment", None, SAMPLES["unemployment"].row)
    for full, expected in ((False, None), (True, "大龄失业人员")):
        out = tmp_path / f"{full}.xlsx"
        ledger.export("unemployment", out, full_ids=full, reason="交接" if full else "")
        sheet = load_workbook(out).worksheets[0]
        shown = {heading.value: each.value for heading, each in zip(sheet[1], sheet[2], strict=True)}
        assert shown["困难人员类别"] == expected


def test_several_services_of_one_person_are_nothing_to_warn_of(ledger: Ledger, tmp_path: Path) -> None:
    leaver = SAMPLES["unemployed_leaver"].row
    someone = {key: leaver[key] for key in ("person.name", "person.id_number")}
    first = {**someone, "kind": "job_referral", "provided_on": date(2025, 8, 1)}
    ledger.save("service", None, first)
    for day in (2, 3):
        filled_template(ledger, "service", tmp_path / "s.xlsx", {**first, "provided_on": date(2025, 8, day)})
        result = ledger.import_file("service", tmp_path / "s.xlsx")
        assert result.added == 1
        assert not [problem for row, _column, problem in result.problems if row]
    assert not ledger.check("service", {**first, "provided_on": date(2025, 8, 9)})[1]


def test_money_with_more_than_cents_is_not_taken(ledger: Ledger) -> None:
    row = ledger.save("subsidy", None, {**SAMPLES["subsidy"].row, "amount": "12.345"}).row
    assert row is not None
    assert row.state is RowState.DRAFT


def test_a_number_belongs_to_one_record(ledger: Ledger) -> None:
    for key, number, other in (("person", "id_number", "name"), ("employer", "credit_code", "name")):
        row = {**SAMPLES[key].row, **({"credit_code": credit_code(1)} if key == "employer" else {})}
        first = ledger.save(key, None, row)
        second = ledger.save(key, None, {**row, other: "另一个"}).row
        assert second is not None
        assert second.state is RowState.DRAFT
        assert [problem.field for problem in second.problems] == [number]
        assert ledger.save(key, first.ids[0], {"note": "改备注"}).row.state is RowState.ACTIVE  # type: ignore[union-attr]  # saved
