"""Who saw a person's numbers whole, or took the person's data out of the ledger."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from core.privacy.views import SeenEntry
from ui.controls import dialog_foot, primary, words
from ui.section_dialogs import Asking
from ui.word_table import WordTable

WIDTH = 720
ROWS = 10


class SeenDialog(Asking):
    """The list from the journal, newest first."""

    def __init__(self, name: str, seen: Sequence[SeenEntry], parent: QWidget) -> None:
        super().__init__("谁看过", f"谁看过、导出过 {name} 的信息", parent, WIDTH)
        said = "查看完整号码、看佐证材料、导出、打印花名册和回访清单，都在这里；新的在上。"
        self.column.addWidget(words(said if seen else "还没有人看过或导出过。", "secondary", wrap=True))
        self.table = WordTable(
            "谁看过", ("时间", "账号", "做了什么", "内容", "原因"), (132, 84, 104, 176, 120), stretch=4
        )
        self.table.setFixedHeight(28 * (ROWS + 1))
        self.table.show_rows(
            [
                (
                    f"{each.at.astimezone():%Y-%m-%d %H:%M}",
                    each.account,
                    each.action,
                    each.detail,
                    each.reason,
                )
                for each in seen
            ]
        )
        self.table.setVisible(bool(seen))
        self.column.addWidget(self.table)
        known = primary("知道了", self.accept)
        known.setDefault(True)
        self.column.addLayout(dialog_foot((), (known,)))
