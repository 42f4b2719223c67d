"""Each setting is declared once: key, default, how it reads in the rules in force.

Settings live in the ledger, so that a return can print those that were in force.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from core.errors import LedgerFault
from core.period import MONTH_END


class SettingKind(StrEnum):
    """How a setting is filled in."""

    TEXT = "text"
    FLAG = "flag"
    CHOICE = "choice"
    CODES = "codes"
    FOLDER = "folder"
    FONT = "font"


COUNTING, CHECKING, SERVING, GUARDING, KEEPING, BACKUP, SIGNING, HEADING = (
    "统计口径", "审核与核查", "联系与服务", "账号安全", "个人信息保存期限", "备份",
    "月报签字栏", "月报表头和字体",
)  # fmt: skip
"""What settings are about; the page shows them group by group."""


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """A setting: its key, Chinese name, default text, and what it decides.

    Attributes:
        group: what it is about.
        kind: how it is filled in.
        unit: of a number; written behind it.
        choices: (text stored, words) of a choice.
        codes: the list that codes are taken from.
    """

    key: str
    label: str
    default: str
    about: str
    group: str
    kind: SettingKind = SettingKind.TEXT
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    codes: str = ""


_FLAGS = (("是", "是"), ("否", "否"))
_DAYS = (("0", "月末"), *((str(day), f"每月 {day} 日") for day in range(1, 29)))

SETTINGS: tuple[SettingSpec, ...] = (
    SettingSpec(
        "cut_off_day", "截止日", "0", "选每月某一天，就从上月次日起算", COUNTING,
        SettingKind.CHOICE, choices=_DAYS,
    ),
    SettingSpec(
        "counting_destinations", "计入的毕业去向", "10,11,12,27,46,50,51,75,76",
        "计入留渝来渝就业创业的毕业去向", COUNTING, SettingKind.CODES, codes="destination",
    ),
    SettingSpec("counting_ages", "计入的年龄", "", "例如 16-35，按就业日期时的周岁；空着不限年龄", COUNTING),
    SettingSpec(
        "unchecked_share_limit", "未核查占比上限", "50", "本月未核查登记超过它时，月报核对会提示",
        COUNTING, unit="%",
    ),
    SettingSpec(
        "review_by_other", "审核不得由本月录入人办理", "否",
        "选“是”后，录入或改过本月登记的账号不能批准、上报这个月的月报；只有两个人的单位选“否”",
        CHECKING, SettingKind.FLAG, choices=_FLAGS,
    ),
    SettingSpec(
        "verify_by_other", "核查不得由录入人本人办理", "否",
        "选“是”后，谁录入的行就不能由谁核查；只有一个人的单位选“否”",
        CHECKING, SettingKind.FLAG, choices=_FLAGS,
    ),
    SettingSpec(
        "package_deadline", "1131服务期限", "11-30",
        "月-日；渝府办发〔2025〕10号，11：完成时限11月底", SERVING,
    ),
    SettingSpec(
        "contact_days", "回访间隔", "30", "两次联系之间最多隔这么久，文件没有定，可改", SERVING, unit="天"
    ),
    SettingSpec(
        "contact_days_dense", "加密回访间隔", "15",
        "失业青年、长期登记失业人员和1131没做齐的；渝人社发〔2026〕1号，13要求加密，天数可改",
        SERVING, unit="天",
    ),
    SettingSpec("youth_ages", "失业青年年龄", "16-24", "周岁的起止，回访清单按它加密", SERVING, unit="岁"),
    SettingSpec(
        "long_unemployed_months", "长期失业", "6", "登记满这么久为长期登记失业人员", SERVING, unit="个月"
    ),
    SettingSpec(
        "password_profile", "密码要求", "等保二级", "等保二级：8 位以上，大小写字母、数字、符号至少三类",
        GUARDING, SettingKind.CHOICE, choices=(("等保二级", "等保二级"), ("不要求", "不要求")),
    ),
    SettingSpec(
        "password_days", "密码有效期", "90", "过期后先改密码再用，0 为不过期", GUARDING, unit="天"
    ),
    SettingSpec(
        "dormant_days", "账号闲置提醒", "90", "这么久没有登录过的账号，在账号表里标出", GUARDING, unit="天"
    ),
    SettingSpec(
        "keep_placement_years",
        "就业登记、人员档案",
        "6",
        "最后一笔之后这么久提议删除，0 为不提议；文件没有定，默认六年",
        KEEPING,
        unit="年",
    ),
    SettingSpec(
        "keep_roster_years",
        "名册、失业登记、服务、见习",
        "6",
        "最后一笔之后这么久提议删除，0 为不提议；文件没有定，默认六年",
        KEEPING,
        unit="年",
    ),
    SettingSpec(
        "keep_money_years",
        "补贴、担保贷款",
        "30",
        "比照《会计档案管理办法》会计凭证的保管年限，0 为不提议",
        KEEPING,
        unit="年",
    ),
    SettingSpec("idle_minutes", "闲置锁定", "10", "1 至 60；锁上时打了一半的字都留着", GUARDING, unit="分钟"),
    SettingSpec(
        "backup_minutes", "自动备份间隔", "30", "有改动才备份，0 为不自动备份", BACKUP, unit="分钟"
    ),
    SettingSpec("backup_folder", "备份位置", "", "空着就放在台账旁边", BACKUP, SettingKind.FOLDER),
    SettingSpec(
        "second_folder", "第二备份位置", "", "U 盘或网络盘上的文件夹；空着就只备一份",
        BACKUP, SettingKind.FOLDER,
    ),
    SettingSpec("head", "单位负责人", "", "可空着手签", SIGNING),
    SettingSpec("reviewer", "审核人", "", "可空着手签", SIGNING),
    SettingSpec("preparer", "填表人", "", "可空着手签", SIGNING),
    SettingSpec("office_phone", "联系电话", "", "", SIGNING),
    SettingSpec("form_number", "表号", "", "填了才印", HEADING),
    SettingSpec("issued_by", "制定机关", "", "填了才印", HEADING),
    SettingSpec("document_number", "文号", "", "填了才印", HEADING),
    SettingSpec("valid_until", "有效期至", "", "填了才印", HEADING),
    SettingSpec(
        "body_font", "正文字体", "",
        "空着用自带宋体；本机装有仿宋的可选，或填字体文件名，如 simfang.ttf，连同文件摘要一起记下",
        HEADING, SettingKind.FONT,
    ),
)  # fmt: skip
"""In the order in which they are shown."""

NO_PROFILE = "不要求"
"""The setting password_profile that lets any password pass."""

RULE_KEYS = ("cut_off_day", "counting_destinations", "counting_ages")
"""Settings that decide how rows are counted: frozen with a submitted return."""

PROFILE_WORDS = {"level2": "等保二级", "none": NO_PROFILE}
"""Earlier ledgers hold the codes; a clerk reads and types the words, and both are taken."""

_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)")
_AGES = re.compile(r"(\d{1,2})-(\d{1,2})")
_BY_KEY = {spec.key: spec for spec in SETTINGS}


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings that decide how rows are counted. `ages` are the first and last age that count."""

    cut_off_day: int = MONTH_END
    counting_destinations: frozenset[str] = frozenset(("10", "11", "12", "27", "46", "50", "51", "75", "76"))
    ages: tuple[int, int] | None = None


def value_of(stored: Mapping[str, str], key: str) -> str:
    """The setting in force: what the ledger stores, else the default."""
    value = stored.get(key, _BY_KEY[key].default)
    return PROFILE_WORDS.get(value, value) if key == "password_profile" else value


def truth(stored: Mapping[str, str], key: str) -> bool:
    """A setting that is 是 or 否."""
    return value_of(stored, key) == "是"


def rules_of(stored: Mapping[str, str]) -> Rules:
    """The counting rules in force."""
    codes = value_of(stored, "counting_destinations").replace("，", ",").split(",")
    return Rules(
        cut_off_day=int(value_of(stored, "cut_off_day")),
        counting_destinations=frozenset(code.strip() for code in codes if code.strip()),
        ages=_ages(value_of(stored, "counting_ages")),
    )


def _ages(text: str) -> tuple[int, int] | None:
    """First and last age of "16-35"; None where the text is none."""
    first, found, last = text.replace("—", "-").replace("至", "-").partition("-")
    if not found or not (first.isascii() and first.isdigit() and last.isascii() and last.isdigit()):
        return None
    ages = int(first), int(last)
    return ages if ages[0] <= ages[1] <= 100 else None


def checked_setting(key: str, value: str) -> str:
    """The text to store for a setting.

    Raises:
        LedgerFault: for an unknown key or a value that the setting cannot have.
    """
    if key not in _BY_KEY:
        raise LedgerFault("没有这个设置项。")
    value = value.strip()
    if key == "password_profile":
        value = PROFILE_WORDS.get(value, value)
    number = int(value) if value.isascii() and value.isdigit() else None
    if key == "cut_off_day" and (number is None or number > 28):
        raise LedgerFault("截止日只能填 0（月末）或 1 至 28。")
    if key == "unchecked_share_limit" and (number is None or number > 100):
        raise LedgerFault("未核查占比上限只能填 0 至 100 的整数。")
    if key == "counting_ages" and value and _ages(value) is None:
        raise LedgerFault("计入的年龄写成 16-35 这样，空着不限。")
    if key == "body_font":
        from core.returns.body_font import chosen  # only this setting looks at fonts

        return chosen(value)
    _check_account_setting(key, value, number)
    if key in ("verify_by_other", "review_by_other") and value not in ("是", "否"):
        raise LedgerFault(f"{_BY_KEY[key].label}，只能填“是”或“否”。")
    _check_contact_setting(key, value, number)
    return value


def _check_account_setting(key: str, value: str, number: int | None) -> None:
    if key == "password_profile" and value not in PROFILE_WORDS.values():
        raise LedgerFault("密码要求只能填“等保二级”或“不要求”。")
    if key == "backup_minutes" and (number is None or number > 1440):
        raise LedgerFault("自动备份间隔只能填 0 至 1440 分钟。")
    if key in ("backup_folder", "second_folder") and value and not Path(value).is_dir():
        raise LedgerFault(f"没有“{value}”这个文件夹，设置没有改。", todo="请先建好文件夹，或接上 U 盘再填。")
    if key in ("password_days", "dormant_days") and (number is None or number > 3650):
        raise LedgerFault("天数只能填 0 至 3650 的整数。")
    if key.startswith("keep_") and (number is None or number > 100):
        raise LedgerFault("保存期限只能填 0 至 100 年。")
    if key == "idle_minutes" and (number is None or not 1 <= number <= 60):
        raise LedgerFault("闲置锁定只能填 1 至 60 分钟。")


def _check_contact_setting(key: str, value: str, number: int | None) -> None:
    if key in ("contact_days", "contact_days_dense") and (number is None or not 1 <= number <= 366):
        raise LedgerFault("回访间隔只能填 1 至 366 天。")
    if key == "long_unemployed_months" and (number is None or not 1 <= number <= 60):
        raise LedgerFault("长期失业只能填 1 至 60 个月。")
    if key == "package_deadline" and not _MONTH_DAY.fullmatch(value):
        raise LedgerFault("1131服务期限按“月-日”填，例如 11-30。")
    if key == "youth_ages":
        ages = _AGES.fullmatch(value)
        if ages is None or int(ages.group(1)) > int(ages.group(2)):
            raise LedgerFault("失业青年年龄按“起-止”填，例如 16-24。")
