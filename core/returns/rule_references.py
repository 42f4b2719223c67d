"""The appendix of figure rules, and the column in which each row of the tables names its own rule.

Rows of one breakdown (townships, industries) share a rule: it is kept under the breakdown's key with a star.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.returns.core_tables import ONE_LINE, TWO_LINES
from core.returns.snapshot import FigureRule, Snapshot
from core.returns.tables import Cell, Column, Kind, Part, Row, RowKind, Table

BREAKDOWNS = ("placement.township.", "placement.industry.")
WIDTH = 4.6
"""Of the column of rule numbers, in millimetres: just what the other columns can spare."""
_HEAD = ("规", "则")


def rule_key(figure: str) -> str:
    """Under which key a figure's rule is kept."""
    return next((f"{each}*" for each in BREAKDOWNS if figure.startswith(each)), figure)


def numbers_of(rules: tuple[FigureRule, ...]) -> dict[str, str]:
    """Key → number in the appendix."""
    return {each.figure: str(number) for number, each in enumerate(rules, 1)}


def referring(table: Table, snapshot: Snapshot) -> Table:
    """The table with a last column that names each row's rule; as it is where nothing in it has one."""
    numbers = numbers_of(snapshot.figure_rules)
    if not any(_number(row, numbers) for part in table.parts for row in part.rows):
        return table
    return replace(table, parts=tuple(_referring(part, numbers) for part in table.parts))


def _referring(part: Part, numbers: Mapping[str, str]) -> Part:
    columns = [replace(each, width=each.width - each.spare, spare=0.0) for each in part.columns]
    columns.append(Column(_HEAD, WIDTH, Kind.REFERENCE))
    rows = tuple(
        row
        if row.kind is RowKind.BLOCK
        else replace(row, cells=(*row.cells, Cell(_number(row, numbers), figure=_shown(row))))
        for row in part.rows
    )
    height = max(part.head_height, TWO_LINES)
    return replace(part, columns=tuple(columns), rows=rows, head_height=height)


def _number(row: Row, numbers: Mapping[str, str]) -> str:
    figure = row.figure or _shown(row)
    return numbers.get(rule_key(figure), "") if figure else ""


def _shown(row: Row) -> str:
    """The figure that the row's cells print."""
    return next((cell.figure for cell in row.cells if cell.figure), "")


def rules_table(snapshot: Snapshot) -> Table:
    """The appendix: number, figure with unit and key, rule, and what sets the target."""
    columns = (
        Column(("规则",), 9, Kind.CENTRE),
        Column(("指标及数据键名",), 41, Kind.TEXT, max_lines=4),
        Column(("单位",), 10, Kind.CENTRE),
        Column(("计算规则",), 56, Kind.TEXT, max_lines=16),
        Column(("目标依据",), 40, Kind.TEXT, max_lines=16),
    )
    rows = tuple(
        Row(
            (
                Cell(str(number)),
                Cell(f"{each.label}\n{each.figure}"),
                Cell(each.unit),
                Cell(each.rule),
                Cell(each.source or "未设目标"),
            )
        )
        for number, each in enumerate(snapshot.figure_rules, 1)
    )
    notes = ("规则编号与各表最右一栏相同；作废的行和草稿一律不计；数据键名是所附数据文件里该指标的名称。",)
    edition = f"版次：{snapshot.figure_edition}" if snapshot.figure_edition else ""
    part = Part(columns, rows, ONE_LINE)
    return Table("指标规则", (part,), 6.3, notes=notes, row_rule=0.2, beside=edition)
