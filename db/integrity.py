"""What the engine itself says about a file: every page's code, every index, every reference."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Engine
from sqlcipher3 import dbapi2

_PAGE = re.compile(r"page (\d+)", re.IGNORECASE)
_SHOWN = 5


def _pages(answers: list[str]) -> str:
    numbers = [found.group(1) for found in map(_PAGE.search, answers) if found]
    if not numbers:
        return ""
    more = "等" if len(numbers) > _SHOWN else ""
    return f"（第 {'、'.join(numbers[:_SHOWN])} 页{more}）"


def _answers(connection: Any, pragma: str) -> list[str]:
    """Every row of a check's answer; one made-up row when the engine could not finish it."""
    try:
        return [" ".join(str(each) for each in row) for row in connection.execute(f"PRAGMA {pragma}")]
    except dbapi2.DatabaseError:
        return ["unfinished"]


def damaged_pages(connection: Any) -> list[str]:
    """The engine's answers about pages whose code does not match; every byte of the file is covered."""
    return _answers(connection, "cipher_integrity_check")


def connection_problems(connection: Any) -> list[str]:
    """What is wrong with the file behind a bare driver connection, as Chinese sentences.

    The page codes are checked first, as they cover every byte; where they fail the rest is not asked.
    """
    codes = damaged_pages(connection)
    if codes:
        return [f"有 {len(codes)} 页校验不符{_pages(codes)}。"]
    structure = [each for each in _answers(connection, "integrity_check") if each != "ok"]
    problems = [f"数据库结构自检有 {len(structure)} 处不符。"] if structure else []
    references = _answers(connection, "foreign_key_check")
    if references:
        problems.append(f"有 {len(references)} 处引用的记录不存在。")
    return problems


def check_integrity(engine: Engine) -> list[str]:
    """Both integrity checks and the references of an open ledger; empty when it is sound.

    Reads the whole file (about half a second for 100 MB) and writes nothing.
    """
    pooled = engine.raw_connection()
    try:
        return connection_problems(pooled.driver_connection)
    finally:
        pooled.close()
