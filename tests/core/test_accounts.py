"""Accounts: two halves that agree, roles that go together, passwords that are not used twice."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from ledger_samples import PASSWORD, new_file, opened, placement

from core.errors import LedgerFault, NotAllowed, WrongPassword
from core.ledger import Ledger
from db.errors import DiskFailure

OTHER = "Bamboo#Grove8"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_file(tmp_path)


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with opened(path) as found:
        yield found


def test_an_account_opens_with_its_roles_and_must_change_its_password(path: Path) -> None:
    with opened(path) as ledger:
        ledger.add_account("王审核", ["reviewer"], OTHER)
    with opened(path, "王审核", OTHER) as ledger:
        assert ledger.info.roles == ("reviewer",)
        assert ledger.password_state(date.today()).must_change
        ledger.change_password(OTHER, "Orchid#Terrace3")
        assert not ledger.password_state(date.today()).must_change
        assert ledger.password_state(date.today() + timedelta(days=91)).must_change
        with pytest.raises(NotAllowed):
            ledger.add_account("第三人", ["recorder"], OTHER)
    with pytest.raises(WrongPassword):
        Ledger.open(path, "王审核", OTHER)


@pytest.mark.parametrize(
    ("roles", "words"),
    [([], "至少"), (["auditor", "recorder"], "审计员"), (["king"], "至少")],
)
def test_roles_that_do_not_go_together(ledger: Ledger, roles: list[str], words: str) -> None:
    with pytest.raises(LedgerFault, match=words):
        ledger.add_account("甲", roles, OTHER)
    assert [each.name for each in ledger.accounts()] == ["admin"]


def test_a_disabled_account_cannot_open_and_its_work_stays(path: Path) -> None:
    with opened(path) as ledger:
        ledger.add_account("甲", ["recorder"], OTHER)
        with pytest.raises(LedgerFault, match="原因"):
            ledger.disable_account("甲", " ")
        ledger.disable_account("甲", "调离")
        assert [(each.name, each.disabled) for each in ledger.accounts()] == [("admin", False), ("甲", True)]
    with pytest.raises(WrongPassword):
        Ledger.open(path, "甲", OTHER)
    with opened(path) as ledger:
        ledger.reset_password("甲", "Orchid#Terrace3", "回岗")
    with opened(path, "甲", "Orchid#Terrace3") as ledger:
        assert ledger.info.roles == ("recorder",)


def test_somebody_stays_administrator(ledger: Ledger) -> None:
    with pytest.raises(LedgerFault, match="最后一个管理员"):
        ledger.set_roles("admin", ["recorder"], "换岗")
    ledger.add_account("乙", ["administrator"], OTHER)
    ledger.set_roles("admin", ["recorder"], "换岗")
    assert ledger.info.roles == ("recorder",)
    with pytest.raises(NotAllowed):
        ledger.set_roles("admin", ["administrator"], "要回来")


def test_the_last_five_passwords_are_not_taken_again(ledger: Ledger) -> None:
    used = [PASSWORD]
    for number in range(5):
        fresh = f"Orchid#Terrace{number}"
        ledger.change_password(used[-1], fresh)
        used.append(fresh)
    for old in used[1:]:
        with pytest.raises(LedgerFault, match="相同"):
            ledger.change_password(used[-1], old)
    ledger.change_password(used[-1], PASSWORD)


def test_weak_ones_are_refused_unless_the_office_asks_for_none(ledger: Ledger) -> None:
    with pytest.raises(LedgerFault, match="不合要求"):
        ledger.change_password(PASSWORD, "12345678")
    assert ledger.settings()["password_profile"] == "等保二级"
    ledger.set_setting("password_profile", "不要求", "单位另有规定")
    ledger.change_password(PASSWORD, "12345678")


@pytest.mark.parametrize(("typed", "kept"), [("none", "不要求"), ("level2", "等保二级")])
def test_the_earlier_codes_of_the_profile_are_read_as_words(ledger: Ledger, typed: str, kept: str) -> None:
    ledger.set_setting("password_profile", "不要求" if typed == "level2" else "等保二级", "先换一种")
    ledger.set_setting("password_profile", typed, "照旧的写法")
    assert ledger.settings()["password_profile"] == kept


def test_the_recovery_code_opens_as_an_administrator(tmp_path: Path) -> None:
    ledger, code = Ledger.create(tmp_path / "a.ledger", "永川区", 2025, PASSWORD, "李会计")
    fresh = ledger.renew_recovery_code()
    ledger.close()
    with pytest.raises(LedgerFault):
        Ledger.open_with_recovery(tmp_path / "a.ledger", code)
    found = Ledger.open_with_recovery(tmp_path / "a.ledger", fresh)
    assert found.info.account == "李会计"
    found.close()


def test_no_password_stands_in_the_ledger(path: Path) -> None:
    with opened(path) as ledger:
        ledger.add_account("甲", ["recorder"], OTHER)
        ledger.change_password(PASSWORD, "Orchid#Terrace3")
        with ledger.reading() as connection:
            text = "\n".join(
                str(row)
                for table in ("account", "old_password", "journal", "setting")
                for row in connection.exec_driver_sql(f"SELECT * FROM {table}")
            )
    assert not [each for each in (PASSWORD, OTHER, "Orchid#Terrace3") if each in text]
    assert "account_add" in text


def test_another_data_key_keeps_the_ledger_open_and_everybody_in(path: Path) -> None:
    with opened(path) as ledger:
        ledger.add_account("王审核", ["reviewer"], OTHER)
        before = ledger.counts()
        ledger.disable_account("王审核", "调离")
        assert ledger.rekey("有人调离") == ((), "")
        assert ledger.counts() == before
        assert ledger.backups(), "a backup was made before"
        assert all(each.level == "pass" for each in ledger.verify())
        ledger.set_setting("office_phone", "12300000000", "补填")
    with opened(path, "admin", PASSWORD) as ledger:
        assert ledger.settings()["office_phone"] == "12300000000"


@pytest.mark.parametrize("named", [False, True])
def test_another_data_key_that_is_cut_off_at_its_end_leaves_the_ledger_open(
    path: Path, monkeypatch: pytest.MonkeyPatch, named: bool
) -> None:
    """The last renames fail, before or after the ledger has its name; the same window works on."""
    import db.rekey
    from db.swap import next_ledger

    def broken(ledger: Path) -> None:
        if named:
            next_ledger(ledger).replace(ledger)
        raise DiskFailure(ledger)

    monkeypatch.setattr(db.rekey, "swap", broken)
    with opened(path) as ledger:
        with pytest.raises(DiskFailure):
            ledger.rekey("有人调离")
        ledger.save("placement", None, placement(1))
        assert not next_ledger(path).exists()
    with opened(path) as ledger:
        assert ledger.counts()["placement"] == 1
