"""Fields that several sections share: those of the person and of the employer a row refers to."""

from __future__ import annotations

from dataclasses import replace

from core.imports.aliases import ALIASES
from core.problems import Problem, Severity
from core.section import Field, Kind, Values


def aliases(key: str) -> tuple[str, ...]:
    """Headings that clerks' sheets use for a field."""
    return ALIASES.get(key, ())


def field(key: str, label: str, kind: Kind = Kind.TEXT, **options: object) -> Field:
    """A field of `section.key` form whose aliases come from the one table of aliases."""
    section, _, own = key.rpartition("/")
    known = aliases(f"{section}.{own}") or aliases(own)
    return Field(own, label, kind, known, **options)  # type: ignore[arg-type]  # options mirror Field


NAME = Field(
    "person.name",
    "姓名",
    aliases=aliases("person.name"),
    required=True,
    masked=True,
    width=80,
    group="人员",
    example="李示例",
)
ID_KIND = Field(
    "person.id_kind",
    "证件类型",
    Kind.CODE,
    aliases("person.id_kind"),
    codes="id_kind",
    width=96,
    group="人员",
    example="居民身份证",
    hint="不填即为居民身份证",
)
ID_NUMBER = Field(
    "person.id_number",
    "身份证号",
    Kind.RESIDENT_ID,
    aliases("person.id_number"),
    required=True,
    masked=True,
    width=156,
    group="人员",
    example="500118200001011232",
)
SEX = Field("person.sex", "性别", Kind.CODE, codes="sex", derived=True, width=52, group="人员")
BIRTH_DATE = Field("person.birth_date", "出生日期", Kind.DATE, derived=True, width=96, group="人员")
PHONE = Field(
    "person.phone",
    "手机",
    Kind.PHONE,
    aliases("person.phone"),
    masked=True,
    width=112,
    group="人员",
    example="12300001234",
)
EDUCATION = Field(
    "person.education",
    "学历",
    Kind.CODE,
    aliases("person.education"),
    codes="education",
    width=80,
    group="人员",
    example="本科",
)
COLLEGE = Field(
    "person.college",
    "毕业院校",
    aliases=aliases("person.college"),
    width=168,
    group="人员",
    example="重庆文理学院",
)
MAJOR = Field(
    "person.major", "专业", aliases=aliases("person.major"), width=120, group="人员", example="机械工程"
)
GRADUATION_MONTH = Field(
    "person.graduation_month",
    "毕业时间",
    Kind.MONTH,
    aliases("person.graduation_month"),
    width=96,
    group="人员",
    example="2025-06",
)

EMPLOYER_NAME = Field(
    "employer.name",
    "用人单位",
    aliases=aliases("employer.name"),
    width=196,
    group="就业创业",
    example="重庆示例制造有限公司",
)
CREDIT_CODE = Field(
    "employer.credit_code",
    "统一社会信用代码",
    aliases=aliases("employer.credit_code"),
    width=172,
    group="就业创业",
    example="",
)
EMPLOYER_TYPE = Field(
    "employer.type",
    "单位性质",
    Kind.CODE,
    aliases("employer.type"),
    codes="employer_type",
    width=96,
    group="就业创业",
    example="其他企业",
)

NOTE = Field("note", "备注", aliases=aliases("note"), width=160, group="其他")
"""Every record may carry a note."""

PAYEE_NAME = replace(NAME, required=False, hint="个人填姓名和身份证号，单位填单位名称")
PAYEE_ID_NUMBER = replace(ID_NUMBER, required=False)
"""A person where a row may belong to one or not."""


def in_order(values: Values, *steps: tuple[str, str]) -> list[Problem]:
    """Days that follow one another: each of (field key, label) may not lie before the one before it."""
    problems: list[Problem] = []
    earlier, earlier_label = None, ""
    for key, label in steps:
        day = values.get(key)
        if day and earlier and day < earlier:
            problems.append(Problem(key, f"{label} {day} 早于{earlier_label} {earlier}"))
        if day:
            earlier, earlier_label = day, label
    return problems


def at_least(values: Values, least: int, *numbers: tuple[str, str]) -> list[Problem]:
    """Numbers that are not smaller than `least`: (field key, label) each."""
    return [
        Problem(key, f"{label}应为 {least} 以上，现为 {values[key]}")
        for key, label in numbers
        if values.get(key) is not None and values[key] < least
    ]


def within(values: Values, part: tuple[str, str], whole: tuple[str, str]) -> list[Problem]:
    """A part that is larger than its whole wants a look: (field key, label) each."""
    small, large = values.get(part[0]), values.get(whole[0])
    if small is None or large is None or small <= large:
        return []
    return [Problem(part[0], f"{part[1]} {small} 多于{whole[1]} {large}", Severity.WARNING)]


def one_person(values: Values) -> list[Problem]:
    """Where a row need not have a person: a name comes with its number, a number with its name."""
    name, number = values.get("person.name"), values.get("person.id_number")
    if name and not number:
        return [Problem("person.id_number", "填了姓名，还要填身份证号")]
    if number and not name:
        return [Problem("person.name", "填了身份证号，还要填姓名")]
    return []


def someone(values: Values, words: str) -> list[Problem]:
    """A row that belongs to a person or to an employer names one of them."""
    if values.get("person.id_number") or values.get("person.name") or values.get("employer.name"):
        return one_person(values)
    return [Problem("employer.name", words)]
