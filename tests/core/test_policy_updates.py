"""Policy data taken over: dated, journaled, backed up before; what was counted before stays as it was."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from ledger_samples import PASSWORD, Commands, add_account, cheap_keys, files_in, new_file, opened, placement
from paper_reading import text_of
from update_samples import KEYS, PROGRAM, TRAINEESHIP, city_plan, desk, pack

import core.updates.command
import core.updates.desk
from core import policy
from core.errors import LedgerFault, NotAllowed
from core.journal_desk import JournalQuery
from core.ledger import Ledger
from core.permissions import EVERYBODY, allowed
from core.updates.desk import checked_package, this_system
from core.updates.package import OldPackage

TOTAL = "placement.total"


def target(ledger: Ledger, day: str, key: str = TOTAL, plan: str = "city-2025") -> int | None:
    """What a plan asks of a figure on a day."""
    found = [each for each in ledger.figures(date.fromisoformat(day)) if (each.key, each.plan) == (key, plan)]
    return int(found[0].target or 0) if found else None


def taken(ledger: Ledger, path: Path) -> None:
    desk(ledger).take_over(path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_file(tmp_path)


def test_a_target_follows_from_its_day_on_and_not_before(path: Path, tmp_path: Path) -> None:
    package = pack(tmp_path / "1.ledgerpackage", city_plan(14_000))
    with opened(path) as ledger:
        effects = desk(ledger).look(package).effects
        (effect,) = [each for each in effects if each.part == "目标"]
        assert (effect.before, effect.after, effect.since) == ("≥ 13,530人", "≥ 14,000人", date(2025, 9, 1))
        assert target(ledger, "2025-09-30") == 13_530, "looking changes nothing"
        taken(ledger, package)
        assert [target(ledger, day) for day in ("2025-08-31", "2025-09-01", "2025-12-31")] == [
            13_530,
            14_000,
            14_000,
        ]
        shown = next(
            each
            for each in ledger.targets(2025)
            if each.figure == TOTAL and each.plan == "city-2025" and each.scope == "500118"
        )
        assert (int(shown.value), shown.since) == (14_000, date(2025, 9, 1))
        (listed,) = desk(ledger).taken_over()
        assert (listed.number, listed.account, listed.effective_from) == (1, "admin", date(2025, 9, 1))
        entry = next(iter(ledger.journal_page(JournalQuery()).lines))
        assert entry.action == "更新政策数据"
        assert not ledger.journal_problems()
        assert all(each.level != "block" for each in ledger.verify())
    with opened(path) as ledger:
        assert target(ledger, "2025-10-31") == 14_000, "kept with the ledger"


def test_a_submitted_month_keeps_what_it_counted(path: Path, tmp_path: Path) -> None:
    """The package holds from July; September was handed in meanwhile, so October is the first to follow."""
    with opened(path) as ledger:
        for serial in range(12):
            ledger.save("placement", None, placement(serial, placed_on=date(2025, 9, 1 + serial)))
        for name, roles in (("lu", "recorder"), ("shen", "reviewer")):
            add_account(ledger, name, roles)
    for account, step in (("lu", "hand_in"), ("shen", "approve"), ("shen", "submit")):
        with opened(path, account) as ledger:
            if step == "hand_in":
                for check in ledger.preview_return("2025-09").checks:
                    if check.level == "warn":
                        ledger.explain_check("2025-09", check.key, "已电话核实，情况属实。")
            ledger.move_return("2025-09", step, "核对后办理")
    package = pack(tmp_path / "1.ledgerpackage", city_plan(14_000), effective_from="2025-07-01")
    with opened(path) as ledger:
        ledger.write_return("2025-09", tmp_path / "before.pdf")
        figures = ledger.figures(date(2025, 9, 30))
        earlier = ledger.figures(date(2025, 7, 31))
        assert desk(ledger).look(package).since == date(2025, 10, 1)
        taken(ledger, package)
        ledger.write_return("2025-09", tmp_path / "after.pdf")
        assert ledger.figures(date(2025, 9, 30)) == figures
        assert ledger.figures(date(2025, 7, 31)) == earlier
        assert target(ledger, "2025-10-31") == 14_000
        ledger.write_return("2025-10", tmp_path / "october.pdf")
    said = {
        name: text_of((tmp_path / name).read_bytes(), tmp_path / "read.pdf")
        for name in ("october.pdf", "after.pdf")
    }
    assert ("14000" in said["october.pdf"], "14000" in said["after.pdf"]) == (True, False)
    assert (tmp_path / "before.pdf").read_bytes() == (tmp_path / "after.pdf").read_bytes()


def test_a_newer_package_replaces_and_an_older_one_is_refused(path: Path, tmp_path: Path) -> None:
    first = pack(tmp_path / "1.ledgerpackage", city_plan(14_000), number=5)
    second = pack(tmp_path / "2.ledgerpackage", city_plan(14_500), number=6, effective_from="2025-11-01")
    third = pack(tmp_path / "3.ledgerpackage", city_plan(13_530), number=7, effective_from="2025-11-01")
    with opened(path) as ledger:
        taken(ledger, first)
        for package, words in (
            (first, "已在"),
            (pack(tmp_path / "0.ledgerpackage", city_plan(1), number=4), "第 4 号"),
        ):
            with pytest.raises(OldPackage, match=words):
                taken(ledger, package)
        taken(ledger, second)
        days = ("2025-08-31", "2025-10-31", "2025-11-30")
        assert [target(ledger, day) for day in days] == [13_530, 14_000, 14_500]
        taken(ledger, third)
        assert [target(ledger, day) for day in days] == [13_530, 14_000, 13_530]
        assert [each.number for each in desk(ledger).taken_over()] == [7, 6, 5]


def test_a_clerk_s_change_of_a_reworded_target_leaves_the_earlier_wording(path: Path, tmp_path: Path) -> None:
    with opened(path) as ledger:
        taken(ledger, pack(tmp_path / "1.ledgerpackage", city_plan(14_000)))
        shown = next(each for each in ledger.targets(2025) if each.value == 14_000)
        ledger.set_target(shown.id, Decimal(14_100), "市局电话更正")
        assert [target(ledger, day) for day in ("2025-08-31", "2025-09-30")] == [13_530, 14_100]


def test_a_plan_loaded_after_its_update_has_both_wordings(path: Path, tmp_path: Path) -> None:
    text = city_plan(1)["plans/city-2025.toml"].decode().replace('"city-2025"', '"city-2026"')
    text = text.replace("2025-01-01", "2026-01-01").replace("2025-12-31", "2026-12-31")
    plan = {"plans/city-2026.toml": text.replace("12126, 1937, 1, 2260", "12126, 1937, 15000, 2260").encode()}
    more = {"plans/city-2026.toml": text.replace("12126, 1937, 1, 2260", "12126, 1937, 16000, 2260").encode()}
    with opened(path) as ledger:
        taken(ledger, pack(tmp_path / "1.ledgerpackage", plan, effective_from="2026-01-01"))
        view = next(each for each in ledger.plans() if each.key == "city-2026")
        assert not view.loaded
        taken(ledger, pack(tmp_path / "2.ledgerpackage", more, number=2, effective_from="2026-06-01"))
        ledger.load_plan("city-2026")
        wanted = [target(ledger, day, plan="city-2026") for day in ("2026-05-31", "2026-06-30")]
        assert wanted == [15_000, 16_000]
        assert "city-2026" in [each.code for each in ledger.vocabulary.list_of("plan")]


def test_amounts_hold_from_their_own_day(path: Path, tmp_path: Path) -> None:
    from core.traineeship_rules import rules_on

    package = pack(
        tmp_path / "1.ledgerpackage", {"traineeship.toml": TRAINEESHIP}, effective_from="2026-01-01"
    )
    with opened(path) as ledger, opened(new_file(tmp_path / "other")) as other:
        (pay, subsidy) = desk(ledger).look(package).effects
        assert (pay.before, pay.after) == ("2,100 元/月", "2,300 元/月")
        assert subsidy.since == date(2026, 1, 1)
        taken(ledger, package)
        for day, amount in ((date(2025, 12, 31), 1300), (date(2026, 1, 1), 1500)):
            with ledger.reading():
                rules = rules_on(day)
                assert rules is not None
                assert rules.subsidy == amount
        with other.reading():
            rules = rules_on(date(2026, 1, 1))
            assert rules is not None
            assert rules.subsidy == 1300, "another ledger open beside it knows nothing of the update"
        assert policy.in_force() == policy.SHIPPED


def test_holidays_move_the_next_working_day(path: Path, tmp_path: Path) -> None:
    text = (
        '[[year]]\nyear = 2027\nsource = "样例通知"\noff = ["2027-02-05/2027-02-11"]\nwork = ["2027-02-14"]\n'
    )
    package = pack(
        tmp_path / "1.ledgerpackage", {"holidays.toml": text.encode()}, effective_from="2027-01-01"
    )
    with opened(path) as ledger:
        assert ledger.next_workday(date(2025, 9, 30)) == date(2025, 10, 9)
        assert ledger.next_workday(date(2027, 2, 4)) == date(2027, 2, 5)
        taken(ledger, package)
        assert ledger.next_workday(date(2027, 2, 4)) == date(2027, 2, 12)
        assert ledger.next_workday(date(2027, 2, 13)) == date(2027, 2, 14)


def test_townships_begin_and_end_with_their_rows_kept(path: Path, tmp_path: Path) -> None:
    text = 'unit = "500118"\nended = ["朱沱镇"]\n[[township]]\nname = "样例街道"\nkind = "街道"\n'
    package = pack(
        tmp_path / "1.ledgerpackage", {"townships.toml": text.encode()}, effective_from="2026-01-01"
    )
    with opened(path) as ledger:
        key = ledger.vocabulary.list_of("township").resolve("朱沱镇")
        assert key is not None
        ledger.save("placement", None, placement(1, township=key))
        taken(ledger, package)
        names = {year: dict(_townships(ledger, year)) for year in (2025, 2026)}
        assert names[2025][f"placement.township.{key}"] == 1
        assert len(names[2025]) == 23
        assert f"placement.township.{key}" not in names[2026]
        assert len(names[2026]) == 23, "one has gone, one has come"
        assert ledger.vocabulary.list_of("township").resolve("样例街道") is not None
        assert "样例街道" in [each.name for each in ledger.townships()]


def _townships(ledger: Ledger, year: int) -> list[tuple[str, object]]:
    found = ledger.figures(date(year, 12, 31))
    return [(each.key, each.value) for each in found if each.key.startswith("placement.township.5")]


def test_faulty_data_are_refused_with_their_place(path: Path, tmp_path: Path) -> None:
    wanted = {
        "months 应为": {"traineeship.toml": TRAINEESHIP.replace(b"[1, 12]", b"12")},
        "since 早于": {"traineeship.toml": TRAINEESHIP.replace(b"2026-01-01", b"2025-01-01")},
        "不认识这个文件": {"update_keys.toml": b""},
        "不是正确的TOML": {"holidays.toml": b"\xff\xfe"},
        "没有“火星县”": {
            "manufacturing_counties.toml": (
                '[[list]]\nsince = 2026-01-01\nunits = ["火星县"]\nsource = "样例"\nclause = "样例"\n'
            ).encode()
        },
        "不认识的项": {"plans/city-2025.toml": city_plan(5)["plans/city-2025.toml"] + b"\nodd = 1\n"},
        "应与文件名": {"plans/city-2030.toml": city_plan(5)["plans/city-2025.toml"]},
    }
    with opened(path) as ledger:
        before = files_in(path.parent, ".lock")
        for words, files in wanted.items():
            package = pack(tmp_path / "bad.ledgerpackage", files)
            with pytest.raises(LedgerFault, match="没有更新") as refused:
                taken(ledger, package)
            assert words in refused.value.happened, refused.value.happened
        assert desk(ledger).taken_over() == ()
        assert files_in(path.parent, ".lock") == before, "no backup, no row"


def test_a_backup_stands_before_the_change(path: Path, tmp_path: Path) -> None:
    with opened(path) as ledger:
        ledger.save("placement", None, placement(1))
        done = desk(ledger).take_over(pack(tmp_path / "1.ledgerpackage", city_plan(14_000)))
        assert done.backup is not None
        assert done.backup.is_dir()
        assert "target" in done.change.sections


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_rights(path: Path, tmp_path: Path, role: str) -> None:
    policy_package = pack(tmp_path / "1.ledgerpackage", city_plan(14_000))
    program = pack(tmp_path / "2.ledgerpackage", {"a.deb": b"x"}, **{**PROGRAM, "system": this_system()})
    with opened(path) as ledger:
        add_account(ledger, role, role)
    with opened(path, role) as ledger:
        assert desk(ledger).look(policy_package).number == "1", "everybody may look"
        if allowed((role,), "policy.update"):
            taken(ledger, policy_package)
        else:
            with pytest.raises(NotAllowed):
                taken(ledger, policy_package)
            assert desk(ledger).taken_over() == ()
        assert allowed((role,), "program.update")
        assert desk(ledger).lay_out(program, tmp_path / "下载").read_bytes() == b"x"


@pytest.fixture
def commands(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    monkeypatch.setenv("LEDGER_PASSWORD", PASSWORD)
    monkeypatch.setattr(
        core.updates.command, "checked_package", lambda file: checked_package(file, lambda: KEYS)
    )
    monkeypatch.setattr(core.updates.desk.UpdateDesk.__init__, "__defaults__", (lambda: KEYS,))
    return Commands(capsys, tmp_path)


def test_the_command(path: Path, tmp_path: Path, commands: Commands) -> None:
    package = pack(tmp_path / "1.ledgerpackage", city_plan(14_000))
    program = pack(tmp_path / "2.ledgerpackage", {"a.deb": b"x"}, **{**PROGRAM, "system": this_system()})
    with cheap_keys():
        assert commands("update", package)["changes"] == [], "without a ledger it says what the package is"
        dry = commands("update", package, "--ledger", path, "--dry-run")
        assert dry["changes"][0]["after"] == "≥ 14,000人"
        assert not dry["taken_over"]
        assert commands("update", package, "--ledger", path)["taken_over"]
        assert "已在" in commands.fails("update", package, "--ledger", path, but=(".lock",))
        assert "不是本程序的更新包" in commands.fails("update", path)
        laid = commands("update", program, "--folder", tmp_path / "下载")
        assert Path(laid["installer"]).read_bytes() == b"x"
        assert "没有安装包可取" in commands.fails("update", package, "--folder", tmp_path / "x")
