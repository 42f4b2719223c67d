"""What is said of the sheets of a workbook that were not read."""

from __future__ import annotations

from collections.abc import Sequence


def sheet_names(names: Sequence[str]) -> str:
    """Names of sheets for a sentence, at most five of them."""
    return "、".join(f"“{name}”" for name in names[:5]) + ("等" if len(names) > 5 else "")


def unread_sheets(sheet: str, others: Sequence[str]) -> str:
    """The sentence about the other sheets, at most five of them by name."""
    todo = "其中若也有数据，请再导入一次这个文件，换选那张表。"
    return f"只读了工作表“{sheet}”；另有 {len(others)} 个工作表没有读：{sheet_names(others)}。{todo}"
