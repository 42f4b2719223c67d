"""创业载体, 创业项目 and 创业担保贷款 (S1 item 6; S2 items 3 and 6; S3 item 6)."""

from __future__ import annotations

from dataclasses import replace

from core.problems import Problem
from core.section import Kind, Section, Values
from core.sections import shared
from core.sections.shared import field
from db.models import StartupLoan, StartupProject, StartupSite

_EMPLOYER = replace(shared.EMPLOYER_NAME, label="借款企业", group="贷款", example="")
_CREDIT_CODE = replace(shared.CREDIT_CODE, group="贷款")


def check_site(values: Values) -> list[Problem]:
    """No more desks in use than there are; not closed before it opened."""
    desks, occupied = ("desks", "免费工位"), ("occupied", "已用工位")
    return [
        *shared.at_least(values, 0, desks, occupied),
        *shared.within(values, occupied, desks),
        *shared.in_order(values, ("opened_on", "启用日期"), ("closed_on", "停用日期")),
    ]


def check_project(values: Values) -> list[Problem]:
    """An amount is not negative."""
    return shared.at_least(values, 0, ("amount", "资助金额"))


def check_loan(values: Values) -> list[Problem]:
    """Lent to somebody, some money, due after it was issued."""
    return [
        *shared.someone(values, "填借款人姓名和身份证号，或者填借款企业"),
        *shared.at_least(values, 1, ("amount", "贷款金额")),
        *shared.in_order(values, ("issued_on", "发放日期"), ("due_on", "到期日期")),
    ]


SITE = Section(
    key="startup_site",
    title="创业载体",
    model=StartupSite,
    dating="opened_on",
    fields=(
        field(
            "startup_site/name", "载体名称", required=True, width=200, group="载体", example="示例众创空间"
        ),
        field(
            "startup_site/kind",
            "载体类型",
            Kind.CODE,
            codes="startup_site_kind",
            required=True,
            width=140,
            group="载体",
            example="众创空间",
        ),
        field(
            "startup_site/level",
            "级别",
            Kind.CODE,
            codes="startup_site_level",
            width=80,
            group="载体",
            example="市级",
        ),
        field("startup_site/operator", "运营单位", width=160, group="载体"),
        field("startup_site/township", "镇街", Kind.CODE, codes="township", width=106, group="载体"),
        field(
            "startup_site/desks", "免费工位", Kind.INTEGER, width=76, unit="个", group="工位", example="60"
        ),
        field("startup_site/occupied", "已用工位", Kind.INTEGER, width=76, unit="个", group="工位"),
        field(
            "startup_site/opened_on",
            "启用日期",
            Kind.DATE,
            required=True,
            width=96,
            group="载体",
            example="2024-05-01",
        ),
        field("startup_site/closed_on", "停用日期", Kind.DATE, width=96, group="载体"),
        shared.NOTE,
    ),
    identities=(("name", "kind"),),
    check=check_site,
    frozen=("name",),
    icon="rocket",
    empty_hint="一处载体一行。启用期间的免费工位计入免费创业工位，截止日在用多少就是多少。",
)

PROJECT = Section(
    key="startup_project",
    title="创业项目",
    model=StartupProject,
    dating="selected_on",
    fields=(
        field(
            "startup_project/title",
            "项目名称",
            required=True,
            width=200,
            group="项目",
            example="示例农业无人机",
        ),
        field(
            "startup_project/kind",
            "项目类别",
            Kind.CODE,
            codes="startup_project_kind",
            required=True,
            width=96,
            group="项目",
            example="重点项目",
        ),
        field(
            "startup_project/selected_on",
            "遴选日期",
            Kind.DATE,
            required=True,
            width=96,
            group="项目",
            example="2025-06-20",
        ),
        field("startup_project/leader", "负责人", width=90, group="项目"),
        field(
            "startup_project/contest",
            "大赛或计划",
            Kind.CODE,
            codes="startup_contest",
            width=110,
            group="项目",
            example="渝创渝新",
        ),
        field("startup_project/award", "奖项", width=110, group="项目", example="二等奖"),
        field(
            "startup_project/amount",
            "资助金额",
            Kind.MONEY,
            width=96,
            unit="元",
            group="项目",
            example="200000",
        ),
        shared.NOTE,
    ),
    identities=(("title", "kind", "selected_on"),),
    check=check_project,
    frozen=("title",),
    icon="rocket",
    empty_hint="一个项目一行。重点项目计入项目数，种子基金计入金额。",
)

LOAN = Section(
    key="startup_loan",
    title="创业担保贷款",
    model=StartupLoan,
    dating="issued_on",
    fields=(
        shared.PAYEE_NAME,
        shared.PAYEE_ID_NUMBER,
        _EMPLOYER,
        field("startup_loan/bank", "经办银行", width=150, group="贷款", example="示例银行永川支行"),
        field(
            "startup_loan/amount",
            "贷款金额",
            Kind.MONEY,
            required=True,
            width=100,
            unit="元",
            group="贷款",
            example="200000",
        ),
        field(
            "startup_loan/issued_on",
            "发放日期",
            Kind.DATE,
            required=True,
            width=96,
            group="贷款",
            example="2025-04-18",
        ),
        field("startup_loan/due_on", "到期日期", Kind.DATE, width=96, group="贷款"),
        _CREDIT_CODE,
        shared.ID_KIND,
        shared.PHONE,
        shared.NOTE,
    ),
    identities=(("person_id", "issued_on", "bank"), ("employer_id", "issued_on", "bank", "person_id")),
    check=check_loan,
    people=True,
    repeats=True,
    employers=True,
    frozen=("person.name", "employer.name"),
    icon="building-bank",
    empty_hint="一笔贷款一行。按发放日期把金额计入创业担保贷款新增发放。",
)
