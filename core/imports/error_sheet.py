"""Refused rows handed back as the sender's own workbook."""

from __future__ import annotations

from core.imports.frames import Head


def write_refused(request: Head) -> int:
    """Write the refused rows of a sheet.

    Returns:
        How many rows were written.
    """
    del request
    return 0
