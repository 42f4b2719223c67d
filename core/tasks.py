"""The numbered items of the plans as rows of 重点任务."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from core.plan import Plan
from db.base import utc_now
from db.models import Task


def load(connection: Connection, plan: Plan, account: str) -> int:
    """Take a plan's tasks over as rows with their deadlines. Returns how many.

    Rows that are there already (same plan and number) are left as they are.
    """
    there = set(connection.scalars(select(Task.item).where(Task.plan == plan.key)))
    now = utc_now()
    rows = [
        {
            "plan": plan.key,
            "item": task.number,
            "title": task.title,
            "summary": task.summary,
            "responsible": task.responsible,
            "starts_on": plan.span.start,
            "ends_on": plan.span.last,
            "deadline": task.deadline,
            "deadline_words": task.deadline_words,
            "situation": "open",
            "state": "active",
            "created_by": account,
            "updated_by": account,
            "created_at": now,
            "updated_at": now,
        }
        for task in plan.tasks
        if task.number not in there
    ]
    if rows:
        connection.execute(insert(Task), rows)
    return len(rows)
