"""S4: every action by every role at the façade, as the table says, whatever buttons a window hides."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from ledger_samples import PASSWORD, YEAR, add_account, copied, new_file, opened, placement, sheet

from core.errors import LedgerFault, NotAllowed
from core.journal_desk import JournalQuery
from core.ledger import Ledger
from core.permissions import ACTIONS, AUDITOR, EVERYBODY, RECORDER, REVIEWER, allowed
from core.views import Query

MONTH = "2025-09"
NEXT_JANUARY = date(YEAR + 1, 1, 10)
Call = Callable[[Ledger, Path], object]


CALLS: dict[str, Call] = {
    "rows.read": lambda ledger, _: ledger.counts(),
    "rows.change": lambda ledger, _: ledger.save("placement", None, placement(7)),
    "rows.reveal": lambda ledger, _: ledger.reveal("placement", 1, "person.id_number", "核对"),
    "sheets.import": lambda ledger, folder: ledger.import_file("placement", folder / "sheet.xlsx"),
    "sheets.export": lambda ledger, folder: ledger.export("placement", folder / "out.xlsx"),
    "sheets.export_full": lambda ledger, folder: ledger.export(
        "placement", folder / "out.xlsx", full_ids=True, reason="核对"
    ),
    "settings.change": lambda ledger, _: ledger.set_setting("head", "某", "补填"),
    "journal.read": lambda ledger, _: ledger.journal_page(JournalQuery()),
    "accounts.read": lambda ledger, _: ledger.accounts(),
    "accounts.change": lambda ledger, _: ledger.add_account("新人", ["recorder"], "Bamboo#Grove8"),
    "ledger.rekey": lambda ledger, _: ledger.rekey("有人调离"),
    "password.change": lambda ledger, _: ledger.change_password(PASSWORD, "Orchid#Terrace3"),
    "return.print": lambda ledger, folder: ledger.write_return(MONTH, folder / "月报.pdf"),
    "papers.print": lambda ledger, folder: ledger.write_roster(
        "placement", Query(), "全部", folder / "花名册.pdf"
    ),
    "backup.make": lambda ledger, folder: ledger.backup(folder / "backups"),
    "ledger.verify": lambda ledger, _: ledger.verify(),
    "return.draft": lambda ledger, _: ledger.set_narrative(MONTH, "无", "无"),
    "return.hand_in": lambda ledger, _: ledger.move_return(MONTH, "hand_in", "送审"),
    "return.return": lambda ledger, _: ledger.move_return(MONTH, "return", "请核对"),
    "return.approve": lambda ledger, _: ledger.move_return(MONTH, "approve", "核对无误"),
    "return.submit": lambda ledger, _: ledger.move_return(MONTH, "submit", "上报"),
    "return.reopen": lambda ledger, _: ledger.move_return(MONTH, "reopen", "有误"),
    "names.merge": lambda ledger, _: ledger.keep_apart("employer", ["甲公司", "乙公司"]),
    "targets.change": lambda ledger, _: ledger.set_target(1, Decimal(5), "调整"),
}
"""What asks for each right; a right that is not here is tested where its feature is."""
ELSEWHERE = {
    "batch.undo": "test_undo_import.py",
    "person.merge": "test_merge.py",
    "person.erase": "test_erasing.py",
    "ledger.support_copy": "test_support_copy.py",
    "evidence.view": "test_evidence.py",
    "evidence.change": "test_evidence.py",
    "evidence.take_out": "test_evidence.py",
    "verification.change": "test_verification.py",
    "bureau_form.learn": "test_bureau_form.py",
    "policy.update": "test_policy_updates.py",
    "program.update": "test_policy_updates.py",
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with a placement and an account of each role alone."""
    path = new_file(tmp_path_factory.mktemp("rights"))
    with opened(path) as ledger:
        ledger.save("placement", None, placement(1))
        for role in sorted(EVERYBODY):
            add_account(ledger, role, role)
    return path


@pytest.fixture(scope="module")
def reach(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A copy of the ledger to try an action on."""
    folder = tmp_path_factory.mktemp("tries")
    sheet(folder / "sheet.xlsx")

    def copy(name: str) -> Path:
        target = copied(base, folder / name / base.name)
        (folder / name / "sheet.xlsx").write_bytes((folder / "sheet.xlsx").read_bytes())
        return target

    return copy


def test_every_right_is_tested_here_or_where_its_feature_is() -> None:
    assert set(CALLS) | set(ELSEWHERE) == set(ACTIONS)
    here = Path(__file__).parent
    for action, name in ELSEWHERE.items():
        assert "NotAllowed" in (here / name).read_text("utf-8"), action


@pytest.mark.trust
@pytest.mark.parametrize("role", sorted(EVERYBODY))
@pytest.mark.parametrize("action", sorted(CALLS))
def test_the_facade_lets_pass_who_may_and_nobody_else(
    action: str, role: str, reach: Callable[[str], Path]
) -> None:
    path = reach(f"{action}-{role}")
    with opened(path, role) as ledger:
        if not allowed((role,), action):
            with pytest.raises(NotAllowed):
                CALLS[action](ledger, path.parent)
            return
        try:
            CALLS[action](ledger, path.parent)
        except LedgerFault as fault:  # the step may not be due now; that is another matter
            assert f"不能{ACTIONS[action].words}" not in fault.happened, fault.happened


def test_the_auditor_goes_with_no_other_role_and_edits_nothing() -> None:
    changing = [key for key in ACTIONS if key.endswith(".change") and key != "password.change"]
    assert [key for key in changing if allowed((AUDITOR,), key)] == []
    both = [key for key in ACTIONS if allowed((RECORDER,), key) and allowed((REVIEWER,), key)]
    assert "return.approve" not in both
