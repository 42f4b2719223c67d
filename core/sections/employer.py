"""用人单位 (S2 item 5, S3 items 7 and 11)."""

from __future__ import annotations

from core.problems import Problem
from core.section import Kind, Section, Values
from core.sections import shared
from core.sections.shared import field
from db.models import Employer


def check(values: Values) -> list[Problem]:
    """An employer has nothing to check beyond single fields."""
    del values
    return []


SECTION = Section(
    key="employer",
    title="用人单位",
    model=Employer,
    dating="",
    fields=(
        field(
            "employer/name",
            "单位名称",
            required=True,
            width=220,
            group="单位",
            example="重庆示例制造有限公司",
        ),
        field("employer/credit_code", "统一社会信用代码", width=172, group="单位"),
        field(
            "employer/type",
            "单位性质",
            Kind.CODE,
            codes="employer_type",
            width=96,
            group="单位",
            example="其他企业",
        ),
        field(
            "employer/industry",
            "行业",
            Kind.CODE,
            codes="industry",
            width=150,
            group="单位",
            example="制造业",
        ),
        field("employer/township", "镇街", Kind.CODE, codes="township", width=106, group="单位"),
        field("employer/address", "地址", width=180, group="单位"),
        field("employer/contact", "联系人", width=80, group="联系"),
        field("employer/contact_phone", "联系电话", Kind.PHONE, width=112, group="联系", masked=True),
        field("employer/key_service", "重点服务", Kind.FLAG, width=76, group="服务"),
        field("employer/layoff_risk", "裁员风险", Kind.FLAG, width=76, group="服务"),
        shared.NOTE,
    ),
    identities=(("credit_code",), ("name",)),
    check=check,
    frozen=("name",),
    icon="building-factory-2",
    empty_hint="登记就业、见习时自动建档，也可以在这里新增或导入。",
)
