"""Rows at the façade: saved, kept as drafts, voided, brought back, told; and who may."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ledger_samples import PASSWORD, TOWNSHIPS, add_account, new_file, opened, placement
from sheet_samples import credit_code, resident_id

from core.errors import LedgerFault, NotAllowed, NotFound
from core.ledger import Ledger
from core.views import Change, Query, RowState, RowView
from db import journal

BAD_ID = "500118200001011111"
YEAR_END = date(2025, 12, 31)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_file(tmp_path)


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with opened(path) as made:
        yield made
        with made.reading() as connection:
            assert journal.verify_chain(connection) == []
        assert all(each.level != "block" for each in made.verify())


def save(ledger: Ledger, serial: int, **changes: Any) -> RowView:
    return row_of(ledger.save("placement", None, placement(serial, **changes)))


def row_of(change: Change) -> RowView:
    assert change.row is not None
    return change.row


def again(ledger: Ledger, row: RowView, **changes: Any) -> RowView:
    given = {key.replace("__", "."): value for key, value in changes.items()}
    return row_of(ledger.save("placement", row.id, given))


def entries(ledger: Ledger) -> int:
    with ledger.reading() as connection:
        found: int = connection.exec_driver_sql("SELECT count(*) FROM journal").scalar_one()
    return found


def total(ledger: Ledger) -> int:
    return int(ledger.explain("placement.total", YEAR_END).figure.value or 0)


# -- saving ----------------------------------------------------------------------------------------
def test_a_whole_row_is_active_and_everything_known_is_derived(ledger: Ledger) -> None:
    row = save(ledger, 4)
    assert (row.state, row.problems) == (RowState.ACTIVE, ())
    assert row.values["person.birth_date"] == date(2002, 3, 4)
    assert row.texts["person.sex"] in ("男", "女")
    assert resident_id(4) not in row.texts.values()
    assert {section: ledger.counts()[section] for section in ("placement", "person", "employer")} == {
        "placement": 1,
        "person": 1,
        "employer": 1,
    }
    assert total(ledger) == 1


def test_saving_nothing_new_journals_nothing(ledger: Ledger) -> None:
    row = save(ledger, 1)
    before = entries(ledger)
    ledger.save("placement", row.id, dict(row.values))
    assert entries(ledger) == before
    again(ledger, row, note="到岗")
    assert entries(ledger) == before + 1


def test_check_writes_nothing(ledger: Ledger) -> None:
    before = entries(ledger), ledger.counts()
    clean, problems = ledger.check("placement", placement(1, person__id_number=BAD_ID))
    assert [problem.field for problem in problems] == ["person.id_number"]
    assert clean["person.id_number"] == BAD_ID
    assert (entries(ledger), ledger.counts()) == before


TYPED: list[tuple[str, Any]] = [
    ("person.id_number", BAD_ID),
    ("placed_on", "2025-02-30"),
    ("placed_on", "下周一"),
    ("destination", "99"),
    ("origin", "火星"),
    ("person.education", "博士后流动站"),
    ("ended_on", "2024-13-01"),
    ("person.graduation_month", "夏天"),
    ("verification", "听说的"),
]


@pytest.mark.parametrize(("key", "typed"), TYPED)
def test_a_draft_keeps_what_was_typed(path: Path, key: str, typed: str) -> None:
    with opened(path) as ledger:
        row = save(ledger, 1, **{key: typed})
        assert row.state is RowState.DRAFT
        assert row.values[key] == typed
        assert total(ledger) == 0
    with opened(path) as ledger:
        kept = ledger.rows("placement", [row.id])[0]
        assert (kept.state, kept.values[key]) == (RowState.DRAFT, typed)
        assert key in {problem.field for problem in kept.problems}
        for other, value in placement(1).items():
            if other != key and other != "township":
                assert kept.values[other] == value, other
        mended = again(ledger, kept, **{key: placement(1).get(key) or None})
        assert mended.state is RowState.ACTIVE
        assert total(ledger) == 1


@pytest.mark.parametrize("missing", ["person.name", "person.id_number", "placed_on", "employer.name"])
def test_an_unfilled_row_is_a_draft_and_counts_nowhere(ledger: Ledger, missing: str) -> None:
    row = save(ledger, 1, **{missing: None})
    assert row.state is RowState.DRAFT
    assert total(ledger) == 0
    assert again(ledger, row, **{missing: placement(1)[missing]}).state is RowState.ACTIVE
    assert total(ledger) == 1


def test_a_bad_employer_code_is_kept(ledger: Ledger) -> None:
    row = save(ledger, 1, employer__type="样样都做")
    assert (row.state, row.values["employer.type"]) == (RowState.DRAFT, "样样都做")
    assert again(ledger, row, employer__type="39").state is RowState.ACTIVE


def test_an_empty_row_is_kept(ledger: Ledger) -> None:
    row = row_of(ledger.save("placement", None, {}))
    assert row.state is RowState.DRAFT
    assert ledger.counts()["person"] == 0


# -- one person, one file --------------------------------------------------------------------------
def test_a_name_that_does_not_fit_never_counts_for_the_other_person(ledger: Ledger) -> None:
    first = save(ledger, 1, person__name="赵示例", person__phone="12000000001")
    other = save(
        ledger, 1, person__name="钱示例", person__phone="12000000002", employer__name="重庆另一家有限公司"
    )
    assert other.state is RowState.DRAFT
    assert other.values["person.name"] == "钱示例"
    untouched = ledger.rows("placement", [first.id])[0]
    assert (untouched.values["person.name"], untouched.values["person.phone"]) == ("赵示例", "12000000001")
    assert untouched.state is RowState.ACTIVE
    still = again(ledger, other, note="再看")
    assert (still.state, still.values["person.name"]) == (RowState.DRAFT, "钱示例")
    assert again(ledger, still, person__id_number=resident_id(2)).state is RowState.ACTIVE
    assert total(ledger) == 2
    assert ledger.rows("placement", [first.id])[0].values["person.name"] == "赵示例"


def test_a_bad_cell_in_one_row_leaves_the_shared_person_as_it_was(ledger: Ledger) -> None:
    first = save(ledger, 1, person__education="21", person__graduation_month="2025-06")
    other = save(ledger, 1, employer__name="重庆另一家有限公司", person__graduation_month="夏天")
    assert (other.state, other.values["person.graduation_month"]) == (RowState.DRAFT, "夏天")
    untouched = ledger.rows("placement", [first.id])[0]
    assert untouched.values["person.graduation_month"] == "2025-06"
    person = ledger.rows("person", ledger.find("person", Query()))[0]
    assert (person.state, person.values["graduation_month"]) == (RowState.ACTIVE, "2025-06")


def test_the_same_person_again_is_warned_and_shares_the_file(ledger: Ledger) -> None:
    save(ledger, 1)
    _clean, problems = ledger.check("placement", placement(1, employer__name="重庆另一家有限公司"))
    assert [problem.message for problem in problems] == ["已有同人登记，按最早一笔计"]
    save(ledger, 1, employer__name="重庆另一家有限公司", placed_on="2025-09-30")
    assert (ledger.counts()["person"], ledger.counts()["placement"], total(ledger)) == (1, 2, 1)


def test_changing_a_shared_number_leaves_the_other_row_its_person(ledger: Ledger) -> None:
    first = save(ledger, 1)
    second = save(ledger, 1, employer__name="重庆另一家有限公司")
    again(ledger, second, person__id_number=resident_id(2))
    assert ledger.rows("placement", [first.id])[0].values["person.id_number"] == resident_id(1)
    assert total(ledger) == 2


def test_a_document_has_one_file(ledger: Ledger) -> None:
    values = {"name": "赵示例", "id_number": resident_id(1)}
    first = row_of(ledger.save("person", None, values))
    assert first.state is RowState.ACTIVE
    second = row_of(ledger.save("person", None, {**values, "name": "钱示例"}))
    assert (second.state, second.values["id_number"]) == (RowState.DRAFT, resident_id(1))
    third = row_of(ledger.save("person", None, {"name": "孙示例", "id_number": resident_id(3)}))
    clash = row_of(ledger.save("person", third.id, {"id_number": resident_id(1)}))
    assert clash.state is RowState.DRAFT
    assert row_of(ledger.save("person", third.id, {"id_number": resident_id(3)})).state is RowState.ACTIVE


def test_a_credit_code_has_one_file(ledger: Ledger) -> None:
    ledger.save("employer", None, {"name": "重庆甲有限公司"})
    ledger.save("employer", None, {"name": "重庆乙有限公司", "credit_code": credit_code(1)})
    row = save(ledger, 1, employer__name="重庆甲有限公司", employer__credit_code=credit_code(1))
    assert row.values["employer.name"] == "重庆乙有限公司", "the code decides"
    twin = row_of(ledger.save("employer", None, {"name": "重庆丙有限公司", "credit_code": credit_code(1)}))
    assert (twin.state, twin.values["credit_code"]) == (RowState.DRAFT, credit_code(1))


def test_voided_files_do_not_stand_in_the_way(ledger: Ledger) -> None:
    row = save(ledger, 1, employer__credit_code=credit_code(1))
    for section in ("placement", "person", "employer"):
        ledger.void(section, list(ledger.find(section, Query())), "录错")
    fresh = save(ledger, 1, employer__credit_code=credit_code(1))
    assert (fresh.state, fresh.id != row.id) == (RowState.ACTIVE, True)
    assert total(ledger) == 1


# -- what is known ---------------------------------------------------------------------------------
def test_known_person_and_employer(ledger: Ledger) -> None:
    assert ledger.known_person(resident_id(1)) is None
    save(ledger, 1, person__college="重庆文理学院")
    known = ledger.known_person(resident_id(1))
    assert known is not None
    assert known["person.college"] == "重庆文理学院"
    assert all(key.startswith("person.") for key in known)
    employer = ledger.known_employer("重庆样例1有限公司")
    assert employer is not None
    assert employer["employer.name"] == "重庆样例1有限公司"
    assert ledger.known_employer("没有这一家") is None


# -- void ------------------------------------------------------------------------------------------
def test_void_and_back(ledger: Ledger) -> None:
    row = save(ledger, 1)
    with pytest.raises(LedgerFault):
        ledger.void("placement", [row.id], "  ")
    assert total(ledger) == 1
    ledger.void("placement", [row.id], "重复登记")
    assert (total(ledger), ledger.counts()["placement"]) == (0, 0)
    assert list(ledger.find("placement", Query(state=RowState.VOID))) == [row.id]
    with pytest.raises(LedgerFault):
        again(ledger, row, note="改")
    before = entries(ledger)
    ledger.void("placement", [row.id], "再一次")
    assert entries(ledger) == before
    with pytest.raises(LedgerFault):
        ledger.unvoid("placement", [row.id], "")
    ledger.unvoid("placement", [row.id], "误作废")
    assert total(ledger) == 1
    history = ledger.history("placement", row.id)
    assert [entry.action for entry in history] == ["恢复", "作废", "新增"]
    assert [entry.reason for entry in history][:2] == ["误作废", "重复登记"]
    assert all(entry.account == "admin" for entry in history)
    draft = save(ledger, 2, placed_on="下周")
    ledger.void("placement", [draft.id], "不要了")
    ledger.unvoid("placement", [draft.id], "还要")
    assert ledger.rows("placement", [draft.id])[0].state is RowState.DRAFT


def test_what_is_gone_changes_nothing(ledger: Ledger) -> None:
    row = save(ledger, 1)
    before = entries(ledger)
    with pytest.raises(NotFound):
        ledger.void("placement", [row.id, 999], "录错")
    assert ledger.rows("placement", [row.id])[0].state is RowState.ACTIVE
    with pytest.raises(NotFound):
        ledger.save("placement", 999, placement(2))
    with pytest.raises(NotFound):
        ledger.save("placements", None, placement(2))
    assert entries(ledger) == before


# -- history ---------------------------------------------------------------------------------------
def test_history_tells_each_change_in_words(ledger: Ledger) -> None:
    row = save(ledger, 1, destination="11", township=TOWNSHIPS[0])
    again(ledger, row, destination="75")
    again(ledger, row, township=TOWNSHIPS[1], person__phone="12000000009")
    history = ledger.history("placement", row.id)
    assert [entry.action for entry in history] == ["修改", "修改", "新增"]
    assert history[1].changes == (("毕业去向", "11 签劳动合同形式就业", "75 自主创业"),)
    told = str(history)
    assert "12000000009" not in told
    assert resident_id(1) not in told
    assert [entry.sequence for entry in history] == sorted((e.sequence for e in history), reverse=True)


def test_a_reveal_needs_a_reason_and_moves_no_business_head(ledger: Ledger) -> None:
    row = save(ledger, 1)
    with ledger.reading() as connection:
        head = journal.business_head(connection)
    with pytest.raises(LedgerFault):
        ledger.reveal("placement", row.id, "person.id_number", "")
    before = entries(ledger)
    assert ledger.reveal("placement", row.id, "person.id_number", "核对证件") == resident_id(1)
    assert entries(ledger) == before + 1
    with ledger.reading() as connection:
        assert journal.business_head(connection) == head
        told = connection.exec_driver_sql("SELECT group_concat(after) FROM journal WHERE action='reveal'")
        assert resident_id(1) not in told.scalar_one()


# -- who may ---------------------------------------------------------------------------------------
CHANGES: tuple[Callable[[Ledger], object], ...] = (
    lambda ledger: ledger.save("placement", None, placement(5)),
    lambda ledger: ledger.save("placement", 1, {"note": "改"}),
    lambda ledger: ledger.void("placement", [1], "录错"),
    lambda ledger: ledger.unvoid("placement", [1], "恢复"),
    lambda ledger: ledger.load_plan("service-2026"),
    lambda ledger: ledger.set_target(1, Decimal(5), "改"),
    lambda ledger: ledger.set_split("placement.total", 2025, {TOWNSHIPS[0]: 1}, "分解"),
    lambda ledger: ledger.set_narrative("2025-09", "问题", "打算"),
    lambda ledger: ledger.take_rows("placement", [], "空"),
)


@pytest.mark.parametrize("roles", ["auditor", "administrator", ""])
def test_who_may_not_change_rows(path: Path, roles: str) -> None:
    with opened(path) as ledger:
        save(ledger, 1)
        add_account(ledger, "王审计", roles)
    with opened(path, "王审计") as ledger:
        before = entries(ledger)
        for change in CHANGES:
            with pytest.raises(NotAllowed):
                change(ledger)
        assert entries(ledger) == before
        assert total(ledger) == 1
        assert ledger.rows("placement", ledger.find("placement", Query()))
        if roles != "administrator":
            with pytest.raises(NotAllowed):
                ledger.set_setting("cut_off_day", "20", "改")


def test_a_recorder_may_not_change_settings(path: Path) -> None:
    with opened(path) as ledger:
        add_account(ledger, "李录入", "recorder")
        ledger.set_setting("cut_off_day", "20", "市局通知")
        assert ledger.settings()["cut_off_day"] == "20"
        for bad in ("29", "-1", "二十", "", "1.5", "²"):
            with pytest.raises(LedgerFault):
                ledger.set_setting("cut_off_day", bad, "改")
        with pytest.raises(LedgerFault):
            ledger.set_setting("cut_off_day", "0", " ")
        with pytest.raises(LedgerFault):
            ledger.set_setting("no_such", "0", "改")
    with opened(path, "李录入") as ledger:
        save(ledger, 1)
        with pytest.raises(NotAllowed):
            ledger.set_setting("cut_off_day", "0", "改")


def test_the_recovery_code_opens_and_the_password_stays(tmp_path: Path, path: Path) -> None:
    del path
    made, code = Ledger.create(tmp_path / "b.ledger", "永川区", 2025, PASSWORD)
    made.close()
    with pytest.raises(LedgerFault):
        Ledger.open_with_recovery(tmp_path / "b.ledger", "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA")
    found = Ledger.open_with_recovery(tmp_path / "b.ledger", code)
    assert "administrator" in found.info.roles
    found.close()
    with opened(tmp_path / "b.ledger"):
        pass


def test_a_table_s_foot_sums_money_and_leaves_out_what_nobody_filled(ledger: Ledger) -> None:
    for serial, amount in enumerate(("1200.50", "23400")):
        someone = {key: value for key, value in placement(serial).items() if key.startswith("person.")}
        paid = {"kind": "social_insurance", "amount": Decimal(amount), "paid_on": date(2025, 5, 1)}
        ledger.save("subsidy", None, {**someone, **paid})
    totals = ledger.totals("subsidy", Query())
    assert totals.sums == {"amount": Decimal("24600.50")}
    assert (totals.rows, totals.persons) == (2, 2)


def test_a_table_s_foot_keeps_to_the_rows_on_show_however_many_are_named(ledger: Ledger) -> None:
    shown = [save(ledger, serial).id for serial in range(3)][:2]
    elsewhere = range(1_000_000, 1_030_000)
    assert ledger.totals("placement", Query(ids=(*shown, *elsewhere))).rows == 2
