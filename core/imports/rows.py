"""Which rows of a sheet are data: blanks, totals, repeated headers, examples and foot notes are not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from core.imports.aliases import EXAMPLE_MARK
from core.imports.header import Header, plain_heading
from core.imports.values import is_empty, text_of

_TOTAL = re.compile(
    r"(?:本[页月年区镇]|全[区年市镇]|以上|总)?(?:合计|总计|小计|累计|共计)[:：]?[\d.,人次个家场岗元万]*"
)
_FOOT = re.compile(
    r"(?:填表|制表|填报|审核|复核|负责|联系|经办|报送|分管|主管|统计|单位负责|填表单位|填报单位)"
    r"(?:人|领导|单位|时间|日期|部门)?(?:[（(].*?[)）])?\s*[:：].*"
    r"|(?:注|备注|说明|填表说明)\d?\s*[:：、.].*"
    r"|\d[、.．].*",
    re.DOTALL,
)
_FEW = 3


class RowSieve:
    """Sorts out the rows of one sheet that are no data, and counts them by kind."""

    def __init__(self, header: Header, first_column: int) -> None:
        """Prepare for rows whose cells begin at `first_column`."""
        matched = [column.index - first_column for column in header.columns if column.field]
        self._headings = {
            column.index - first_column: plain_heading(column.heading)
            for column in header.columns
            if column.field and column.index >= first_column
        }
        self._lead = sorted({*range(3), *matched[:2]})
        self._known = frozenset(column.heading for column in header.columns if column.heading) | {
            EXAMPLE_MARK
        }
        self.skipped: dict[str, list[int]] = {}

    def data(self, rows: Sequence[list[Any]], first_row: int) -> tuple[list[int], list[list[Any]]]:
        """The data rows of a batch with their numbers in the sheet."""
        numbers: list[int] = []
        kept: list[list[Any]] = []
        suspects = self._suspects(rows)
        for place, row in enumerate(rows):
            filled = len(row) - row.count("")
            if filled > _FEW and place not in suspects:
                reason = ""
            else:
                reason = self._reason(row) if filled else "blank"
            if reason:
                self.skipped.setdefault(reason, []).append(first_row + place)
            else:
                numbers.append(first_row + place)
                kept.append(row)
        return numbers, kept

    def _suspects(self, rows: Sequence[list[Any]]) -> set[int]:
        """Places of rows that may be totals, headers or examples, by their leading cells."""
        suspects: set[int] = set()
        for index in self._lead:
            cells = [row[index] if index < len(row) else "" for row in rows]
            if any("计" in cell for cell in set(cells) if cell.__class__ is str) or self._known & set(cells):
                suspects.update(
                    place
                    for place, cell in enumerate(cells)
                    if cell.__class__ is str and ("计" in cell or cell in self._known)
                )
        return suspects

    def _reason(self, row: Sequence[Any]) -> str:
        """Why a row is no data, "" when it is."""
        filled = [cell for cell in row if not is_empty(cell)]
        if not filled:
            return "blank"
        first = "".join(text_of(filled[0]).split())
        if any(_TOTAL.fullmatch("".join(text_of(cell).split())) for cell in filled[:3]):
            return "total"
        if first == EXAMPLE_MARK or first.startswith(
            (f"{EXAMPLE_MARK}：", f"{EXAMPLE_MARK}:", "例：", "例:")
        ):
            return "example"
        if self._repeats_header(row):
            return "header"
        if len(filled) <= _FEW and isinstance(filled[0], str) and _FOOT.fullmatch(text_of(filled[0])):
            return "foot"
        return ""

    def _repeats_header(self, row: Sequence[Any]) -> bool:
        same = sum(
            index < len(row) and plain_heading(text_of(row[index])) == heading
            for index, heading in self._headings.items()
        )
        return same >= 2 and same * 5 >= 3 * len(self._headings)

    def sentences(self, where: str = "") -> list[str]:
        """What was passed over, for the notices; blank rows need no word. `where` names the sheet."""
        words = {
            "total": "合计行",
            "header": "重复的表头",
            "example": "示例行",
            "foot": "表尾说明",
        }
        return [
            f"{where}第 {row_list(self.skipped[reason])} 行是{word}，已跳过。"
            for reason, word in words.items()
            if reason in self.skipped
        ]

    def counts(self) -> Counter[str]:
        """Rows passed over, by kind."""
        return Counter({reason: len(numbers) for reason, numbers in self.skipped.items()})


def row_list(numbers: Sequence[int], limit: int = 8) -> str:
    """Row numbers for a sentence: 3、7、9 等 12 行 without the last word."""
    shown = "、".join(map(str, numbers[:limit]))
    return shown if len(numbers) <= limit else f"{shown} 等 {len(numbers)}"
