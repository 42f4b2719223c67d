"""What an account asks of its password, for the windows in which a person chooses one."""

from __future__ import annotations

from db.passwords import password_problems

__all__ = ["password_problems"]
