"""A fair with its employers: sums against its own numbers, vetting, out and in again, the card to print."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ledger_samples import Commands, new_file, opened, sheet
from openpyxl import load_workbook
from paper_reading import text_of

from core.errors import LedgerFault
from core.ledger import Ledger
from core.views import Query, RowState

FAIR = {
    "title": "秋季校园招聘会",
    "kind": "campus",
    "starts_on": date(2025, 9, 26),
    "venue": "红河校区体育馆",
    "hosts": "区人力社保局",
    "employers": 52,
    "vacancies": 1260,
    "visitors": 2300,
    "matches": 310,
}
AS_OF = date(2025, 9, 30)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_file(tmp_path)


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with opened(path) as found:
        yield found


def new_fair(ledger: Ledger, **changes: Any) -> int:
    return ledger.save("job_fair", None, {**FAIR, **changes}).ids[0]


def employer(ledger: Ledger, fair: int, number: int, **values: Any) -> int:
    row = {"job_fair_id": fair, "employer.name": f"重庆样例{number}有限公司", "stand": f"A{number}", **values}
    return ledger.save("fair_employer", None, row).ids[0]


def values(ledger: Ledger) -> dict[str, Any]:
    return {each.key: each.value for each in ledger.figures(AS_OF) if each.key.startswith("fair.")}


def test_employers_count_where_there_are_any(ledger: Ledger) -> None:
    """Their sums take the place of the fair's own numbers, number by number; the rejected are left out."""
    other, fair = new_fair(ledger, venue="另一处"), new_fair(ledger)
    assert values(ledger)["fair.employers"] == 104
    first = employer(ledger, fair, 1, headcount=20, vetting="passed")
    employer(ledger, fair, 2, headcount=30)
    employer(ledger, fair, 3, headcount=500, vetting="rejected")
    found = values(ledger)
    assert (found["fair.employers"], found["fair.vacancies"]) == (52 + 2, 1260 + 50)
    assert (found["fair.matches"], found["fair.visitors"]) == (620, 4600), "nobody has told the outcome yet"
    ledger.save("fair_employer", first, {"matches": 0})
    assert values(ledger)["fair.matches"] == 310, "a told zero is a number"
    explained = ledger.explain("fair.employers", AS_OF)
    assert (explained.figure.value, explained.counted, set(explained.counted_ids)) == (54, 2, {fair, other})
    assert any("按参会单位合计" in each for each in explained.rule)
    ledger.void("fair_employer", ledger.find("fair_employer", Query()), "录错")
    assert values(ledger)["fair.employers"] == 104


def test_the_difference_is_said_and_one_step_takes_the_sums(ledger: Ledger) -> None:
    fair = new_fair(ledger)
    with pytest.raises(LedgerFault):
        ledger.take_fair_sums(fair)
    employer(ledger, fair, 1, headcount=20, vetting="passed", matches=7)
    employer(ledger, fair, 2, headcount=30)
    view = ledger.fair(fair)
    assert [(each.key, each.own, each.added) for each in view.differing] == [
        ("employers", 52, 2),
        ("vacancies", 1260, 50),
        ("matches", 310, 7),
    ]
    assert (view.employers, view.vetted, view.unvetted) == (2, 1, ("重庆样例2有限公司",))
    before = values(ledger)
    ledger.take_fair_sums(fair)
    assert ledger.fair(fair).differing == ()
    assert values(ledger) == before
    newest = ledger.history("job_fair", fair)[0]
    assert newest.action == "修改"
    assert ("参会单位", "52", "2") in newest.changes


def test_a_part_needs_its_whole(ledger: Ledger) -> None:
    fair = new_fair(ledger)
    row = {"employer.name": "重庆样例1有限公司"}
    for wrong in (None, 99, "ZZZZ-1", "随便写的"):
        kept = ledger.save("fair_employer", None, {**row, "job_fair_id": wrong}).row
        assert kept is not None
        assert kept.state is RowState.DRAFT
    whole = f"{ledger.info.tag}-{fair}"
    assert ledger.save("fair_employer", None, {**row, "job_fair_id": whole}).row.values["job_fair_id"] == fair  # type: ignore[union-attr]  # saved


def test_a_sheet_of_one_fair(ledger: Ledger, tmp_path: Path) -> None:
    """A sheet from the college names no fair: the page says which; outcomes come back the same way."""
    fair = new_fair(ledger)
    path = sheet(
        tmp_path / "参会单位.xlsx",
        ["重庆样例甲有限公司", "B01", "装配工", 30, "已审"],
        ["重庆样例乙有限公司", "B02", "质检员", 12, "待补材料"],
        headings=("单位名称", "展位号", "招聘岗位", "招聘人数", "资质审核"),
    )
    given = {"job_fair_id": fair}
    preview = ledger.preview_import("fair_employer", path, given=given)
    assert [row.action.value for row in preview.rows] == ["added", "added"], preview.rows
    _change, result = ledger.apply_import(preview.token)
    assert (result.added, result.refused) == (2, 0)
    outcome = sheet(
        tmp_path / "成效.xlsx",
        ["重庆样例乙有限公司", 40, 9, 2],
        headings=("参会企业", "收到简历数", "达成意向人数", "录用人数"),
    )
    preview = ledger.preview_import("fair_employer", outcome, given=given)
    assert [row.action.value for row in preview.rows] == ["changed"]
    ledger.apply_import(preview.token)
    view = ledger.fair(fair)
    assert {each.key: each.added for each in view.numbers} == {
        "employers": 2,
        "vacancies": 42,
        "matches": 9,
        "hired": 2,
    }
    assert ledger.import_file("fair_employer", path).refused == 2, "without the page nobody knows which fair"


def test_the_export_carries_them_and_comes_back_unchanged(
    capsys: pytest.CaptureFixture[str], path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_PASSWORD", "Taoyuan#42")
    commands = Commands(capsys, tmp_path)
    out = tmp_path / "活动.xlsx"
    with opened(path) as ledger:
        bare, fair = new_fair(ledger, venue="别处"), new_fair(ledger)
        for number in (1, 2, 3):
            employer(ledger, fair, number, headcount=10 * number, vetted_on=date(2025, 9, 15))
        system_number = ledger.rows("job_fair", [fair])[0].number
    assert bare != fair
    assert commands("export", path, "job_fair", out) == {"rows": 2}
    book = load_workbook(out)
    assert book.sheetnames == ["招聘活动", "参会单位"]
    rows = list(book["参会单位"].values)
    place = rows[0].index("活动编号")
    assert [row[place] for row in rows[1:]] == [system_number] * 3
    back = commands("import", path, "job_fair", out)
    assert (back["added"], back["changed"], back["unchanged"], back["refused"]) == (0, 0, 2, 0)
    parts = back["parts"]
    assert (parts["added"], parts["changed"], parts["unchanged"], parts["refused"]) == (0, 0, 3, 0)
    assert back["problems"] == parts["problems"] == [], "both sheets were read"
    book["参会单位"].cell(2, rows[0].index("达成意向") + 1).value = 8
    book.save(out)
    changed = commands("import", path, "job_fair", out)
    assert (changed["changed"], changed["parts"]["changed"]) == (0, 1)
    assert changed["parts"]["batch"]
    elsewhere = new_file(tmp_path / "别的")
    moved = commands("import", elsewhere, "job_fair", out)
    assert (moved["added"], moved["parts"]["added"], moved["parts"]["refused"]) == (2, 3, 0)
    with opened(elsewhere) as ledger:
        titles = {row.values["job_fair_id"] for row in ledger.rows("fair_employer", (1, 2, 3))}
        assert [row.values["venue"] for row in ledger.rows("job_fair", sorted(titles))] == ["红河校区体育馆"]


def test_the_window_says_what_comes_of_the_second_sheet(ledger: Ledger, tmp_path: Path) -> None:
    fair = new_fair(ledger)
    employer(ledger, fair, 1)
    ledger.export("job_fair", tmp_path / "out.xlsx")
    preview = ledger.preview_import("job_fair", tmp_path / "out.xlsx")
    assert any(
        "“参会单位”一页随本次一起写入：新增 0，变更 0，未变 1" in each.message for each in preview.notices
    )


def test_the_card_of_the_desk(ledger: Ledger, tmp_path: Path) -> None:
    """Twelve employers a card, in the order of the stands; printed, so journaled, and nothing changes."""
    fair = new_fair(ledger)
    for number in range(14, 0, -1):
        employer(ledger, fair, number, headcount=5, vetting="passed" if number % 2 else "pending")
    employer(ledger, fair, 15, vetting="rejected")
    before = values(ledger)
    assert ledger.write_fair_card(fair, tmp_path / "卡.pdf") == 2
    text = text_of((tmp_path / "卡.pdf").read_bytes(), tmp_path / "read.pdf")
    assert "第1张" in text
    assert "共2张" in text
    assert text.index("重庆样例2有限公司") < text.index("重庆样例10有限公司")
    assert "重庆样例15有限公司" not in text
    assert values(ledger) == before
    empty = new_fair(ledger, venue="三处", starts_on=None)
    with pytest.raises(LedgerFault):
        ledger.write_fair_card(empty, tmp_path / "空.pdf")


def test_employers_to_vet_are_said_before_the_day(ledger: Ledger) -> None:
    fair = new_fair(ledger)
    employer(ledger, fair, 1, vetting="pending")
    employer(ledger, fair, 2, vetting="passed", vetted_by="钱示例", vetted_on=date(2025, 9, 1))
    for day, said in ((date(2025, 9, 20), True), (date(2025, 9, 10), False), (date(2025, 9, 27), False)):
        due = [each for each in ledger.dashboard(day).due if each.page == "fair"]
        assert bool(due) == said, day
        assert not said or (due[0].detail, due[0].part) == ("1 家单位资质待补，9 月 26 日举办", str(fair))
