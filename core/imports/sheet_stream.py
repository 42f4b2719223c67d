"""One sheet as frames: what was found at its head, clean columns batch by batch, notices at its end."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain, islice
from typing import Any

from core.imports.columns import ColumnReader, RowProblem, SeriesWatch
from core.imports.container import FileKind, Refusal
from core.imports.frames import Head
from core.imports.header import (
    SAMPLE_ROWS,
    SEARCHED_ROWS,
    Column,
    Header,
    find_header,
    plain_heading,
    with_columns,
    with_suggestions,
)
from core.imports.merges import Merges
from core.imports.rows import RowSieve, row_list
from core.imports.sniff import Findings, column_letters
from core.imports.source import Sheet, Source
from core.imports.unread import sheet_names, unread_sheets
from core.imports.values import Rules, without_numbers
from core.problems import Severity
from core.section import Field, Kind

Notice = tuple[str, str]
"""Sentence and severity."""

_SECOND_TABLE = 3
"""Headings met again from which on they are a table of their own."""
_HEAD_ROWS = SEARCHED_ROWS + SAMPLE_ROWS


class SheetStream:
    """Reads the chosen sheet of a source for one section."""

    def __init__(self, source: Source, fields: Sequence[Field], request: Head, today: date) -> None:
        """Choose the sheet, find its header and match its columns.

        Raises:
            Refusal: no such sheet, an empty one, or no header in it.
        """
        self._source = source
        self._fields = {field.key: field for field in fields}
        self._all = tuple(fields)
        self._request = request
        self.sheet, self._head, header = self._choose()
        if chosen := request.get("columns"):
            header = with_columns(header, {int(index): key for index, key in chosen.items()})
            guessed: tuple[Column, ...] = ()
        else:
            header, guessed = with_suggestions(header, fields)
        self.header: Header = header
        self.found: Findings = source.findings()
        self._sieve = RowSieve(header, self.sheet.first_column)
        self._merges = Merges(self.sheet.merges, header.last_row, self.sheet.first_column)
        self._columns = tuple(
            column
            for column in header.columns
            if column.field and not (column.field in self._fields and self._fields[column.field].derived)
        )
        self._readers = [self._reader(column, today) for column in self._columns]
        self._notices: list[Notice] = self._first_notices(guessed)
        self._watch = next(
            (SeriesWatch(reader.field) for reader in self._readers if reader.field.kind is Kind.RESIDENT_ID),
            None,
        )
        self._spoilt = self._spoilt_cells()
        self._rows = 0

    # choosing -------------------------------------------------------------------------------------

    def _choose(self) -> tuple[Sheet, list[list[Any]], Header]:
        """The sheet asked for, or the first visible one that lacks the fewest of the needed columns."""
        names = [name for name, _visible in self._source.sheets]
        wanted = self._request.get("sheet")
        if wanted is not None and wanted not in names:
            raise Refusal(f"没有“{wanted}”这个工作表。", f"这个文件里的工作表：{'、'.join(names)}。")
        visible = [name for name, seen in self._source.sheets if seen] or names
        tried = [wanted] if wanted is not None else visible
        empty = True
        best: tuple[int, str] | None = None
        for name in tried:
            sheet, head, header = self._opened(name)
            empty = empty and not any(any(cell != "" for cell in row) for row in head)
            if header is None:
                continue
            lacking = sum(field.required and field.key not in header.fields() for field in self._all)
            if not lacking or len(tried) == 1:
                return sheet, head, header
            if best is None or lacking < best[0]:
                best = lacking, name
        if best is not None:
            sheet, head, header = self._opened(best[1])
            assert header is not None  # it was found a moment ago
            return sheet, head, header
        if empty:
            what = f"工作表“{wanted}”是空的。" if wanted else "表格是空的，没有任何内容。"
            raise Refusal(what, "请确认发送方已保存成功，重新取得文件后再导入。")
        needed = "、".join(field.label for field in self._all if field.required)
        todo = f"请确认表里有一行列名，至少含有：{needed}。也可以下载模板，按模板填写。"
        if unseen := [name for name in names if name not in tried]:
            todo += (
                f"另有没有看的工作表：{sheet_names(unseen)}；数据若在其中，请在原表取消隐藏，或指定它再导入。"
            )
        raise Refusal("没有找到表头。", todo)

    def _opened(self, name: str) -> tuple[Sheet, list[list[Any]], Header | None]:
        """A sheet from its beginning, its first rows, and the header among them."""
        sheet = self._source.sheet(name)
        head = [[""] * sheet.first_column + row for row in islice(sheet.rows, _HEAD_ROWS)]
        return sheet, head, find_header(head, self._all, self._request.get("header_row"))

    def _reader(self, column: Column, today: date) -> ColumnReader:
        field = self._fields.get(column.field) or Field(column.field, column.heading)
        rules = Rules(
            today, self.found.date_1904, str(self._request.get("dating", "")), column.factor, starred=True
        )
        told = any(self._is_kind(each.field) for each in self._columns)
        return ColumnReader(field, rules, told)

    def _spoilt_cells(self) -> dict[int, list[tuple[str, str, str]]]:
        """Row → (field, sentence, severity) of matched cells without a value: not calculated, or an error."""
        by_index = {column.index: column.field for column in self._columns}
        rows: dict[int, list[tuple[str, str, str]]] = {}
        for row, index in self.found.uncached:
            if index in by_index:
                name = f"{column_letters(index)}{row}"
                message = f"{name} 是公式，没有算好的值；请用 WPS 或 Excel 打开原表，保存一次后再导入"
                rows.setdefault(row, []).append((by_index[index], message, Severity.REFUSED.value))
        for row, index, value in self.found.faulty:
            if index in by_index:
                field = self._fields.get(by_index[index])
                severity = Severity.REFUSED if field is not None and field.required else Severity.WARNING
                message = (
                    f"{column_letters(index)}{row} 是公式错误（{value}），没有取用；请在原表改正后再导入"
                )
                rows.setdefault(row, []).append((by_index[index], message, severity.value))
        return rows

    # frames ---------------------------------------------------------------------------------------

    def opening(self) -> Head:
        """Sheet, header, columns and the notices known before the rows."""
        return {
            "t": "open",
            "sheets": self._source.sheets,
            "sheet": self.sheet.name,
            "encoding": self._source.encoding,
            "header_row": self.header.last_row,
            "first_header_row": self.header.first_row,
            "titles": self.header.titles,
            "columns": [
                [column.index, column.heading, column.field, column.suggestion, column.samples]
                for column in self.header.columns
            ],
            "fields": [reader.field.key for reader in self._readers],
            "notices": self._notices,
            "hidden_rows": self._hidden_rows(),
            "hidden_columns": self.found.hidden_columns,
        }

    def batches(self, size: int) -> Iterator[tuple[Head, bytes]]:
        """The data rows in batches, each with its block of numbers."""
        first = self.header.last_row + 1
        rest = self._head[self.header.last_row :]
        offset = self.sheet.first_column
        rows = chain((row[offset:] for row in rest), self.sheet.rows)
        while batch := list(islice(rows, size)):
            numbers, kept = self._sieve.data(batch, first)
            kept = self._merges.filled(kept, numbers)
            first += len(batch)
            self._rows += len(kept)
            if kept:
                yield self._frame(numbers, kept, first / max(self.sheet.height, first))
            else:
                yield {"t": "blank"}, b""  # a sign of life: a sheet may hold a million blank rows

    def _frame(self, numbers: list[int], rows: list[list[Any]], done: float) -> tuple[Head, bytes]:
        width = max(map(len, rows))
        if any(len(row) != width for row in rows):
            rows = [row + [""] * (width - len(row)) for row in rows]
        cells = list(zip(*rows, strict=True))
        blank = ("",) * len(rows)

        def column(index: int) -> Sequence[Any]:
            place = index - self.sheet.first_column
            return cells[place] if 0 <= place < len(cells) else blank

        kinds = next((column(each.index) for each in self._columns if self._is_kind(each.field)), None)
        block, words = [array("I", numbers).tobytes()], []
        bad: list[dict[int, Any]] = []
        problems = self._spoilt_problems(numbers) if self._spoilt else []
        fresh = [place for place, reader in enumerate(self._readers) if reader.renewed()]
        for each, reader in zip(self._columns, self._readers, strict=True):
            taken, found = reader.take(column(each.index), kinds)
            block.append(taken.tobytes())
            new, faulty = reader.taken_words()
            words.append(new)
            bad.append(faulty)
            problems += found
        self._look_for_series(column, numbers)
        head = {
            "t": "rows",
            "rows": len(rows),
            "fresh": fresh,
            "words": words,
            "bad": bad,
            "problems": problems,
            "done": round(done, 4),
        }
        return head, b"".join(block)

    def _is_kind(self, key: str) -> bool:
        field = self._fields.get(key)
        return field is not None and field.codes == "id_kind"

    def _look_for_series(self, column: Any, numbers: list[int]) -> None:
        if self._watch is None:
            return
        ids = next(each.index for each in self._columns if self._kind_of(each.field) is Kind.RESIDENT_ID)
        name = next((each.index for each in self._columns if each.field.endswith("name")), -1)
        self._watch.take(column(ids), column(name) if name >= 0 else numbers, numbers)

    def _kind_of(self, key: str) -> Kind | None:
        field = self._fields.get(key)
        return field.kind if field else None

    def _spoilt_problems(self, numbers: list[int]) -> list[RowProblem]:
        """Cells whose formula was never calculated, or gave an error."""
        return [
            (place, key, message, severity, "")
            for place, number in enumerate(numbers)
            for key, message, severity in self._spoilt.get(number, ())
        ]

    # notices --------------------------------------------------------------------------------------

    def _first_notices(self, guessed: tuple[Column, ...]) -> list[Notice]:
        sentences = [f"“{each.heading}”列按“{self._label(each.field)}”读入，请核对。" for each in guessed]
        present = self.header.fields()
        missing = [field.label for field in self._all if field.required and field.key not in present]
        if missing:
            sentences.append(f"没有找到这些必填的列：{'、'.join(missing)}。请在对列时指定，或在表里补上。")
        sentences += self._second_table()
        unused = [column.heading for column in self.header.columns if not column.field and column.heading]
        unused = [
            heading for heading in unused if plain_heading(heading) not in ("序号", "编号", "错误原因", "序")
        ]
        if unused:
            more = f" 等 {len(unused)} 列" if len(unused) > 20 else ""
            named = "、".join(f"“{heading}”" for heading in unused[:20])
            sentences.append(f"这些列没有用到：{named}{more}。")
        others = [name for name, seen in self._source.sheets if seen and name != self.sheet.name]
        if others:
            sentences.append(unread_sheets(self.sheet.name, others))
        told = map(without_numbers, sentences + self._wounds())
        return [(sentence, Severity.WARNING.value) for sentence in told]

    def _second_table(self) -> list[str]:
        """A table of the same headings right of the one that is read."""
        read = {plain_heading(each.heading) for each in self.header.columns if each.field}
        again = [
            each for each in self.header.columns if not each.field and plain_heading(each.heading) in read
        ]
        if len(again) < _SECOND_TABLE or len({plain_heading(each.heading) for each in again}) < len(again):
            return []
        place = column_letters(again[0].index)
        what = f"{self._where}右边从 {place} 列起还有一张同样表头的表，没有读入"
        return [f"{what}；请把它接到左边的表下面，或另存为一个文件后再导入。"]

    def _wounds(self) -> list[str]:
        """Macros, formulas, hidden rows and columns, merged cells."""
        found, sentences = self.found, []
        if found.macros:
            sentences.append("文件里有宏，已忽略，没有运行。")
        if found.formulas:
            sentences.append(f"{self._where}有 {found.formulas} 个公式，按已算好的值读入，不重新计算。")
        if hidden := self._hidden_rows():
            what = f"第 {row_list(hidden)} 行是隐藏行，共 {len(hidden)} 行，也已读入，请核对是否应当计入"
            sentences.append(f"{self._where}{what}。")
        if headings := self._hidden_headings():
            sentences.append(f"{self._where}“{'、'.join(headings)}”是隐藏列，也已读入，请核对。")
        if found.unsearched:
            sentences.append(f"{self._where}有没有隐藏的行列、公式没有查明，请打开原表核对。")
        if self._merges.count:
            sentences.append(f"{self._where}有 {self._merges.count} 处合并单元格，已按每行同值读入。")
        return sentences

    @property
    def _where(self) -> str:
        """The sheet as a sentence names it."""
        return f"工作表“{self.sheet.name}”" if self._source.kind is not FileKind.TEXT else "表里"

    def _hidden_rows(self) -> list[int]:
        return [row for row in self.found.hidden_rows if row > self.header.last_row]

    def _hidden_headings(self) -> list[str]:
        """Headings of the hidden columns that feed a field."""
        hidden = frozenset(self.found.hidden_columns)
        return [each.heading for each in self.header.columns if each.field and each.index in hidden]

    def _label(self, key: str) -> str:
        field = self._fields.get(key)
        return field.label if field else key

    def ending(self) -> Head:
        """The notices that only the whole sheet gives."""
        sentences = self._sieve.sentences(self._where)
        if outside := self.sheet.outside:
            cells = "、".join(outside[:3])
            sentences.append(f"{self._where}表格右边之外还有内容（如 {cells}），没有读入，请核对。")
        if not self._rows:
            what = "没有数据行，没有可导入的内容，请确认数据填在这张表里"
            sentences.append(f"{self._where}只有表头，{what}。")
        if self._watch is not None:
            sentences += self._watch.sentences()
        return {
            "t": "end",
            "notices": [(sentence, Severity.WARNING.value) for sentence in sentences],
            "skipped": dict(self._sieve.counts()),
        }
