"""What a new ledger of a unit will hold: its plans, townships and code lists, with a tick each."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.plans import plans_for, targets_for
from core.units import Unit
from ui.chips import GlyphMark
from ui.icons import Glyph
from ui.unit_table import UnitLine
from ui.words import words


class UnitFacts(QWidget):
    """At the right: what the ledger of the chosen unit will hold."""

    def __init__(self, year: int) -> None:
        super().__init__()
        self._year = year
        self.name = words("", "page")
        self.place = words("", "caption")
        self._shown: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(2)
        column.addWidget(self.name)
        column.addWidget(self.place)
        column.addSpacing(12)
        column.addWidget(words("建好后台账里就有", "label"))
        column.addSpacing(4)
        self._facts = QVBoxLayout()
        self._facts.setSpacing(8)
        column.addLayout(self._facts)
        column.addStretch(1)
        column.addWidget(words("以后都可以改，每次改动有记录。", "label"))

    def show_unit(self, chosen: UnitLine) -> None:
        """Show another unit."""
        unit = chosen.unit
        self.name.setText(unit.name)
        streets = sum(each.kind == "街道" or each.name.endswith("街道") for each in unit.townships)
        parts = [unit.code] if unit.code else []
        if unit.townships:
            parts.append(f"{streets} 个街道、{len(unit.townships) - streets} 个镇")
        self.place.setText("　".join(parts))
        for old in self._shown:
            self._facts.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._shown = [ticked(heading, text) for heading, text in facts_of(unit, self._year)]
        for fact in self._shown:
            self._facts.addWidget(fact)


def facts_of(unit: Unit, year: int) -> list[tuple[str, str]]:
    """What a new ledger of the unit holds: its plans, townships, code lists."""
    facts: list[tuple[str, str]] = []
    for plan in plans_for(unit.key, year):
        own = [target for target in targets_for(plan, unit.key) if target.judged]
        total = next((t for t in own if t.figure == "placement.total"), None)
        outside = next((t for t in own if t.figure == "placement.origin.outside_city"), None)
        text = f"{plan.number}："
        text += f"{total.value:,.0f} 人" if total else f"{len(own)} 项指标"
        text += f"，其中市外来渝 {outside.value:,.0f} 人" if outside else ""
        facts.append((plan.title, text))
    count = len(unit.townships)
    if count:
        facts.append((f"{count} 个镇街", "名称和有效日期；分解数由您填"))
    else:
        facts.append(("镇街", "名称由您填，填好后才能按镇街分解"))
    facts.append(("代码表", "行业、毕业去向、单位性质、学历"))
    return facts


def ticked(heading: str, text: str) -> QWidget:
    """A tick, a heading in 600 and a sentence below."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    mark = QVBoxLayout()
    mark.setContentsMargins(0, 4, 0, 0)
    mark.addWidget(GlyphMark(Glyph.DONE, 12))
    mark.addStretch(1)
    row.addLayout(mark)
    column = QVBoxLayout()
    column.setSpacing(1)
    column.addWidget(words(heading, "section", wrap=True))
    column.addWidget(words(text, "label", wrap=True))
    row.addLayout(column, 1)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    return made
