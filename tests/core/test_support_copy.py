"""The support copy: nobody real in it, every figure as in the ledger, what was double is double."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from erased_samples import AS_OF, NAME, SECRETS, filled, person_of, places
from ledger_samples import PASSWORD, cheap_keys, copied, opened, placement
from sqlalchemy import select

from core.errors import LedgerFault, NotAllowed
from core.identity import is_sound_resident_id
from core.ledger import Ledger
from core.views import Query
from db.errors import TargetExists
from db.models import Employer, Person, Placement

OTHER_PASSWORD = "Bamboo#Grove8"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ledger, Ledger]]:
    folder = tmp_path_factory.mktemp("support")
    with opened(filled(folder)) as ledger, cheap_keys():
        twin = {"person__name": "示例乙金", "person__id_number": None, "person__birth_date": None}
        ledger.save("placement", None, placement(50, **twin))
        boss = {"name": f"永川区{NAME}小吃店", "credit_code": "92500118MA5YTUWX0N", "contact": NAME}
        ledger.save("employer", None, {**boss, "contact_phone": "12900000009", "address": "某路 1 号"})
        ledger.set_setting("head", NAME, "补填")
        ledger.make_support_copy(folder / "copy" / "支持.ledger", OTHER_PASSWORD, "查导入问题")
        with opened(folder / "copy" / "支持.ledger", "admin", OTHER_PASSWORD) as made:
            yield ledger, made


def test_figures_are_as_in_the_ledger(both: tuple[Ledger, Ledger]) -> None:
    first, second = ([(each.key, each.plan, each.value) for each in one.figures(AS_OF)] for one in both)
    assert first == second
    assert any(value for _key, _plan, value in first)
    assert {key: n for key, n in both[0].counts().items() if n} == {
        key: n for key, n in both[1].counts().items() if n
    }


def test_nobody_real_is_in_it(both: tuple[Ledger, Ledger]) -> None:
    ledger, made = both
    with ledger.reading() as connection:
        found = connection.execute(select(Person.name, Person.id_number, Person.phone)).all()
    real = {str(value) for row in found for value in row if value} | {
        *SECRETS,
        "12900000009",
        "92500118MA5YTUWX0N",
    }
    assert places(ledger, tuple(real)), "the search finds them where they are"
    assert places(made, tuple(real)) == []
    assert [path.name for path in made.info.path.parent.iterdir() if "making" in path.name] == []


def test_the_invented_are_sound_and_alike_where_the_real_ones_were(both: tuple[Ledger, Ledger]) -> None:
    ledger, made = both
    columns = (Person.id, Person.name, Person.sex, Person.id_kind, Person.id_number, Person.phone)
    with ledger.reading() as connection:
        real = connection.execute(select(*columns, Person.birth_date).order_by(Person.id)).all()
    with made.reading() as connection:
        invented = connection.execute(select(*columns, Person.birth_date).order_by(Person.id)).all()
        assert connection.execute(select(Placement.id).where(Placement.note != "")).all() == []
        assert connection.execute(select(Employer.contact_phone)).scalars().all().count("12900000009") == 0
    by_name: dict[str, set[str]] = {}
    for one, other in zip(real, invented, strict=True):
        by_name.setdefault(one.name, set()).add(other.name)
        assert (one.id, one.sex, one.id_kind) == (other.id, other.sex, other.id_kind)
        if one.id_kind == "resident_id" and one.id_number:
            assert is_sound_resident_id(other.id_number)
            assert other.birth_date.year == one.birth_date.year
        assert (other.phone or "12").startswith("12")
    assert all(len(each) == 1 for each in by_name.values()), "one name becomes one name"


def test_it_is_sound_and_stands_alone(both: tuple[Ledger, Ledger]) -> None:
    ledger, made = both
    assert [each for each in made.verify() if each.level == "block"] == []
    assert [each.name for each in made.accounts()] == ["admin"]
    with pytest.raises(LedgerFault):
        Ledger.open(made.info.path, "admin", PASSWORD)
    assert made.find("person", Query(search=NAME)).tolist() == []
    assert person_of(ledger)


def test_who_may_make_it_and_what_is_asked_for(both: tuple[Ledger, Ledger], tmp_path: Path) -> None:
    ledger, _made = both
    with pytest.raises(LedgerFault, match="没有写做支持副本的原因"):
        ledger.make_support_copy(tmp_path / "a.ledger", OTHER_PASSWORD, " ")
    (tmp_path / "there.ledger").write_bytes(b"x")
    with pytest.raises(TargetExists):
        ledger.make_support_copy(tmp_path / "there.ledger", OTHER_PASSWORD, "查问题")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["there.ledger"]
    path = copied(ledger.info.path, tmp_path / "office" / "b.ledger")
    with opened(path, "审核") as reviewer, pytest.raises(NotAllowed):
        reviewer.make_support_copy(tmp_path / "c.ledger", OTHER_PASSWORD, "查问题")
