"""Open posts that fit a person: by education, then major, township, and how closely the level is met."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, func, or_, select

from core.people.views import Post
from core.vocabulary import Vocabulary
from db.models import Employer, TraineeshipPost, Vacancy

SHOWN = 3
_STALE = 366
"""Days after which a post without a closing day is taken for filled or gone."""


def fitting(
    connection: Connection,
    vocabulary: Vocabulary,
    person: dict[str, Any],
    township: str | None,
    today: date,
    *,
    trainee: bool,
) -> tuple[tuple[Post, ...], tuple[int, ...]]:
    """The best three, and the ids of all vacancies that fit; `trainee` adds a post for trainees at the end.

    A post fits when it asks for no more education than the person has, is not full and not closed.
    """
    found = [row for row in _open(connection, today) if _enough(row["education"], person["education"])]
    found.sort(key=lambda row: (-_score(row, person, township), -row["published_on"].toordinal(), row["id"]))
    posts = [_post(vocabulary, "vacancy", row) for row in found[:SHOWN]]
    if trainee:
        posts = [*posts[: SHOWN - 1], *_for_trainees(connection, vocabulary, person)[:1]]
    return tuple(posts), tuple(row["id"] for row in found)


def _open(connection: Connection, today: date) -> list[dict[str, Any]]:
    left = func.coalesce(Vacancy.filled, 0) < func.coalesce(Vacancy.headcount, 1)
    statement = (
        select(
            Vacancy.id,
            Vacancy.title,
            Vacancy.kind,
            Vacancy.education,
            Vacancy.major,
            Vacancy.pay,
            Vacancy.township,
            Vacancy.published_on,
            Employer.name.label("employer"),
        )
        .outerjoin(Employer, Employer.id == Vacancy.employer_id)
        .where(Vacancy.state == "active", Vacancy.published_on.is_not(None), Vacancy.published_on <= today)
        .where(left, or_(Vacancy.closes_on.is_(None), Vacancy.closes_on >= today))
    )
    rows = [dict(row) for row in connection.execute(statement).mappings()]
    return [row for row in rows if (today - row["published_on"]).days <= _STALE]


def _enough(asked: str | None, has: str | None) -> bool:
    """GB/T 4658 counts down: 11 is a doctor's degree, 81 primary school; 90 is 其他."""
    return asked in (None, "90") or has is None or (has != "90" and int(has) <= int(asked or "90"))


def _score(row: dict[str, Any], person: dict[str, Any], township: str | None) -> int:
    major, asked = person["major"] or "", row["major"] or ""
    same = bool(major and asked) and (major in asked or asked in major)
    near = township is not None and row["township"] == township
    return 4 * same + 2 * near + (row["education"] is not None and row["education"] == person["education"])


def _for_trainees(connection: Connection, vocabulary: Vocabulary, person: dict[str, Any]) -> list[Post]:
    own = TraineeshipPost
    statement = (
        select(own.id, own.title, own.education, own.pay, Employer.name.label("employer"), own.major)
        .outerjoin(Employer, Employer.id == own.employer_id)
        .where(own.state == "active")
        .order_by(own.collected_on.desc(), own.id)
        .limit(200)
    )
    rows = [dict(row) for row in connection.execute(statement).mappings()]
    fit = [row for row in rows if _enough(row["education"], person["education"])]
    fit.sort(key=lambda row: -_score({**row, "township": None}, person, None))
    return [_post(vocabulary, "traineeship_post", row) for row in fit]


def _post(vocabulary: Vocabulary, section: str, row: dict[str, Any]) -> Post:
    level = vocabulary.list_of("education").name_of(row["education"]) if row["education"] else ""
    pay = row["pay"] or ""
    trainee = section == "traineeship_post"
    words = [str(row["title"] or ""), level, f"{pay} 元/月" if trainee and pay else str(pay)]
    title = "，".join(each for each in words if each)
    return Post(section, row["id"], f"见习：{title}" if trainee else title, row["employer"] or "")
