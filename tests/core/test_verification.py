"""Checks of many placements: by hand, against a social-insurance list, by sample; and taken back as one."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from evidence_samples import png
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_samples import add_account, cheap_keys, new_file, opened, placement
from paper_reading import text_of
from sheet_samples import resident_id, write_xlsx
from sqlalchemy import func, select

from core.errors import LedgerFault, NotAllowed, NotFound
from core.ledger import Ledger
from core.returns.touched import touched_since
from core.verification.desk import InsurancePreview, InsuranceRow
from core.verification.insurance import Group, Proposal, alike
from core.verification.insurance_list import listed_day
from core.verification.sampling import as_ranges, drawn, from_ranges, share, wanted_number
from core.views import Query, Sort
from db.base import Base
from db.engine import reading
from db.models import Journal

FIRST, LAST, TODAY = date(2025, 1, 1), date(2025, 9, 30), date(2026, 1, 5)
BOOKS = ("journal", "verification_run", "verification_row")
HEADS = ["社会保障号码", "参保单位", "姓名", "参保状态", "参保时间", "停保时间"]
FIRM = "重庆样例0有限公司"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Twelve placements, all claimed but one draft."""
    with cheap_keys(), opened(new_file(tmp_path)) as made:
        for serial in range(12):
            made.save("placement", None, placement(serial, verification="claimed"))
        made.save("placement", None, {"person.name": "只有姓名"})
        yield made


def ids_of(ledger: Ledger) -> list[int]:
    return list(ledger.find("placement", Query(sort=(Sort(""),))))


def tables(ledger: Ledger) -> dict[str, list[Any]]:
    """Every row of every table but the books of what was done."""
    with reading(ledger.engine) as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in Base.metadata.sorted_tables
            if table.name not in BOOKS
        }


def actions(ledger: Ledger, action: str) -> list[Any]:
    with reading(ledger.engine) as connection:
        return list(connection.execute(select(Journal.__table__).where(Journal.action == action)))


def value(ledger: Ledger, row: int, key: str) -> Any:
    return ledger.rows("placement", [row])[0].values[key]


# -- by hand -----------------------------------------------------------------------------------------
def test_many_rows_are_one_entry_and_one_undo(ledger: Ledger) -> None:
    ids, before = ids_of(ledger), tables(ledger)
    change, done = ledger.verify_rows(ids, "visit", date(2025, 9, 3), "九月走访")
    assert (done.written, done.same, done.passed_over) == (12, 0, 1)
    assert change.sections == frozenset(("placement",))
    assert len(actions(ledger, "verify")) == 1
    shown = ledger.rows("placement", [ids[0]])[0]
    assert [shown.texts[key] for key in ("verification", "verified_on", "verified_by")] == [
        "实地走访",
        "2025-09-03",
        "admin",
    ]
    entry = ledger.history("placement", ids[0])[0]
    assert (entry.action, entry.reason) == ("核查", "九月走访")
    assert ("核查", "待核查", "实地走访") in entry.changes
    assert [check.level for check in ledger.verify() if check.name == "批量核查"] == ["pass"]
    (run,) = ledger.verification_runs()
    assert (run.rows, run.undone_at) == (12, None)
    assert set(ledger.verification_rows(run.id)) == set(ids[:12])
    ledger.undo_verification(run.id, "选错了行")
    assert tables(ledger) == before
    assert ledger.history("placement", ids[0])[0].action == "撤销核查"
    with pytest.raises(LedgerFault, match="已经撤销过"):
        ledger.undo_verification(run.id, "再来一次")


def test_a_check_is_not_taken_back_over_a_later_change(ledger: Ledger) -> None:
    ids = ids_of(ledger)[:4]
    run = ledger.verify_rows(ids, "phone", TODAY, "")[1].run
    ledger.save("placement", ids[2], {"verification": "visit"})
    ledger.save("placement", ids[1], {"note": "这一列不相干"})
    with pytest.raises(LedgerFault, match=f"第 {ids[2]} 行后来又改过"):
        ledger.undo_verification(run, "撤")
    assert value(ledger, ids[0], "verification") == "phone"
    with pytest.raises(LedgerFault, match="没有写撤销原因"):
        ledger.undo_verification(run, " ")


def test_rejected_needs_a_reason_and_leaves_the_count_with_it(ledger: Ledger) -> None:
    ids = ids_of(ledger)[:3]
    with pytest.raises(LedgerFault, match="未通过的要写明原因"):
        ledger.verify_rows(ids, "rejected", TODAY, "")
    with pytest.raises(LedgerFault, match="还没有到"):
        ledger.verify_rows(ids, "phone", date(2099, 1, 1), "")
    with pytest.raises(NotFound):
        ledger.verify_rows(ids, "gossip", TODAY, "")
    whole = ledger.explain("placement.total", date(2025, 12, 31))
    ledger.verify_rows(ids, "rejected", TODAY, "单位说没有这个人")
    after = ledger.explain("placement.total", date(2025, 12, 31))
    assert whole.counted - after.counted == 3
    assert {each.reason: each.rows for each in after.left_out}["核查未通过"] == 3
    assert value(ledger, ids[0], "verification_note") == "单位说没有这个人"
    shares = {each.key: each.value for each in ledger.figures(date(2025, 12, 31))}
    assert shares["placement.checked_share"] == Decimal(0)
    ledger.verify_rows(ids_of(ledger)[3:6], "phone", TODAY, "")
    shares = {each.key: each.value for each in ledger.figures(date(2025, 12, 31))}
    assert shares["placement.checked_share"] == Decimal("33.33")


def test_who_and_when_follow_the_state_in_the_form_too(ledger: Ledger) -> None:
    row = ids_of(ledger)[0]
    ledger.save("placement", row, {"verification": "phone"})
    assert (value(ledger, row, "verified_by"), value(ledger, row, "verified_on")) == ("admin", date.today())
    ledger.save("placement", row, {"verified_on": date(2025, 9, 1)})
    assert value(ledger, row, "verified_on") == date(2025, 9, 1)
    ledger.save("placement", row, {"note": "别的"})
    assert (value(ledger, row, "verified_by"), value(ledger, row, "verified_on")) == (
        "admin",
        date(2025, 9, 1),
    )
    ledger.save("placement", row, {"verification": "claimed"})
    assert (value(ledger, row, "verified_by"), value(ledger, row, "verified_on")) == (None, None)


def test_the_stricter_setting_keeps_people_from_their_own_rows(ledger: Ledger, tmp_path: Path) -> None:
    ids = ids_of(ledger)
    ledger.verify_rows(ids[:1], "phone", TODAY, "")
    ledger.set_setting("verify_by_other", "是", "制度要求")
    for attempt in (
        lambda: ledger.verify_rows(ids[1:3], "phone", TODAY, ""),
        lambda: ledger.save("placement", ids[3], {"verification": "phone"}),
        lambda: ledger.save("placement", None, placement(30, verification="phone")),
    ):
        with pytest.raises(LedgerFault, match="本人录入的行不能由本人核查"):
            attempt()
    ledger.save("placement", ids[0], {"note": "已核查的行照样能改"})
    ledger.verify_rows(ids[:1], "claimed", TODAY, "退回")
    preview = compared(ledger, tmp_path, listed(1, FIRM_OF[1]))
    assert all(row.blocked for row in preview.rows)
    assert {Proposal.CHECK, Proposal.REJECT} & {
        each for row in preview.rows for each in row.possible
    } == set()
    with pytest.raises(LedgerFault, match="只能填"):
        ledger.set_setting("verify_by_other", "也许", "试试")
    add_account(ledger, "二号", "reviewer")
    path = ledger.info.path
    ledger.close()
    with opened(path, "二号") as other:
        assert other.verify_rows(ids[1:3], "phone", TODAY, "")[1].written == 2


def test_only_the_desk_checks(ledger: Ledger) -> None:
    add_account(ledger, "审计", "auditor")
    path, ids = ledger.info.path, ids_of(ledger)
    ledger.close()
    with opened(path, "审计") as auditor:
        for attempt in (
            lambda: auditor.verify_rows(ids, "phone", TODAY, ""),
            lambda: auditor.draw_sample(FIRST, LAST, None, True, "3"),
            lambda: auditor.undo_verification(1, "x"),
        ):
            with pytest.raises(NotAllowed):
                attempt()
        assert auditor.verification_runs() == ()


# -- against a list ----------------------------------------------------------------------------------
FIRM_OF = {serial: f"重庆样例{serial % 4}有限公司" for serial in range(40)}


def listed(serial: int, firm: str, start: Any = "2025-03-01", end: Any = "", **more: str) -> list[Any]:
    """One row of a list under `HEADS`."""
    person = placement(serial)
    name = more.get("name", str(person["person.name"]))
    return [resident_id(serial), firm, name, more.get("state", "正常参保"), start, end]


def compared(ledger: Ledger, folder: Path, *rows: list[Any]) -> InsurancePreview:
    path = write_xlsx(folder / "参保名单.xlsx", [["永川区参保人员名单"], HEADS, *rows])
    return ledger.preview_insurance(path, FIRST, LAST)


def by_serial(ledger: Ledger, preview: InsurancePreview) -> dict[int, InsuranceRow]:
    order = ids_of(ledger)
    return {order.index(row.row_id): row for row in preview.rows}


def test_each_kind_of_finding(ledger: Ledger, tmp_path: Path) -> None:
    preview = compared(
        ledger,
        tmp_path,
        listed(0, FIRM_OF[0]),
        listed(1, "重庆样例1 有限公司"),
        listed(2, "重庆市样例2有限责任公司"),
        listed(3, "四川别处纸业集团", "202501"),
        listed(4, FIRM_OF[4], "2025-01-01", "2025.8.31"),
        listed(5, FIRM_OF[5], name="另有其人"),
        listed(6, FIRM_OF[6], "2025-01-01", "", state="暂停缴费"),
        listed(7, FIRM_OF[7], "2019-01-01", "2019-12-31"),
        listed(8, FIRM_OF[8], "2025-01-01", "2025-06-30"),
        listed(8, FIRM_OF[8], "2025-07-01", "至今"),
        listed(20, "重庆新单位有限公司"),
        ["500118200001011231", "某单位", "某人", "", "", ""],
        listed(9, FIRM_OF[9], "昨天"),
    )
    found = by_serial(ledger, preview)
    groups = {serial: row.group for serial, row in found.items()}
    assert groups == {
        0: Group.MATCHED,
        1: Group.MATCHED,
        2: Group.NEAR_EMPLOYER,
        3: Group.OTHER_EMPLOYER,
        4: Group.LEFT,
        5: Group.NAME_DIFFERS,
        6: Group.LEFT,
        7: Group.NOT_MATCHED,
        8: Group.MATCHED,
        9: Group.NOT_MATCHED,
        10: Group.NOT_MATCHED,
        11: Group.NOT_MATCHED,
    }
    assert found[0].possible[0] is Proposal.CHECK
    assert found[2].possible[0] is Proposal.NONE
    assert (found[3].employer, found[3].listed_employer) == (FIRM_OF[3], "四川别处纸业集团")
    assert found[3].insured_from == date(2025, 1, 1)
    assert (found[4].insured_to, found[4].possible[0]) == (date(2025, 8, 31), Proposal.END)
    assert found[6].possible == (Proposal.NONE,), "no last day is known"
    assert found[5].listed_name == "另有其人"
    assert found[8].insured_from == date(2025, 7, 1)
    assert preview.only_listed == 1
    assert sorted(number for number, _why in preview.refused) == [14, 15]
    assert all("01011231" not in why for _number, why in preview.refused)
    assert preview.counts[Group.NOT_MATCHED] == 4
    assert all("*" in row.masked_number for row in preview.rows)


def test_a_list_is_written_as_chosen_kept_as_counts_and_taken_back_as_one(
    ledger: Ledger, tmp_path: Path
) -> None:
    before = tables(ledger)
    preview = compared(
        ledger, tmp_path, listed(0, FIRM_OF[0]), listed(4, FIRM_OF[4], "2025-01-01", "2025-08-31")
    )
    found = by_serial(ledger, preview)
    choices = {
        found[0].row_id: Proposal.CHECK,
        found[4].row_id: Proposal.END,
        found[7].row_id: Proposal.REJECT,
        found[9].row_id: Proposal.NONE,
    }
    with pytest.raises(LedgerFault, match="不能这样办理"):
        ledger.apply_insurance(preview.token, {found[9].row_id: Proposal.CHECK}, TODAY)
    with pytest.raises(LedgerFault, match="没有选任何一行"):
        ledger.apply_insurance(preview.token, {found[9].row_id: Proposal.NONE}, TODAY)
    _change, done = ledger.apply_insurance(preview.token, choices, TODAY)
    assert done.written == 3
    assert value(ledger, found[0].row_id, "verification") == "social_insurance"
    assert value(ledger, found[0].row_id, "verification_note") == "社保参保 2025-03-01 起"
    assert value(ledger, found[4].row_id, "ended_on") == date(2025, 8, 31)
    assert value(ledger, found[4].row_id, "verification") == "claimed"
    assert value(ledger, found[7].row_id, "verification") == "rejected"
    (run,) = ledger.verification_runs()
    assert (run.kind_words, run.digest, run.last) == ("社保比对", preview.digest, LAST)
    assert (run.counts["matched"], run.counts["left"], run.counts["written_end"]) == (1, 1, 1)
    (entry,) = actions(ledger, "verify")
    assert str(placement(0)["person.name"]) not in entry.after
    assert json.loads(entry.after)["digest"] == preview.digest
    with pytest.raises(NotFound, match="已经写入"):
        ledger.apply_insurance(preview.token, choices, TODAY)
    ledger.undo_verification(run.id, "名单拿错了")
    assert tables(ledger) == before


def test_a_row_changed_after_the_comparison_stops_the_writing(ledger: Ledger, tmp_path: Path) -> None:
    preview = compared(ledger, tmp_path, listed(0, FIRM_OF[0]), listed(1, FIRM_OF[1]))
    found = by_serial(ledger, preview)
    ledger.save("placement", found[1].row_id, {"employer.name": "重庆另一家有限公司"})
    choices = {found[serial].row_id: Proposal.CHECK for serial in (0, 1)}
    with pytest.raises(LedgerFault, match=f"第 {found[1].row_id} 行在比对以后改过"):
        ledger.apply_insurance(preview.token, choices, TODAY)
    assert value(ledger, found[0].row_id, "verification") == "claimed"
    ledger.forget_insurance()
    with pytest.raises(NotFound, match="已经失效"):
        ledger.apply_insurance(preview.token, choices, TODAY)


def test_who_is_only_in_the_list_becomes_a_sheet_that_imports(ledger: Ledger, tmp_path: Path) -> None:
    preview = compared(
        ledger,
        tmp_path,
        listed(0, FIRM_OF[0]),
        listed(20, "重庆新单位有限公司", "2025-04-01"),
        listed(20, "重庆更新单位有限公司", "2025-08-01"),
        listed(21, "重庆新单位有限公司", "2025-05-01"),
    )
    out = tmp_path / "没有登记的人.xlsx"
    with pytest.raises(LedgerFault, match="没有写导出用途"):
        ledger.export_only_listed(preview.token, out, "")
    assert ledger.export_only_listed(preview.token, out, "发给镇街补登") == 2
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert sheet["C2"].value == "重庆更新单位有限公司"
    result = ledger.import_file("placement", out)
    assert (result.added, result.refused) == (2, 0)
    (entry,) = actions(ledger, "export")
    assert entry.reason == "发给镇街补登"


def test_a_list_without_id_numbers_has_its_sentence(ledger: Ledger, tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "名单.xlsx", [["姓名", "单位名称", "参保时间"], ["某人", "某单位", "2025-01-01"]]
    )
    with pytest.raises(LedgerFault) as refused:
        ledger.preview_insurance(path, FIRST, LAST)
    assert "身份证号" in f"{refused.value.happened}{refused.value.todo}"
    with pytest.raises(LedgerFault, match="早于起始日"):
        ledger.preview_insurance(path, LAST, FIRST)


@pytest.mark.parametrize(
    ("text", "last", "day"),
    [
        ("2025-09-01", False, date(2025, 9, 1)),
        ("202509", False, date(2025, 9, 1)),
        ("202509", True, date(2025, 9, 30)),
        ("2025年2月", True, date(2025, 2, 28)),
        ("至今", True, None),
        ("9999-12-31", True, None),
        ("", False, None),
    ],
)
def test_days_of_a_list(text: str, last: bool, day: date | None) -> None:
    assert listed_day(text, last=last) == (day, "")


def test_names_of_employers_alike() -> None:
    assert alike("重庆骏驰车业有限公司", "重庆市骏驰车业有限责任公司") == 100
    assert alike("重庆骏驰车业有限公司", "四川别处纸业集团") < 50
    assert alike("重庆骏驰车业有限公司", "") == 0


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with cheap_keys(), opened(new_file(tmp_path_factory.mktemp("shared"))) as made:
        for serial in range(10):
            made.save("placement", None, placement(serial, verification=("claimed", "phone")[serial % 2]))
        yield made


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.sampled_from(list(Proposal)), min_size=10, max_size=10),
    st.lists(st.sampled_from(["", "2025-08-31", "202507", "至今"]), min_size=10, max_size=10),
)
def test_any_check_taken_back_leaves_every_table_equal(
    shared: Ledger, tmp_path_factory: pytest.TempPathFactory, wishes: list[Proposal], ends: list[str]
) -> None:
    before = tables(shared)
    rows = [listed(serial, FIRM_OF[serial * 3], "2025-01-01", end) for serial, end in enumerate(ends)]
    preview = compared(shared, tmp_path_factory.mktemp("list"), *rows)
    choices = {
        row.row_id: wish if wish in row.possible else row.possible[-1]
        for row, wish in zip(preview.rows, wishes, strict=True)
    }
    if all(each is Proposal.NONE for each in choices.values()):
        return
    _change, done = shared.apply_insurance(preview.token, choices, TODAY)
    shared.undo_verification(done.run, "property")
    assert tables(shared) == before


# -- samples -----------------------------------------------------------------------------------------
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


def test_a_check_of_many_rows_is_a_cause_that_a_correction_can_name(ledger: Ledger) -> None:
    ids = ids_of(ledger)[:3]
    run = ledger.verify_rows(ids, "rejected", TODAY, "查无此人")[1].run
    ledger.undo_verification(run, "查错了")
    ledger.attach_content("placement", ids[0], png(), "a.png")
    with reading(ledger.engine) as connection:
        last = connection.execute(select(func.max(Journal.seq))).scalar_one()
        touches = touched_since(connection, last - 3)
    assert [(each.row, each.reason) for each in touches] == [
        *((row, "查无此人") for row in sorted(ids)),
        *((row, "查错了") for row in sorted(ids)),
    ]
    assert all(each.days for each in touches)
