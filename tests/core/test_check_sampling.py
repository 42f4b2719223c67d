"""Checks by sample: drawn so that it can be repeated, on paper, and the share that it tells."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_samples import placement
from paper_reading import text_of
from verification_samples import (
    FIRST,
    LAST,
    actions,
    claimed,
    ids_of,
    tables,
    value,
)

from core.errors import LedgerFault, NotFound
from core.ledger import Ledger
from core.verification.sampling import as_ranges, drawn, from_ranges, share, wanted_number


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with claimed(tmp_path) as made:
        yield made


def test_a_draw_is_kept_and_can_be_repeated(ledger: Ledger) -> None:
    _change, number = ledger.draw_sample(FIRST, LAST, None, True, "40%")
    (view,) = ledger.samples()
    rows = ledger.sample_rows(number)
    assert (view.id, view.pool, view.drawn, view.open) == (number, 12, 5, 5)
    assert len({row.row_id for row in rows}) == 5
    assert ledger.sample_is_as_drawn(number)
    assert tuple(row.row_id for row in rows) == drawn(ids_of(ledger)[:12], view.seed, 5)
    (entry,) = actions(ledger, "draw")
    assert json.loads(entry.after)["seed"] == view.seed
    assert all(row.masked_phone and "*" in row.masked_phone for row in rows)
    with pytest.raises(LedgerFault, match="没有可以抽的登记"):
        ledger.draw_sample(date(2020, 1, 1), date(2020, 2, 1), None, True, "5")


def test_results_write_the_verification_and_can_be_corrected(ledger: Ledger, tmp_path: Path) -> None:
    before = tables(ledger)["placement"]
    number = ledger.draw_sample(FIRST, LAST, None, True, "4")[1]
    one, two, three, four = ledger.sample_rows(number)
    ledger.set_sample_result(one.id, "confirmed")
    with pytest.raises(LedgerFault, match="要写明哪里不对"):
        ledger.set_sample_result(two.id, "wrong", " ")
    ledger.set_sample_result(two.id, "wrong", "本人说没有上班")
    ledger.set_sample_result(three.id, "unreached")
    assert value(ledger, one.row_id, "verification") == "phone"
    assert value(ledger, two.row_id, "verification") == "rejected"
    assert value(ledger, two.row_id, "verification_note") == "本人说没有上班"
    assert value(ledger, three.row_id, "verification") == "claimed"
    (view,) = ledger.samples()
    assert (view.confirmed, view.wrong, view.unreached, view.open) == (1, 1, 1, 1)
    assert view.interval == (Decimal("50.0"), Decimal("9.5"), Decimal("90.5"))
    ledger.set_sample_result(two.id, "unreached", "打错了号码")
    assert value(ledger, two.row_id, "verification") == "claimed"
    ledger.set_sample_result(one.id, "")
    assert ledger.samples()[0].interval is None
    kept = [row[:-12] for row in before]
    assert [row[:-12] for row in tables(ledger)["placement"]] == kept
    assert ledger.history("placement", two.row_id)[0].reason == "电话抽查：打错了号码"
    ledger.void("placement", [four.row_id], "试一下")
    with pytest.raises(LedgerFault, match="已作废"):
        ledger.set_sample_result(four.id, "confirmed")
    out = tmp_path / "抽查名单.xlsx"
    assert ledger.write_sample(number, out) == 4
    cells = [
        str(cell.value) for row in openpyxl.load_workbook(out).worksheets[0] for cell in row if cell.value
    ]
    phones = {str(placement(serial)["person.phone"]) for serial in range(12)}
    assert not phones & set(cells)
    assert any(view.seed in cell for cell in cells)
    assert len(actions(ledger, "export")) == 1


def test_the_paper_of_a_draw_is_masked_and_journaled(ledger: Ledger, tmp_path: Path) -> None:
    number = ledger.draw_sample(FIRST, LAST, None, True, "6")[1]
    out = tmp_path / "名单.pdf"
    assert ledger.print_sample(number, out) == 6
    text = "".join(text_of(out.read_bytes(), tmp_path / "read.pdf").split())
    assert ledger.samples()[0].seed in text
    for serial in range(12):
        assert str(placement(serial)["person.phone"]) not in text
        assert str(placement(serial)["person.name"]) not in text
    assert len(actions(ledger, "print")) == 1
    with pytest.raises(NotFound):
        ledger.print_sample(99, out)


@given(st.sets(st.integers(1, 5000), max_size=300))
def test_ranges_there_and_back(ids: set[int]) -> None:
    assert from_ranges(as_ranges(sorted(ids))) == sorted(ids)


@given(st.sets(st.integers(1, 400), min_size=1), st.text(max_size=8), st.integers(1, 400))
def test_a_draw_is_part_of_its_pool_without_repeats(pool: set[int], seed: str, number: int) -> None:
    found = drawn(pool, seed, number)
    assert len(found) == len(set(found)) == min(number, len(pool))
    assert set(found) <= pool
    assert drawn(sorted(pool, reverse=True), seed, number) == found


def test_every_row_is_drawn_about_as_often_as_any_other() -> None:
    hits = [0] * 20
    for seed in range(2000):
        for each in drawn(range(20), str(seed), 5):
            hits[each] += 1
    assert min(hits) > 420
    assert max(hits) < 580


def test_numbers_that_are_asked_for() -> None:
    assert [wanted_number(text, 101) for text in ("5%", "30", "0.5%", "100％", "900")] == [6, 30, 1, 101, 101]
    for text in ("", "很多", "0", "120%", "-3", "2.5"):
        with pytest.raises(LedgerFault):
            wanted_number(text, 100)


def test_the_interval_is_wilsons() -> None:
    assert share(0, 0) is None
    assert share(10, 10) == (Decimal("100.0"), Decimal("72.2"), Decimal("100.0"))
    assert share(81, 263) == (Decimal("30.8"), Decimal("25.5"), Decimal("36.6"))
