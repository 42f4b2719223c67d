"""The demonstration fills every section, with whole rows, alike for the same seed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

from ledger_samples import cheap_keys, opened

from core.demo import make
from core.demo_ledgers import ledger_rows
from core.demo_people import demonstration_rows
from core.figure import Share
from core.figures import catalogue
from core.units import unit_of_key
from core.views import Query, RowState


def test_no_section_is_empty_and_no_row_is_a_slip(tmp_path: Path) -> None:
    with cheap_keys():
        made = make(tmp_path, "永川区", 2025, 400, 7)
    with opened(made.ledger, password=made.password) as ledger:
        assert {key for key, rows in ledger.counts().items() if not rows} == set()
        for section in ledger.sections():
            drafts = len(ledger.find(section.key, Query(state=RowState.DRAFT)))
            assert drafts == 0 or section.key in ("placement", "person"), section.key
        values = {each.key: each.value for each in ledger.figures(date(2025, 12, 31))}
        shares = {key for key, each in catalogue().items() if isinstance(each, Share)}
        assert {key for key in shares if values[key] is None} == set()
        assert (values["task.done"], values["startup.projects"]) == (3, 4)


def test_the_same_seed_gives_the_same_rows() -> None:
    def once() -> object:
        made = demonstration_rows("500118", 2025, 120, 3)
        return ledger_rows(Random("mark"), unit_of_key("500118"), 2025, made.employers, list(made.placements))

    assert once() == once()


def test_a_unit_without_townships_has_them_too() -> None:
    made = demonstration_rows("500233", 2025, 60, 3)
    rows = ledger_rows(Random("mark"), unit_of_key("500233"), 2025, made.employers, list(made.placements))
    assert all(rows.values())
