"""Who has checked a placement, and when: written beside the state whenever the state changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from core.errors import LedgerFault
from core.settings import truth
from db.models import Placement, Setting
from db.portions import portions

CLAIMED, REJECTED = "claimed", "rejected"
SECTION = "placement"
BY_OTHER = "verify_by_other"
_OWN = "本人录入的行不能由本人核查（设置里“核查不得由录入人本人办理”填的是“是”）"


def stamped(
    before: Mapping[str, Any] | None, after: dict[str, Any], account: str, today: date
) -> dict[str, Any]:
    """The columns of a placement with `verified_on` and `verified_by` as its new state demands.

    Args:
        before: field values as they were saved; None for a new row.
        after: columns as they are to be saved, `verification` among them.
        account: who saves.
        today: the day of the check where none was typed.
    """
    old = (before or {}).get("verification") or CLAIMED
    new = after.get("verification") or CLAIMED
    result = dict(after)
    if new == CLAIMED:
        return result | {"verified_on": None, "verified_by": None}
    if old == new:
        return result | {"verified_by": (before or {}).get("verified_by")}
    typed = after.get("verified_on")
    fresh = typed is not None and typed != (before or {}).get("verified_on")
    return result | {"verified_on": typed if fresh else today, "verified_by": account}


def require_other(connection: Connection, ids: Sequence[int] | None, account: str) -> None:
    """Where the setting says so, refuse to check rows that the same account has entered.

    Args:
        connection: the caller's transaction.
        ids: placements to be checked; None for one that is being entered now.
        account: who checks.

    Raises:
        LedgerFault: with the rows that are meant.
    """
    if not stored_truth(connection, BY_OTHER):
        return
    if ids is None:
        raise LedgerFault(f"{_OWN}。这一行没有保存。", todo="核查先填“待核查”，请另一个账号办理核查。")
    own = own_rows(connection, ids, account)
    if own:
        shown = "、".join(map(str, own[:5])) + (" 等" if len(own) > 5 else "")
        raise LedgerFault(
            f"{_OWN}：第 {shown} 行，共 {len(own):,} 行。核查结果没有写。",
            todo="请换一个账号办理，或者只选别人录入的行。",
        )


def stored_truth(connection: Connection, key: str) -> bool:
    """Whether a setting of 是 or 否 is in force."""
    stored = connection.execute(select(Setting.value).where(Setting.key == key)).scalar()
    return truth({key: stored} if stored is not None else {}, key)


def own_rows(connection: Connection, ids: Sequence[int], account: str) -> list[int]:
    """Those of the placements that this account has entered."""
    found: list[int] = []
    for chunk in portions(ids):
        statement = select(Placement.id).where(Placement.id.in_(chunk), Placement.created_by == account)
        found += connection.scalars(statement)
    return sorted(found)
