"""The twelve counties of the manufacturing subsidy: real units, and a warning outside them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from ledger_samples import new_file, opened, sheet

from core.manufacturing_counties import counties_on
from core.units import find_unit
from core.views import RowState

ROW = {
    "employer.name": "重庆样例制造有限公司",
    "kind": "manufacturing",
    "amount": "500",
    "applied_on": "2025-05-06",
}


def test_the_list_names_twelve_living_units() -> None:
    found = counties_on(date(2025, 6, 1))
    assert len(set(found.units)) == 12
    assert all(find_unit(name, 2025) is not None for name in found.units)
    assert "12个县制造业企业" in found.clause
    assert counties_on(date(2024, 1, 1)) == found


@pytest.mark.parametrize(("unit", "told"), [("永川区", True), ("忠县", False)])
def test_outside_them_it_is_told_and_enters(tmp_path: Path, unit: str, told: bool) -> None:
    path = sheet(
        tmp_path / "补贴.xlsx",
        ["重庆样例车业有限公司", "制造业就业补贴", 500, "2025-06-01"],
        headings=("领取单位", "补贴类型", "补贴金额", "申请日期"),
    )
    with opened(new_file(tmp_path, unit)) as ledger:
        problems = ledger.check("subsidy", ROW)[1]
        assert [each.field for each in problems] == (["kind"] if told else [])
        saved = ledger.save("subsidy", None, ROW).row
        assert saved is not None
        assert saved.state is RowState.ACTIVE
        result = ledger.import_file("subsidy", path)
        assert (result.added, result.refused) == (1, 0)
        assert any("12个县" in problem.message for _row, _column, problem in result.problems) == told
        assert not ledger.check("subsidy", {**ROW, "kind": "hiring"})[1]
