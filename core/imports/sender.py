"""Who sent a sheet, as far as it says."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SENDER = re.compile(r"[\u4e00-\u9fff]{2,10}?(?:街道|镇|乡|学院|大学|学校|园区|公司|中心|局)")
_SENDER_NOISE = re.compile(r"^(?:填报单位|填表单位|报送单位|单位|重庆市|永川区)+[:：]?")


def sender_of(titles: Sequence[str], file_name: str) -> str:
    """Who seems to have sent a sheet: the first body named in its titles or its file name, ""."""
    for text in (*titles, file_name):
        found = _SENDER.search(_SENDER_NOISE.sub("", text.strip()))
        if found:
            return found[0]
    return ""
