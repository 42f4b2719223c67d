"""What holds of every import: an own export changes nothing, a corrected error sheet only its own rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_samples import HEADINGS, line, new_file, opened, sheet
from openpyxl import load_workbook
from section_rows import SAMPLES
from sheet_samples import resident_id

from core.ledger import Ledger
from core.section import Field, Kind
from core.sections import SECTIONS, section_of
from core.views import Query

KEYS = [section.key for section in SECTIONS]
TEXTS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FA1F, exclude_categories=("Cs", "Cc", "Cf", "Cn", "Co")),
    min_size=1,
    max_size=24,
)
FEW = settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))


def is_free(field: Field) -> bool:
    """Text of which any is right."""
    plain = field.kind is Kind.TEXT and not field.derived and not field.masked and not field.codes
    return plain and not field.key.endswith(("credit_code", "name")) and "employer." not in field.key


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with opened(new_file(tmp_path_factory.mktemp("properties"))) as found:
        for key in KEYS:
            for needed, row in SAMPLES[key].needs:
                if not found.find(needed, Query()):
                    found.save(needed, None, row)
        yield found


@pytest.mark.parametrize("key", KEYS)
def test_an_own_export_imported_again_changes_nothing(
    ledger: Ledger, key: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    section, out = section_of(key), tmp_path_factory.mktemp(key) / "out.xlsx"
    free = [field.key for field in section.fields if is_free(field)]
    kept = ledger.find(key, Query())
    row_id = kept[0] if kept else None
    needed = {name: value for name, value in SAMPLES[key].row.items() if name not in free}

    @FEW
    @given(st.fixed_dictionaries(dict.fromkeys(free, TEXTS)))
    def holds(texts: dict[str, str]) -> None:
        nonlocal row_id
        given_keys = {*SAMPLES[key].row, *texts} if row_id is None else {*texts}
        values = {**needed, **SAMPLES[key].row, **texts}
        saved = ledger.save(key, row_id, {name: values[name] for name in given_keys}).row
        assert saved is not None
        row_id = saved.id
        ledger.export(key, out, full_ids=True, reason="核对")
        before = ledger.rows(key, ledger.find(key, Query()))
        result = ledger.import_file(key, out)
        told = [problem for row, _column, problem in result.problems if row]
        assert (result.added, result.changed, result.refused) == (0, 0, 0), told
        assert ledger.rows(key, ledger.find(key, Query())) == before

    holds()


WRONG: tuple[dict[str, Any], ...] = (
    {"身份证号": "5.00222E+17"},
    {"身份证号": "500118200001011111"},
    {"就业时间": "2025-02-30"},
    {"姓名": ""},
    {"就业单位": ""},
)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.integers(0, 7), st.sampled_from(WRONG), min_size=1, max_size=6), st.randoms())
def test_an_error_sheet_corrected_changes_only_its_rows(
    ledger: Ledger, tmp_path_factory: pytest.TempPathFactory, wrong: dict[int, dict[str, Any]], chance: Any
) -> None:
    folder = tmp_path_factory.mktemp("errors")
    first = chance.randrange(100, 900)
    rows = [line(first + place, **wrong.get(place, {})) for place in range(8)]
    before = ledger.counts()["placement"]
    result = ledger.import_file("placement", sheet(folder / "a.xlsx", *rows), errors=folder / "errors.xlsx")
    assert result.refused == len(wrong)
    book = load_workbook(folder / "errors.xlsx")
    back = book.worksheets[0]
    headings = [cell.value for cell in back[1]]
    assert back.max_row == 1 + len(wrong)
    for number, place in enumerate(sorted(wrong), 2):
        right = dict(zip(HEADINGS, line(first + place), strict=True))
        for heading in wrong[place]:
            back.cell(number, headings.index(heading) + 1, right[heading])
    book.save(folder / "errors.xlsx")
    known = {row.id: row for row in ledger.rows("placement", ledger.find("placement", Query()))}
    again = ledger.import_file("placement", folder / "errors.xlsx")
    assert again.refused == 0
    rest = {row.id: row for row in ledger.rows("placement", ledger.find("placement", Query()))}
    assert {number: rest[number] for number in known} == known
    assert {rest[number].values["person.id_number"] for number in rest.keys() - known.keys()} <= {
        resident_id(first + place) for place in wrong
    }
    assert ledger.counts()["placement"] >= before
