"""What is owed to the people in the ledger: erasing, retention, a copy without them, who saw them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from core.facade.base import OpenLedger, Progress
from core.privacy import desk, marks, retention
from core.privacy.marks import ErasedMark
from core.privacy.views import ErasedNote, ErasureDone, ErasurePreview, Proposal, SeenEntry, SupportCopy
from core.sections import section_of
from core.views import Change, Query


class Privacy(OpenLedger):
    """Rights of the people whose data the ledger holds."""

    def preview_erasure(self, person_id: int, as_of: date) -> ErasurePreview:
        """What erasing a person would do. Nothing is written."""
        return desk.preview(self, person_id, as_of)

    def erase_people(
        self, people: Sequence[int], reason: str, *, names: bool = True
    ) -> tuple[Change, ErasureDone]:
        """Erase persons, with a reason: their data go, their rows stay as statistics. Not to be undone.

        `names` says whether other rows that bear the name alone are about the person.
        """
        return desk.erased(self, people, reason, names=names)

    def people_in(self, section: str, query: Query) -> int:
        """How many persons the rows that a query wants belong to: said before they are exported."""
        with self.reading() as connection:
            ids = self.listing(connection).find(section_of(section), query)
            return desk.people_in(connection, section, ids)

    def past_term(self, today: date) -> tuple[Proposal, ...]:
        """People whose data are past their term, by the kind of data that ended last."""
        return retention.proposals(self, today)

    def erase_past_term(self, kinds: Sequence[str], reason: str, today: date) -> tuple[Change, ErasureDone]:
        """Erase everybody proposed under these terms, in one act with a reason."""
        return retention.take_over(self, kinds, reason, today)

    def make_support_copy(
        self, target: Path, password: str, reason: str, progress: Progress | None = None
    ) -> tuple[SupportCopy, str]:
        """A copy in which everybody is invented, with a password of its own; gives its recovery code too."""
        from core.privacy import support_copy  # late: few ever make one

        return support_copy.make(self, target, password, reason, progress or (lambda _share, _words: None))

    def erased_note(self, person_id: int) -> ErasedNote | None:
        """When and by whom a person was erased; None for anybody else."""
        with self.reading() as connection:
            return desk.erased_note(connection, person_id)

    def seen_by(self, person_id: int) -> tuple[SeenEntry, ...]:
        """Who saw a person's data whole or took them out of the ledger, newest first."""
        with self.reading() as connection:
            return desk.seen_by(connection, person_id)

    def erased_marks(self) -> tuple[ErasedMark, ...]:
        """The list of the erased, to be carried to a restored copy."""
        with self.reading() as connection:
            return marks.marks(connection)

    def come_back(self) -> tuple[int, ...]:
        """Persons who were erased and are in the ledger again."""
        with self.reading() as connection:
            return marks.come_back(connection)
