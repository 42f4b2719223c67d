"""Merging two records of one person: effects first, counts right after, taken back whole, traces kept."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ledger_samples import PASSWORD, add_account, copied, line, new_file, opened, placement, sheet
from sheet_samples import resident_id
from sqlalchemy import select

from core.errors import LedgerFault, NotAllowed
from core.ledger import Ledger
from core.views import Query
from db.base import Base
from db.journal import verify_chain
from db.models import Person

AS_OF = date(2025, 12, 31)
PASSPORT = "E12345678"
LATER = {"kept": "kept", "other": "other"}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One person under a passport and under a resident ID, with rows of four sections, and others."""
    path = new_file(tmp_path_factory.mktemp("merge"))
    with opened(path) as ledger:
        for serial in range(6):
            ledger.save("placement", None, placement(serial))
        ledger.save("placement", None, placement(7, person__name="安示例"))
        foreign = {"person.name": "安示例", "person.id_kind": "passport", "person.id_number": PASSPORT}
        phone = {"person.phone": "12000000007"}
        ledger.save(
            "placement",
            None,
            placement(
                9, **{**foreign, **phone}, employer__name="重庆样例9有限公司", placed_on=date(2025, 3, 1)
            ),
        )
        ledger.save("service", None, {**foreign, "kind": "job_referral", "provided_on": date(2025, 4, 2)})
        ledger.save(
            "unemployment", None, {**foreign, "registered_on": date(2025, 1, 5), "hard_to_place": "older"}
        )
        ledger.save("subsidy", None, {**foreign, "kind": "skill_upgrade", "amount": 1500})
    return path


@pytest.fixture
def ledger(filled: Path, tmp_path: Path) -> Iterator[Ledger]:
    with opened(copied(filled, tmp_path / "office" / filled.name)) as found:
        yield found


def by_kind(ledger: Ledger) -> tuple[int, int]:
    """The record under the resident ID, and that under the passport."""
    with ledger.reading() as connection:
        rows = connection.execute(
            select(Person.id, Person.id_kind).where(Person.name == "安示例").order_by(Person.id)
        ).all()
    kinds = {row.id_kind: row.id for row in rows}
    return kinds["resident_id"], kinds["passport"]


def tables(ledger: Ledger) -> dict[str, list[Any]]:
    """Every table but the journal, whole."""
    with ledger.reading() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in Base.metadata.sorted_tables
            if table.name != "journal"
        }


def total(ledger: Ledger) -> Any:
    return next(each.value for each in ledger.figures(AS_OF) if each.key == "placement.total")


def test_the_two_are_found(ledger: Ledger) -> None:
    kept, other = by_kind(ledger)
    (pair,) = ledger.merge_candidates()
    assert (pair.first, pair.second) == tuple(sorted((kept, other)))
    assert (pair.first, pair.second) in {(each.first, each.second) for each in ledger.doubtful(2025).people}


def test_the_preview_shows_everything_and_writes_nothing(ledger: Ledger) -> None:
    kept, other = by_kind(ledger)
    before = tables(ledger)
    shown = ledger.preview_merge(other, kept, AS_OF)
    assert tables(ledger) == before
    assert shown.allowed
    number = next(each for each in shown.fields if each.key == "id_number")
    assert number.keep == "other", "the resident ID is proposed"
    assert PASSPORT not in repr(shown.fields)
    again = ledger.preview_merge(kept, other, AS_OF)
    assert {(key, len(ids)) for key, _title, ids in again.moved} == {
        ("placement", 1),
        ("service", 1),
        ("unemployment", 1),
        ("subsidy", 1),
    }
    assert ("留渝来渝就业创业人数", "8 人", "7 人") in again.effects


@pytest.mark.parametrize("turned", [False, True])
def test_two_people_become_one_and_two_again(ledger: Ledger, turned: bool) -> None:
    kept, other = by_kind(ledger)
    if turned:
        kept, other = other, kept
    before, count = tables(ledger), total(ledger)
    change = ledger.merge_people(kept, other, {}, "护照和身份证是同一人")
    assert "placement" in change.sections
    assert total(ledger) == count - 1
    found = ledger.rows("person", [kept])[0]
    assert found.values["id_kind"] == "resident_id"
    assert ledger.rows("person", [other])[0].state == "void"
    assert next(each.action for each in ledger.history("person", kept)) == "合并"
    assert next(each.action for each in ledger.history("person", other)) == "合并"
    moved = ledger.find("service", Query())[0]
    if not turned:
        assert ledger.history("service", moved)[0].action == "合并"
    ledger.unmerge_people(kept, "认错人了")
    assert tables(ledger) == before
    assert total(ledger) == count
    assert ledger.history("person", kept)[0].action == "撤销合并"
    with ledger.reading() as connection:
        assert not verify_chain(connection)


def test_a_fact_in_the_table_apart_moves_too(ledger: Ledger) -> None:
    kept, other = by_kind(ledger)
    ledger.merge_people(kept, other, {}, "核对")
    with ledger.reading() as connection:
        people = connection.exec_driver_sql("SELECT DISTINCT person_id FROM sensitive_fact").fetchall()
    assert [tuple(each) for each in people] == [(kept,)]


def test_both_documents_lead_to_the_one_that_was_kept(ledger: Ledger, tmp_path: Path) -> None:
    kept, other = by_kind(ledger)
    ledger.merge_people(kept, other, {}, "核对")
    made = sheet(
        tmp_path / "again.xlsx",
        line(9, 姓名="安示例", 身份证号=PASSPORT, 就业单位="重庆样例9有限公司", 就业时间="2025-03-01"),
    )
    result = ledger.import_file("placement", made)
    assert (result.added, result.refused) == (0, 0), result.problems
    ledger.save(
        "service",
        None,
        {
            "person.name": "安示例",
            "person.id_kind": "passport",
            "person.id_number": PASSPORT,
            "kind": "visit",
            "provided_on": date(2025, 9, 9),
        },
    )
    with ledger.reading() as connection:
        assert (
            connection.exec_driver_sql(
                "SELECT count(*) FROM service WHERE person_id = ?", (other,)
            ).scalar_one()
            == 0
        )
        assert connection.exec_driver_sql(
            "SELECT id_kind, state FROM person WHERE id = ?", (kept,)
        ).one() == ("resident_id", "active")
    people = sheet(
        tmp_path / "people.xlsx", ["安示例", PASSPORT, "12000000008"], headings=("姓名", "身份证号", "手机")
    )
    result = ledger.import_file("person", people)
    assert (result.added, result.refused) == (0, 0), result.problems
    assert ledger.rows("person", [kept])[0].values["id_number"] == resident_id(7)


def test_a_merged_record_does_not_come_out_of_the_bin_alone(ledger: Ledger) -> None:
    kept, other = by_kind(ledger)
    ledger.merge_people(kept, other, {}, "核对")
    with pytest.raises(LedgerFault, match="并入"):
        ledger.unvoid("person", [other], "恢复")


def test_what_was_changed_since_keeps_a_merge_from_being_taken_back(ledger: Ledger) -> None:
    kept, other = by_kind(ledger)
    ledger.merge_people(kept, other, {}, "核对")
    row = ledger.person(kept, AS_OF)
    assert [each.obstacle for each in row.merges] == [""]
    placed = next(
        each for each in ledger.find("placement", Query()) if ledger.person_of("placement", each) == kept
    )
    ledger.save("placement", placed, {"note": "又改过"})
    before = tables(ledger)
    merges = ledger.person(kept, AS_OF).merges
    if merges[0].obstacle:
        with pytest.raises(LedgerFault, match="没有撤销"):
            ledger.unmerge_people(kept, "认错人了")
    ledger.record_contact(kept, "visit", date(2025, 10, 1))
    with pytest.raises(LedgerFault, match="没有撤销"):
        ledger.unmerge_people(kept, "认错人了")
    assert tables(ledger)["placement"] == before["placement"]


def test_rows_of_others_need_the_reviewer(filled: Path, tmp_path: Path) -> None:
    path = copied(filled, tmp_path / "office" / filled.name)
    with opened(path) as ledger:
        add_account(ledger, "zhou", "recorder")
        add_account(ledger, "chen", "reviewer")
        kept, other = by_kind(ledger)
    with opened(path, "zhou", PASSWORD) as ledger:
        assert "审核员" in ledger.preview_merge(kept, other, AS_OF).why_not
        with pytest.raises(NotAllowed):
            ledger.merge_people(kept, other, {}, "核对")
        assert ledger.rows("person", [other])[0].state == "active"
    with opened(path, "chen", PASSWORD) as ledger:
        ledger.merge_people(kept, other, {}, "核对")
        assert ledger.person(other, AS_OF).merged_into == kept


def test_a_reason_is_asked_for(ledger: Ledger) -> None:
    kept, other = by_kind(ledger)
    with pytest.raises(LedgerFault, match="原因"):
        ledger.merge_people(kept, other, {}, " ")
    with pytest.raises(LedgerFault, match="同一份"):
        ledger.merge_people(kept, kept, {}, "核对")
