"""What an import asks of the ledger, on the worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import Cancelled, LedgerFault
from core.imports.views import ImportPreview
from ui.tasks import Progress

if TYPE_CHECKING:
    from core.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Shown:
    """What came back for a file: its preview, whether a backup is due, its code lists and senders."""

    preview: ImportPreview
    backup: bool
    choices: Mapping[str, tuple[tuple[str, str], ...]]
    senders: tuple[str, ...]


class BackupFailed(LedgerFault):
    """The backup before writing could not be made; nothing was written."""


def shown_with(ledger: Ledger, preview: ImportPreview) -> Shown:
    """A preview with all that its steps offer. Runs on the worker."""
    lists = dict.fromkeys(each.codes for each in preview.words)
    choices = {name: ledger.code_choices(name) for name in lists}
    return Shown(preview, ledger.backup_due(), choices, ledger.import_senders(preview.section))


def back_up(ledger: Ledger, report: Progress) -> None:
    """Make the backup that protects an import, when the last one does not hold the last change.

    Raises:
        BackupFailed: it could not be made.
    """
    if not ledger.backup_due():
        return
    report(0.02, "正在备份")
    try:
        ledger.backup()
    except Cancelled:
        raise
    except LedgerFault as fault:
        raise BackupFailed(fault.happened, "安全。台账没有改动。", fault.todo) from fault


def file_words(preview: ImportPreview) -> str:
    """朱沱镇9月台账.xlsx，工作表“9月”，第 3–190 行."""
    rows = [row.row for row in preview.rows]
    parts = [preview.file_name]
    if preview.sheet and not preview.encoding:
        parts.append(f"工作表“{preview.sheet}”")
    if rows:
        parts.append(f"第 {min(rows)}–{max(rows)} 行")
    return "，".join(parts)
