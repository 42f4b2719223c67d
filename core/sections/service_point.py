"""服务网点, 服务队伍 and 行风与维权 (S3 target and items 2 to 4 and 10; S1 item 14; S2 item 11)."""

from __future__ import annotations

from core.problems import Problem
from core.section import Kind, Section, Values
from core.sections import shared
from core.sections.shared import field
from db.models import ConductCase, ServicePoint, Staff


def check_point(values: Values) -> list[Problem]:
    """Not closed before it opened."""
    return shared.in_order(values, ("opened_on", "启用日期"), ("closed_on", "停用日期"))


def check_staff(values: Values) -> list[Problem]:
    """Nobody leaves before coming."""
    return shared.in_order(values, ("since", "上岗日期"), ("until", "离岗日期"))


def check_case(values: Values) -> list[Problem]:
    """Handled after it was received, with a result."""
    problems = shared.in_order(values, ("received_on", "受理日期"), ("handled_on", "办结日期"))
    if values.get("handled_on") and not values.get("result"):
        problems.append(Problem("result", "填了办结日期，还要填办理结果"))
    return problems


POINT = Section(
    key="service_point",
    title="服务网点",
    model=ServicePoint,
    dating="opened_on",
    fields=(
        field(
            "service_point/name",
            "网点名称",
            required=True,
            width=200,
            group="网点",
            example="示例社区家门口就业服务站",
        ),
        field(
            "service_point/kind",
            "网点类型",
            Kind.CODE,
            codes="service_point_kind",
            required=True,
            width=150,
            group="网点",
            example="家门口就业服务站点",
        ),
        field("service_point/township", "镇街", Kind.CODE, codes="township", width=106, group="网点"),
        field("service_point/address", "网点地址", width=180, group="网点"),
        field(
            "service_point/opened_on",
            "启用日期",
            Kind.DATE,
            required=True,
            width=96,
            group="网点",
            example="2026-03-01",
        ),
        field("service_point/closed_on", "停用日期", Kind.DATE, width=96, group="网点"),
        field(
            "service_point/services",
            "服务内容",
            width=200,
            group="网点",
            example="求职登记、岗位推荐、培训报名",
        ),
        field("service_point/staff_count", "工作人员", Kind.INTEGER, width=76, unit="人", group="网点"),
        shared.NOTE,
    ),
    identities=(("name", "kind"),),
    check=check_point,
    frozen=("name",),
    icon="map-pins",
    empty_hint="一处网点一行。按类型计入服务圈、服务站点、零工市场，截止日在用多少就是多少。",
)

STAFF = Section(
    key="staff",
    title="服务队伍",
    model=Staff,
    dating="since",
    fields=(
        field("staff/name", "人员姓名", required=True, width=90, group="人员", example="赵示例"),
        field(
            "staff/role",
            "队伍角色",
            Kind.CODE,
            codes="staff_role",
            required=True,
            width=120,
            group="人员",
            example="职业指导师",
        ),
        field("staff/certificate", "证书", width=150, group="人员", example="职业指导员三级"),
        field("staff/organisation", "所在机构", width=160, group="人员"),
        field("staff/township", "镇街", Kind.CODE, codes="township", width=106, group="人员"),
        field("staff/since", "上岗日期", Kind.DATE, width=96, group="人员", example="2025-01-06"),
        field("staff/until", "离岗日期", Kind.DATE, width=96, group="人员"),
        shared.NOTE,
    ),
    identities=(("name", "role", "organisation"),),
    check=check_staff,
    frozen=("name",),
    icon="users",
    empty_hint="一人一个角色一行，供安排服务时查用，不计数。",
)

CASE = Section(
    key="conduct_case",
    title="行风与维权",
    model=ConductCase,
    dating="received_on",
    fields=(
        field(
            "conduct_case/title", "事由", required=True, width=240, group="受理", example="某招聘信息岗位不实"
        ),
        field(
            "conduct_case/kind",
            "类型",
            Kind.CODE,
            codes="conduct_kind",
            required=True,
            width=110,
            group="受理",
            example="虚假招聘",
        ),
        field("conduct_case/respondent", "被反映单位", width=180, group="受理"),
        field(
            "conduct_case/received_on",
            "受理日期",
            Kind.DATE,
            required=True,
            width=96,
            group="受理",
            example="2026-04-08",
        ),
        field("conduct_case/handled_on", "办结日期", Kind.DATE, width=96, group="办理"),
        field("conduct_case/result", "办理结果", width=220, group="办理"),
        field("conduct_case/officer", "经办人员", width=90, group="办理"),
        shared.NOTE,
    ),
    identities=(("title", "kind", "received_on"),),
    check=check_case,
    frozen=("title",),
    icon="alert-triangle",
    empty_hint="一件投诉或违法线索一行，办结后填日期和结果，不计数。",
)
