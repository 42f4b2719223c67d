"""见习人员: one person's traineeship at one host (S1 item 5; S2 item 10). Not employment."""

from __future__ import annotations

from dataclasses import replace

from core.problems import Problem, Severity
from core.section import Kind, Section, Values
from core.sections import shared
from core.sections.shared import field
from core.traineeship_rules import rules_on
from db.models import Traineeship

_EMPLOYER = replace(shared.EMPLOYER_NAME, label="见习单位", required=True, group="见习")
_CREDIT_CODE = replace(shared.CREDIT_CODE, group="见习")


def check(values: Values) -> list[Problem]:
    """Ends after it starts, with a result; pay and subsidy hold to the amounts in force on its first day."""
    steps = (("starts_on", "见习开始"), ("ended_on", "见习结束"))
    problems = shared.in_order(values, *steps)
    if values.get("ended_on") and not values.get("ending"):
        problems.append(Problem("ending", "填了结束日期，还要填见习结果", Severity.WARNING))
    if values.get("ending") and not values.get("ended_on"):
        problems.append(Problem("ended_on", "没有结束日期，见习结果暂不计入留用率", Severity.WARNING))
    return [*problems, *_amounts(values)]


def _amounts(values: Values) -> list[Problem]:
    starts_on = values.get("starts_on")
    rules = rules_on(starts_on) if starts_on else None
    if rules is None:
        return []
    problems: list[Problem] = []
    pay, months, amount = (values.get(key) for key in ("living_pay", "subsidy_months", "subsidy_amount"))
    if pay is not None and pay < rules.living_pay:
        message = f"生活补助每月不低于 {rules.living_pay} 元，现为 {pay}"
        problems.append(Problem("living_pay", message, Severity.WARNING))
    if months is not None and not rules.months[0] <= months <= rules.months[1]:
        message = f"补贴月数应为 {rules.months[0]} 至 {rules.months[1]} 个月，现为 {months}"
        problems.append(Problem("subsidy_months", message))
        return problems
    if months is not None and amount is not None:
        usual = rules.amounts(months, insured=bool(values.get("insured")))
        if amount not in usual:
            words = (
                f"按标准 {months} 个月应为 {usual[0]} 元，留用率达标且留用的为 {usual[1]} 元，现为 {amount}"
            )
            problems.append(Problem("subsidy_amount", words, Severity.WARNING))
    return problems


SECTION = Section(
    key="traineeship",
    title="见习人员",
    model=Traineeship,
    dating="starts_on",
    fields=(
        shared.NAME,
        shared.ID_NUMBER,
        _EMPLOYER,
        field("traineeship/post", "见习岗位", width=130, group="见习", example="机械装调见习生"),
        field(
            "traineeship/starts_on",
            "见习开始",
            Kind.DATE,
            required=True,
            width=96,
            group="见习",
            example="2025-07-01",
        ),
        field("traineeship/ended_on", "见习结束", Kind.DATE, width=96, group="见习"),
        field(
            "traineeship/ending", "见习结果", Kind.CODE, codes="traineeship_ending", width=90, group="见习"
        ),
        field("traineeship/agreement_number", "协议编号", width=110, group="见习"),
        field(
            "traineeship/living_pay",
            "生活补助",
            Kind.MONEY,
            width=84,
            unit="元/月",
            group="待遇",
            example="2100",
            summed=False,
        ),
        field("traineeship/insured", "已买保险", Kind.FLAG, width=76, group="待遇", example="是"),
        field(
            "traineeship/subsidy_months",
            "补贴月数",
            Kind.INTEGER,
            width=76,
            unit="个月",
            group="待遇",
            example="6",
            summed=False,
        ),
        field(
            "traineeship/subsidy_amount",
            "补贴金额",
            Kind.MONEY,
            width=90,
            unit="元",
            group="待遇",
            example="7900",
        ),
        field("traineeship/contract_on", "签合同日期", Kind.DATE, width=96, group="见习"),
        _CREDIT_CODE,
        shared.ID_KIND,
        shared.SEX,
        shared.BIRTH_DATE,
        shared.PHONE,
        shared.EDUCATION,
        shared.COLLEGE,
        shared.MAJOR,
        shared.GRADUATION_MONTH,
        shared.NOTE,
    ),
    identities=(("person_id", "employer_id", "starts_on"),),
    check=check,
    people=True,
    repeats=True,
    employers=True,
    frozen=("person.name", "person.id_number"),
    icon="school",
    empty_hint="一人一次见习一行。按人计入见习人数，期满和留用计入留用率。见习不算就业。",
)
