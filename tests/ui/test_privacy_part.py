"""个人信息 in the window: erasing in two steps, who saw a person, terms and the support copy."""

from pathlib import Path

import pytest
from ledger_samples import PASSWORD, cheap_keys, new_file, opened, placement
from page_samples import room
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from core.ledger import Ledger
from core.privacy.views import BackupHolding, ErasurePreview, Mention, RowsGone
from db.base import utc_now
from ui.erase_dialog import ErasureDialog
from ui.person_privacy import told
from ui.system_privacy import CopyQuestion, PrivacyPart


def shown(**changes: object) -> ErasurePreview:
    values: dict[str, object] = {
        "person": 7,
        "name": "安示例",
        "number": "AB12-7",
        "records": 2,
        "rows": (RowsGone("就业创业登记", 2, 1, 1),),
        "facts": 1,
        "evidence": 2,
        "shared": 1,
        "kept_rows": 3,
        "entries": 9,
        "mentions": (Mention("月报文字", "", "文字", sure=False),),
        "namesakes": 0,
        "months": ("2025-09",),
        "backups": (BackupHolding(utc_now(), None),),
        "aside": 1,
        "second_place": True,
        "effects": (),
        "accounting": 1,
        "allowed": True,
        "why_not": "",
    }
    return ErasurePreview(**{**values, **changes})  # type: ignore[arg-type]  # values of its own fields


def test_erasing_takes_two_steps_a_reason_and_the_number(qtbot: QtBot) -> None:
    dialog = ErasureDialog(shown(), None)  # type: ignore[arg-type]  # no page behind it
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.names
    dialog.go_on()
    assert dialog.stack.currentIndex() == 0, "without a reason it stays"
    dialog.say("本人申请")
    dialog.go_on()
    assert dialog.stack.currentIndex() == 1
    dialog.confirm("AB12-8")
    dialog.take()
    assert dialog.result() != QDialog.DialogCode.Accepted
    dialog.confirm("AB12-7")
    dialog.take()
    assert (dialog.result(), dialog.reason) == (QDialog.DialogCode.Accepted, "本人申请")


@pytest.mark.parametrize(
    "changes", [{"namesakes": 1}, {"allowed": False, "why_not": "这个账号不能删除个人信息。"}]
)
def test_what_is_doubtful_or_not_allowed_is_off(qtbot: QtBot, changes: dict[str, object]) -> None:
    dialog = ErasureDialog(shown(**changes), None)  # type: ignore[arg-type]  # as above
    qtbot.addWidget(dialog)
    assert dialog.names == ("namesakes" not in changes)
    assert dialog.next.isEnabled() == bool(changes.get("allowed", True))


def test_the_part_shows_terms_and_makes_a_copy(qtbot: QtBot, tmp_path: Path) -> None:
    path = new_file(tmp_path)
    with opened(path) as filled:
        for serial in range(3):
            filled.save("placement", None, placement(serial))
    with cheap_keys(), room(qtbot, Ledger.open(path, "admin", PASSWORD)) as here:
        part = here.show(PrivacyPart)
        assert part.chosen is not None
        assert not part.erase.isEnabled()
        assert part.copy.isEnabled()
        dialog = CopyQuestion(part)
        assert dialog.problem()
        dialog.reason.setText("查导入问题")
        dialog.password.first.setText("Bamboo#Grove8")
        dialog.password.second.setText("Bamboo#Grove8")
        assert dialog.problem() == ""
        target = tmp_path / "支持.ledger"
        part.make_copy(target, dialog)
        here.settle()
        assert here.faults == []
        assert target.exists()
        _change, done = here.ask(lambda ledger: ledger.erase_people([1], "本人申请"))
        assert "1 人" in told(done)
