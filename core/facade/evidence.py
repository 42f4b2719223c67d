"""Evidence of rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from core.evidence import opened
from core.evidence.desk import CHANGED, Attached, EvidenceDesk, EvidenceView
from core.facade.base import OpenLedger
from core.views import Change


class EvidenceFiles(OpenLedger):
    """Files that prove a row: kept in the ledger, listed without their content, looked at with a trace."""

    @cached_property
    def _evidence(self) -> EvidenceDesk:
        return EvidenceDesk(self)

    def close(self) -> None:
        """Close the file, and remove what was opened outside from this ledger."""
        super().close()
        for path in self._outside:
            opened.remove(path)

    @cached_property
    def _outside(self) -> list[Path]:
        """Files in the private folder that this ledger put there."""
        return []

    def evidence(self, section: str, row_id: int) -> tuple[EvidenceView, ...]:
        """Files of one row: those in force, then void ones."""
        return self._evidence.of_row(section, row_id)

    def evidence_counts(self, section: str, ids: Sequence[int]) -> dict[int, int]:
        """Files in force of each of these rows that has any."""
        return self._evidence.counts(section, ids)

    def evidence_size(self) -> tuple[int, int]:
        """Files kept in the ledger, and their bytes."""
        return self._evidence.size()

    def attach_evidence(
        self, section: str, row_id: int, path: Path, kind: str = ""
    ) -> tuple[Change, Attached]:
        """Attach a file from disk to a row; its kind is told by its bytes. Journaled.

        Raises:
            core.evidence.file_kinds.UnfitFile: empty, too large, cut off, or no PDF or picture.
        """
        attached = self._evidence.attach_file(section, row_id, path, kind)
        return Change(CHANGED, (attached.view.id,)), attached

    def attach_content(
        self, section: str, row_id: int, content: bytes, name: str, kind: str = ""
    ) -> tuple[Change, Attached]:
        """The same with bytes in memory (a picture from the clipboard)."""
        attached = self._evidence.attach(section, row_id, content, name, kind)
        return Change(CHANGED, (attached.view.id,)), attached

    def set_evidence_kind(self, evidence_id: int, kind: str) -> Change:
        """Say what kind of proof a file is."""
        return self._evidence.set_kind(evidence_id, kind)

    def void_evidence(self, evidence_id: int, reason: str) -> Change:
        """Void a file, with a reason; it stays in the ledger."""
        return self._evidence.set_void(evidence_id, reason, void=True)

    def unvoid_evidence(self, evidence_id: int, reason: str) -> Change:
        """Bring a voided file back, with a reason."""
        return self._evidence.set_void(evidence_id, reason, void=False)

    def view_evidence(self, evidence_id: int) -> tuple[EvidenceView, bytes]:
        """A file with its content, to be shown inside the program. Journaled."""
        self.require("evidence.view")
        return self._evidence.content(evidence_id, "view_evidence")

    def open_evidence_outside(self, evidence_id: int) -> Path:
        """Put a file into the private folder for another program; it is wiped on closing. Journaled."""
        self.require("evidence.take_out")
        view, content = self._evidence.content(evidence_id, "open_evidence")
        path = opened.put(content, view.suffix)
        self._outside.append(path)
        return path

    def save_evidence(self, evidence_id: int, target: Path, reason: str) -> Path:
        """Save a file outside the ledger, with a reason; gives where it lies. Journaled."""
        return self._evidence.save_out(evidence_id, target, reason)
