"""Text inside XML. The standard library's `saxutils` loads its whole network code for these three signs."""

from __future__ import annotations


def escape(text: str) -> str:
    """Text as it stands between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
