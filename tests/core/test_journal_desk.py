"""Reading the journal: filters, values before and after, rights, and words for every action."""

import ast
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from ledger_samples import PASSWORD, add_account, new_file, opened, placement

from core import duplicates, merged_names
from core.errors import NotAllowed
from core.journal_desk import JournalQuery, title_of
from core.journal_words import action_word
from core.ledger import Ledger
from core.returns import books

ROOT = Path(__file__).parents[2]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    path = new_file(tmp_path)
    with opened(path) as found:
        found.save("placement", None, placement(1))
        found.save("placement", 1, {"note": "改过一次"})
        found.reveal("placement", 1, "person.id_number", "核对证件")
        found.void("placement", [1], "重复登记")
        yield found


def test_newest_first_with_filters(ledger: Ledger) -> None:
    page = ledger.journal_page(JournalQuery())
    numbers = [each.sequence for each in page.lines]
    assert numbers == sorted(numbers, reverse=True)
    assert page.total == len(numbers)
    assert page.lines[0].action == "作废"
    assert page.lines[0].reason == "重复登记"
    seen = ledger.journal_page(JournalQuery(personal=True))
    assert [(each.action, each.reason) for each in seen.lines] == [("查看完整号码", "核对证件")]
    assert ledger.journal_page(JournalQuery(words="重复")).total == 1
    assert ledger.journal_page(JournalQuery(until=date.today() - timedelta(days=1))).total == 0
    assert ledger.journal_page(JournalQuery(since=date.today())).total == page.total
    of_row = ledger.journal_page(JournalQuery(row=("placement", 1)))
    assert {each.section for each in of_row.lines} == {"就业创业登记"}
    assert len(ledger.journal_page(JournalQuery(), offset=1, limit=2).lines) == 2
    assert ("placement", "就业创业登记") in page.sections


def test_values_before_and_after_are_masked(ledger: Ledger) -> None:
    lines = ledger.journal_page(JournalQuery()).lines
    told = [ledger.journal_line(each.sequence) for each in lines]
    assert ("备注", "", "改过一次") in [change for each in told for change in each.changes]
    number = placement(1)["person.id_number"]
    assert number not in str(told)
    assert any("证号" in label or "证件号" in label for each in told for label, _, _ in each.changes)


def test_export_holds_the_same_and_is_journaled(ledger: Ledger, tmp_path: Path) -> None:
    out = tmp_path / "流水.xlsx"
    before = ledger.journal_page(JournalQuery()).total
    assert ledger.export_journal(JournalQuery(), out) == before
    rows = list(openpyxl.load_workbook(out).active.iter_rows(values_only=True))  # type: ignore[union-attr]  # one sheet
    assert len(rows) == before + 1
    assert placement(1)["person.id_number"] not in str(rows)
    assert ledger.journal_page(JournalQuery(personal=True)).total == 2
    assert ledger.journal_problems() == ()


@pytest.mark.parametrize(("roles", "may"), [("auditor", True), ("recorder", False), ("reviewer", False)])
def test_who_may_read_all_of_it(tmp_path: Path, roles: str, may: bool) -> None:
    path = new_file(tmp_path)
    with opened(path) as found:
        add_account(found, "某人", roles)
    with opened(path, "某人", PASSWORD) as found:
        if may:
            assert found.journal_page(JournalQuery()).total
        else:
            with pytest.raises(NotAllowed):
                found.journal_page(JournalQuery())


def _noted(place: int) -> Iterator[str]:
    """What core gives as the action (0) or the section (1) of a journal entry, literally or by a constant."""
    for path in (ROOT / "core").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        constants = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            first = {"append": 2, "note_on": 1, "Entry": 1}.get(name)
            owner = getattr(getattr(node.func, "value", None), "id", "")
            if first is None or (name == "append" and owner != "journal") or len(node.args) <= first + place:
                continue
            given: ast.expr | None = node.args[first + place]
            given = constants.get(given.id) if isinstance(given, ast.Name) else given
            if isinstance(given, ast.Constant) and isinstance(given.value, str):
                yield given.value


def test_every_action_has_chinese_words() -> None:
    found = set(_noted(0)) | {f"{kind}_reason" for kind in (books.CHECK, books.CORRECTION)}
    assert {"create", "setting", "verify"} <= found
    assert [each for each in sorted(found) if re.search("[a-z]", action_word(each))] == []


def test_every_section_has_a_chinese_title() -> None:
    found = set(_noted(1)) | {merged_names.COLLEGE, merged_names.EMPLOYER, duplicates.PERSON}
    assert {"policy", "verification_run", "bureau_form", "trends"} <= found
    assert [each for each in sorted(found) if re.search("[a-z]", title_of(each))] == []
