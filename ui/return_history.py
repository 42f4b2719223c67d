"""经过: who took which step when, and the editions that were submitted with their digests."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.return_views import EditionView, ReturnEvent, ReturnStanding
from ui.controls import ground, line, link, words


class ReturnHistory(QScrollArea):
    """The history of a month, newest first. `edition_wanted` gives the version to show."""

    edition_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("经过")

    def show_data(self, standing: ReturnStanding | None) -> None:
        """Show what happened to a month's return."""
        content = QWidget()
        ground(content, "surface")
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(6)
        if standing is not None:
            if standing.editions:
                column.addWidget(words("上报的版本", "caption"))
            for edition in standing.editions:
                column.addWidget(self._edition(edition, standing.shown))
            if standing.editions:
                column.addSpacing(2)
                column.addWidget(line())
                column.addSpacing(4)
            column.addWidget(words("经过", "caption"))
            for event in standing.events:
                column.addWidget(_event(event))
            if not standing.events:
                column.addWidget(
                    words("还没有送审。送审、退回、批准、上报都记在这里。", "secondary", wrap=True)
                )
        column.addStretch(1)
        self.setWidget(content)

    def _edition(self, edition: EditionView, shown: int | None) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(1)
        row = QHBoxLayout()
        row.addWidget(words(f"第 {edition.version} 版，{edition.reported_on} 上报", "section"))
        row.addStretch(1)
        if edition.version == shown:
            row.addWidget(words("正在看", "caption"))
        else:
            row.addWidget(link("打开", lambda: self.edition_wanted.emit(edition.version)))
        column.addLayout(row)
        column.addWidget(words(f"编号 {edition.number}，上报人 {edition.account}", "label", wrap=True))
        if edition.replaces:
            column.addWidget(words(f"替代{edition.replaces}", "label", wrap=True))
        digest = words(f"数据摘要 {edition.digest[:16]}…", "caption")
        digest.setToolTip(
            f"数据文件 {edition.digest}\nPDF {edition.pdf_digest}\n工作簿 {edition.workbook_digest}"
        )
        column.addWidget(digest)
        return box


def _event(event: ReturnEvent) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 6)
    column.setSpacing(1)
    row = QHBoxLayout()
    row.addWidget(words(event.words, "body", wrap=True), 1)
    row.addWidget(words(event.at.astimezone().strftime("%Y-%m-%d %H:%M"), "caption"))
    column.addLayout(row)
    column.addWidget(words(f"{event.account}，第 {event.version} 版第 {event.draft} 稿", "label"))
    if event.reason:
        column.addWidget(words(f"原因：{event.reason}", "secondary", wrap=True))
    return box
