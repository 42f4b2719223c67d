"""What can be done with the evidence of a row: add, look at, save out, open outside, void."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from core.codes import code_list
from core.errors import LedgerFault
from core.evidence.desk import EvidenceView
from core.views import Change, RowState
from ui.alerts import ask
from ui.evidence_box import EvidenceBox, file_filter
from ui.evidence_viewer import EvidenceViewer
from ui.icons import icon
from ui.page import Shell
from ui.record_model import NEW_ROW
from ui.row_edit import RowEdit
from ui.section_dialogs import NotTakenDialog, ReasonDialog
from ui.section_rows import for_owner
from ui.tasks import Progress, Tasks

if TYPE_CHECKING:
    from core.ledger import Ledger

OUTSIDE = (
    "文件会以没有姓名的名字放进本机的私有文件夹，交给电脑上的看图或 PDF 程序；"
    "关闭或锁定本程序时覆盖并删除。看完请把那个程序关掉，不要在那里另存。打开一次记一次流水。"
)
SAVED = "存到台账外面的文件不再加密，由存的人保管。另存一次记一次流水。"
VOID = "作废后不再算作这一行的佐证，内容留在台账里，可以恢复。"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of files that were added: how many, what to know, and which were not taken and why."""

    added: int
    notices: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


class EvidenceActs(QObject):
    """Serves the box below the form of a section page."""

    def __init__(
        self, section: str, tasks: Tasks, shell: Shell, edit: RowEdit, box: EvidenceBox, window: QWidget
    ) -> None:
        super().__init__(window)
        self._section = section
        self._tasks = tasks
        self._shell = shell
        self._edit = edit
        self._window = window
        self._row: int | None = None
        self.box = box
        box.add_asked.connect(self.ask_files)
        box.dropped.connect(self.add)
        box.view_asked.connect(self.show_file)
        box.menu_asked.connect(self._open_menu)
        edit.opened.connect(self._row_opened)

    # Which row

    def _row_opened(self) -> None:
        row = self._edit.row
        self._row = None if row is None or row.id == NEW_ROW else row.id
        if self._row is None:
            self.box.show_files((), saved=False)
        else:
            self.read()

    def row_saved(self, row_id: int) -> None:
        """A row that was new has its number now."""
        row = self._edit.row
        if self._row is None and row is not None and row.id in (NEW_ROW, row_id):
            self._row = row_id
            self.read()

    def read(self) -> None:
        """Read the list of the row under the hands; stepping through rows asks only for the last."""
        section, row_id = self._section, self._row
        if row_id is None or not self.box.isVisible():
            return
        row = self._edit.row
        void = row is not None and row.state is RowState.VOID

        def take(files: tuple[EvidenceView, ...]) -> None:
            if row_id == self._row:
                self.box.show_files(files, saved=True, changeable=not void)

        self._tasks.run(
            "读取佐证材料",
            lambda ledger, _progress: ledger.evidence(section, row_id),
            for_owner(self, take),
            replaces=f"evidence {section}",
        )

    # Adding

    def ask_files(self) -> None:
        """Choose files and add them."""
        names, _kind = QFileDialog.getOpenFileNames(self._window, "添加佐证材料", "", file_filter())
        self.add([Path(name) for name in names])

    def add(self, paths: Sequence[Path], row_id: int | None = None) -> None:
        """Add files to the row under the hands, or to another one (dropped on it)."""
        section, target = self._section, row_id if row_id is not None else self._row
        if target is None or not paths:
            return

        def work(ledger: Ledger, progress: Progress) -> tuple[Change, Taken]:
            return attach_all(ledger, section, target, paths, progress)

        self._tasks.run("添加佐证材料", work, for_owner(self, lambda answer: self._added(target, answer[1])))

    def _added(self, row_id: int, taken: Taken) -> None:
        if taken.added:
            said = "".join(dict.fromkeys(taken.notices))
            words = f"已添加 {taken.added} 份佐证材料到第 {row_id:,} 行。{said}".removesuffix("。")
            self._shell.say(words, "warn" if said else "ok")
        if row_id == self._row:
            self.read()
        if taken.refused:
            NotTakenDialog(taken.refused, self._window).open()

    # Looking

    def show_file(self, evidence_id: int) -> None:
        """Show a file inside the program, with the way to the row's others."""
        viewer = EvidenceViewer(self.box.files, evidence_id, self._window)
        viewer.save_asked.connect(self.ask_save)
        viewer.outside_asked.connect(self.ask_outside)
        viewer.wanted.connect(
            lambda wanted: self._tasks.run(
                "读取佐证材料",
                lambda ledger, _progress: ledger.view_evidence(wanted),
                for_owner(viewer, lambda answer: viewer.show_content(*answer)),
            )
        )
        viewer.open()
        viewer.ask()

    def ask_save(self, evidence_id: int) -> None:
        """Save a file outside the ledger, with a reason."""
        dialog = ReasonDialog(
            "另存佐证材料",
            SAVED,
            "选择位置…",
            self._window,
        )
        reason = dialog.reason if dialog.exec() else ""
        dialog.deleteLater()
        view = self._view(evidence_id)
        if not reason or view is None:
            return
        name, _kind = QFileDialog.getSaveFileName(self._window, "另存佐证材料", f"佐证材料{view.suffix}")
        if name:
            self.save(evidence_id, Path(name), reason)

    def save(self, evidence_id: int, target: Path, reason: str) -> None:
        """Write a file outside the ledger."""
        self._tasks.run(
            "另存佐证材料",
            lambda ledger, _progress: ledger.save_evidence(evidence_id, target, reason),
            for_owner(self, lambda path: self._shell.say(f"已另存为 {path.name}，这个文件没有加密", "warn")),
        )

    def ask_outside(self, evidence_id: int) -> None:
        """Warn, then hand a file to another program."""
        ask(self._window, "用别的程序打开？", OUTSIDE, "打开", lambda: self.open_outside(evidence_id))

    def open_outside(self, evidence_id: int) -> None:
        """Hand a file to another program; it is wiped when this one closes or locks."""

        def show(path: Path) -> None:
            if QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
                self._shell.say("已在别的程序里打开，锁定或关闭时清除", "warn")
            else:
                self._shell.say("电脑上没有能打开它的程序，可以在这里看或者另存", "warn")

        self._tasks.run(
            "打开佐证材料",
            lambda ledger, _progress: ledger.open_evidence_outside(evidence_id),
            for_owner(self, show),
        )

    # Changing

    def _open_menu(self, evidence_id: int, at: QPoint) -> None:
        view = self._view(evidence_id)
        if view is None:
            return
        menu = QMenu(self._window)
        menu.setAccessibleName("佐证材料")
        menu.aboutToHide.connect(menu.deleteLater)
        for symbol, words, act in (
            ("eye", "查看", self.show_file),
            ("download", "另存…", self.ask_save),
            ("external-link", "用别的程序打开…", self.ask_outside),
        ):
            menu.addAction(icon(symbol), words).triggered.connect(lambda *_, act=act: act(evidence_id))
        if not view.void:
            self._add_kinds(menu, view)
        menu.addSeparator()
        turn = menu.addAction(
            icon("arrow-back-up" if view.void else "trash"), "恢复…" if view.void else "作废…"
        )
        turn.triggered.connect(lambda *_: self.ask_void(view))
        menu.popup(at)

    def _add_kinds(self, menu: QMenu, view: EvidenceView) -> None:
        kinds = menu.addMenu("种类")
        for entry in code_list("evidence_kind"):
            action = kinds.addAction(entry.name)
            action.setCheckable(True)
            action.setChecked(entry.code == view.kind)
            action.triggered.connect(lambda *_, code=entry.code: self.set_kind(view.id, code))

    def set_kind(self, evidence_id: int, kind: str) -> None:
        """Say what kind of proof a file is."""
        self._tasks.run(
            "保存佐证材料",
            lambda ledger, _progress: ledger.set_evidence_kind(evidence_id, kind),
            for_owner(self, lambda _change: self.read()),
        )

    def ask_void(self, view: EvidenceView) -> None:
        """Ask why a file is voided, or comes back."""
        words = "恢复" if view.void else "作废"
        dialog = ReasonDialog(
            f"{words}佐证材料", "" if view.void else VOID, words, self._window, destroys=not view.void
        )
        reason = dialog.reason if dialog.exec() else ""
        dialog.deleteLater()
        if reason:
            self.set_void(view, reason)

    def set_void(self, view: EvidenceView, reason: str) -> None:
        """Void a file, or bring it back."""

        def work(ledger: Ledger, _: Progress) -> Change:
            act = ledger.unvoid_evidence if view.void else ledger.void_evidence
            return act(view.id, reason)

        self._tasks.run(
            "恢复佐证材料" if view.void else "作废佐证材料",
            work,
            for_owner(self, lambda _change: self.read()),
        )

    def _view(self, evidence_id: int) -> EvidenceView | None:
        return next((each for each in self.box.files if each.id == evidence_id), None)


def attach_all(
    ledger: Ledger, section: str, row_id: int, paths: Sequence[Path], progress: Progress
) -> tuple[Change, Taken]:
    """Attach files one by one; what is not taken is told with its name, and keeps no other from being."""
    notices: list[str] = []
    refused: list[tuple[str, str]] = []
    for number, path in enumerate(paths):
        progress(number / len(paths), f"正在添加第 {number + 1} 份")
        try:
            _change, attached = ledger.attach_evidence(section, row_id, path)
            notices.append(attached.notice)
        except LedgerFault as fault:
            refused.append((path.name, f"{fault.happened}{fault.todo}"))
    taken = Taken(len(notices), tuple(each for each in notices if each), tuple(refused))
    return Change(frozenset(("evidence",))), taken
