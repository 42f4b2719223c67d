"""What is said of the sheets of a workbook that were not read."""

from __future__ import annotations

from collections.abc import Sequence


def unread_sheets(sheet: str, others: Sequence[str]) -> str:
    """The sentence about the other sheets, at most five of them by name."""
    names = "、".join(f"“{name}”" for name in others[:5]) + ("等" if len(others) > 5 else "")
    return f"只读了工作表“{sheet}”；另有 {len(others)} 个工作表没有读：{names}。"
