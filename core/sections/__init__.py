"""One value per ledger section: how people meet a record."""

from __future__ import annotations

from core.errors import NotFound
from core.section import Section
from core.sections import (
    college,
    employer,
    employer_order,
    fair_employer,
    job_fair,
    person,
    placement,
    prior_actual,
    service,
    service_point,
    startup,
    subsidy,
    target,
    task,
    trainee,
    traineeship,
    training,
    unemployed_leaver,
    unemployment,
    vacancy,
)

SECTIONS: tuple[Section, ...] = (
    placement.SECTION,
    person.SECTION,
    unemployed_leaver.SECTION,
    unemployment.SECTION,
    service.SECTION,
    college.REPORT,
    college.SUPPLY,
    vacancy.SECTION,
    employer.SECTION,
    traineeship.HOST,
    traineeship.POST,
    trainee.SECTION,
    employer_order.SECTION,
    job_fair.SECTION,
    fair_employer.SECTION,
    training.SECTION,
    startup.SITE,
    startup.PROJECT,
    subsidy.SECTION,
    startup.LOAN,
    service_point.POINT,
    service_point.STAFF,
    service_point.CASE,
    target.SECTION,
    task.SECTION,
    prior_actual.SECTION,
)
"""Every section, in the order of the rail."""

_BY_KEY = {section.key: section for section in SECTIONS}


def section_of(key: str) -> Section:
    """The section with this key.

    Raises:
        NotFound: when there is none; the sentence names those that there are.
    """
    try:
        return _BY_KEY[key]
    except KeyError:
        known = "、".join(f"{each.key}（{each.title}）" for each in SECTIONS)
        raise NotFound(f"没有“{key}”这个台账栏目。", todo=f"可用的栏目：{known}。") from None
