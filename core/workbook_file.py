"""Workbooks as bytes that depend on their content alone: the times that openpyxl and zip write are fixed."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.files import write_whole
from core.section import Field

if TYPE_CHECKING:
    from openpyxl import Workbook

FIXED_MOMENT = datetime(2000, 1, 1)
"""Stands where no moment belongs to the content (templates, exports)."""
TEXT_FORMAT = "@"
_FIRST_ZIP_YEAR = 1980
_PIXELS_PER_CHARACTER = 7.0
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TIMES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")


def stable_bytes(workbook: Workbook, moment: datetime = FIXED_MOMENT) -> bytes:
    """The workbook as bytes: same content and moment, same bytes."""
    written = io.BytesIO()
    workbook.save(written)
    return with_fixed_times(written.getvalue(), moment)


def with_fixed_times(content: bytes, moment: datetime = FIXED_MOMENT) -> bytes:
    """A workbook's bytes with all its times set to `moment`."""
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    when = (max(moment.year, _FIRST_ZIP_YEAR), moment.month, moment.day, moment.hour, moment.minute, 0)
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(result, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = _TIMES.sub(rb"\g<1>" + stamp + rb"\g<3>", part)
            entry = zipfile.ZipInfo(name, when)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, part, compresslevel=6)
    return result.getvalue()


def save_stable(workbook: Workbook, path: Path, moment: datetime = FIXED_MOMENT) -> None:
    """Write the workbook whole or not at all, with fixed times.

    Raises:
        LedgerFault: the folder cannot be written.
    """
    write_whole(path, stable_bytes(workbook, moment))


def risky(text: str) -> bool:
    """True for text that a spreadsheet may take for a formula."""
    return text.startswith(_RISKY)


def writable(text: str) -> str:
    """Text without the characters that a workbook cannot hold, cut to what a cell can."""
    return _CONTROL.sub("", text)[:32_767]


def set_text(cell: Any, text: str) -> None:
    """Put text in a cell as text, whatever it begins with; a formula-looking one stays harmless."""
    cell.value = writable(text)
    cell.data_type = "s"
    if risky(text):
        cell.quotePrefix = True


def column_width(field: Field) -> float:
    """Width of a field's column in characters: as on screen, and never narrower than its heading."""
    return max(field.width / _PIXELS_PER_CHARACTER, 2.2 * len(field.label) + 2)
