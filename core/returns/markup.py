"""Text inside XML. The standard library's `saxutils` loads its whole network code for these three signs."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold (XML 1.0, 2.2)."""


def escape(text: str) -> str:
    """Text as it stands between tags; characters that XML cannot hold are left out."""
    text = _FORBIDDEN.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
