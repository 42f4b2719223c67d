"""One open file as sheets of raw cells, whatever its kind.

An .xlsx of the usual build is read from its bare XML, row by row; everything else by the library.
Only the reading process uses this module: the library behind it may abort on a damaged file.
"""

from __future__ import annotations

import threading
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.imports import csv_text
from core.imports.container import DAMAGED, DOCTYPE, SAVE_AS_XLSX, FileKind, Refusal, kind_of
from core.imports.sheet_xml import SheetBook
from core.imports.sniff import Findings, sniff_part, sniff_sheet, workbook_findings
from core.imports.workbook_parts import Unusual

Cell = Any
"""str, float, bool, date, datetime, time or timedelta; "" where the cell is empty."""

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
    OSError,
)
"""What a damaged zip does to its reader."""
MAX_CELLS = 40_000_000
_MAX_MERGES = 100_000
_GUESSED_WIDTH = 20
_ENDINGS = {
    FileKind.XLSX: (".xlsx", ".xlsm", ".xlam"),
    FileKind.XLSB: (".xlsb",),
    FileKind.XLS: (".xls", ".xla"),
    FileKind.ODS: (".ods",),
}


@dataclass(slots=True)
class Sheet:
    """One sheet: its rows from row 1 on, each from column `first_column` (from 0) on.

    `height` and `width` may be larger than what comes: of a text file they are a guess.
    """

    name: str
    height: int
    width: int
    first_column: int
    rows: Iterator[list[Cell]]
    merges: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    """Names of a few cells right of the table that are not read; complete after the last row."""


class Source:
    """A foreign file, opened."""

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        """Look at the file and open it.

        Raises:
            Refusal: what is wrong with the file, for a clerk.
        """
        self.path = path
        self.kind = kind_of(path)
        self.encoding = ""
        self.found = Findings()
        self._text = ""
        self._book: Any = None
        self._bare: SheetBook | None = None
        self._sniffer: threading.Thread | None = None
        if self.kind is FileKind.TEXT:
            self._text, self.encoding = csv_text.decode(path.read_bytes(), encoding)
            self.sheets: tuple[tuple[str, bool], ...] = ((path.stem, True),)
        else:
            self.sheets = self._open_book()
        if not self.sheets:
            raise Refusal("这个文件里没有工作表。", SAVE_AS_XLSX)

    def _open_book(self) -> tuple[tuple[str, bool], ...]:
        try:
            self.found = workbook_findings(self.path, self.kind)
            if self.kind is FileKind.XLSX:
                return self._open_bare()
        except (FileNotFoundError, PermissionError):
            raise
        except Unusual:
            pass
        except _BROKEN as error:
            raise DAMAGED from error
        return self._open_by_library()

    def _open_bare(self) -> tuple[tuple[str, bool], ...]:
        self._bare = SheetBook(str(self.path), self.found.date_1904)
        return tuple((each.name, each.visible) for each in self._bare.sheets)

    def _open_by_library(self) -> tuple[tuple[str, bool], ...]:
        import python_calamine

        try:
            self._book = self._load()
        except python_calamine.PasswordError as error:
            raise Refusal("工作簿加了密码，读不出内容。", "请用密码打开它，去掉密码另存后再导入。") from error
        except (python_calamine.CalamineError, ValueError, OSError) as error:
            raise DAMAGED from error
        visible = python_calamine.SheetVisibleEnum.Visible
        sheet_type = python_calamine.SheetTypeEnum.WorkSheet
        return tuple(
            (each.name, each.visible == visible)
            for each in self._book.sheets_metadata
            if each.typ == sheet_type
        )

    def _load(self) -> Any:
        """The library goes by the name's ending; a file whose name lies is given to it without one."""
        import python_calamine

        if self.path.suffix.lower() in _ENDINGS[self.kind]:
            return python_calamine.CalamineWorkbook.from_path(str(self.path))
        with self.path.open("rb") as file:
            return python_calamine.CalamineWorkbook.from_filelike(file)

    def sheet(self, name: str) -> Sheet:
        """Read one sheet; its formulas and hidden rows are searched beside, see `findings`.

        Raises:
            Refusal: when it cannot be read.
        """
        if self.kind is FileKind.TEXT:
            separator = csv_text.separator_of(self._text)
            height = self._text.count("\n") + 1
            return Sheet(name, height, _GUESSED_WIDTH, 0, _cleaned(csv_text.rows_of(self._text, separator)))
        if self._bare is not None:
            try:
                return self._bare_sheet(self._bare, name)
            except Unusual:
                self._bare = None
                self._open_by_library()
            except _BROKEN as error:
                raise DAMAGED from error
        return self._library_sheet(name)

    def _bare_sheet(self, book: SheetBook, name: str) -> Sheet:
        """A sheet that is read row by row; what its end says of merged cells is looked for first."""
        part = next(each for each in book.sheets if each.name == name)
        rows = book.rows(part)
        self.found = Findings(macros=self.found.macros, date_1904=self.found.date_1904)
        with zipfile.ZipFile(self.path) as archive:
            sniff_part(archive, part.part, self.found)
        return Sheet(name, self.found.rows, _GUESSED_WIDTH, 0, iter(rows), self.found.merges, rows.outside)

    def _library_sheet(self, name: str) -> Sheet:
        import python_calamine

        self.found = Findings(macros=self.found.macros, date_1904=self.found.date_1904)
        self._sniffer = threading.Thread(target=self._sniff, args=(name,), daemon=True)
        self._sniffer.start()
        try:
            sheet = self._book.get_sheet_by_name(name)
            merges = self._merges(sheet)
        except (python_calamine.CalamineError, ValueError, OSError) as error:
            raise DAMAGED from error
        start = sheet.start or (0, 0)
        if sheet.total_height * sheet.width > MAX_CELLS:
            raise Refusal(
                f"工作表“{name}”占用了 {sheet.total_height} 行 × {sheet.width} 列，范围过大。",
                "请删除表格以外多余的行和列，另存后再导入。",
            )
        return Sheet(name, sheet.total_height, sheet.width, start[1], sheet.iter_rows(), merges[:_MAX_MERGES])

    def _merges(self, sheet: Any) -> list[Any]:
        """The merged cells; those of an OpenDocument sheet the library does not tell, so the search does."""
        if self.kind is not FileKind.ODS:
            return sheet.merged_cell_ranges or []
        if self._sniffer is not None:
            self._sniffer.join()
        return self.found.merges

    def _sniff(self, name: str) -> None:
        found = self.found
        try:
            sniff_sheet(self.path, self.kind, name, found)
        except Exception:  # notices alone come from here; what is wrong with the file, the reading says
            found.unsearched = True

    def findings(self) -> Findings:
        """What was found in the sheet read last; waits for the search to end.

        Raises:
            Refusal: the sheet has a DOCTYPE.
        """
        if self._sniffer is not None:
            self._sniffer.join()
        if self.found.doctype:
            raise DOCTYPE
        return self.found


def _cleaned(rows: Iterator[list[str]]) -> Iterator[list[Cell]]:
    """Text rows made as wide as the widest of the first ones; cells keep leading zeros as text."""
    width = 0
    for row in rows:
        width = max(width, len(row))
        yield row + [""] * (width - len(row)) if len(row) < width else row
