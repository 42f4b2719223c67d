"""The return as PDF: `render` is what the ledger and the preview call."""

from __future__ import annotations

import builtins
from dataclasses import dataclass, field

from core.problems import Problem
from core.returns.attach import About, Attachment
from core.returns.body_font import path_of
from core.returns.data_file import data_name, digest, workbook_name, write_data
from core.returns.paper import Paper
from core.returns.sheet import Furniture, Hotspot
from core.returns.signature import Seal, seal_for
from core.returns.snapshot import Snapshot
from core.returns.truetype import FontError
from core.returns.workbook import write_workbook
from core.returns.yearly import document_of

_WATERMARKS = {"draft": "草稿", "in_review": "送审稿", "returned": "退回稿", "approved": "送审稿"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class RenderedReturn:
    """A drawn return.

    Attributes:
        bytes: the PDF; empty when `problems` holds a refusal, so that nothing wrong can be printed.
        problems: characters that no font has, texts and numbers that do not fit.
        pages: number of pages.
        hotspots: where each figure is printed.
        data: the data file; `digest` is its SHA-256.
        workbook: the workbook.
    """

    bytes: builtins.bytes
    problems: tuple[Problem, ...]
    pages: int
    hotspots: tuple[Hotspot, ...]
    data: builtins.bytes = field(repr=False, default=b"")
    workbook: builtins.bytes = field(repr=False, default=b"")
    digest: str = ""


def render(snapshot: Snapshot, *, attachments: bool = True) -> RenderedReturn:
    """Draw a month's return, or the year's. Same snapshot, same bytes.

    The body font is the one that the snapshot names (`Basis.font`); where this computer does not have just
    that file, the return is refused and not drawn with another.

    Args:
        snapshot: what the return says.
        attachments: attach data file and workbook (always done for a submitted return).
    """
    workbook = write_workbook(snapshot)
    data = write_data(snapshot, workbook)
    try:
        fangsong = path_of(snapshot.basis.font)
    except FontError as fault:
        return RenderedReturn(b"", (Problem("", str(fault)),), 0, (), data, workbook, digest(data))
    seal = seal_for(snapshot, digest(data))
    paper = Paper(_furniture(snapshot, seal), fangsong)
    document = document_of(paper, snapshot, seal)
    document.draw()
    problems = (*paper.fonts.problems(), *document.problems)
    pdf = b""
    if not problems:
        files = _attachments(snapshot, data, workbook) if attachments or seal is not None else ()
        pdf = paper.finished(_about(snapshot, digest(data)), files)
    return RenderedReturn(
        pdf, problems, paper.sheet.pages, tuple(paper.sheet.hotspots), data, workbook, digest(data)
    )


def _furniture(snapshot: Snapshot, seal: Seal | None) -> Furniture:
    watermark = _WATERMARKS.get(snapshot.state, "")
    tail = f"摘要 {seal.short}" if seal is not None else f"{watermark}第{snapshot.draft}稿　未定稿，无摘要"
    return Furniture(f"编号 {snapshot.number}　{tail}", snapshot.demonstration, watermark)


def _about(snapshot: Snapshot, data_digest: str) -> About:
    return About(
        title=f"{snapshot.title}（{snapshot.period.label}）".replace("\n", ""),
        unit=snapshot.office,
        period=f"{snapshot.period.label}　第{snapshot.version}版",
        dated=snapshot.reported_on or snapshot.month.cut_off,
        digest=data_digest,
        state=snapshot.state,
    )


def _attachments(snapshot: Snapshot, data: bytes, workbook: bytes) -> tuple[Attachment, ...]:
    kind = "年报" if snapshot.yearly else "月报"
    return (
        Attachment(data_name(snapshot), data, "application/json", f"{kind}数据文件", "Data"),
        Attachment(workbook_name(snapshot), workbook, XLSX, f"{kind}工作簿", "Alternative"),
    )
