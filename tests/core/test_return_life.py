"""The life of a month's return: who takes which step, what is frozen, and that it is all or nothing."""

import hashlib
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from ledger_samples import Commands, add_account, copied, new_file, opened, placement
from paper_reading import text_of

import core.returns.books
import core.returns.review
import db.journal
from core.errors import LedgerFault, NotAllowed
from core.ledger import Ledger
from core.return_views import ReturnPreview
from core.returns.lifecycle import STEPS, Case, Holder, State
from core.returns.storing import read_snapshot, stored_text
from core.views import Query
from db import journal

MONTH = "2025-09"
ROLES = {
    "admin": "recorder,administrator",
    "lu": "recorder",
    "shen": "reviewer",
    "both": "recorder,reviewer",
    "keeper": "administrator",
    "looks": "auditor",
}


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with August and September rows, six accounts, nothing handed in."""
    path = new_file(tmp_path_factory.mktemp("life"))
    with opened(path) as ledger:
        for serial in range(30):
            ledger.save(
                "placement", None, placement(serial, placed_on=date(2025, 8 + serial % 2, 1 + serial % 28))
            )
        for name, roles in ROLES.items():
            if name != "admin":
                add_account(ledger, name, roles)
    return path


@pytest.fixture(scope="module")
def in_state(drafted: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[State, Path]:
    """The same ledger with September in each state; handed in by lu."""
    folder = tmp_path_factory.mktemp("states")
    work = copied(drafted, folder / "work" / "永川区.ledger")
    found = {State.DRAFT: drafted}
    for account, step, state in (
        ("lu", "hand_in", State.IN_REVIEW),
        ("shen", "return", State.RETURNED),
        ("lu", "hand_in", State.IN_REVIEW),
        ("shen", "approve", State.APPROVED),
        ("shen", "submit", State.SUBMITTED),
    ):
        with opened(work, account) as ledger:
            take(ledger, step)
        found[state] = copied(work, folder / state.value / "永川区.ledger")
    return found


def take(ledger: Ledger, step: str, reason: str = "核对后办理", month: str = MONTH) -> None:
    """Take a step; what hands in explains what is asked for first."""
    if step == "hand_in":
        for check in ledger.preview_return(month).checks:
            if check.level == "warn":
                ledger.explain_check(month, check.key, "已电话核实，情况属实。")
    ledger.move_return(month, step, reason)


@contextmanager
def journey(source: Path, folder: Path) -> Iterator[Path]:
    """A copy of one's own of a ledger."""
    yield copied(source, folder / "永川区.ledger")


def state_of(ledger: Ledger, month: str = MONTH) -> str:
    return next(
        each.state for each in ledger.return_months(int(month[:4]), date(2025, 12, 31)) if each.month == month
    )


def attached(pdf: bytes) -> dict[str, bytes]:
    """The files attached to a PDF."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {name: document.attachments[name].get_file().read_bytes() for name in document.attachments}


# -- who may ---------------------------------------------------------------------------------------
RECORDERS, REVIEWERS = {"admin", "lu", "both"}, {"shen", "both"}
MAY = {
    ("hand_in", State.DRAFT): RECORDERS,
    ("hand_in", State.RETURNED): RECORDERS,
    ("approve", State.IN_REVIEW): REVIEWERS,
    ("submit", State.APPROVED): REVIEWERS,
    ("return", State.IN_REVIEW): REVIEWERS,
    ("return", State.APPROVED): REVIEWERS,
    ("reopen", State.SUBMITTED): REVIEWERS,
}
"""Who may take which step from which state when lu made the return; everything else is refused."""


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("account", list(ROLES))
def test_every_step_from_every_state_by_every_role(
    in_state: dict[State, Path], tmp_path: Path, state: State, account: str
) -> None:
    with journey(in_state[state], tmp_path) as path, opened(path, account) as ledger:
        offered = ledger.preview_return(MONTH).standing
        assert offered is not None
        for step in STEPS:
            wanted = account in MAY.get((step.key, state), set())
            shown = {each.key: each.why_not for each in offered.steps}
            if wanted:
                assert step.key in shown
                assert not shown[step.key] or step.key == "hand_in"
                continue
            assert shown.get(step.key, "no"), "what is not allowed is not offered without a reason"
            with ledger.reading() as connection:
                before = journal.head(connection)
            with pytest.raises(NotAllowed):
                ledger.move_return(MONTH, step.key, "试一试")
            with ledger.reading() as connection:
                assert journal.head(connection) == before
            assert state_of(ledger) == state.value


@pytest.mark.parametrize(("step", "state"), list(MAY))
def test_the_allowed_step_is_taken(
    in_state: dict[State, Path], tmp_path: Path, step: str, state: State
) -> None:
    target = next(each.target for each in STEPS if each.key == step)
    account = "lu" if step == "hand_in" else "shen"
    with journey(in_state[state], tmp_path) as path, opened(path, account) as ledger:
        with ledger.reading() as connection:
            business = journal.business_head(connection)
        take(ledger, step)
        preview = ledger.preview_return(MONTH)
        assert preview.state == target.value
        assert preview.standing is not None
        newest = preview.standing.events[0]
        assert newest.account == account
        assert newest.reason == "核对后办理"
        with ledger.reading() as connection:
            assert journal.business_head(connection) == business, "no step moves the business head"


@pytest.mark.parametrize(("step", "state"), [key for key in MAY if key[0] != "hand_in"])
def test_nobody_judges_a_return_of_their_own(drafted: Path, tmp_path: Path, step: str, state: State) -> None:
    """Whatever roles they hold: here the maker is recorder and reviewer."""
    ways = {
        State.IN_REVIEW: (("both", "hand_in"),),
        State.APPROVED: (("both", "hand_in"), ("shen", "approve")),
        State.SUBMITTED: (("both", "hand_in"), ("shen", "approve"), ("shen", "submit")),
    }
    with journey(drafted, tmp_path) as path:
        for account, taken in ways[state]:
            with opened(path, account) as ledger:
                take(ledger, taken)
        with opened(path, "both") as ledger:
            with pytest.raises(NotAllowed) as refused:
                ledger.move_return(MONTH, step, "自己办")
            assert "编制的人不能自己" in refused.value.happened
            assert "shen" in refused.value.todo
            assert ledger.preview_return(MONTH).state == state.value


def test_who_wrote_words_or_reasons_made_the_return(drafted: Path, tmp_path: Path) -> None:
    with journey(drafted, tmp_path) as path:
        with opened(path, "both") as ledger:
            ledger.set_narrative(MONTH, "登记偏慢。", "按周调度。")
        with opened(path, "lu") as ledger:
            take(ledger, "hand_in")
        with opened(path, "both") as ledger, pytest.raises(NotAllowed):
            ledger.move_return(MONTH, "approve")


def test_rows_of_ones_own_are_banned_by_the_setting_alone(
    in_state: dict[State, Path], tmp_path: Path
) -> None:
    """Off by default, so that an office of two can work."""
    with journey(in_state[State.IN_REVIEW], tmp_path) as path:
        with opened(path, "shen") as ledger:
            ledger.save("placement", None, placement(70, placed_on=date(2025, 9, 12)))
        with opened(path) as ledger:
            ledger.set_setting("review_by_other", "是", "三个人了")
        with opened(path, "shen") as ledger:
            with pytest.raises(NotAllowed) as refused:
                ledger.move_return(MONTH, "approve")
            assert "both" in refused.value.todo
            ledger.move_return(MONTH, "return", "请另一位审核")
        with opened(path) as ledger:
            ledger.set_setting("review_by_other", "否", "又是两个人")
            take(ledger, "hand_in")
        with opened(path, "shen") as ledger:
            ledger.move_return(MONTH, "approve")


def test_without_a_second_person_the_sentence_names_the_keeper() -> None:
    case = Case(
        "9 月月报",
        State.IN_REVIEW,
        frozenset(("a",)),
        frozenset(),
        (Holder("a", ("recorder", "administrator")),),
    )
    approve = next(step for step in STEPS if step.key == "approve")
    assert case.able(approve) == ()
    assert "管理员（a）" in case.refusal(approve, "a")


def test_steps_with_a_reason_want_one(in_state: dict[State, Path], tmp_path: Path) -> None:
    for state, step in ((State.IN_REVIEW, "return"), (State.SUBMITTED, "reopen")):
        with journey(in_state[state], tmp_path / state.value) as path, opened(path, "shen") as ledger:
            with pytest.raises(LedgerFault):
                ledger.move_return(MONTH, step, "  ")
            assert ledger.preview_return(MONTH).state == state.value


def test_words_are_locked_once_handed_in(in_state: dict[State, Path], tmp_path: Path) -> None:
    for state in (State.IN_REVIEW, State.APPROVED, State.SUBMITTED):
        with journey(in_state[state], tmp_path / state.value) as path, opened(path, "lu") as ledger:
            with pytest.raises(NotAllowed) as refused:
                ledger.set_narrative(MONTH, "改一改", "")
            assert "锁定" in refused.value.happened
            assert "shen" in refused.value.todo, "the sentence names who can open it"
            standing = ledger.preview_return(MONTH).standing
            assert standing is not None
            assert not standing.editable
            assert "shen" in standing.locked


# -- open checks -----------------------------------------------------------------------------------
def test_warnings_pass_only_with_a_written_reason(drafted: Path, tmp_path: Path) -> None:
    with journey(drafted, tmp_path) as path, opened(path, "lu") as ledger:
        warned = [each for each in ledger.preview_return(MONTH).checks if each.level == "warn"]
        assert warned, "some township is silent"
        with pytest.raises(LedgerFault) as refused:
            ledger.move_return(MONTH, "hand_in")
        assert f"还有 {len(warned)} 条要写说明" in refused.value.todo
        assert ledger.preview_return(MONTH).state == "draft"
        for check in warned:
            ledger.explain_check(MONTH, check.key, "本月确无新增。")
        kept = {each.key: each.reason for each in ledger.preview_return(MONTH).checks if each.level == "warn"}
        assert set(kept.values()) == {"本月确无新增。"}
        ledger.move_return(MONTH, "hand_in")
        frozen = {
            each.key: each.reason for each in ledger.preview_return(MONTH).checks if each.level == "warn"
        }
        assert frozen == kept, "the reasons stay with the return"


def test_a_reason_does_not_outlive_what_it_explained(drafted: Path, tmp_path: Path) -> None:
    with journey(drafted, tmp_path) as path, opened(path, "lu") as ledger:
        ledger.explain_check(MONTH, "silent_townships", "已核实。")
        silent = next(each.key for each in ledger.townships() if each.name == "金龙镇")
        ledger.save("placement", None, placement(60, placed_on=date(2025, 9, 9), township=silent))
        check = next(each for each in ledger.preview_return(MONTH).checks if each.key == "silent_townships")
        assert check.stale
        with pytest.raises(LedgerFault):
            ledger.move_return(MONTH, "hand_in")
        ledger.explain_check(MONTH, "silent_townships", "已核实。")
        ledger.move_return(MONTH, "hand_in")


def test_what_blocks_cannot_be_explained_away(drafted: Path, tmp_path: Path) -> None:
    with journey(drafted, tmp_path) as path, opened(path, "lu") as ledger:
        ledger.set_split("placement.total", 2025, {"500118-01": 500}, "分解")
        with pytest.raises(LedgerFault):
            ledger.explain_check(MONTH, "split", "以后再说")
        for check in ledger.preview_return(MONTH).checks:
            if check.level == "warn":
                ledger.explain_check(MONTH, check.key, "属实")
        with pytest.raises(LedgerFault) as refused:
            ledger.move_return(MONTH, "hand_in")
        assert "改好才能送审" in refused.value.todo


# -- review ----------------------------------------------------------------------------------------
def test_what_is_reviewed_stands_still(in_state: dict[State, Path], tmp_path: Path) -> None:
    with journey(in_state[State.IN_REVIEW], tmp_path) as path, opened(path, "shen") as ledger:
        before = ledger.preview_return(MONTH)
        ledger.save("placement", None, placement(61, placed_on=date(2025, 9, 9)))
        ledger.save("placement", None, placement(62, placed_on=date(2025, 10, 9)))
        after = ledger.preview_return(MONTH)
        assert after.pdf == before.pdf
        news = [each for each in after.checks if each.key == "since_handed_in"]
        assert [each.level for each in news] == ["note"]
        assert news[0].detail.startswith("1 行"), "the row of October is nothing to this month"
        assert not [each for each in before.checks if each.key == "since_handed_in"]


def test_states_on_the_paper(in_state: dict[State, Path], tmp_path: Path) -> None:
    words = {State.DRAFT: "草", State.IN_REVIEW: "送审稿", State.RETURNED: "退回稿", State.APPROVED: "送审稿"}
    for state, word in words.items():
        with journey(in_state[state], tmp_path / state.value) as path, opened(path) as ledger:
            preview = ledger.preview_return(MONTH)
            text = "".join(text_of(preview.pdf, tmp_path / "read.pdf").split())
            assert word in text
            data = json.loads(attached(preview.pdf)[f"{preview.number}.json"])
            assert data["state"] == state.value
            assert data["draft"] == 1, "a step does not raise the draft's number"
            assert data["reported_on"] is None


# -- submitted -------------------------------------------------------------------------------------
def test_submitting_freezes_the_bytes(in_state: dict[State, Path], tmp_path: Path) -> None:
    with journey(in_state[State.SUBMITTED], tmp_path) as path, opened(path, "lu") as ledger:
        preview = ledger.preview_return(MONTH)
        assert (preview.state, preview.version, preview.number) == ("submitted", 1, "500118-2025-09-1")
        files = attached(preview.pdf)
        data = files[f"{preview.number}.json"]
        content = json.loads(data)
        assert content["state"] == "submitted"
        assert content["workbook"]["sha256"] == hashlib.sha256(files[f"{preview.number}.xlsx"]).hexdigest()
        assert preview.standing is not None
        edition = preview.standing.editions[0]
        assert edition.digest == hashlib.sha256(data).hexdigest()
        assert edition.pdf_digest == hashlib.sha256(preview.pdf).hexdigest()
        basis = content["basis"]
        assert basis["rows"] == 30 + len(ledger.find("task", Query()))
        assert len(basis["plan_digest"]) == 64
        assert dict(basis["rules"])["cut_off_day"] == "0"
        for serial in range(40, 44):
            ledger.save("placement", None, placement(serial, placed_on=date(2025, 9, 2)))
        ledger.void("placement", [1], "重复登记")
    with opened(path) as ledger:
        ledger.set_setting("head", "王五", "换届")
        ledger.set_setting("counting_destinations", "10,11", "口径调整")
        ledger.write_return(MONTH, tmp_path / "a.pdf", tmp_path / "a.xlsx", tmp_path / "a.json")
        assert (tmp_path / "a.pdf").read_bytes() == preview.pdf
        assert (tmp_path / "a.json").read_bytes() == data
        assert (tmp_path / "a.xlsx").read_bytes() == files[f"{preview.number}.xlsx"]
        assert ledger.preview_return(MONTH).pdf == preview.pdf
        assert all(each.level != "block" for each in ledger.verify())


def test_the_command_gives_the_stored_bytes(
    in_state: dict[State, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LEDGER_PASSWORD", "Taoyuan#42")
    with journey(in_state[State.SUBMITTED], tmp_path) as path:
        with opened(path, "lu") as ledger:
            filed = ledger.preview_return(MONTH).pdf
            ledger.save("placement", None, placement(45, placed_on=date(2025, 9, 2)))
        commands = Commands(capsys, tmp_path)
        out = tmp_path / "out.pdf"
        answer = commands("return", path, "--month", MONTH, "--pdf", out)
        assert out.read_bytes() == filed
        assert {key: answer[key] for key in ("state", "number", "edition")} == {
            "state": "submitted",
            "number": "500118-2025-09-1",
            "edition": 1,
        }
        assert commands("return", path, "--month", "2025-08", "--pdf", out)["state"] == "draft"
        assert commands("verify", path)["checks"]


def test_a_backup_is_made_before(in_state: dict[State, Path], tmp_path: Path) -> None:
    with journey(in_state[State.APPROVED], tmp_path) as path, opened(path, "shen") as ledger:
        assert not ledger.backups()
        ledger.move_return(MONTH, "submit")
        assert len(ledger.backups()) == 1
        with opened(next(ledger.backups()[0].folder.glob("*.ledger")), "shen") as copy:
            assert copy.preview_return(MONTH).state == "approved", "as it stood before"


def test_without_a_backup_nothing_is_submitted(in_state: dict[State, Path], tmp_path: Path) -> None:
    with journey(in_state[State.APPROVED], tmp_path) as path, opened(path, "shen") as ledger:
        (tmp_path / "永川区.backups").write_text("in the way")
        with pytest.raises(LedgerFault):
            ledger.move_return(MONTH, "submit")
        assert ledger.preview_return(MONTH).state == "approved"


def test_submitting_is_all_or_nothing(
    in_state: dict[State, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off at each point of the transaction, the month is still the approved one."""
    points = (
        (core.returns.books, "add_edition"),
        (core.returns.books, "keep_draft"),
        (core.returns.books, "note_step"),
        (db.journal, "append"),
    )
    with journey(in_state[State.APPROVED], tmp_path) as path, opened(path, "shen") as ledger:
        before = ledger.preview_return(MONTH).pdf
        for module, name in points:
            done = getattr(module, name)

            def cut(*args: object, done: object = done, **more: object) -> object:
                assert callable(done)
                done(*args, **more)
                raise KeyboardInterrupt

            with monkeypatch.context() as patch:
                patch.setattr(module, name, cut)
                with pytest.raises(KeyboardInterrupt):
                    ledger.move_return(MONTH, "submit")
            after = ledger.preview_return(MONTH)
            assert (after.state, after.pdf) == ("approved", before), name
            assert after.standing is not None
            assert not after.standing.editions
        assert all(each.level != "block" for each in ledger.verify())
        ledger.move_return(MONTH, "submit")
        assert ledger.preview_return(MONTH).state == "submitted"


def test_what_was_submitted_cannot_be_changed_in_the_store(
    in_state: dict[State, Path], tmp_path: Path
) -> None:
    with journey(in_state[State.SUBMITTED], tmp_path) as path, opened(path, "shen") as ledger:
        for statement in (
            "UPDATE return_file SET content = x'00'",
            "DELETE FROM return_file",
            "UPDATE return_edition SET number = '1'",
            "DELETE FROM return_edition",
            "DELETE FROM return_event",
        ):
            with pytest.raises(Exception, match=r"."), ledger.engine.begin() as connection:
                connection.exec_driver_sql(statement)
        assert ledger.preview_return(MONTH).state == "submitted"


# -- corrected editions ----------------------------------------------------------------------------
def correct(path: Path) -> tuple[ReturnPreview, ReturnPreview]:
    """Reopen the submitted month, change a row, submit it again: the first and the second edition."""
    with opened(path, "shen") as ledger:
        first = ledger.preview_return(MONTH)
        ledger.move_return(MONTH, "reopen", "漏报 1 人")
        again = ledger.preview_return(MONTH)
        assert (again.state, again.version, again.number) == ("draft", 2, "500118-2025-09-2")
    with opened(path, "lu") as ledger:
        ledger.save("placement", None, placement(63, placed_on=date(2025, 9, 9)))
        take(ledger, "hand_in")
    with opened(path, "shen") as ledger:
        take(ledger, "approve")
        take(ledger, "submit")
        return first, ledger.preview_return(MONTH)


def test_a_corrected_edition_says_what_it_replaces(in_state: dict[State, Path], tmp_path: Path) -> None:
    with journey(in_state[State.SUBMITTED], tmp_path) as path:
        first, second = correct(path)
        assert (second.state, second.version, second.number) == ("submitted", 2, "500118-2025-09-2")
        text = "".join(text_of(second.pdf, tmp_path / "read.pdf").split())
        today = date.today()
        assert f"第2版，替代{today.year}年{today.month}月{today.day}日报出的第1版" in text
        with opened(path, "looks") as ledger:
            assert ledger.preview_return(MONTH, version=1).pdf == first.pdf, "the first stays readable"
            ledger.write_return(MONTH, tmp_path / "old.pdf", version=1)
            assert (tmp_path / "old.pdf").read_bytes() == first.pdf
            standing = ledger.preview_return(MONTH).standing
            assert standing is not None
            assert [each.version for each in standing.editions] == [2, 1]
            filed = ["送审", "批准", "上报"]
            words = [each.words for each in reversed(standing.events)]
            assert words == ["送审", "退回", *filed, "重新打开，起草下一版", *filed]
            assert [each.reason for each in standing.events if "重新打开" in each.words] == ["漏报 1 人"]


def test_while_it_is_corrected_the_first_edition_stands(in_state: dict[State, Path], tmp_path: Path) -> None:
    with journey(in_state[State.SUBMITTED], tmp_path) as path, opened(path, "shen") as ledger:
        first = ledger.preview_return(MONTH)
        ledger.move_return(MONTH, "reopen", "漏报")
        made = ledger.write_return(MONTH, tmp_path / "a.pdf")
        assert (made.state, made.version) == ("submitted", 1)
        assert (tmp_path / "a.pdf").read_bytes() == first.pdf
        ledger.move_return(MONTH, "give_up", "原来没错")
        assert ledger.preview_return(MONTH).pdf == first.pdf
        assert state_of(ledger) == "submitted"
        ledger.move_return(MONTH, "reopen", "还是漏报")
        assert ledger.preview_return(MONTH).version == 2


# -- the clock -------------------------------------------------------------------------------------
@pytest.mark.parametrize("days", [1, 365])
def test_a_clock_that_goes_back_opens_nothing(
    in_state: dict[State, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    then = datetime.now(UTC) - timedelta(days=days)

    class Earlier(date):
        @classmethod
        def today(cls) -> "Earlier":
            return cls(then.year, then.month, then.day)

    with journey(in_state[State.APPROVED], tmp_path) as path, opened(path, "shen") as ledger:
        monkeypatch.setattr(core.returns.review, "date", Earlier)
        monkeypatch.setattr(db.journal, "utc_now", lambda: then)
        monkeypatch.setattr(core.returns.books, "utc_now", lambda: then)
        real = date.today()
        ledger.move_return(MONTH, "submit")
        assert ledger.preview_return(MONTH).state == "submitted"
        standing = ledger.preview_return(MONTH).standing
        assert standing is not None
        assert standing.editions[0].reported_on >= real - timedelta(days=1), "never before the step before"
        assert standing.events[0].words == "上报", "in the order of the steps, not of the clock"
        long_ago = date(2025, 1, 2)
        shown = {each.month: each.state for each in ledger.return_months(2025, long_ago)}
        assert shown[MONTH] == "submitted"
        with pytest.raises(NotAllowed):
            ledger.set_narrative(MONTH, "改", "")
        assert all(each.level != "block" for each in ledger.verify())


# -- storing ---------------------------------------------------------------------------------------
def test_a_snapshot_comes_back_as_it_was(in_state: dict[State, Path], tmp_path: Path) -> None:
    with journey(in_state[State.SUBMITTED], tmp_path) as path, opened(path) as ledger:
        with ledger.reading() as connection:
            edition = core.returns.books.editions_of(connection, MONTH)[0]
            snapshot = core.returns.books.snapshot_of(connection, edition.id)
        assert read_snapshot(stored_text(snapshot)) == snapshot
        assert snapshot.subject_total.value == 30
        text = stored_text(snapshot)
        older = json.loads(text)
        del older["figures"], older["basis"]
        older["unheard_of"] = 1
        assert read_snapshot(json.dumps(older)).number == snapshot.number
