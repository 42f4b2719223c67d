"""Which rows of a sheet are data: blanks, totals, repeated headers, examples and foot notes are not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from core.imports.aliases import EXAMPLE_MARK
from core.imports.cells import is_empty, text_of
from core.imports.header import Header, plain_heading

_TOTAL = re.compile(
    r"(?:本[页月年区镇]|全[区年市镇]|以上|总)?(?:合计|总计|小计|累计|共计)[:：]?[\d.,人次个家场岗元万]*"
    r"|(?:总|以上)?共(?:有|计)?[\d,]+(?:人次|人|个|家|场|岗|名|条|行)|平均(?:值|数)?"
)
_FOOT = re.compile(
    r"(?:填表|制表|填报|审核|复核|负责|联系|经办|报送|分管|主管|统计|单位负责|填表单位|填报单位)"
    r"(?:人|领导|单位|时间|日期|部门|电话|方式)?(?:[（(].*?[)）])?\s*[:：].*"
    r"|(?:注|备注|说明|填表说明|填报说明|附件?|附注)\d?\s*[:：、.].*"
    r"|\d{1,2}[、.．](?!\d).*",
    re.DOTALL,
)
_FOOT_ALONE = re.compile(
    r"备注|说明|填表说明|填报说明|以下空白|以下无正文|第\s*\d+\s*页.*|[※★☆].*"
    r"|[（(]?(?:单位)?(?:盖章|公章|签章|签字|签名)(?:处)?[)）]?\s*[:：]?"
    r"|\d{4}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?",
    re.DOTALL,
)
"""What stands under a table in a row of its own, with nothing beside it."""
_SIGNED = re.compile(r".{2,12}[:：]")
"""A label of the signatures under a table, its name in the next cell."""
_INSTRUCTION = re.compile(
    r"必填|选填|必选|下拉|文本格式|格式[:：]?\s*[\dyY]|自动|[如例][:：]|例如|填写|请选择|\d+\s*位"
)
_STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
_UNDER_HEADER = 3
"""Rows under a header among which its numbering and instructions stand."""
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
        self._matched = tuple(each for each in matched if each >= 0)
        self._ids = tuple(
            column.index - first_column for column in header.columns if column.field.endswith("id_number")
        )
        self._header_row = header.last_row
        self.skipped: dict[str, list[int]] = {}

    def data(self, rows: Sequence[list[Any]], first_row: int) -> tuple[list[int], list[list[Any]]]:
        """The data rows of a batch with their numbers in the sheet."""
        numbers: list[int] = []
        kept: list[list[Any]] = []
        suspects = self._suspects(rows)
        suspects.update(range(max(0, self._header_row + 1 + _UNDER_HEADER - first_row)))
        for place, row in enumerate(rows):
            filled = len(row) - row.count("")
            if filled > _FEW and place not in suspects:
                reason = ""
            else:
                reason = self._reason(row, first_row + place) if filled else "blank"
            if reason == "header":
                suspects.update(range(place + 1, place + 1 + _UNDER_HEADER))
                self._header_row = first_row + place
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
            words = {cell for cell in set(cells) if cell.__class__ is str and self._may_be_no_data(cell)}
            if words:
                suspects.update(place for place, cell in enumerate(cells) if cell in words)
        return suspects

    def _may_be_no_data(self, cell: str) -> bool:
        if cell and not cell[0].isalnum() and is_empty(cell):  # spaces and dashes that look blank
            return True
        return "计" in cell or cell[-1:] in ":：" or "：" in cell or cell in self._known

    def _reason(self, row: Sequence[Any], number: int) -> str:
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
        if isinstance(filled[0], str) and self._is_foot(filled):
            return "foot"
        if 0 < number - self._header_row <= _UNDER_HEADER and self._explains(row, filled):
            return "guide"
        return "" if self._feeds(row) else "loose"

    @staticmethod
    def _is_foot(filled: Sequence[Any]) -> bool:
        """Notes and signatures: few cells, or labels that alternate with names."""
        first = text_of(filled[0])
        if len(filled) == 1 and _FOOT_ALONE.fullmatch(first):
            return True
        if not _FOOT.fullmatch(first):
            return False
        labels = sum(_SIGNED.fullmatch(text_of(cell)) is not None for cell in filled)
        return len(filled) <= _FEW or labels * 2 >= len(filled)

    def _explains(self, row: Sequence[Any], filled: Sequence[Any]) -> bool:
        """The numbers of the columns (1, 2, 3 or 甲, 乙, 丙) under a header, or how to fill them in."""
        texts = ["".join(text_of(cell).split()).strip("()（）") for cell in filled]
        if len(texts) < _FEW or any(_has_number(row, place) for place in self._ids):
            return False
        if all(each.isascii() and each.isdigit() for each in texts):
            numbers = [int(each) for each in texts]
            return numbers == [*range(numbers[0], numbers[0] + len(numbers))]
        if all(len(each) == 1 and each in _STEMS for each in texts):
            return "".join(texts) in _STEMS
        return sum(_INSTRUCTION.search(each) is not None for each in texts) * 2 >= len(texts)

    def _feeds(self, row: Sequence[Any]) -> bool:
        """True when a column that feeds a field holds something."""
        return any(place < len(row) and not is_empty(row[place]) for place in self._matched)

    def _repeats_header(self, row: Sequence[Any]) -> bool:
        same = sum(
            index < len(row) and plain_heading(text_of(row[index])) == heading
            for index, heading in self._headings.items()
        )
        return same >= 2 and same * 5 >= 3 * len(self._headings)

    def sentences(self, where: str = "") -> list[str]:
        """What was passed over, for the notices; blank rows need no word. `where` names the sheet."""
        words = {
            "total": "是合计行",
            "header": "是重复的表头",
            "example": "是示例行",
            "foot": "是表尾说明",
            "guide": "是表头下的编号或填写说明",
            "loose": "在对上的列里没有内容（只有序号、小标题一类）",
        }
        return [
            f"{where}第 {row_list(self.skipped[reason])} 行{word}，已跳过。"
            for reason, word in words.items()
            if reason in self.skipped
        ]

    def counts(self) -> Counter[str]:
        """Rows passed over, by kind."""
        return Counter({reason: len(numbers) for reason, numbers in self.skipped.items()})


def _has_number(row: Sequence[Any], place: int) -> bool:
    """Whether a cell holds what may be an identity number."""
    return place < len(row) and sum(char.isdigit() for char in text_of(row[place])) > _FEW * 2


def row_list(numbers: Sequence[int], limit: int = 8) -> str:
    """Row numbers for a sentence: 3、7、9 等 12 行 without the last word."""
    shown = "、".join(map(str, numbers[:limit]))
    return shown if len(numbers) <= limit else f"{shown} 等 {len(numbers)}"
