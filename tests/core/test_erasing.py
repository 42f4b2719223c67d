"""Erasing a person: found nowhere afterwards, figures as before, the journal whole, every way back told."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from erased_samples import AS_OF, NAME, NUMBER, SECRETS, WHO, draft_of, filled, person_of, places, texts_of
from ledger_samples import PASSWORD, copied, line, opened, placement, sheet
from sqlalchemy import select

from core.errors import LedgerFault, NotAllowed
from core.ledger import Ledger
from core.people.merged import referring
from core.privacy.backups_holding import holdings as holding_backups
from core.privacy.columns import STAYS, holdings, text_columns
from core.privacy.retention import TERMS
from core.privacy.traces import Traces
from core.restoring import restore_over
from core.views import Query, RowState
from db.base import Base
from db.journal import verify_chain
from db.models import Person

LATER = date(2040, 1, 1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("erasing"))


@pytest.fixture
def ledger(made: Path, tmp_path: Path) -> Iterator[Ledger]:
    with opened(copied(made, tmp_path / "office" / made.name)) as found:
        yield found


def figures(ledger: Ledger) -> list[Any]:
    return [
        (each.key, each.plan, each.value, each.month, each.year_on_year)
        for day in (AS_OF, date(2025, 9, 30), date(2025, 4, 30))
        for each in ledger.figures(day)
    ]


def test_every_text_column_says_what_it_may_hold_of_a_person() -> None:
    for table in Base.metadata.sorted_tables:
        held = holdings(table.name)
        assert {each.name for each in text_columns(table)} == set(held), table.name
    assert {column.table.name for column in referring()} | {"person"} == set(STAYS)
    assert {name for term in TERMS for name in term.tables} == set(STAYS)
    for name, stays in STAYS.items():
        assert stays <= set(Base.metadata.tables[name].c.keys()), name


def test_the_person_is_found_nowhere_and_no_figure_changes(ledger: Ledger) -> None:
    there = {where.split(".")[0] for where, _secret in places(ledger)}
    wanted = {
        "person",
        "placement",
        "service",
        "journal",
        "batch_row",
        "batch",
        "evidence",
        "phone_sample_row",
    }
    wanted |= {"evidence_content", "verification_row", "verification_run", "startup_project", "return_draft"}
    assert wanted | {"remembered_columns", "staff", "pages"} - {"evidence_content"} <= there | {
        "evidence_content"
    }
    before = figures(ledger)
    people = [person_of(ledger), draft_of(ledger)]
    change, done = ledger.erase_people(people, f"{NAME}本人申请")
    assert (done.persons, done.cleaned) == (2, True)
    assert {"person", "placement", "service"} <= change.sections
    assert places(ledger) == []
    assert figures(ledger) == before
    assert [each for each in ledger.verify() if each.level == "block"] == []
    with ledger.reading() as connection:
        assert verify_chain(connection) == []


def erase(ledger: Ledger) -> int:
    person = person_of(ledger)
    ledger.erase_people([person, draft_of(ledger)], "本人申请")
    return person


def own_rows(ledger: Ledger, section: str, person: int) -> list[int]:
    table = Base.metadata.tables[section]
    with ledger.reading() as connection:
        return list(
            connection.scalars(select(table.c.id).where(table.c.person_id == person).order_by(table.c.id))
        )


def test_the_effects_are_shown_first_and_nothing_is_written(ledger: Ledger) -> None:
    ledger.backup()
    before = sorted(texts_of(ledger))
    shown = ledger.preview_erasure(person_of(ledger), AS_OF)
    assert sorted(texts_of(ledger)) == before
    rows = {each.title: (each.counted, each.drafts, each.void) for each in shown.rows}
    assert rows["就业创业登记"] == (3, 0, 1), rows
    assert (shown.records, shown.namesakes, shown.evidence, shown.shared) == (2, 1, 2, 1)
    assert shown.effects == ()
    assert shown.facts == 2
    assert shown.kept_rows > 0 < shown.entries
    assert {(each.title, each.sure) for each in shown.mentions} >= {
        ("就业创业登记", True),
        ("月报文字", False),
    }
    assert len(shown.backups) == 1
    assert (shown.allowed, shown.why_not) == (True, "")


def test_who_may_not_and_a_reason_is_asked_for(made: Path, tmp_path: Path) -> None:
    path = copied(made, tmp_path / "office" / made.name)
    with opened(path, "查账") as ledger:
        assert "审核员" in ledger.preview_erasure(person_of(ledger), AS_OF).why_not
        with pytest.raises(NotAllowed):
            ledger.erase_people([person_of(ledger)], "本人申请")
    with opened(path, "审核") as ledger:
        with pytest.raises(LedgerFault, match="没有写删除的原因"):
            ledger.erase_people([person_of(ledger)], " ")
        person = erase(ledger)
        with pytest.raises(LedgerFault, match="已经删除过"):
            ledger.erase_people([person], "再来")
        note = ledger.erased_note(person)
        assert note is not None
        assert note.account == "审核"


def test_what_is_left_is_a_statistic_that_nobody_can_fill_again(ledger: Ledger, tmp_path: Path) -> None:
    whole = tmp_path / "whole.xlsx"
    ledger.export("placement", whole, full_ids=True, reason="留底")
    person = erase(ledger)
    rows = own_rows(ledger, "placement", person)
    shown = ledger.rows("placement", rows)
    assert {each.texts["person.name"] for each in shown} == {"（已删除）"}
    assert all(each.texts["placed_on"] and each.texts["township"] for each in shown)
    assert {each.texts["employer.name"] for each in shown} == {""}, "nobody else works there"
    with pytest.raises(LedgerFault, match="只作统计"):
        ledger.save("placement", rows[0], {"note": "改"})
    with pytest.raises(LedgerFault, match="只作统计"):
        ledger.unvoid("person", [person], "恢复")
    with pytest.raises(LedgerFault, match="只作统计"):
        ledger.attach_content("placement", rows[0], b"%PDF-1.4\n%%EOF", "x.pdf")
    result = ledger.import_file("placement", whole)
    assert [each.message for _row, _column, each in result.problems if "已删除" in each.message]
    assert result.added == 0
    assert ledger.find("person", Query(search=NUMBER)).tolist() == []
    assert person not in {each.person for each in ledger.call_list(date(2025, 10, 2)).rows}
    assert ledger.search(NAME) == ()


def test_a_common_employer_and_college_stay(made: Path, tmp_path: Path) -> None:
    with opened(copied(made, tmp_path / "office" / made.name)) as ledger:
        for serial in range(60, 66):
            college = {"person__college": "重庆文理学院", "person__major": f"专业{serial}"}
            ledger.save("placement", None, placement(serial, employer__name="重庆大家有限公司", **college))
        row = ledger.find("placement", Query(search="重庆大家"))[0]
        person = ledger.person_of("placement", row)
        assert person is not None
        ledger.erase_people([person], "本人申请")
        texts = ledger.rows("placement", [row])[0].texts
        assert (texts["employer.name"], texts["person.college"]) == ("重庆大家有限公司", "重庆文理学院")
        assert texts["person.major"] == ""


def test_an_import_taken_back_leaves_the_statistic_and_doing_it_again_brings_nobody(ledger: Ledger) -> None:
    imports = {each.file_name: each.id for each in ledger.batches(("import",))}
    undone = imports["撤销.xlsx"]
    person = erase(ledger)
    before = own_rows(ledger, "placement", person)
    other = next(number for name, number in imports.items() if name != "撤销.xlsx")
    plan = ledger.plan_undo(other)
    assert set(plan.edited["placement"]) & set(before)
    ledger.undo_batch(other, "误导入", keep_edited=True)
    assert own_rows(ledger, "placement", person) == before
    try:
        ledger.redo_batch(undone, "重做")
    except LedgerFault as fault:
        assert "不能重做" in fault.happened
    assert places(ledger) == []
    assert [each for each in ledger.verify() if each.level == "block"] == []


def test_one_who_comes_back_is_said(ledger: Ledger, tmp_path: Path) -> None:
    erase(ledger)
    checked = ledger.check("placement", placement(90, **WHO))[1]
    assert [each.message for each in checked if "应要求删除过" in each.message]
    again = sheet(tmp_path / "again.xlsx", line(91, 姓名=NAME, 身份证号=NUMBER), line(92))
    result = ledger.import_file("placement", again)
    assert len([each for *_where, each in result.problems if "应要求删除过" in each.message]) == 1
    assert result.added == 2
    assert ledger.come_back() == (person_of(ledger),)
    ledger.erase_people(ledger.come_back(), "再次申请")
    assert ledger.come_back() == ()
    assert NUMBER not in str(ledger.erased_marks())


def test_merges_cannot_be_taken_back_and_the_kept_record_is_the_one_to_erase(ledger: Ledger) -> None:
    person = person_of(ledger)
    merged = ledger.person(person, AS_OF).merges[0].other
    with pytest.raises(LedgerFault, match="并入另一份"):
        ledger.erase_people([merged], "本人申请")
    erase(ledger)
    with pytest.raises(LedgerFault):
        ledger.unmerge_people(person, "误合并")
    view = ledger.person(person, AS_OF)
    assert view.name == "（已删除）"


def test_an_export_says_how_many_people_it_would_hold(ledger: Ledger) -> None:
    everybody = Query(ids=tuple(ledger.find("placement", Query())))
    table = Base.metadata.tables["placement"]
    with ledger.reading() as connection:
        people = set(connection.scalars(select(table.c.person_id).where(table.c.state != "void")))
    assert ledger.people_in("placement", everybody) == len(people) < len(everybody.ids or ())
    assert ledger.people_in("person", Query(search=NUMBER)) == 1


def test_who_saw_the_person_is_told(ledger: Ledger) -> None:
    seen = ledger.seen_by(person_of(ledger))
    assert [(each.action, each.detail) for each in seen if each.action == "查看完整号码"] == [
        ("查看完整号码", "身份证号")
    ]
    assert any(each.action == "导出" and "完整号码" in each.detail for each in seen)
    other = ledger.find("person", Query(search="示例甲金"))[0]
    assert [each.action for each in ledger.seen_by(other)] == ["导出"]


def test_many_are_erased_in_one_act(ledger: Ledger) -> None:
    before = figures(ledger)
    people = [each for each in ledger.find("person", Query()) if each != draft_of(ledger)]
    _change, done = ledger.erase_people(people, "保存期满")
    assert done.persons == len(people)
    assert figures(ledger) == before
    assert [secret for where, secret in places(ledger) if secret in SECRETS[1:]] == []
    assert ledger.find("person", Query(state=RowState.ACTIVE)).tolist() == []
    assert [each for each in ledger.verify() if each.level == "block"] == []


def test_a_rule_of_ages_counts_as_before(ledger: Ledger) -> None:
    ledger.set_setting("counting_ages", "16-24", "试")
    before = figures(ledger)
    erase(ledger)
    assert figures(ledger) == before
    with ledger.reading() as connection:
        born = connection.execute(select(Person.birth_date).where(Person.erased_at.is_not(None))).scalars()
        assert date(2001, 5, 6) not in set(born)


def test_backups_say_until_when_they_hold_somebody() -> None:
    now = datetime(2026, 6, 15, 12, tzinfo=UTC)
    made = [now - timedelta(hours=3), now - timedelta(days=20), datetime(2025, 12, 30, 12, tzinfo=UTC)]
    found = holding_backups(made, now - timedelta(days=30), now)
    assert [each.made for each in found] == made[:2]
    assert all(each.until is not None and each.until > now.date() for each in found[:1])
    last = holding_backups(made, now - timedelta(days=900), now)[-1]
    assert last.until is None, "the last one of a year stays"


def test_traces_are_found_alike_one_by_one_and_by_length() -> None:
    few = Traces.of(["张三", "李"], [NUMBER], ["12900000001"])
    many = few | Traces.of([f"某{chr(0x4E00 + each)}" for each in range(40)])
    for text in ("张三的合同", f"号码{NUMBER}", "电话12900000001。", f"{NUMBER[:-1]}"):
        assert few.found_in(text) == many.found_in(text)
        assert few.taken_out(text) == many.taken_out(text)
    assert not few.found_in("李四")


def test_whose_term_is_over_is_proposed_and_taken_over_in_one_act(ledger: Ledger) -> None:
    assert [len(each.people) for each in ledger.past_term(date(2026, 1, 1))] == [0, 0, 0]
    far = {each.kind: each for each in ledger.past_term(LATER)}
    assert person_of(ledger) not in far["placement"].people, "a loan is kept for longer"
    assert len(far["placement"].people) > 5
    assert "默认" in far["placement"].source
    before = figures(ledger)
    with pytest.raises(LedgerFault, match="没有写"):
        ledger.erase_past_term(("placement",), "", LATER)
    _change, done = ledger.erase_past_term(("placement",), "期满", LATER)
    assert done.persons == len(far["placement"].people)
    assert figures(ledger) == before
    assert person_of(ledger) in ledger.past_term(date(2060, 1, 1))[2].people
    ledger.set_setting("keep_money_years", "0", "不提议")
    assert ledger.past_term(date(2060, 1, 1))[2].people == ()


def test_a_restore_that_brings_somebody_back_says_so(made: Path, tmp_path: Path) -> None:
    path = copied(made, tmp_path / "office" / made.name)
    with opened(path) as ledger:
        older = ledger.backup()
        person = erase(ledger)
        marks = ledger.erased_marks()
    restored = restore_over(path, older, "admin", PASSWORD, marks)
    try:
        assert restored.come_back() == (person,)
        restored.erase_people(restored.come_back(), "恢复带回")
        assert restored.come_back() == ()
    finally:
        restored.close()
