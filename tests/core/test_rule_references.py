"""Each row of the return's tables names its figure's rule, and the appendix holds that rule."""

from dataclasses import replace
from pathlib import Path

import pytest
from paper_lines import RULES
from paper_reading import text_of, words_of
from paper_samples import many, submitted, usual

from core.returns.document import tables_of
from core.returns.pdf import render
from core.returns.rule_references import WIDTH, referring, rule_key, rules_table
from core.returns.snapshot import Snapshot
from core.returns.tables import Kind, RowKind, Table


def own_rows(table: Table) -> list[tuple[str, str]]:
    """Figure and rule number of each row that names one."""
    found = []
    for part in table.parts:
        for row in part.rows:
            if row.kind is not RowKind.BLOCK and part.columns[-1].kind is Kind.REFERENCE:
                named = row.figure or next((cell.figure for cell in row.cells if cell.figure), "")
                found.append((named, row.cells[-1].text))
    return found


@pytest.mark.parametrize("snapshot", [usual(), many()], ids=["usual", "many"])
def test_each_figure_row_names_the_rule_of_its_figure(snapshot: Snapshot) -> None:
    rules = snapshot.figure_rules
    rows = [row for table in tables_of(snapshot) for row in own_rows(table)]
    assert len(rows) > 60
    for figure, number in rows:
        if figure:
            assert rules[int(number) - 1].figure == rule_key(figure)


def test_the_numbers_take_no_width_from_the_page() -> None:
    for table in tables_of(usual()):
        for part in table.parts:
            if part.columns[-1].kind is Kind.REFERENCE:
                assert sum(column.width for column in part.columns) == pytest.approx(156)
                assert part.columns[-1].width == WIDTH


def test_an_older_return_without_rules_is_drawn_as_it_was(tmp_path: Path) -> None:
    older = replace(usual(), figure_rules=())
    text = text_of(render(older).bytes, tmp_path / "paper.pdf")
    assert "指标规则（附录）" not in text
    assert all(part.columns[-1].kind is not Kind.REFERENCE for t in tables_of(older) for part in t.parts)
    (first, *_) = tables_of(older)
    assert referring(first, older) == first


def test_the_appendix_stands_before_the_rules_and_the_signature_closes_the_paper(tmp_path: Path) -> None:
    result = render(submitted())
    text = text_of(result.bytes, tmp_path / "paper.pdf")
    assert text.index("更正说明") < text.index("指标规则（附录）") < text.index(RULES[0][:12])
    last = [word for word in words_of(result.bytes, tmp_path / "paper.pdf") if "（盖章）" in word.text]
    assert [word.page for word in last] == [result.pages - 1]


def test_every_rule_is_printed_with_number_key_and_source(tmp_path: Path) -> None:
    snapshot = submitted()
    pages = text_of(render(snapshot).bytes, tmp_path / "paper.pdf").split("\f")
    printed = "".join("".join(pages).split())
    for number, rule in enumerate(snapshot.figure_rules, 1):
        assert "".join(rule.figure.split("_")[:1]) in printed
        (row,) = [row for row in rules_table(snapshot).parts[0].rows if row.cells[0].text == str(number)]
        assert row.cells[3].text == rule.rule
        assert row.cells[4].text == (rule.source or "未设目标")
