"""Reading a social-insurance list: any columns, any order, by the same reading process as an import."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.codes import code_list
from core.errors import LedgerFault
from core.imports.clean_rows import CleanRow
from core.imports.dates import read_day, read_month
from core.imports.table import read_clean
from core.period import Month
from core.section import Field, Kind, Section
from core.verification.insurance import Listed
from db.models import Placement

if TYPE_CHECKING:
    from core.facade.base import Progress

_STILL = ("至今", "长期", "无固定期限")
_STOPPED = ("停", "终止", "中断", "减员", "退休", "注销")

_NUMBER = "身份证号码 公民身份号码 证件号码 社会保障号 社会保障号码 社保号 证件号"
_EMPLOYER = "单位名称 用人单位 缴费单位 工作单位 单位 参保单位名称 现参保单位"
_CODE = "社会信用代码 信用代码 单位信用代码 统一信用代码"
_FROM = (
    "参保日期 参保时间 参保起始日期 参保开始时间 参保开始日期 参保起 首次参保日期 本次参保日期 增员日期 "
    "开始日期 起始日期 起始年月 缴费起始年月"
)
_TO = (
    "停保日期 停保时间 参保终止日期 参保结束时间 参保结束日期 参保止 减员日期 "
    "结束日期 终止日期 终止时间 终止年月 截止日期 缴费截止年月"
)


def _aliases(words: str) -> tuple[str, ...]:
    return tuple(words.split())


LIST = Section(
    key="insurance_list",
    title="社保名单",
    model=Placement,
    dating="",
    fields=(
        Field("person.name", "姓名", aliases=_aliases("参保人 参保人姓名 参保人员姓名 职工姓名 人员姓名")),
        Field(
            "person.id_number", "身份证号", Kind.RESIDENT_ID, _aliases(_NUMBER), required=True, masked=True
        ),
        Field("employer.name", "参保单位", aliases=_aliases(_EMPLOYER)),
        Field("employer.credit_code", "统一社会信用代码", aliases=_aliases(_CODE)),
        Field("insured_from", "参保起始", aliases=_aliases(_FROM)),
        Field("insured_to", "参保终止", aliases=_aliases(_TO)),
        Field(
            "insured_state", "参保状态", aliases=_aliases("人员状态 人员参保状态 缴费状态 参保缴费状态 状态")
        ),
    ),
    identities=(("person_id",),),
    check=lambda _values: [],
)


@dataclass(frozen=True, slots=True)
class InsuranceList:
    """A list that was read.

    Attributes:
        rows: rows that can be compared.
        refused: (row in the sheet, why) of those that cannot; nothing personal stands in the sentences.
        notices: what concerns the whole file.
        digest: SHA-256 of the file.
    """

    file_name: str
    sheet: str
    rows: tuple[Listed, ...]
    refused: tuple[tuple[int, str], ...]
    notices: tuple[str, ...]
    digest: str
    with_employer: bool
    with_dates: bool


def read_list(path: Path, sheet: str | None = None, progress: Progress | None = None) -> InsuranceList:
    """Read a list. Nothing of it is written anywhere.

    Raises:
        Refusal: the file cannot be read; sentences for the clerk.
        LedgerFault: no column of it holds ID numbers.
    """
    rows: list[Listed] = []
    refused: list[tuple[int, str]] = []
    with read_clean(LIST, path, sheet, None, None, progress, codes=code_list) as table:
        matched = {column.field for column in table.columns if column.field}
        if "person.id_number" not in matched:
            raise LedgerFault(
                "这张表里没有找到身份证号一列，没有比对。",
                "安全。台账没有改动。",
                "请确认表头里有“身份证号”或“社会保障号码”，再选一次。",
            )
        for row in table.rows():
            _take(row, rows, refused)
        return InsuranceList(
            file_name=path.name,
            sheet=table.sheet,
            rows=tuple(rows),
            refused=tuple(refused),
            notices=tuple(each.message for each in table.notices),
            digest=table.digest,
            with_employer=bool(matched & {"employer.name", "employer.credit_code"}),
            with_dates=bool(matched & {"insured_from", "insured_to", "insured_state"}),
        )


def _take(row: CleanRow, rows: list[Listed], refused: list[tuple[int, str]]) -> None:
    values = row.values
    number = values.get("person.id_number")
    told = next((each.message for each in row.problems if each.field == "person.id_number"), "")
    if not number or row.refused:
        refused.append((row.row, told or "没有身份证号"))
        return
    start, wrong = listed_day(values.get("insured_from"), last=False)
    end, wrong_end = listed_day(values.get("insured_to"), last=True)
    if wrong or wrong_end:
        refused.append((row.row, wrong or wrong_end))
        return
    state = str(values.get("insured_state") or "")
    stopped = end is None and any(word in state for word in _STOPPED) and "未停" not in state
    rows.append(
        Listed(
            row=row.row,
            name=str(values.get("person.name") or ""),
            number=str(number),
            employer=str(values.get("employer.name") or ""),
            code=str(values.get("employer.credit_code") or ""),
            start=start,
            end=end,
            stopped=stopped,
        )
    )


def listed_day(value: Any, *, last: bool) -> tuple[date | None, str]:
    """The day that a cell names, and why it names none.

    A month alone is its first day, or its last one where `last`; 至今 and 9999-12-31 mean that it goes on.
    """
    text = str(value or "").strip()
    if not text or text in _STILL or text.startswith(("9999", "2999", "2099")):
        return None, ""
    day, wrong, impossible = read_day(text)
    if day is not None:
        return day, ""
    month, _wrong, _impossible = read_month(text)
    if month is None or impossible or len(month) != 7:
        return None, wrong or f"“{text[:20]}”不是日期"
    first = Month(int(month[:4]), int(month[5:]))
    return (first.span.last if last else first.span.start), ""
