"""What a clerk answers for a sheet: columns and words are remembered, rows dealt with one by one."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ledger_samples import HEADINGS, line, new_file, opened, placement, sheet
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from sheet_samples import as_text, resident_id, write_xlsx
from sqlalchemy import insert

from core.errors import NotFound
from core.imports.answers import Deal, ImportAnswers, RowChoice
from core.imports.code_words import CodeWord
from core.imports.container import Refusal
from core.imports.views import ImportPreview, RowAction
from core.ledger import Ledger
from core.sections import SECTIONS
from core.views import Query
from db.engine import writing
from db.models import ReturnEdition

ODD = ["姓名", "号码甲", "来源", "毕业去向", "就业单位", "镇街", "行业", "就业时间", "联系电话", "备注"]
LEFT = RowChoice(Deal.LEAVE)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with opened(new_file(tmp_path)) as made:
        yield made
        assert all(each.level != "block" for each in made.verify())


def odd_sheet(folder: Path, sender: str, *serials: int) -> Path:
    """A sheet whose column of numbers is named as no other's."""
    return write_xlsx(
        folder / f"{sender}9月台账.xlsx", [[f"{sender}9月就业台账"], ODD, *(line(each) for each in serials)]
    )


def actions(preview: ImportPreview) -> list[RowAction]:
    return [row.action for row in preview.rows]


def word(preview: ImportPreview, text: str) -> CodeWord:
    return next(each for each in preview.words if each.word == text)


def values_of(ledger: Ledger, serial: int) -> list[Mapping[str, Any]]:
    """Values of the placements of one person."""
    rows = ledger.rows("placement", ledger.find("placement", Query()))
    return [row.values for row in rows if row.values["person.id_number"] == resident_id(serial)]


def test_columns_are_remembered_for_the_sender(ledger: Ledger, tmp_path: Path) -> None:
    first = ledger.preview_import("placement", odd_sheet(tmp_path, "朱沱镇", 1, 2))
    assert (first.sender, first.memory) == ("朱沱镇", None)
    chosen = {each.index: each.field for each in first.columns} | {9: ""}
    chosen[1] = "person.id_number"
    done = ledger.preview_import(
        "placement", odd_sheet(tmp_path, "朱沱镇", 1, 2), ImportAnswers(columns=chosen)
    )
    ledger.apply_import(done.token)
    again = ledger.preview_import("placement", odd_sheet(tmp_path, "朱沱镇", 3))
    assert again.memory is not None
    assert (again.memory.sender, again.memory.used_on) == ("朱沱镇", date.today())
    assert {each.index: each.field for each in again.columns} == chosen, "the unused column stays unused"
    assert ledger.import_senders("placement")[0] == "朱沱镇"
    plain = ledger.preview_import("placement", odd_sheet(tmp_path, "朱沱镇", 3), ImportAnswers(recall=False))
    assert plain.memory is None
    assert plain.columns[9].field == "note"
    ledger.forget_columns("placement", again.memory.id)
    assert ledger.preview_import("placement", odd_sheet(tmp_path, "朱沱镇", 3)).memory is None


def test_a_form_serves_other_senders_but_a_sender_keeps_its_own(ledger: Ledger, tmp_path: Path) -> None:
    fields = {
        each.index: each.field
        for each in ledger.preview_import("placement", odd_sheet(tmp_path, "朱沱镇", 1)).columns
    }
    for sender, note in (("朱沱镇", ""), ("三教镇", "note")):
        answers = ImportAnswers(columns={**fields, 1: "person.id_number", 9: note})
        shown = ledger.preview_import("placement", odd_sheet(tmp_path, sender, 10 + len(note)), answers)
        ledger.apply_import(shown.token)
    for sender, note, told in (
        ("朱沱镇", "", "朱沱镇"),
        ("三教镇", "note", "三教镇"),
        ("何埂镇", "note", "三教镇"),
    ):
        shown = ledger.preview_import("placement", odd_sheet(tmp_path, sender, 5))
        assert shown.memory is not None
        assert (shown.memory.sender, shown.columns[9].field) == (told, note)
    named = ledger.preview_import(
        "placement", odd_sheet(tmp_path, "何埂镇", 5), ImportAnswers(sender="朱沱镇")
    )
    assert (named.sender, named.columns[9].field) == ("朱沱镇", "")


def test_a_cancelled_import_leaves_nothing_remembered(ledger: Ledger, tmp_path: Path) -> None:
    shown = ledger.preview_import("placement", odd_sheet(tmp_path, "朱沱镇", 1))
    wanted = ImportAnswers(
        columns={each.index: each.field for each in shown.columns} | {1: "person.id_number"}
    )
    ledger.preview_import("placement", odd_sheet(tmp_path, "朱沱镇", 1), wanted)
    assert ledger.preview_import("placement", odd_sheet(tmp_path, "朱沱镇", 1)).memory is None


def employer_types(folder: Path, *rows: tuple[int, str]) -> Path:
    headings = [*HEADINGS, "单位性质"]
    return sheet(folder / "性质.xlsx", *([*line(serial), kind] for serial, kind in rows), headings=headings)


def test_words_are_suggested_never_guessed_and_remembered(ledger: Ledger, tmp_path: Path) -> None:
    book = employer_types(tmp_path, (1, "私营股份公司企业"), (2, "私营股份公司企业"), (3, "民企"))
    shown = ledger.preview_import("placement", book)
    asked = word(shown, "私营股份公司企业")
    assert (asked.field, asked.count, asked.code, asked.remembered) == ("employer.type", 2, None, False)
    assert asked.suggestions[0] == ("39", "其他企业")
    assert [each.word for each in shown.words] == ["私营股份公司企业"], "known words are not asked"
    assert "employer.type" not in shown.rows[0].texts or shown.rows[0].texts["employer.type"] != "39 其他企业"
    answered = ledger.replan_import(
        shown.token, ImportAnswers(words={("employer.type", "私营股份公司企业"): "39"})
    )
    assert answered.rows[0].texts["employer.type"] == "39 其他企业"
    assert not answered.rows[0].problems
    ledger.apply_import(shown.token)
    later = ledger.preview_import("placement", employer_types(tmp_path, (4, " 私营 股份公司企业 ")))
    assert [(each.code, each.remembered) for each in later.words] == [("39", True)]
    assert later.rows[0].texts["employer.type"] == "39 其他企业"
    ledger.forget_word("placement", "employer.type", "私营股份公司企业")
    gone = ledger.preview_import("placement", employer_types(tmp_path, (4, "私营股份公司企业")))
    assert gone.words[0].code is None


def test_a_word_may_mean_nothing_for_good(ledger: Ledger, tmp_path: Path) -> None:
    book = sheet(tmp_path / "a.xlsx", line(1, 行业="不清楚"))
    shown = ledger.preview_import("placement", book)
    assert word(shown, "不清楚").without == "先记未分类"
    ledger.replan_import(shown.token, ImportAnswers(words={("industry", "不清楚"): ""}))
    _change, result = ledger.apply_import(shown.token)
    assert result.added == 1
    later = ledger.preview_import("placement", sheet(tmp_path / "b.xlsx", line(2, 行业="不清楚")))
    assert (later.words[0].code, later.words[0].remembered) == ("", True)
    assert later.look == 1, "it is still said"


def test_a_township_word_is_confirmed_for_every_later_sheet(ledger: Ledger, tmp_path: Path) -> None:
    ledger.import_file("placement", sheet(tmp_path / "a.xlsx", line(1, 镇街="朱坨")))
    assert values_of(ledger, 1)[0]["township"] is None
    shown = ledger.preview_import("placement", sheet(tmp_path / "b.xlsx", line(2, 镇街="朱坨")))
    code, name = word(shown, "朱坨").suggestions[0]
    assert name == "朱沱镇"
    ledger.replan_import(shown.token, ImportAnswers(words={("township", "朱坨"): code}))
    ledger.apply_import(shown.token)
    assert values_of(ledger, 2)[0]["township"] == code
    assert values_of(ledger, 1)[0]["township"] == code, "the row that waited went there too"
    ledger.import_file("placement", sheet(tmp_path / "c.xlsx", line(3, 镇街="朱坨")))
    assert values_of(ledger, 3)[0]["township"] == code


def test_a_headless_import_uses_no_remembered_word(ledger: Ledger, tmp_path: Path) -> None:
    shown = ledger.preview_import("placement", employer_types(tmp_path, (1, "私营股份公司企业")))
    ledger.replan_import(shown.token, ImportAnswers(words={("employer.type", "私营股份公司企业"): "39"}))
    ledger.apply_import(shown.token)
    result = ledger.import_file("placement", employer_types(tmp_path, (2, "私营股份公司企业")))
    assert any("私营股份公司企业" in problem.message for _row, _heading, problem in result.problems)


def test_rows_left_out_are_not_written_and_can_come_back(ledger: Ledger, tmp_path: Path) -> None:
    book = sheet(tmp_path / "a.xlsx", *(line(serial) for serial in range(1, 5)))
    shown = ledger.preview_import("placement", book)
    less = ledger.replan_import(shown.token, ImportAnswers(rows={2: LEFT, 4: LEFT}))
    assert actions(less) == [RowAction.LEFT, RowAction.ADD, RowAction.LEFT, RowAction.ADD]
    assert [row.would for row in less.rows] == [RowAction.ADD, None, RowAction.ADD, None]
    assert less.writes == 2
    back = ledger.replan_import(shown.token, ImportAnswers(rows={4: LEFT}))
    assert actions(back) == [RowAction.ADD, RowAction.ADD, RowAction.LEFT, RowAction.ADD]
    _change, result = ledger.apply_import(shown.token)
    assert (result.added, result.left) == (3, 1)
    assert not values_of(ledger, 3)


def test_a_row_left_out_counts_for_no_other_row(ledger: Ledger, tmp_path: Path) -> None:
    book = sheet(tmp_path / "a.xlsx", line(1), line(1, 就业单位="重庆另一家有限公司"))
    shown = ledger.preview_import("placement", book)
    placed = (("就业日期", "2025-09-01"), ("用人单位", "重庆示例制造有限公司"))
    assert shown.rows[1].other == (*placed, ("来自", "表内第 2 行"))
    less = ledger.replan_import(shown.token, ImportAnswers(rows={2: LEFT}))
    assert not less.rows[1].problems, "nobody else is there any more"
    ledger.apply_import(shown.token)
    assert len(values_of(ledger, 1)) == 1


def test_fields_of_the_ledger_are_kept(ledger: Ledger, tmp_path: Path) -> None:
    ledger.import_file("placement", sheet(tmp_path / "a.xlsx", line(1, 备注="原来的")))
    book = sheet(tmp_path / "b.xlsx", line(1, 备注="新的", 就业时间="2025-09-09"))
    shown = ledger.preview_import("placement", book)
    assert {key for key, _before, _after in shown.rows[0].changes} == {"placed_on", "note"}
    kept = RowChoice(kept=frozenset(("placed_on",)))
    part = ledger.replan_import(shown.token, ImportAnswers(rows={2: kept}))
    assert part.rows[0].changes == (("note", "原来的", "新的"),)
    ledger.apply_import(shown.token)
    values = values_of(ledger, 1)[0]
    assert (values["placed_on"], values["note"]) == (date(2025, 9, 1), "新的")


def test_kept_fields_never_make_a_new_row_without_them(ledger: Ledger, tmp_path: Path) -> None:
    book = sheet(tmp_path / "a.xlsx", line(1))
    answers = ImportAnswers(rows={2: RowChoice(kept=frozenset(("placed_on",)))})
    ledger.apply_import(ledger.preview_import("placement", book, answers).token)
    assert values_of(ledger, 1)[0]["placed_on"] == date(2025, 9, 1)


def test_the_same_person_elsewhere_is_another_row_or_a_change(ledger: Ledger, tmp_path: Path) -> None:
    ledger.import_file("placement", sheet(tmp_path / "a.xlsx", line(1), line(2)))
    moved = {"就业单位": "重庆另一家有限公司", "就业时间": "2025-09-20"}
    book = sheet(tmp_path / "b.xlsx", line(1, **moved), line(2, **moved))
    shown = ledger.preview_import("placement", book)
    assert actions(shown) == [RowAction.ADD, RowAction.ADD], "as the rules have it"
    answers = ImportAnswers(rows={2: RowChoice(Deal.AS_CHANGE)})
    changed = ledger.replan_import(shown.token, answers)
    assert actions(changed) == [RowAction.CHANGE, RowAction.ADD]
    assert ("employer.name", "重庆示例制造有限公司", "重庆另一家有限公司") in changed.rows[0].changes
    ledger.apply_import(shown.token)
    assert [each["employer.name"] for each in values_of(ledger, 1)] == ["重庆另一家有限公司"]
    assert len(values_of(ledger, 2)) == 2


def hide(book: Workbook, page: Worksheet) -> None:
    del book
    page.row_dimensions[3].hidden = True
    page.column_dimensions["J"].hidden = True


def test_hidden_rows_are_shown_and_left_out_when_asked(ledger: Ledger, tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "a.xlsx", [list(HEADINGS), line(1), line(2), line(3)], hide)
    shown = ledger.preview_import("placement", book)
    assert shown.hidden_rows == (3,)
    assert [each.heading for each in shown.columns if each.hidden] == ["备注"]
    assert len(shown.rows) == 3
    less = ledger.replan_import(shown.token, ImportAnswers(hidden_rows=False))
    assert [row.row for row in less.rows] == [2, 4]
    told = [
        [each.message for each in one.notices if "隐藏" in each.message and "行" in each.message]
        for one in (shown, less)
    ]
    assert "也已读入" in told[0][0]
    assert told[1] == ["隐藏的 1 行按所选没有读入。"]
    ledger.apply_import(shown.token)
    assert not values_of(ledger, 2)


def test_the_encoding_is_chosen(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(as_text([list(HEADINGS), line(1)]).encode("gb18030"))
    first = ledger.first_rows(path)
    assert (first.encoding, first.rows[0][0]) == ("GB18030", "姓名")
    assert resident_id(1) not in str(first.rows), "numbers of people are masked"
    with pytest.raises(Refusal, match="UTF-8"):
        ledger.first_rows(path, encoding="UTF-8")
    shown = ledger.preview_import("placement", path, ImportAnswers(encoding="GB18030"))
    assert (shown.encoding, actions(shown)) == ("GB18030", [RowAction.ADD])


def test_first_rows_of_a_chosen_sheet(ledger: Ledger, tmp_path: Path) -> None:
    def second(book: Workbook, page: Worksheet) -> None:
        del page
        book.create_sheet("封面", 0).append(["关于报送台账的通知"])
        book["封面"].sheet_state = "hidden"

    path = write_xlsx(tmp_path / "a.xlsx", [list(HEADINGS), line(1)], second)
    first = ledger.first_rows(path)
    assert (first.sheets, first.hidden, first.sheet) == (("封面", "Sheet"), frozenset(("封面",)), "Sheet")
    assert ledger.first_rows(path, "封面").rows[0][0] == "关于报送台账的通知"


@pytest.mark.parametrize("section", [each.key for each in SECTIONS])
def test_a_template_is_known_for_its_section(section: str, tmp_path: Path, shared: Ledger) -> None:
    path = tmp_path / "a.xlsx"
    shared.template(section, path)
    found = shared.guess_sections(path)
    assert found[0].section == section
    assert found[0].clear


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with opened(new_file(tmp_path_factory.mktemp("guess"))) as made:
        yield made


def test_a_sheet_of_few_columns_is_asked_for(shared: Ledger, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["姓名", "身份证号"], ["示例甲", resident_id(1)]])
    found = shared.guess_sections(path)
    assert found
    assert not any(each.clear for each in found)
    assert shared.guess_sections(write_xlsx(tmp_path / "b.xlsx", [["通知"], ["请按时报送"]])) == ()


def submitted(ledger: Ledger, month: str) -> None:
    """Leave an edition of a month as submitting it does, as far as an import looks."""
    values = dict.fromkeys(
        (
            "number",
            "replaces",
            "account",
            "at",
            "snapshot",
            "checks",
            "hotspots",
            "pdf_digest",
            "workbook_digest",
            "data_digest",
            "journal_head",
        ),
        "",
    )
    with writing(ledger.engine) as connection:
        connection.execute(
            insert(ReturnEdition).values(
                month=month, version=1, reported_on=date(2025, 9, 1), journal_seq=0, **values
            )
        )


def test_effect_on_submitted_months_is_said(tmp_path: Path) -> None:
    # The made-up edition has no files, so this ledger would not pass a verification.
    with opened(new_file(tmp_path)) as ledger:
        effects_are_said(ledger, tmp_path)


def effects_are_said(ledger: Ledger, tmp_path: Path) -> None:
    ledger.import_file("placement", sheet(tmp_path / "a.xlsx", line(1), line(2)))
    submitted(ledger, "2025-08")
    rows = [line(1, 就业时间="2025-08-29"), line(2), line(3, 就业时间="2025-08-01"), line(4)]
    book = sheet(tmp_path / "b.xlsx", *rows)
    shown = ledger.preview_import("placement", book)
    assert [row.effect is not None for row in shown.rows] == [True, False, True, False]
    moved = shown.rows[0].effect
    assert moved is not None
    assert moved.title == "会改动已上报的 8 月"
    assert "8 月多 1 笔、9 月少 1 笔" in moved.text
    assert shown.look == 2
    result = ledger.import_file("placement", book)
    warned = [row for row, _heading, problem in result.problems if "已上报" in problem.message]
    assert warned == [2, 4], "headless says it too"
    again = ledger.import_file("placement", book)
    assert (again.unchanged, len(again.problems)) == (4, 1)


def test_a_backup_is_due_until_it_holds_the_last_change(ledger: Ledger) -> None:
    assert ledger.backup_due()
    ledger.backup()
    assert not ledger.backup_due()
    ledger.save("placement", None, placement(1))
    assert ledger.backup_due()


def test_a_written_sheet_is_not_planned_again(ledger: Ledger, tmp_path: Path) -> None:
    shown = ledger.preview_import("placement", sheet(tmp_path / "a.xlsx", line(1)))
    ledger.apply_import(shown.token)
    with pytest.raises(NotFound):
        ledger.replan_import(shown.token, ImportAnswers())
    with pytest.raises(NotFound):
        ledger.replan_import("0" * 16, ImportAnswers())
