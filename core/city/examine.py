"""One received file examined: what it reports, and whether paper, data and workbook agree.

Runs in the reading process alone. What it finds leaves it as plain facts (`Facts`), never as the file's
own structures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from core.city.book_parts import BookParts, read_book
from core.city.consistency import oddities
from core.city.pdf_parts import LockedError, PdfParts, read_pdf, relative
from core.imports.container import Refusal
from core.returns.breakdown_tables import industry_table, township_table
from core.returns.core_tables import core_table, posts_table, work_table
from core.returns.data_file import digest
from core.returns.data_reading import DataError, read_data, workbook_digest
from core.returns.document import tables_of
from core.returns.signature import code_boxes, seal_for
from core.returns.snapshot import Snapshot
from core.returns.tables import Kind, Table
from core.returns.wording import summary

Facts = dict[str, Any]
_PDF, _BOOK = b"%PDF", b"PK"
_TITLE = "留渝来渝就业创业"
_GROUPS = re.compile(r"[0-9a-f]{4}(?: [0-9a-f]{4}){3}")
_FOOT = re.compile(r"摘要 ([0-9a-f]{8})$")
_FIGURE = re.compile(r"[+\-]?\d+(?:\.\d+)?|—")
_ROUND = re.compile(r"\d{0,3}0{2,}|\d{1,3}")
"""Labels of a scale, page numbers, ranks: numbers that need not stand in the data."""
NO_DATA = "PDF里没有附带数据文件，可能是扫描件，或另存时丢了附件"
_LARGEST = 60 * 1024 * 1024


def examine(path: Path) -> Facts:
    """The facts of a file; `{"stranger": why}` for one that is no return."""
    if path.stat().st_size > _LARGEST:
        return {"stranger": "文件过大"}
    with path.open("rb") as file:
        head = file.read(1024)
    if _PDF in head:
        return _pdf(path)
    if head.startswith(_BOOK):
        return _book(path)
    if path.suffix.lower() == ".json":
        return _data_alone(path.read_bytes())
    if path.suffix.lower() in (".pdf", ".xlsx"):
        return _broken(path.suffix.lower()[1:], "文件已损坏，打不开")
    return {"stranger": "不是月报"}


def _broken(kind: str, *faults: str) -> Facts:
    return {"kind": kind, "faults": list(faults)}


# -- PDF ---------------------------------------------------------------------------------------------
def _pdf(path: Path) -> Facts:
    try:
        parts = read_pdf(path)
    except LockedError:
        return _broken("pdf", "PDF加了密码，读不出")
    except MemoryError:
        raise
    except Exception:  # whatever a foreign PDF does to the library is one sentence
        return _broken("pdf", "PDF已损坏，读不出")
    named = [name for name in parts.attached if name.lower().endswith(".json")]
    if len(named) != 1:
        ours = parts.digest or any(_TITLE in text for page in parts.texts[:1] for text in page)
        scanned = not any(parts.texts)
        if not ours and not scanned:
            return {"stranger": "不是月报"}
        return _broken("pdf", NO_DATA if not named else "PDF里附了不止一个数据文件") | _printed_facts(parts)
    content = parts.attached[named[0]]
    try:
        snapshot = read_data(content)
    except DataError as error:
        if str(error) == "schema":
            return {"stranger": "不是月报"}
        return _broken("pdf", "PDF里的数据文件读不懂") | _printed_facts(parts)
    faults = list(_paper_faults(parts, snapshot, content))
    remarks = ["页面上叠加了批注或图片，请看原件"] if parts.covered else []
    facts = _snapshot_facts(snapshot, content) | {"kind": "pdf", "remarks": remarks}
    return facts | {"faults": faults, "forged": bool(faults)}


def _paper_faults(parts: PdfParts, snapshot: Snapshot, content: bytes) -> Iterator[str]:
    """Where paper, metadata, data file and workbook do not agree."""
    right = digest(content)
    if parts.digest != right:
        yield "数据文件与PDF记录的摘要不一致，数据被改过"
    if parts.state and parts.state != snapshot.state:
        yield "数据文件的状态与PDF记录的不一致"
    books = [book for name, book in parts.attached.items() if name.lower().endswith(".xlsx")]
    if len(books) != 1 or digest(books[0]) != workbook_digest(content):
        yield "所附工作簿与数据文件记的摘要不一致，或没有附工作簿"
    yield from _seal_faults(parts, snapshot, right)
    yield from _text_faults(parts, snapshot)


def _seal_faults(parts: PdfParts, snapshot: Snapshot, right: str) -> Iterator[str]:
    """The digest as it is printed: in the signature block, at the foot of each page, in the QR code."""
    texts = [text for page in parts.texts for text in page]
    printed = "".join(text for text in texts if _GROUPS.fullmatch(text)).replace(" ", "")
    feet = [found.group(1) for text in texts if (found := _FOOT.search(text))]
    seal = seal_for(snapshot, right)
    if seal is None:
        if printed or feet:
            yield "数据文件说是草稿，PDF却印有摘要"
        return
    if printed != right:
        yield "PDF印的摘要与所附数据不一致"
    elif len(feet) != len(parts.texts) or set(feet) != {seal.short}:
        yield "有的页印的摘要与所附数据不一致，可能混入了别的页"
    if relative(code_boxes(seal.code, 0.0, 0.0, 100.0)) not in parts.codes:
        yield "二维码与所附数据不一致"


def _text_faults(parts: PdfParts, snapshot: Snapshot) -> Iterator[str]:
    """The printed numbers against the data: rows of the tables, the sentences, numbers from elsewhere."""
    texts = [text for page in parts.texts for text in page]
    whole = "".join(texts)
    if any(line not in whole for line in summary(snapshot)[:2]):
        yield "首页文字与所附数据不一致"
    if any(rule.rule not in whole for rule in snapshot.figure_rules):
        yield "附录印的指标规则与所附数据不一致"
    printed = " ".join(["", *(text for text in texts if _FIGURE.fullmatch(text)), ""])
    for table in _checked_tables(snapshot):
        if any(f" {' '.join(row)} " not in printed for row in _figure_rows(table)):
            yield f"“{table.title.partition('（')[0]}”表印的数与所附数据不一致"
    known = set(re.findall(r"[+\-]?\d+(?:\.\d+)?", _all_words(snapshot)))
    known |= {number.lstrip("+-") for number in known}
    strange = [
        text
        for before, text in pairwise(texts)
        if _FIGURE.fullmatch(text)
        and text != "—"
        and not before.endswith("：")  # the telephone of the signature block
        and not _ROUND.fullmatch(text)
        and text.lstrip("+-") not in known
    ]
    if strange:
        yield "PDF上印有数据文件里没有的数"


def _checked_tables(snapshot: Snapshot) -> Iterator[Table]:
    yield core_table(snapshot, 6.1)
    if snapshot.posts:
        yield posts_table(snapshot.posts)
    if snapshot.work:
        yield work_table(snapshot.work)
    if snapshot.townships:
        yield township_table(snapshot)
    if snapshot.industries:
        yield industry_table(snapshot)


def _figure_rows(table: Table) -> Iterator[list[str]]:
    """The number cells of each row, in their order."""
    for part in table.parts:
        for row in part.rows:
            if len(row.cells) == len(part.columns):
                texts = [
                    cell.text
                    for cell, column in zip(row.cells, part.columns, strict=True)
                    if column.kind is Kind.NUMBER and cell.text
                ]
                if texts and all(_FIGURE.fullmatch(text) for text in texts):
                    yield texts


def _all_words(snapshot: Snapshot) -> str:
    """Every text in which a number of the data may stand."""
    words = [
        cell.text
        for table in tables_of(snapshot)
        for part in table.parts
        for row in part.rows
        for cell in row.cells
    ]
    words += list(_leaves(snapshot))
    return " ".join(words)


def _leaves(value: object) -> Iterator[str]:
    """Every number and text in a value, written as the paper may write it."""
    if hasattr(value, "__slots__") and not isinstance(value, int):
        for name in value.__slots__:
            yield from _leaves(getattr(value, name, None))
    elif isinstance(value, tuple):
        for each in value:
            yield from _leaves(each)
    elif value is not None:
        text = str(value)
        yield text
        if re.fullmatch(r"-?\d+(\.\d+)?", text):
            yield from (f"{float(text):.{places}f}" for places in (0, 1, 2))


# -- facts -------------------------------------------------------------------------------------------
def _snapshot_facts(snapshot: Snapshot, content: bytes) -> Facts:
    total, outside = snapshot.subject_total, snapshot.subject_outside
    return {
        "unit": [snapshot.unit_key, snapshot.unit_code, snapshot.unit_name, snapshot.unit_full_name],
        "month": str(snapshot.month),
        "cut_off_day": snapshot.month.cut_off_day,
        "version": snapshot.version,
        "draft": snapshot.draft,
        "submitted": snapshot.state == "submitted",
        "reported_on": snapshot.reported_on.isoformat() if snapshot.reported_on else None,
        "demonstration": snapshot.demonstration,
        "digest": digest(content),
        "workbook_digest": workbook_digest(content),
        "total": _whole(total.value),
        "new": _whole(total.month),
        "outside": _whole(outside.value),
        "target": _whole(total.target),
        "outside_target": _whole(outside.target),
        "industries": [[line.key, line.month, line.value] for line in snapshot.industries],
        "odd": list(oddities(snapshot)),
    }


def _whole(number: Any) -> int | None:
    return None if number is None else int(number)


def _printed_facts(parts: PdfParts) -> Facts:
    """Whose return a paper without data is, by its printed number."""
    for page in parts.texts[:1]:
        for text in page:
            found = re.search(r"编　?　?号：?\s?([0-9A-Za-z\-]{3,19})-(\d{4}-\d{2})-(\d{1,3})", text)
            if found:
                unit, month, version = found.groups()
                return {"unit": [unit], "month": month, "version": int(version)}
    return {}


# -- others ------------------------------------------------------------------------------------------
def _book(path: Path) -> Facts:
    try:
        parts = read_book(path)
    except Refusal as refusal:
        if "不是" in refusal.happened or "压缩包" in refusal.happened:
            return {"stranger": "不是月报"}
        return _broken("xlsx", refusal.happened.rstrip("。"))
    except MemoryError:
        raise
    except Exception:  # whatever a foreign workbook does to the library is one sentence
        return _broken("xlsx", "工作簿已损坏，读不出")
    if parts is None:
        return {"stranger": "不是月报"}
    return _book_facts(parts, digest(path.read_bytes()))


def _book_facts(parts: BookParts, content_digest: str) -> Facts:
    faults = [] if parts.code_holds else ["工作簿的核对码不符，里面的数或字被改过"]
    return {
        "kind": "xlsx",
        "unit": [parts.unit],
        "office": parts.office,
        "month": parts.month,
        "version": parts.version,
        "submitted": not parts.draft,
        "demonstration": parts.demonstration,
        "digest": content_digest,
        "total": _whole(parts.total),
        "new": _whole(parts.new),
        "outside": _whole(parts.outside),
        "target": _whole(parts.target),
        "outside_target": _whole(parts.outside_target),
        "industries": [[name, int(new), int(value)] for name, new, value in parts.industries],
        "odd": list(_book_oddities(parts)),
        "faults": faults,
        "forged": bool(faults),
    }


def _book_oddities(parts: BookParts) -> Iterable[str]:
    total = sum(value for _, _, value in parts.industries)
    if parts.industries and parts.total is not None and total != parts.total:
        yield f"分行业累计合计{total}人，总数{parts.total}人"


def _data_alone(content: bytes) -> Facts:
    try:
        snapshot = read_data(content)
    except DataError as error:
        if str(error) in ("json", "schema", "size"):
            return {"stranger": "不是月报的数据文件"}
        return _broken("json", "数据文件读不懂，内容不全或被改过")
    remark = "只有数据文件，没有可核对摘要的PDF"
    return _snapshot_facts(snapshot, content) | {"kind": "json", "remarks": [remark]}
