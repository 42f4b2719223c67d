"""疑似重复: names, people and placements that look double, and what the clerk decides of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from core.duplicates import PERSON, NameGroup, PersonPair, Repeated
from core.merged_names import COLLEGE, EMPLOYER
from core.permissions import allowed
from core.views import Change, Query
from ui import numbers
from ui.beside import Beside
from ui.controls import CountTabs, EmptyState, PageHead, ground, line, plain, primary, words
from ui.icons import Glyph
from ui.page import Page, Shell
from ui.section_dialogs import ReasonDialog
from ui.system_lines import Lines
from ui.tasks import Progress, Tasks
from ui.word_table import WordTable

if TYPE_CHECKING:
    from core.duplicates import Doubtful
    from core.ledger import Ledger

REPEATED = "repeated"
PARTS = ((EMPLOYER, "单位名称"), (COLLEGE, "院校名称"), (PERSON, "人员"), (REPEATED, "一人多笔"))
Doubt = NameGroup | PersonPair | Repeated
_EMPTY = {
    EMPLOYER: "没有名称相近的用人单位",
    COLLEGE: "没有名称相近的院校",
    PERSON: "没有疑似同一人的档案",
    REPEATED: "今年没有登记多笔的人",
}


def _summary(found: Doubtful) -> str:
    """What there is to look at, for the head: groups to decide of, and people with several rows."""
    groups = sum(map(len, (found.employers, found.colleges, found.people)))
    parts = [f"{numbers.count(groups)} 组待看"] if groups else []
    parts += [f"{numbers.count(len(found.repeated))} 人登记多笔"] if found.repeated else []
    return "，".join(parts) or "没有疑似重复的"


class DuplicatesPage(Page):
    """疑似重复. Opened with `kind` = employer, college, person or repeated."""

    page_key = "duplicates"
    title = "疑似重复"
    rail_key = "person"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self.head = PageHead("疑似重复")
        self.tabs = CountTabs("疑似重复")
        self.tabs.set_tabs([(key, text, None) for key, text in PARTS], EMPLOYER)
        self.tabs.chosen.connect(self._show_kind)
        self.kind = EMPLOYER
        self._met = False
        self._doubts: dict[str, Sequence[Doubt]] = {key: () for key, _ in PARTS}
        self.table = WordTable(
            "疑似重复", ("名称", "有几个", "看出来的原因"), (260, 84, 250), figures=(1,), stretch=2
        )
        self.table.chosen.connect(self._choose)
        self.empty = EmptyState("circle-check", _EMPTY[EMPLOYER])
        main = QWidget()
        ground(main, "surface")
        left = QVBoxLayout(main)
        left.setContentsMargins(0, 0, 0, 0)
        left.addWidget(self.table, 1)
        left.addWidget(self.empty, 1)
        strip = QWidget()
        ground(strip, "surface")
        row = QHBoxLayout(strip)
        row.setContentsMargins(5, 0, 5, 0)
        row.addWidget(self.tabs)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for each in (self.head, strip, line()):
            column.addWidget(each)
        column.addWidget(Beside(main, self._side()), 1)

    def _side(self) -> QWidget:
        side = QWidget()
        ground(side, "surface")
        self.name = words("", "panel", wrap=True)
        self.about = words("", "secondary", wrap=True)
        self.facts = Lines()
        self._choices = QVBoxLayout()
        self._choices.setSpacing(6)
        self.group = QButtonGroup(self)
        self.merge = primary("合并…", self.ask_merge)
        self.apart = plain("不是同一个", self.keep_apart)
        self.see = plain("看这些行", self.open_rows)
        self.told = words("", "caption", wrap=True)
        column = QVBoxLayout(side)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(self.name)
        column.addWidget(self.about)
        column.addWidget(self.facts)
        column.addLayout(self._choices)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.merge, self.apart, self.see):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addWidget(self.told)
        column.addStretch(1)
        self._show_side(None)
        return side

    # data

    def arrive(self, **context: Any) -> None:
        wanted = context.get("kind")
        for at in range(self.tabs.count()):
            if self.tabs.key(at) == wanted:
                self.tabs.setCurrentIndex(at)
                self._met = True
                self._show_kind(str(wanted))

    def refresh(self) -> None:
        year = self.shell.as_of.year
        self.tasks.run(
            "找疑似重复",
            lambda ledger, _: ledger.doubtful(year),
            self.show_data,
            replaces="doubtful",
        )

    def show_data(self, found: Doubtful) -> None:
        """Show what looks double."""
        self._doubts = {
            EMPLOYER: found.employers,
            COLLEGE: found.colleges,
            PERSON: found.people,
            REPEATED: found.repeated,
        }
        if not self._doubts[self.kind] and not self._met:
            self.kind = next((key for key, _ in PARTS if self._doubts[key]), self.kind)
        self._met = True
        self.tabs.set_tabs([(key, text, len(self._doubts[key])) for key, text in PARTS], self.kind)
        self.head.set_detail(_summary(found))
        self._show_kind(self.kind)

    def _show_kind(self, key: str) -> None:
        self.kind = key
        doubts = self._doubts[key]
        self.table.setVisible(bool(doubts))
        self.empty.setVisible(not doubts)
        self.empty.sentence.setText(_EMPTY[key])
        self.table.show_rows([_row(each) for each in doubts])
        self._show_side(self.chosen)

    @property
    def chosen(self) -> Doubt | None:
        """The group or pair at the side."""
        doubts, at = self._doubts[self.kind], self.table.current()
        return doubts[at] if 0 <= at < len(doubts) else None

    def _choose(self, _at: int) -> None:
        self._show_side(self.chosen)

    def _show_side(self, doubt: Doubt | None) -> None:
        for button in self.group.buttons():
            self.group.removeButton(button)
            self._choices.removeWidget(button)
            button.hide()
            button.deleteLater()
        may = allowed(self.shell.info.roles, "names.merge")
        named = isinstance(doubt, NameGroup)
        self.merge.setVisible(named or isinstance(doubt, PersonPair))
        self.merge.setText("合并…" if named else "比对、合并…")
        self.merge.updateGeometry()
        self.apart.setVisible(doubt is not None and not isinstance(doubt, Repeated))
        self.see.setVisible(doubt is not None and not (named and self.kind == COLLEGE))
        self.merge.setEnabled(may or not named)
        self.apart.setEnabled(may)
        self.name.setText(_row(doubt)[0] if doubt else "")
        self.about.setText(_about(doubt))
        self.facts.show_rows(_facts(doubt))
        self.told.setText("" if may or doubt is None else "合并要用录入员或审核员账号登录。")
        if isinstance(doubt, NameGroup):
            for place, entry in enumerate(doubt.entries):
                code = f"，{entry.code}" if entry.code else ""
                choice = QRadioButton(f"{entry.name}\n{entry.rows:,} 行{code}")
                choice.setChecked(place == 0)
                self.group.addButton(choice, place)
                self._choices.addWidget(choice)

    # doing

    def ask_merge(self) -> None:
        """Ask why the names of the chosen group are one."""
        doubt = self.chosen
        if isinstance(doubt, PersonPair):
            self.shell.open_page("person_card", row=doubt.first, of=PERSON, merge=doubt.second)
        if not isinstance(doubt, NameGroup):
            return
        kept = doubt.entries[max(0, self.group.checkedId())]
        sentence = (
            f"都并入“{kept.name}”。别的名称下的行改到它名下，以后的表里写别的名称也按它计。"
            "一次完成，可以在导入记录里撤销。"
        )
        dialog = ReasonDialog("合并名称", sentence, "合并", self)
        reason = dialog.reason if dialog.exec() else ""
        dialog.deleteLater()
        if reason:
            self.merge_now(reason)

    def merge_now(self, reason: str) -> None:
        """Merge the chosen group into the name that is ticked."""
        doubt = self.chosen
        if not isinstance(doubt, NameGroup):
            return
        kept = doubt.entries[max(0, self.group.checkedId())]
        others = [each for each in doubt.entries if each is not kept]

        def work(ledger: Ledger, _: Progress) -> Change:
            if doubt.kind == EMPLOYER:
                return ledger.merge_employers(kept.id, [each.id for each in others], reason)
            return ledger.merge_colleges(kept.name, [each.name for each in others], reason)

        said = f"已并入“{kept.name}”，可以在 系统 → 导入记录 里撤销"
        self.tasks.run("写入合并", work, lambda _: self.shell.say(said, "ok"))

    def keep_apart(self) -> None:
        """Remember that the chosen ones are not the same."""
        doubt = self.chosen
        if isinstance(doubt, NameGroup):
            kind = doubt.kind
            names = [str(each.id) if kind == EMPLOYER else each.name for each in doubt.entries]
        elif isinstance(doubt, PersonPair):
            kind, names = PERSON, [str(doubt.first), str(doubt.second)]
        else:
            return
        self.tasks.run(
            "写入判断",
            lambda ledger, _: ledger.keep_apart(kind, names),
            lambda _: self.shell.say("已记下，不再列出", "ok"),
        )

    def open_rows(self) -> None:
        """Show the rows of the chosen one in their table."""
        doubt = self.chosen
        if isinstance(doubt, NameGroup):
            ids = tuple(each.id for each in doubt.entries)
            self.shell.open_page(EMPLOYER, query=Query(ids=ids), title="名称相近的单位")
        elif isinstance(doubt, PersonPair):
            ids = (doubt.first, doubt.second)
            self.shell.open_page(PERSON, section=PERSON, query=Query(ids=ids), title="疑似同一人")
        elif isinstance(doubt, Repeated):
            self.shell.open_page("placement", query=Query(ids=doubt.ids), title=f"{doubt.name}的登记")


def _row(doubt: Doubt) -> tuple[str, str, str]:
    if isinstance(doubt, NameGroup):
        return doubt.entries[0].name, f"{len(doubt.entries)} 个名称", doubt.why
    if isinstance(doubt, PersonPair):
        same = doubt.names[0] == doubt.names[1]
        return doubt.names[0] if same else " / ".join(doubt.names), "2 份档案", doubt.why
    return doubt.name, f"{len(doubt.ids)} 笔", "按最早一笔计"


def _about(doubt: Doubt | None) -> str:
    if isinstance(doubt, NameGroup):
        return f"{doubt.why}。选要保留的名称："
    if isinstance(doubt, PersonPair):
        return f"{doubt.why}。核对证件后，是同一人的点“比对、合并…”，逐项看过再合并。"
    if isinstance(doubt, Repeated):
        return "同一人今年登记了多笔，人数只计一次，计最早一笔。重复报送的可以作废。"
    return ""


def _facts(doubt: Doubt | None) -> list[tuple[Glyph | None, str, str]]:
    if isinstance(doubt, PersonPair):
        rows: list[tuple[Glyph | None, str, str]] = [(None, "出生日期", str(doubt.born or "没有"))]
        rows += [(None, name, number) for name, number in zip(doubt.names, doubt.numbers, strict=True)]
        return rows
    if isinstance(doubt, Repeated):
        return [
            (Glyph.DONE if place == 0 else Glyph.LOOK, day, f"{employer}；{source}")
            for place, (day, employer, source) in enumerate(doubt.rows)
        ]
    return []
