"""The one row that is being typed, whether in a cell of the table or in the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from core.completion import completed
from core.errors import LedgerFault
from core.problems import Problem, Severity
from core.section import Kind, Section, Values
from core.views import Change, RowState, RowView
from ui.editors import code_choices
from ui.record_model import NEW_ROW, Typing
from ui.section_rows import for_owner
from ui.tasks import Progress, Tasks

if TYPE_CHECKING:
    from core.ledger import Ledger

CHECK_AFTER = 250
"""Milliseconds of quiet before a row is checked."""


@dataclass(frozen=True, slots=True)
class Step:
    """One save, and what it takes to go back: the values that stood before, None for a new row."""

    row_id: int
    before: Values | None
    after: Values


class RowEdit(QObject):
    """What has been typed in a row until it is saved.

    Nothing reaches the ledger before `commit()`. A save that fails hands the typed words back by
    `failed`, so that nothing is lost.
    """

    changed = Signal()
    """Words, derived values or problems are different now."""
    opened = Signal()
    """Another row is being edited."""
    in_hand = Signal()
    """What would be lost now is different: typed values, or the words in an open cell."""
    handed_over = Signal(str)
    """What was typed at this place is on its way into the ledger."""
    saved = Signal(object, object)
    """`Change` and `Step` of a save."""
    failed = Signal(object, object, object)
    """`RowView`, typed values, `LedgerFault`: a save did not happen."""

    def __init__(
        self,
        section: Section,
        tasks: Tasks,
        parent: QObject | None = None,
        within: Mapping[str, Any] | None = None,
    ) -> None:
        """Edit rows of a section; each is saved with what it lies `within` (field → value)."""
        super().__init__(parent)
        self._within: Mapping[str, Any] = {} if within is None else within
        self.section = section
        self.row: RowView | None = None
        self.typed: dict[str, Any] = {}
        self.texts: dict[str, str] = {}
        self.derived: dict[str, Any] = {}
        self._held: tuple[str, Any, str] | None = None
        self.problems: tuple[Problem, ...] = ()
        self._tasks = tasks
        self._serial = 0
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(CHECK_AFTER)
        self._quiet.timeout.connect(self.check_now)

    # State

    @property
    def is_open(self) -> bool:
        """True while a row is under the hands."""
        return self.row is not None

    @property
    def is_new(self) -> bool:
        """True for a row that was never saved."""
        return self.row is not None and self.row.id == NEW_ROW

    @property
    def is_dirty(self) -> bool:
        """True when something differs from what is saved."""
        return bool(self.typed)

    def value(self, key: str) -> Any:
        """What stands in a field now: typed, derived from what is typed, or saved."""
        if key in self.typed:
            return self.typed[key]
        if key in self.derived:
            return self.derived[key]
        return self.row.values.get(key) if self.row else None

    def words(self, key: str) -> str:
        """The same as words for the screen; personal values that are saved stay masked."""
        if key in self.texts:
            return self.texts[key]
        return self.row.texts.get(key, "") if self.row else ""

    def problem(self, key: str) -> Problem | None:
        """The worst problem of a field."""
        own = [each for each in self.problems if each.field == key]
        return min(own, key=lambda each: each.severity is not Severity.REFUSED, default=None)

    def typing(self) -> Typing | None:
        """For the table: what to show over the saved row."""
        if self.row is None or not (self.typed or self.texts):
            return None
        return Typing(self.row.id, {**self.derived, **self.typed}, dict(self.texts), self.problems)

    @property
    def place(self) -> str:
        """Where what is typed here is kept until it is saved; "" while no row is under the hands."""
        if self.row is None:
            return ""
        within = "".join(f"?{key}={value}" for key, value in self._within.items())
        return f"row/{self.section.key}{within}/{self.row.id}"

    def unfinished(self) -> dict[str, Any] | None:
        """What would be lost now: values and words by field; None when all is saved."""
        typed, texts = dict(self.typed), {key: self.texts.get(key, "") for key in self.typed}
        if self._held is not None:
            key, value, words = self._held
            typed[key], texts[key] = value, words
        return {"typed": typed, "texts": texts} if typed else None

    # What the hands do

    def hold(self, row_id: int, key: str, value: Any, words: str) -> None:
        """Words stand in an open cell; they are typed only when the cell is left."""
        if self.row is not None and self.row.id == row_id:
            self._held = (key, value, words)
            self.in_hand.emit()

    def release(self) -> None:
        """The cell was closed: its words were typed, or thrown away."""
        if self._held is not None:
            self._held = None
            self.in_hand.emit()

    def open(self, row: RowView) -> None:
        """Take a row under the hands; the row before must have been committed."""
        self._start(row)

    def open_new(self, blank: RowView, start: Mapping[str, tuple[Any, str]] | None = None) -> None:
        """Begin a new row; `start` holds values with their words that a new row begins with."""
        self._start(blank)
        for key, (value, words) in (start or {}).items():
            self.typed[key], self.texts[key] = value, words

    def close(self) -> None:
        """Let go of the row; what is typed is dropped."""
        self._drop()
        self.row = None
        self.opened.emit()

    def put(self, key: str, value: Any, words: str) -> None:
        """A field was typed; the row is checked when the hands rest."""
        if self.row is None:
            return
        if _same(value, self.row.values.get(key)):
            self.typed.pop(key, None)
            self.texts.pop(key, None)
        else:
            self.typed[key], self.texts[key] = value, words
        self._held = None
        self._quiet.start()
        self.changed.emit()
        self.in_hand.emit()

    def revert(self) -> None:
        """Back to what is saved."""
        if self.row is not None:
            self._start(self.row)

    def check_now(self) -> None:
        """Have the ledger look at the row as it stands; nothing is written."""
        row = self.row
        if row is None or not (self.typed or row.problems):
            return
        self._serial += 1
        serial, section, typed = self._serial, self.section, frozenset(self.typed)
        values = {**self._saved_values(), **self.typed, **self._within}
        row_id = None if self.is_new else row.id
        self._tasks.run(
            "检查本行",
            lambda ledger, _progress: look(ledger, section, values, typed, row_id),
            for_owner(self, lambda answer: self._take_check(serial, answer)),
            lambda _fault: None,
            replaces=f"check {section.key}",
        )

    def values(self) -> dict[str, Any]:
        """All values that a clerk can type, as they stand now."""
        own = {each.key for each in self.section.fields if not each.derived}
        filled = {key: value for key, value in self.derived.items() if key in own}
        return {**self._saved_values(), **filled, **self.typed}

    def _saved_values(self) -> dict[str, Any]:
        saved = self.row.values if self.row else {}
        return {
            each.key: saved.get(each.key)
            for each in self.section.fields
            if not each.derived and (each.key in saved or not each.sensitive)
        }

    def commit(self, then: Callable[[], None] | None = None) -> None:
        """Save what was typed. Called on leaving the row; without typing it does nothing."""
        row = self.row
        if row is None or not self.typed:
            if then:
                then()
            return
        values, typed, texts = {**self.values(), **self._within}, dict(self.typed), dict(self.texts)
        self._save(row, values, typed, texts, then)
        self.typed.clear()
        self._held = None
        self.handed_over.emit(self.place)
        self._quiet.stop()
        self._serial += 1

    # Inside

    def _save(
        self,
        row: RowView,
        values: dict[str, Any],
        typed: dict[str, Any],
        texts: dict[str, str],
        then: Callable[[], None] | None,
    ) -> None:
        key, row_id = self.section.key, None if row.id == NEW_ROW else row.id
        before = {each: row.values.get(each) for each in values} if row_id is not None else None

        def done(change: Change) -> None:
            saved_id = change.row.id if change.row else (row_id or next(iter(change.ids), NEW_ROW))
            if change.row is not None and self.row is row:
                self._adopt(change.row)
            self.saved.emit(change, Step(saved_id, before, values))
            if then:
                then()

        def failed(fault: LedgerFault) -> None:
            if self.row is row:
                self.typed, self.texts = {**typed, **self.typed}, {**texts, **self.texts}
                self.changed.emit()
                self.in_hand.emit()
            self.failed.emit(row, typed, fault)

        section, by_hand, place = self.section, frozenset(typed), self.place

        def work(ledger: Ledger, _progress: Progress) -> Change:
            change = ledger.save(key, row_id, completed(ledger, section, values, by_hand))
            ledger.forget_unfinished(place)
            return change

        self._tasks.run(
            "保存",
            work,
            for_owner(self, done),
            for_owner(self, failed),
        )

    def _adopt(self, row: RowView) -> None:
        """The row under the hands is now this saved one; what was typed meanwhile stays typed."""
        self.row = row
        self.texts = {key: words for key, words in self.texts.items() if key in self.typed}
        self.problems = row.problems
        self.derived = {}
        self.changed.emit()

    def _drop(self) -> None:
        """Forget what is typed, and have it forgotten where it is kept."""
        kept = self.is_dirty or self._held is not None
        self._forget()
        if kept:
            self.in_hand.emit()

    def _start(self, row: RowView) -> None:
        self._drop()
        self.row = row
        self.problems = row.problems
        self.opened.emit()
        if row.problems and row.state is RowState.DRAFT:
            self._quiet.start()

    def _forget(self) -> None:
        self._quiet.stop()
        self._serial += 1
        self.typed, self.texts, self.derived, self.problems = {}, {}, {}, ()
        self._held = None

    def _take_check(self, serial: int, answer: Looked) -> None:
        if serial != self._serial or self.row is None:
            return
        self.problems = answer.problems
        saved = self.row.values
        fresh = {
            key: value
            for key, value in answer.values.items()
            if key in self.section.by_key and key not in self.typed and not _same(value, saved.get(key))
        }
        for key in self.derived:
            self.texts.pop(key, None) if key not in self.typed else None
        self.derived = fresh if self.typed else {}
        self.texts.update({key: answer.texts.get(key, "") for key in self.derived})
        self.changed.emit()


@dataclass(frozen=True, slots=True)
class Looked:
    """What the ledger says of a row as typed: values, the words for codes among them, problems."""

    values: Values
    texts: Mapping[str, str]
    problems: tuple[Problem, ...]


def look(
    ledger: Ledger, section: Section, values: Values, typed: frozenset[str], row_id: int | None
) -> Looked:
    """Complete and check a row, and put what is derived into words. Runs on the worker."""
    checked, problems = ledger.check(section.key, completed(ledger, section, values, typed), row_id)
    texts = {}
    for key, value in checked.items():
        each = section.by_key.get(key)
        if each is None or value in (None, "") or _same(value, values.get(key)):
            continue
        texts[key] = str(value)
        if each.kind is Kind.CODE:
            known = code_choices(each, ((word, code) for code, word in ledger.code_choices(each.codes)))
            texts[key] = next((choice.words for choice in known if choice.value == value), str(value))
        elif each.kind is Kind.FLAG:
            texts[key] = "是" if value else "否"
    return Looked(checked, texts, tuple(problems))


def _same(one: Any, other: Any) -> bool:
    """An empty field is an empty field, whether it was None or blank."""
    return (one in (None, "") and other in (None, "")) or one == other
