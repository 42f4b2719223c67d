"""导入: a sheet on its way into the ledger, in five steps on one page. Nothing is written before 写入."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout

from core.errors import Cancelled, LedgerFault
from core.imports.answers import ImportAnswers
from core.section import Section
from core.views import Change, ImportPreview, ImportResult, Query
from ui import numbers
from ui.controls import (
    Button,
    PageHead,
    plain,
    primary,
)
from ui.icons import Glyph
from ui.import_foot import ImportFoot
from ui.import_review import PreviewStep, WriteStep
from ui.import_steps import (
    CHOOSE,
    COLUMNS,
    FILE_FILTER,
    HEADER,
    PREVIEW,
    WRITE,
    ChooseFile,
    ColumnsStep,
    HeaderStep,
    StepBar,
    dropped_file,
)
from ui.pages import PAGE_OF_SECTION, Page, Shell
from ui.painting import SMALLEST_PAGE
from ui.tasks import Progress, Tasks

if TYPE_CHECKING:
    from core.ledger import Ledger

LOW = 380
"""Height below which the steps make room for the table."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of a file: all that a new preview is made from."""

    section: str
    path: Path
    sheet: str | None = None
    header_row: int | None = None
    columns: Mapping[int, str] | None = None


class ImportPage(Page):
    """导入. Opened with the section to import into, and perhaps a file."""

    page_key = "import"
    title = "导入"
    rail_key = "placement"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self._sections: dict[str, Section] = {}
        self._section = "placement"
        self._given: dict[str, Any] = {}
        self._asked: Asked | None = None
        self._preview: ImportPreview | None = None
        self._busy = self._stop = False
        self._written = False
        self.setAcceptDrops(True)
        self.setMinimumSize(*SMALLEST_PAGE)
        self._build()
        tasks.progress.connect(self._progressed)

    def _build(self) -> None:
        self._head_place = QVBoxLayout()
        self.head = PageHead("导入", "", "就业创业登记")
        self._head_place.addWidget(self.head)
        self.head.back.connect(self._back)
        self.steps = StepBar()
        self.choose = ChooseFile()
        self.choose.browse.connect(self._browse)
        self.choose.template.connect(self._save_template)
        self.choose.section_chosen.connect(self._choose_section)
        self.header = HeaderStep()
        self.header.changed.connect(self._header_changed)
        self.columns = ColumnsStep()
        self.preview = PreviewStep(lambda: self._show_step(COLUMNS))
        self.write = WriteStep()
        self.stack = QStackedWidget()
        for step in (self.choose, self.header, self.columns, self.preview, self.write):
            self.stack.addWidget(step)
        self.stack.setMinimumSize(200, 80)
        self.foot = ImportFoot(self._save_errors, self._step_back, self._step_on, self._cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head_place)
        column.addWidget(self.steps)
        column.addWidget(self.stack, 1)
        column.addWidget(self.foot)
        self._show_step(CHOOSE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.steps.setVisible(event.size().height() >= LOW)

    # coming and going

    def refresh(self) -> None:
        """Ask for the sections that can be imported into."""
        self.tasks.run("读取栏目", lambda ledger, _: ledger.sections(), self.show_sections)

    def mark_stale(self, change: Change) -> None:
        """An import under way does not care for changes elsewhere; the preview is checked when written."""
        del change

    def arrive(self, **context: Any) -> None:
        section = context.get("section")
        if isinstance(section, str):
            if section != self._section or self._written:
                self._reset()
            self._choose_section(section)
        self._given = dict(context.get("given") or {})
        path = context.get("file")
        if isinstance(path, str | Path):
            self.open_file(Path(path))

    def show_sections(self, sections: tuple[Section, ...]) -> None:
        """Take the sections over."""
        self._sections = {section.key: section for section in sections}
        self.choose.show_sections(sections, self._section)
        self._rename_head()

    def _choose_section(self, key: str) -> None:
        self._section = key
        self.rail_key = PAGE_OF_SECTION.get(key, key)
        self.choose.section.setCurrentIndex(max(0, self.choose.section.findData(key)))
        self._rename_head()

    def _rename_head(self) -> None:
        """The head says where the rows go; a new one, because its way back carries that name."""
        section = self._sections.get(self._section)
        detail = self.head.detail.text()
        old = self.head
        self.head = PageHead("导入", detail, section.title if section else "返回")
        self.head.detail.setMinimumWidth(1)
        self.head.back.connect(self._back)
        self._head_place.replaceWidget(old, self.head)
        old.hide()
        old.deleteLater()

    def _reset(self) -> None:
        self._asked = self._preview = None
        self._written = False
        self.head.set_detail("")
        self.choose.say_fault("")
        self._show_step(CHOOSE)

    def _back(self) -> None:
        self.shell.open_page(self._section)

    def _cancel(self) -> None:
        if self._busy:
            self._stop = True
            self.foot.say(Glyph.PLANNED, "正在停下")
            return
        self._reset()
        self._back()

    # steps

    def _show_step(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        self.steps.show_step(step, finished=step == WRITE and self._written)
        self.foot.show_step(step, self._preview, written=self._written)

    def _step_back(self) -> None:
        self._show_step(max(CHOOSE, self.steps.current - 1))

    def _step_on(self) -> None:
        step = self.steps.current
        if step == PREVIEW:
            self._apply()
        elif step == COLUMNS and self._asked is not None and self._preview is not None:
            asked = self._asked
            wanted = self.columns.chosen()
            if wanted == {each.index: each.field for each in self._preview.columns}:
                self._show_step(PREVIEW)
                return
            sheet, row = self._preview.sheet, self._preview.header_row
            self._read(Asked(asked.section, asked.path, sheet, row, wanted), PREVIEW)
        else:
            self._show_step(step + 1)

    def _header_changed(self, sheet: str, row: int) -> None:
        if self._asked is not None:
            self._read(Asked(self._asked.section, self._asked.path, sheet or None, row or None), HEADER)

    # file

    def _browse(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "选要导入的表", "", FILE_FILTER)
        if chosen:
            self.open_file(Path(chosen))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event)
        if path is not None:
            event.acceptProposedAction()
            self.open_file(path)

    def open_file(self, path: Path) -> None:
        """Read a file and show its preview."""
        self._written = False
        self._read(Asked(self._section, path), PREVIEW)

    def _read(self, asked: Asked, then: int) -> None:
        self.choose.say_fault("")
        self.foot.say(Glyph.PLANNED, f"正在读取 {asked.path.name}")

        given = dict(self._given)

        def read(ledger: Ledger, progress: Progress) -> ImportPreview:
            report = self._stoppable(progress)
            report(0.0, f"正在读取 {asked.path.name}")
            return ledger.preview_import(
                asked.section,
                asked.path,
                ImportAnswers(asked.sheet, asked.header_row, columns=asked.columns),
                report,
                given,
            )

        def done(preview: ImportPreview) -> None:
            self._busy = False
            self._asked = asked
            self.show_data(preview, then)

        self._begin()
        self.tasks.run("读取表格", read, done, self._not_read)

    def _begin(self) -> None:
        self._busy, self._stop = True, False

    def _stoppable(self, progress: Progress) -> Progress:
        """Progress that ends the work when 取消 was pressed; what is done by then is rolled back."""

        def report(share: float, text: str) -> None:
            if self._stop:
                raise Cancelled
            progress(share, text)

        return report

    def _not_read(self, fault: LedgerFault) -> None:
        self._busy = False
        if not isinstance(fault, Cancelled):
            self.choose.say_fault(f"{fault.happened}{fault.todo}")
        self._show_step(CHOOSE)

    def show_data(self, preview: ImportPreview, then: int = PREVIEW) -> None:
        """Show what an import would do; when a required column is missing, the columns first."""
        section = self._sections.get(preview.section)
        if section is None:
            return
        self._preview = preview
        self.head.set_detail(_file_words(preview))
        self.header.show_data(preview)
        self.columns.show_data(section, preview)
        matched = {each.field for each in preview.columns}
        missing = [each.label for each in section.required() if each.key not in matched | self._given.keys()]
        self.columns.say_missing(missing)
        self.preview.show_data(section, preview)
        self._show_step(COLUMNS if missing and then == PREVIEW and not _chosen(self._asked) else then)

    # writing

    def _apply(self) -> None:
        preview = self._preview
        if preview is None:
            return
        self.write.begin(preview.writes)
        self._show_step(WRITE)

        def apply(ledger: Ledger, progress: Progress) -> tuple[Change, ImportResult]:
            report = self._stoppable(progress)
            report(0.0, "正在写入")
            return ledger.apply_import(preview.token, report)

        self._begin()
        self.tasks.run("写入", apply, self._applied, self._not_applied)

    def _applied(self, done: tuple[Change, ImportResult]) -> None:
        change, result = done
        self._busy = False
        self._written = True
        section = self._section
        context: dict[str, Any] = {}
        if change.ids:
            context = {
                "query": Query(ids=change.ids),
                "title": f"本次导入 {numbers.count(len(change.ids))} 行",
            }
        actions: list[Button] = []
        if result.added + result.changed:
            actions.append(primary("看写入的行", lambda: self.shell.open_page(section, **context)))
        if result.refused:
            actions.append(plain("另存错误表…", self._save_errors))
        actions.append(plain("再导入一个", self._reset))
        self.write.finish(result, actions)
        self._show_step(WRITE)
        written = numbers.count(result.added + result.changed)
        self.shell.say(f"已写入 {written} 行，拒收 {numbers.count(result.refused)} 行")

    def _not_applied(self, fault: LedgerFault) -> None:
        self._busy = False
        self._show_step(PREVIEW)
        if isinstance(fault, Cancelled):
            self.foot.say(Glyph.SAME, "已取消，一行也没有写入。")
        else:
            self.tasks.failed.emit(fault)

    def _progressed(self, label: str, share: float, text: str) -> None:
        if label == "写入" and self._busy:
            self.write.progress(share, text)
        elif label == "读取表格" and self._busy:
            self.foot.say(Glyph.PLANNED, text or "正在读取")

    # files out

    def _save_errors(self) -> None:
        preview = self._preview
        if preview is None:
            return
        name = f"{Path(preview.file_name).stem}-错误行.xlsx"
        chosen, _ = QFileDialog.getSaveFileName(self, "另存错误表", name, "Excel 工作簿 (*.xlsx)")
        if chosen:
            out = Path(chosen)
            self.tasks.run(
                "另存错误表",
                lambda ledger, _: ledger.write_error_sheet(preview.token, out),
                lambda rows: self.shell.say(f"{numbers.count(rows)} 行退回改正，存为 {out.name}"),
            )

    def _save_template(self) -> None:
        section = self._sections.get(self._section)
        title = section.title if section else ""
        chosen, _ = QFileDialog.getSaveFileName(
            self, "空白模板", f"{title}-模板.xlsx", "Excel 工作簿 (*.xlsx)"
        )
        if chosen:
            key, out = self._section, Path(chosen)
            self.tasks.run(
                "写模板",
                lambda ledger, _: ledger.template(key, out),
                lambda columns: self.shell.say(f"模板有 {len(columns)} 列，存为 {out.name}"),
            )


def _chosen(asked: Asked | None) -> bool:
    """The clerk has matched the columns by hand already."""
    return asked is not None and asked.columns is not None


def _file_words(preview: ImportPreview) -> str:
    """朱沱镇9月台账.xlsx，工作表“9月”，第 3–190 行."""
    rows = [row.row for row in preview.rows]
    parts = [preview.file_name]
    if preview.sheet:
        parts.append(f"工作表“{preview.sheet}”")
    if rows:
        parts.append(f"第 {min(rows)}–{max(rows)} 行")
    return "，".join(parts)
