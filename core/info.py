"""What a ledger is: whose, since when, and who has it open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, insert, select

from core.units import Unit, unit_of_key
from db.base import moment_text, utc_now
from db.models import Account, Township
from db.models import LedgerInfo as InfoRow

ROLES = {"recorder": "录入员", "reviewer": "审核员", "administrator": "管理员", "auditor": "审计员"}
_FIRST_ROLES = "recorder,administrator"
"""Roles of the first account of a new ledger, so that an office of one can work."""


@dataclass(frozen=True, slots=True)
class LedgerInfo:
    """The open ledger, as pages show it."""

    path: Path
    unit_key: str
    unit_name: str
    office: str
    year: int
    tag: str
    account: str
    roles: tuple[str, ...]
    demonstration: bool
    read_only: bool = False
    """It lies where nothing can be written."""

    @property
    def role_words(self) -> str:
        """Roles in words: 录入员、管理员."""
        return "、".join(ROLES[role] for role in self.roles if role in ROLES)

    def shown_day(self, today: date) -> date:
        """The day at which the window stands: today; in a demonstration the end of its September."""
        return date(self.year, 9, 30) if self.demonstration else today

    @property
    def unit(self) -> Unit:
        """The unit whose ledger this is."""
        return unit_of_key(self.unit_key)


def write_first_facts(
    connection: Connection, unit: Unit, year: int, tag: str, account: str, demonstration: bool
) -> None:
    """Fill a new ledger: whose it is, its first account, its unit's townships."""
    facts = {"unit": unit.key, "year": str(year), "tag": tag, "demonstration": "1" if demonstration else "0"}
    connection.execute(insert(InfoRow), [{"key": key, "value": value} for key, value in facts.items()])
    now = moment_text(utc_now())
    connection.execute(
        insert(Account).values(
            name=account, roles=_FIRST_ROLES, created_at=now, disabled=False, password_at=now
        )
    )
    rows = [
        {"key": each.key, "name": each.name, "kind": each.kind, "position": position}
        for position, each in enumerate(unit.townships, 1)
    ]
    if rows:
        connection.execute(insert(Township), rows)


def read_info(connection: Connection, path: Path, account: str) -> LedgerInfo:
    """The facts of an open ledger, and the roles of the account that opened it."""
    facts: Mapping[str, str] = {row.key: row.value for row in connection.execute(select(InfoRow.__table__))}
    roles = connection.execute(select(Account.roles).where(Account.name == account)).scalar() or ""
    unit = unit_of_key(facts["unit"])
    return LedgerInfo(
        path=path,
        unit_key=unit.key,
        unit_name=unit.name,
        office=unit.office,
        year=int(facts["year"]),
        tag=facts["tag"],
        account=account,
        roles=tuple(role for role in roles.split(",") if role),
        demonstration=facts["demonstration"] == "1",
    )
