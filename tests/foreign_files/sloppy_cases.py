"""Sheets as hurried people send them: what they write around, above and into a table."""

from __future__ import annotations

from datetime import date

from foreign_cases import ENDING_X, GOOD, Case, one
from foreign_makers import book, plain_file, zipped
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from sheet_samples import HEADINGS, as_text, person_row, table


def _code_sheet_first(book_: Workbook, _sheet: Worksheet) -> None:
    codes_sheet = book_.create_sheet("代码", 0)
    codes_sheet.append(["毕业去向", "来源"])
    codes_sheet.append(["11", "区外市内"])


def _data_hidden(book_: Workbook, sheet: Worksheet) -> None:
    sheet.sheet_state = "hidden"
    book_.create_sheet("说明")["A1"] = "填写说明"
    book_.active = 1


NUMBERED = [f"{number}、{heading}" for number, heading in enumerate(HEADINGS, 1)]
GUIDE = [
    *("自动", "必填", "18位，文本格式", "下拉选择", "下拉选择", "全称"),
    *("下拉", "下拉", "格式2025-09-01", "11位", "选填"),
]
SIGNATURES = ["单位负责人（签字）：", "", "审核人：", "", "填表人：", "示例甲"]

SLOPPY: tuple[Case, ...] = (
    Case("表头带编号", book("a.xlsx", [NUMBERED, person_row(1)]), values=((2, "person.id_number", GOOD),)),
    Case(
        "表头有两种文字",
        book("a.xlsx", [[f"{heading}/Column" for heading in HEADINGS], person_row(1)]),
        values=((2, "placed_on", date(2025, 9, 2)),),
    ),
    Case(
        "表头下有列号",
        book("a.xlsx", [HEADINGS, list(range(1, 12)), person_row(1)]),
        said=("第 2 行是表头下的编号或填写说明，已跳过",),
    ),
    Case(
        "表头下有填写说明",
        book("a.xlsx", [HEADINGS, GUIDE, person_row(1)]),
        said=("第 2 行是表头下的编号或填写说明",),
    ),
    Case(
        "签字栏和日期在表下",
        book("a.xlsx", [*table({}), SIGNATURES, ["联系电话：12800000001"], ["2025年9月30日"], ["（盖章）"]]),
        said=("第 3、4、5、6 行是表尾说明，已跳过",),
    ),
    Case(
        "空行里打了空格",
        book("a.xlsx", [*table({}), *([["\u3000 "] * 11] * 4), ["/"] * 11, person_row(3)]),
        rows=2,
        silent=True,
    ),
    Case(
        "序号写成两行",
        book("a.xlsx", [["序\n号", *HEADINGS[1:]], person_row(1)]),
        silent=True,
    ),
    Case(
        "序号往下拉了几行",
        book("a.xlsx", [*table({}), [2], [3]]),
        said=("第 3、4 行在对上的列里没有内容",),
    ),
    Case(
        "表里有小标题",
        book("a.xlsx", [HEADINGS, ["朱沱镇"], person_row(1)]),
        said=("第 2 行在对上的列里没有内容",),
    ),
    Case("共几人", book("a.xlsx", [*table({}), ["共1人"]]), said=("第 3 行是合计行",)),
    Case(
        "两张表并排",
        book("a.xlsx", [[*row, None, *row] for row in table({})]),
        said=("右边从 N 列起还有一张同样表头的表，没有读入",),
    ),
    Case(
        "代码表在数据前面", book("a.xlsx", table({}, {}), _code_sheet_first), rows=2, said=("没有读：“代码”",)
    ),
    Case(
        "数据在隐藏的表里",
        book("a.xlsx", table({}), _data_hidden),
        refusal=("没有找到表头", "没有看的工作表：“Sheet”", "取消隐藏"),
    ),
    *(
        Case(
            f"多出的引号吞掉下一行：{times}",
            plain_file("a.csv", as_text(table(*rows)).replace("头", '"头').encode()),
            refusal=("引号不成对",),
        )
        for times, rows in (
            ("一处", [{"备注": "头"}, {}]),
            ("两处", [{"备注": "头"}, {"就业单位": "头牌有限公司"}, {}]),
        )
    ),
    Case(
        "文本里的代码带小数",
        plain_file("a.csv", as_text(table({"毕业去向": "11.0"})).encode()),
        values=((2, "destination", "11"),),
        silent=True,
    ),
    Case(
        "号码后带制表符的文本",
        plain_file("a.csv", as_text(table({}, {})).replace(",", "\t,").replace("\r\n", "\t\r\n").encode()),
        rows=2,
        silent=True,
    ),
    one("编号加代码名称", values={"origin": "within_city"}, silent=True, 来源="02 区外市内"),
    one("代码与名称对不上", "毕业去向里没有", 毕业去向="11-签就业协议形式就业"),
    one("单位写不详", values={"employer.name": None}, 毕业去向="75", 就业单位="不详"),
    one("备注写未知", values={"note": "未知"}, silent=True, 备注="未知"),
    one("行业写未知", "未知", values={"industry": None}, 行业="未知"),
    one(
        "身份证号分组写",
        "去掉分隔号",
        values={"person.id_number": GOOD},
        身份证号=f"{GOOD[:6]}-{GOOD[6:14]}-{GOOD[14:]}",
    ),
    one("身份证号旁有文字", "除号码外还有别的文字", refused=True, 身份证号=f"身份证：{GOOD}"),
    one("一格两个身份证号", "不止一个号码", refused=True, 身份证号=f"{GOOD}、{ENDING_X}"),
    one("姓名里有丢失的字", "认不出的字", 姓名="示例?"),
    one("姓名里有几个人", "可能写了几个人", 姓名="示例甲、示例乙"),
    one("日期是数字 2025.9", "“2025.9”只有年月", refused=True, 就业时间=2025.9),
    one("日期没有年份", "“9月1日”没有年份", refused=True, 就业时间="9月1日"),
    one("日期是汉字混写", values={"placed_on": date(2025, 9, 1)}, silent=True, 就业时间="2025年九月一日"),
    Case(
        "表格软件的临时文件",
        plain_file("~$a.xlsx", b"\x08" + bytes(164)),
        refusal=("临时文件", "关闭表格软件"),
    ),
    Case("OFD", lambda folder: zipped(folder / "a.ofd", {"OFD.xml": b"<x/>"}), refusal=("版式文件", "索取")),
)
