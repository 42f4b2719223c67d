"""Placements against a social-insurance list: what is found, written as chosen, and taken back as one."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_samples import cheap_keys, new_file, opened, placement
from sheet_samples import write_xlsx
from verification_samples import (
    FIRM_OF,
    FIRST,
    LAST,
    TODAY,
    actions,
    by_serial,
    claimed,
    compared,
    listed,
    tables,
    value,
)

from core.errors import LedgerFault, NotFound
from core.ledger import Ledger
from core.verification.insurance import Group, Proposal, alike
from core.verification.insurance_list import listed_day


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with claimed(tmp_path) as made:
        yield made


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
