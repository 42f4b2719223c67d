"""How the rows of each section are read for counting: their day, their person, why one does not count.

One entry a section. What is the same for all (void rows and drafts, days as text) is said once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    String,
    case,
    cast,
    func,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from core.settings import Rules
from db.models import (
    DestinationReport,
    EmployerOrder,
    FairEmployer,
    JobFair,
    Person,
    Placement,
    Service,
    ServicePoint,
    StartupLoan,
    StartupProject,
    StartupSite,
    Subsidy,
    Task,
    Traineeship,
    TraineeshipPost,
    Training,
    UnemployedLeaver,
    Unemployment,
    Vacancy,
)

CHECKED = ("social_insurance", "phone", "visit", "third_party")
"""Verification states that mean: someone has checked the claim."""

VOID = "作废"
DRAFT = "草稿，没填完"
REJECTED = "核查未通过"
NO_DESTINATION = "未填毕业去向"
DESTINATION = "去向 "
NO_AGE = "没有出生日期，年龄不详"
OTHER_AGE = "年龄不在计入范围"

ByRules = Callable[[Rules], ColumnElement[str | None]]
Column = ColumnElement[Any] | InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True)
class Event:
    """Another day of a row, by which some figures date it; `missing` says why a row has none yet."""

    day: ByRules
    missing: str


@dataclass(frozen=True, slots=True)
class Source:
    """How one section's rows are read for counting.

    Attributes:
        model: the mapped class.
        dating: the section's own day.
        reason: why a row does not count; NULL where it does.
        person: whom `Measure.FIRST_OF_PERSON` counts once.
        group: of what `Measure.LATEST` takes the latest row.
        dimensions: read in every pass.
        joined: read only when a figure asks for them; they may need the person.
        events: other days, by name.
        amounts: what is added up where it is not a column of that name.
        ends: first day on which a row no longer stands (`Measure.STOCK`).
    """

    model: type[Any]
    dating: ColumnElement[str]
    reason: ByRules
    person: ColumnElement[Any] | None = None
    group: ColumnElement[Any] | None = None
    dimensions: Mapping[str, ColumnElement[str | None]] = field(default_factory=dict)
    joined: Mapping[str, ColumnElement[str | None]] = field(default_factory=dict)
    events: Mapping[str, Event] = field(default_factory=dict)
    amounts: Mapping[str, ColumnElement[Any]] = field(default_factory=dict)
    ends: ColumnElement[str] | None = None


def day_of(column: Column) -> ColumnElement[str]:
    """A day as text, which sorts and compares as a day does."""
    return type_coerce(column, String)


def _life(model: type[Any]) -> list[tuple[ColumnElement[bool], str]]:
    return [(model.state == "void", VOID), (model.state == "draft", DRAFT)]


def _alive(model: type[Any]) -> ByRules:
    return lambda _rules: case(*_life(model), else_=None)


def placement_reason(rules: Rules, model: type[Placement] = Placement) -> ColumnElement[str | None]:
    """Why a placement does not count; NULL where it does."""
    counting = sorted(rules.counting_destinations)
    return case(
        *_life(model),
        (model.verification == "rejected", literal(REJECTED)),
        (model.destination.is_(None), literal(NO_DESTINATION)),
        (model.destination.not_in(counting), literal(DESTINATION).concat(model.destination)),
        *_age_reasons(rules.ages, model),
        else_=None,
    )


def _age_reasons(
    ages: tuple[int, int] | None, model: type[Placement]
) -> list[tuple[ColumnElement[bool], ColumnElement[Any]]]:
    """Why the person's age on the day keeps a placement out; nothing where no age rule is in force."""
    if ages is None:
        return []
    person = aliased(Person)
    born = select(day_of(person.birth_date)).where(person.id == model.person_id).scalar_subquery()
    day = day_of(model.placed_on)
    not_yet = case((func.substr(day, 6) < func.substr(born, 6), 1), else_=0)
    age = cast(func.substr(day, 1, 4), Integer) - cast(func.substr(born, 1, 4), Integer) - not_yet
    return [(born.is_(None), literal(NO_AGE)), (~age.between(*ages), literal(OTHER_AGE))]


def _plain(model: type[Any], dating: Column, **more: Any) -> Source:
    return Source(model=model, dating=day_of(dating), reason=_alive(model), **more)


def _own(column: Column, missing: str) -> Event:
    """A day that stands in a column."""
    day: ColumnElement[Any] = day_of(column)
    return Event(lambda _rules: day, missing)


def _first_year(column: Column) -> ColumnElement[str | None]:
    return func.substr(column, 1, 4)


def _from_outside(part: Column) -> ColumnElement[str | None]:
    """The township or industry of those from outside the city; "" where it is not known."""
    return case((Placement.origin == "outside_city", func.coalesce(part, "")), else_=None)


# -- leavers: what happened to a member of the roster since the hand-over ----------------------------
_NEVER = "9999"
_LEAVER = UnemployedLeaver
_HANDED_OVER = day_of(_LEAVER.handed_over_on)
UNANSWERED = "unanswered"
"""The kind of a call that nobody took: it is recorded, and is no service."""
_PRACTICE = ("training_offer", "traineeship_offer")


def _earliest(*days: ColumnElement[str | None]) -> ColumnElement[str | None]:
    """The earliest of several days of which each may be missing."""
    known = [func.coalesce(day, _NEVER) for day in days]
    return func.nullif(func.min(*known), _NEVER)


def _recorded(situation: str) -> ColumnElement[str | None]:
    """The day from which the roster itself records a situation, not before the hand-over."""
    since = func.max(_HANDED_OVER, day_of(_LEAVER.situation_on))
    return case((_LEAVER.situation == situation, since), else_=None)


def _placed(rules: Rules) -> ColumnElement[str | None]:
    """The first counting placement since the hand-over."""
    day = day_of(Placement.placed_on)
    return (
        select(func.min(day))
        .where(Placement.person_id == _LEAVER.person_id, day >= _HANDED_OVER)
        .where(placement_reason(rules).is_(None))
        .scalar_subquery()
    )


def _service(kinds: tuple[str, ...], which: int = 1) -> ScalarSelect[Any]:
    """The day of the first (second, third …) service of some kinds since the hand-over."""
    day = day_of(Service.provided_on)
    found = select(day).where(
        Service.person_id == _LEAVER.person_id, Service.state == "active", day >= _HANDED_OVER
    )
    found = found.where(Service.kind.in_(kinds) if kinds else Service.kind != UNANSWERED)
    return found.order_by(day, Service.id).limit(1).offset(which - 1).scalar_subquery()


def _trained() -> ColumnElement[str | None]:
    """The first chance of training or traineeship, or the first traineeship itself."""
    day = day_of(Traineeship.starts_on)
    own = select(func.min(day)).where(
        Traineeship.person_id == _LEAVER.person_id, Traineeship.state == "active", day >= _HANDED_OVER
    )
    return _earliest(_service(_PRACTICE), own.scalar_subquery())


def _package_complete(_rules: Rules) -> ColumnElement[str | None]:
    """The day on which 1 briefing, 1 guidance, 3 referrals and 1 training or traineeship are there."""
    return func.max(
        _service(("policy_briefing",)),
        _service(("vocational_guidance",)),
        _service(("job_referral",), 3),
        _trained(),
    )


# -- fairs: their employers' rows count where there are any -------------------------------------------
def _at_fair(number: ColumnElement[Any], own: Column) -> ColumnElement[Any]:
    """What the employers' rows of a fair add up to; the fair's own number where they say nothing."""
    added = (
        select(number)
        .where(
            FairEmployer.job_fair_id == JobFair.id,
            FairEmployer.state == "active",
            FairEmployer.vetting != "rejected",
        )
        .scalar_subquery()
    )
    return func.coalesce(added, own)


_UNWILLING = _LEAVER.willing.is_(False) | (func.coalesce(_LEAVER.situation, "") == "not_willing")

SOURCES: Mapping[str, Source] = {
    "placement": Source(
        model=Placement,
        dating=day_of(Placement.placed_on),
        person=Placement.person_id.expression,
        reason=placement_reason,
        dimensions={
            "origin": Placement.origin.expression,
            "industry": Placement.industry.expression,
            "township": Placement.township.expression,
            "checked": case((Placement.verification.in_(CHECKED), "yes"), else_="no"),
        },
        joined={
            "graduation_year": _first_year(Person.graduation_month),
            "outside_by_township": _from_outside(Placement.township),
            "outside_by_industry": _from_outside(Placement.industry),
        },
    ),
    "job_fair": _plain(
        JobFair,
        JobFair.starts_on,
        dimensions={"kind": JobFair.kind.expression},
        amounts={
            "employers": _at_fair(func.nullif(func.count(FairEmployer.id), 0), JobFair.employers),
            "vacancies": _at_fair(func.sum(FairEmployer.headcount), JobFair.vacancies),
            "matches": _at_fair(func.sum(FairEmployer.matches), JobFair.matches),
        },
    ),
    "traineeship_post": _plain(TraineeshipPost, TraineeshipPost.collected_on),
    "traineeship": _plain(
        Traineeship,
        Traineeship.starts_on,
        person=Traineeship.person_id.expression,
        dimensions={"ending": Traineeship.ending.expression},
        events={"ended_on": _own(Traineeship.ended_on, "见习还没有结束")},
    ),
    "vacancy": _plain(Vacancy, Vacancy.published_on, dimensions={"kind": Vacancy.kind.expression}),
    "employer_order": _plain(
        EmployerOrder,
        EmployerOrder.placed_on,
        events={"rated_on": _own(EmployerOrder.rated_on, "还没有评单")},
    ),
    "unemployed_leaver": _plain(
        _LEAVER,
        _LEAVER.handed_over_on,
        person=_LEAVER.person_id.expression,
        dimensions={"willing": case((_UNWILLING, "no"), else_="yes")},
        events={
            "in_work_on": Event(
                lambda rules: _earliest(_placed(rules), _recorded("in_work")), "交接后还没有就业登记"
            ),
            "served_on": Event(
                lambda _rules: _earliest(_service(()), _recorded("served")), "交接后还没有服务记录"
            ),
            "complete_on": Event(_package_complete, "1131服务还没有做齐"),
        },
    ),
    "service": Source(
        model=Service,
        dating=day_of(Service.provided_on),
        reason=lambda _rules: case(
            *_life(Service), (Service.kind == UNANSWERED, literal("电话没有接通，不算服务")), else_=None
        ),
        dimensions={"kind": Service.kind.expression},
        amounts={"headcount": func.coalesce(Service.headcount, 1)},
    ),
    "unemployment": _plain(
        Unemployment,
        Unemployment.registered_on,
        person=Unemployment.person_id.expression,
        events={"reemployed_on": _own(Unemployment.reemployed_on, "还没有再就业")},
    ),
    "training": _plain(Training, Training.starts_on, dimensions={"kind": Training.kind.expression}),
    "startup_site": _plain(
        StartupSite,
        StartupSite.opened_on,
        dimensions={"kind": StartupSite.kind.expression},
        ends=day_of(StartupSite.closed_on),
    ),
    "startup_project": _plain(
        StartupProject, StartupProject.selected_on, dimensions={"kind": StartupProject.kind.expression}
    ),
    "startup_loan": _plain(StartupLoan, StartupLoan.issued_on),
    "subsidy": _plain(Subsidy, Subsidy.paid_on, dimensions={"kind": Subsidy.kind.expression}),
    "service_point": _plain(
        ServicePoint,
        ServicePoint.opened_on,
        dimensions={"kind": ServicePoint.kind.expression},
        ends=day_of(ServicePoint.closed_on),
    ),
    "destination_report": _plain(
        DestinationReport,
        DestinationReport.reported_as_of,
        group=DestinationReport.college.concat("/").concat(_first_year(DestinationReport.cohort)),
        dimensions={"cohort": _first_year(DestinationReport.cohort)},
    ),
    "task": _plain(
        Task,
        Task.starts_on,
        events={"done_on": _own(Task.done_on, "还没有完成")},
        ends=func.date(Task.ends_on, "+1 day"),
    ),
}
"""Section key → how its rows are counted. Sections that no figure counts have no entry."""
