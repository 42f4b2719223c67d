"""What the page 社保比对 says: its groups, what can be done with a row, and the cells of its tables."""

from __future__ import annotations

from collections.abc import Sequence

from core.verification.desk import InsuranceRow
from core.verification.insurance import Group, Proposal
from core.verification.runs import RunView
from ui.icons import Glyph
from ui.reading_table import Cell, Column

ONLY_LISTED = "only_listed"
TILES: tuple[tuple[str, Glyph | None, str, str], ...] = (
    (Group.MATCHED, Glyph.DONE, "对上", "人和单位都一致"),
    (Group.NEAR_EMPLOYER, Glyph.LOOK, "单位相近", "看看是不是一家"),
    (Group.OTHER_EMPLOYER, Glyph.LOOK, "单位不同", "在别处参保"),
    (Group.LEFT, Glyph.CHANGED, "已停保", "可补离职日期"),
    (Group.NAME_DIFFERS, Glyph.BAD, "姓名不符", "同号不同名"),
    (Group.NOT_MATCHED, Glyph.WAITING, "没对上", "名单里没有"),
    (ONLY_LISTED, Glyph.ADDED, "只在名单", "台账没有登记"),
)
CHOICES: dict[Proposal, tuple[Glyph, str]] = {
    Proposal.NONE: (Glyph.SAME, "不写"),
    Proposal.CHECK: (Glyph.DONE, "社保比对"),
    Proposal.END: (Glyph.CHANGED, "补离职日期"),
    Proposal.REJECT: (Glyph.BAD, "未通过"),
}
ROWS = (
    Column("办理", 108),
    Column("行号", 64, figure=True),
    Column("姓名", 76),
    Column("身份证号", 148),
    Column("现核查", 84),
    Column("就业日期", 92),
    Column("台账里的单位", 170),
    Column("名单上的单位", 170),
    Column("参保起", 92),
    Column("参保止", 92),
)
RUNS = (
    Column("时间", 132),
    Column("办理", 108),
    Column("办理人", 84),
    Column("范围", 176),
    Column("写入", 64, figure=True),
    Column("结果、说明", 260),
    Column("状态", 96),
)
_VERIFICATION = {
    "claimed": "待核查",
    "social_insurance": "社保比对",
    "phone": "电话核实",
    "visit": "实地走访",
    "third_party": "第三方",
}


def row_cells(row: InsuranceRow, choice: Proposal) -> Sequence[Cell]:
    """The cells of a finding with what is chosen for it."""
    glyph, said = CHOICES[choice]
    if row.blocked and choice is Proposal.NONE:
        glyph, said = Glyph.LOCKED, "本人录入"
    other = row.listed_employer if not row.likeness else f"{row.listed_employer}（{row.likeness}% 相近）"
    if row.listed_name:
        other = f"名单姓名：{row.listed_name}"
    return (
        Cell(said, glyph, choice in (Proposal.REJECT, Proposal.END)),
        Cell(f"{row.row_id:,}", role="text3"),
        Cell(row.name),
        Cell(row.masked_number),
        Cell(_VERIFICATION.get(row.verification, row.verification), role="text2"),
        Cell(row.placed_on.isoformat()),
        Cell(row.employer or "（没有单位）"),
        Cell(other),
        Cell(row.insured_from.isoformat() if row.insured_from else "", role="text2"),
        Cell(row.insured_to.isoformat() if row.insured_to else "", role="text2"),
    )


def run_cells(run: RunView) -> Sequence[Cell]:
    """The cells of a past check."""
    span = f"{run.first} 至 {run.last}" if run.first and run.last else ""
    undone = Cell("已撤销", Glyph.SAME) if run.undone_at else Cell("在用", Glyph.DONE)
    return (
        Cell(f"{run.at.astimezone():%Y-%m-%d %H:%M}"),
        Cell(run.kind_words),
        Cell(run.account),
        Cell(span, role="text2"),
        Cell(f"{run.rows:,}"),
        Cell(_run_words(run)),
        undone,
    )


def _run_words(run: RunView) -> str:
    if run.kind != "insurance":
        return run.reason
    found = [f"{said} {run.counts[key]:,}" for key, _, said, _ in TILES if run.counts.get(str(key))]
    return f"名单 {run.counts.get('list_rows', 0):,} 行：" + "，".join(found)
