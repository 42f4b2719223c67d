"""Foreign files, one per line of the list of what sheets bring, each with what has to come of it.

`python tests/foreign_files/write_foreign_files.py FOLDER` writes them all, to be tried by hand.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xlwt
from foreign_makers import (
    DECLARATION,
    MAIN,
    OLE,
    Maker,
    book,
    compound,
    edited,
    edited_part,
    old_workbook_with_password,
    parts_of,
    plain_file,
    plain_rows,
    raw_book,
    sheet_xml,
    text_cell,
    unzipped,
    xml_row,
    zipped,
)
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet
from sheet_samples import (
    HEADINGS,
    as_text,
    person_row,
    resident_id,
    table,
    write_ods,
    write_xls,
    write_xlsb,
    write_xlsx,
)

MEGABYTE = 1024 * 1024
LOST = "请将该列设为文本后重新录入"


@dataclass(frozen=True)
class Case:
    """One file and its outcome.

    Attributes:
        name: what is odd about it.
        make: writes it.
        refusal: parts of the one sentence that refuses the whole file; empty when it is read.
        rows: how many data rows are read.
        refused: numbers of the rows that are kept out.
        said: parts of what is said of rows or of the whole file.
        values: row number → field → value.
        silent: nothing at all is said.
    """

    name: str
    make: Maker
    refusal: tuple[str, ...] = ()
    rows: int = 1
    refused: tuple[int, ...] = ()
    said: tuple[str, ...] = ()
    values: tuple[tuple[int, str, Any], ...] = ()
    silent: bool = False


def one(
    name: str, *said: str, refused: bool = False, values: Any = (), silent: bool = False, **cells: Any
) -> Case:
    """A workbook with one data row (row 2) in which these cells differ."""
    given = tuple((2, key, value) for key, value in dict(values).items())
    return Case(
        name,
        book("a.xlsx", table(cells)),
        rows=1,
        refused=(2,) if refused else (),
        said=said,
        values=given,
        silent=silent,
    )


GOOD = resident_id(11)
ENDING_X = next(number for number in map(resident_id, range(1, 300)) if number.endswith("X"))
SERIES = [str(int(resident_id(100)[:17] + "1") + step) for step in range(4)]

NUMBERS: tuple[Case, ...] = (
    one("身份证号是数字", "C2：", LOST, refused=True, 身份证号=5.00118200203040e17),
    one("身份证号是 16 位数字", "C2：", LOST, refused=True, 身份证号=5001182002030401),
    one("身份证号是科学计数的文本", "C2：", "科学计数", LOST, refused=True, 身份证号="5.00222E+17"),
    one("身份证号末三位为 000", "C2：", "末三位为 000", refused=True, 身份证号=GOOD[:15] + "000"),
    Case(
        "身份证号下拉填充",
        book("a.xlsx", table({}, *({"身份证号": each} for each in SERIES), {})),
        rows=6,
        refused=(3, 4, 5, 6),
        said=("第 3 至 6 行的身份证号逐行加 1，疑为下拉填充",),
    ),
    one("手机是浮点数", values={"person.phone": "12800000001"}, silent=True, 联系电话=12800000001.0),
    one("手机是带 .0 的文本", values={"person.phone": "13800000000"}, silent=True, 联系电话="13800000000.0"),
    one("手机是科学计数的文本", "手机成了数字", 联系电话="1.38E+10"),
    one(
        "身份证号是全角数字",
        "全角改为半角",
        values={"person.id_number": GOOD},
        身份证号="".join(chr(ord(each) + 0xFEE0) if each.isdigit() else each for each in GOOD),
    ),
    one(
        "身份证号里有不间断空格",
        "去掉空格",
        values={"person.id_number": GOOD},
        身份证号=GOOD[:6] + "\u00a0" + GOOD[6:],
    ),
    one(
        "身份证号里有零宽空格", "去掉不可见字符", values={"person.id_number": GOOD}, 身份证号=GOOD + "\u200b"
    ),
    one(
        "身份证号末位小写 x",
        "小写改为大写",
        values={"person.id_number": ENDING_X},
        身份证号=ENDING_X[:17] + "x",
    ),
    one(
        "身份证号末位是西里尔字母 Х",
        "形似 X",
        values={"person.id_number": ENDING_X},
        身份证号=ENDING_X[:17] + "Х",
    ),
)

DAY = {"placed_on": date(2025, 11, 1)}


def _from_1904(book_: Workbook, sheet: Worksheet) -> None:
    book_.epoch = CALENDAR_MAC_1904
    sheet["I2"] = 44500


DATES: tuple[Case, ...] = (
    one("日期是 1900 序号", values={"placed_on": date(2025, 9, 1)}, silent=True, 就业时间=45901),
    Case(
        "日期是 1904 序号",
        book("a.xlsx", table({}), _from_1904),
        values=((2, "placed_on", date(2025, 11, 1)),),
    ),
    one(
        "日期列成了文本序号",
        "日期序号，按 2025-09-01 记",
        values={"placed_on": date(2025, 9, 1)},
        就业时间="45901",
    ),
    one("日期写成 2025.11.1", values=DAY, silent=True, 就业时间="2025.11.1"),
    one("日期写成 2025年11月1日", values=DAY, silent=True, 就业时间="2025年11月1日"),
    one("日期写成 20251101", values=DAY, silent=True, 就业时间="20251101"),
    one("日期是数字 20251101", values=DAY, silent=True, 就业时间=20251101),
    one("没有这一天", "I2：没有这一天：2025 年 2 月只有 28 日", refused=True, 就业时间="2025-02-30"),
    one("没有这个月", "I2：没有 13 月", refused=True, 就业时间="2025.13.1"),
    one("文本列里成了日期", "备注这一格是日期", values={"note": "2025-01-02"}, 备注=date(2025, 1, 2)),
)


def _formula(cell: str) -> Maker:
    return raw_book("a.xlsx", sheet_xml(plain_rows({"备注": cell})))


def _macro(folder: Path) -> Path:
    path = write_xlsx(folder / "a.xlsm", table({}))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return path


FORMULAS: tuple[Case, ...] = (
    Case(
        "公式有算好的值",
        _formula('<c r="K2" t="str"><f>A1&amp;B1</f><v>甲</v></c>'),
        said=("工作表“登记”有 1 个公式，按已算好的值读入",),
        values=((2, "note", "甲"),),
    ),
    Case(
        "公式算出空文本",
        _formula('<c r="K2" t="str"><f>IF(1,"","x")</f><v></v></c>'),
        values=((2, "note", None),),
    ),
    Case(
        "公式没有算好的值",
        _formula('<c r="K2"><f>1+1</f></c>'),
        refused=(2,),
        said=("K2 是公式，没有算好的值；请用 WPS 或 Excel 打开原表，保存一次后再导入",),
    ),
    Case(
        "公式出错",
        _formula('<c r="K2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'),
        said=("K2 是公式错误（#DIV/0!）",),
    ),
    Case("带宏的工作簿", _macro, said=("文件里有宏，已忽略，没有运行",)),
    *(
        one(f"文本以 {sign} 开头", values={"note": f"{sign}1+1"}, silent=True, 备注=sign + "1+1")
        for sign in "+-@"
    ),
    Case(
        "文本以 = 开头",
        raw_book("a.xlsx", sheet_xml(plain_rows({"备注": "=1+1"}))),
        values=((2, "note", "=1+1"),),
        silent=True,
    ),
)


def _two_rows(_book: Workbook, sheet: Worksheet) -> None:
    sheet.merge_cells("B2:C2")
    sheet.merge_cells("D2:F2")


def _merged(_book: Workbook, sheet: Worksheet) -> None:
    sheet.merge_cells("F2:F4")


def _hide(_book: Workbook, sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["J"].hidden = True


def _more_sheets(book_: Workbook, _sheet: Worksheet) -> None:
    book_.create_sheet("汇总")["A1"] = "合计"
    hidden = book_.create_sheet("旧表")
    hidden.sheet_state = "hidden"


def _without(*headings: str) -> list[list[Any]]:
    places = [index for index, heading in enumerate(HEADINGS) if heading not in headings]
    return [[row[index] for index in places] for row in table({}, {})]


LAYOUT: tuple[Case, ...] = (
    Case("标题行", book("a.xlsx", table({}, titles=["就业登记表", "填报单位：朱沱镇"])), silent=True),
    Case(
        "两行表头",
        book(
            "a.xlsx",
            [
                ["登记表"],
                ["序号", "基本信息", None, "就业情况", None, None],
                [None, "姓名", "身份证号", "来源", "毕业去向", "就业时间"],
                [1, "示例甲", GOOD, "区外市内", "75", "2025-09-01"],
            ],
            _two_rows,
        ),
        values=((4, "person.id_number", GOOD), (4, "placed_on", date(2025, 9, 1))),
    ),
    Case(
        "表体里的合并单元格",
        book("a.xlsx", table({}, {"就业单位": None}, {"就业单位": None}), _merged),
        rows=3,
        said=("工作表“Sheet”有 1 处合并单元格，已按每行同值读入",),
        values=((4, "employer.name", "重庆示例制造有限公司"),),
    ),
    Case(
        "隐藏的行和列",
        book("a.xlsx", table({}, {}, {}), _hide),
        rows=3,
        said=("第 3 行是隐藏行，共 1 行，也已读入", "“联系电话”是隐藏列，也已读入"),
    ),
    Case(
        "合计行、空行、表尾",
        book("a.xlsx", [*table({}, {}), [None] * 11, ["合计", "", "2"], ["填表人：某某"]]),
        rows=2,
        said=("第 5 行是合计行，已跳过", "第 6 行是表尾说明"),
    ),
    Case(
        "中间又有表头",
        book("a.xlsx", [*table({}), HEADINGS, person_row(2)]),
        rows=2,
        said=("第 3 行是重复的表头，已跳过",),
    ),
    Case(
        "少了必填的列", book("a.xlsx", _without("就业时间")), rows=2, said=("没有找到这些必填的列：就业日期",)
    ),
    Case("少了可缺的列", book("a.xlsx", _without("行业", "联系电话")), rows=2, silent=True),
    Case(
        "多了列",
        book("a.xlsx", [[*HEADINGS, "血型"], [*person_row(1), "A"]]),
        said=("这些列没有用到：“血型”",),
    ),
    Case("列的次序不同", book("a.xlsx", [row[::-1] for row in table({}, {})]), rows=2, silent=True),
    Case(
        "同上和〃",
        book("a.xlsx", table({}, {"就业单位": "同上", "来源": "〃"})),
        rows=2,
        said=("用人单位写的是“同上”，按上一行记", "来源写的是“同上”，按上一行记"),
        values=((3, "employer.name", "重庆示例制造有限公司"),),
    ),
    Case(
        "身份证号写同上",
        book("a.xlsx", table({}, {"身份证号": "同上"})),
        rows=2,
        refused=(3,),
        said=("C3：",),
    ),
    Case("几张工作表", book("a.xlsx", table({}), _more_sheets), said=("另有 1 个工作表没有读：“汇总”",)),
    Case("空的工作表", book("a.xlsx", []), refusal=("空的", "重新取得文件")),
    Case("只有表头", book("a.xlsx", [HEADINGS]), rows=0, said=("工作表“Sheet”只有表头，没有数据行",)),
    Case("没有表头", book("a.xlsx", [["说明"], ["请看附件"]]), refusal=("没有找到表头", "身份证号", "模板")),
)


def _text(name: str, encoding: str, separator: str = ",", mark: bytes = b"") -> Maker:
    return plain_file(name, mark + as_text(table({}, {}), separator).encode(encoding))


TEXTS: tuple[Case, ...] = (
    Case("UTF-8 文本", _text("a.csv", "utf-8"), rows=2, silent=True),
    Case("UTF-8 文本带 BOM", _text("a.csv", "utf-8-sig"), rows=2, silent=True),
    Case("GB18030 文本", _text("a.csv", "gb18030"), rows=2, silent=True),
    Case("UTF-16 LE 文本", _text("a.txt", "utf-16-le", "\t", b"\xff\xfe"), rows=2, silent=True),
    Case("UTF-16 BE 文本", _text("a.txt", "utf-16-be", "\t", b"\xfe\xff"), rows=2, silent=True),
    Case("UTF-16 LE 文本没有 BOM", _text("a.txt", "utf-16-le", "\t"), rows=2, silent=True),
    Case("制表符分隔", _text("a.txt", "utf-8", "\t"), rows=2, silent=True),
    Case("分号分隔", _text("a.csv", "utf-8", ";"), rows=2, silent=True),
    Case(
        "文本里有 NUL",
        plain_file("a.csv", as_text(table({"备注": "甲\0乙"})).encode()),
        values=((2, "note", "甲乙"),),
    ),
    Case(
        "UTF-16 文本里有孤立代理",
        plain_file(
            "a.txt",
            b"\xff\xfe" + as_text(table({"备注": "\ud800"}), "\t").encode("utf-16-le", "surrogatepass"),
        ),
        refusal=("格式", ".xlsx"),
    ),
    Case(
        "引号没有结束",
        plain_file("a.csv", (as_text(table({})) + '"' + "x" * (1 << 21)).encode()),
        refusal=("引号",),
    ),
)

HIDDEN = ("第 3 行是隐藏行，共 1 行，也已读入", "“联系电话”是隐藏列，也已读入")
CELL = '<table:table-cell office:value-type="string"%s><text:p>%s</text:p></table:table-cell>'


def _hide_old(_book: xlwt.Workbook, sheet: Any) -> None:
    sheet.row(2).hidden = True
    sheet.col(9).hidden = True
    sheet.merge(2, 3, 5, 5)
    sheet.write(4, 10, xlwt.Formula("1+1"))


def _old(rows: list[list[Any]], touch: Any) -> Maker:
    """An old workbook whose formulas are, as other programs leave them, still to be calculated."""
    empty = b"\x03" + bytes(5) + b"\xff\xff"
    return edited(
        lambda folder: write_xls(folder / "a.xls", rows, touch),
        lambda content: content.replace(empty + bytes(2), empty + b"\x02\x00"),
    )


def _old_from_1904(book_: xlwt.Workbook, sheet: Any) -> None:
    book_.dates_1904 = True
    sheet.write(1, 8, 44500)


def _binary(folder: Path) -> Path:
    rows = table({}, {}, {"备注": b"\x07"})
    return write_xlsb(folder / "a.xlsb", rows, hidden_rows=(2,), hidden_columns=(9,))


def _open(folder: Path) -> Path:
    """Hidden by a filter and by hand, merged, with a formula never calculated and one gone wrong."""
    columns = (
        '<table:table-column table:number-columns-repeated="9"/>'
        '<table:table-column table:visibility="collapse"/>'
        '<table:table-column table:number-columns-repeated="16374"/>'
    )
    rows = table({}, {}, {"就业单位": None}, {})
    rows[2][5] = CELL % (' table:number-rows-spanned="2" table:number-columns-spanned="1"', "示例甲公司")
    rows[3][10] = '<table:table-cell table:formula="of:=1+1"/>'
    rows[4][10] = CELL % (' table:formula="of:=1/0" calcext:value-type="error"', "#DIV/0!")
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    after = (
        f'<table:table-row table:visibility="filter" table:number-rows-repeated="900000">{blank}'
        "</table:table-row>"
    )
    path = write_ods(folder / "a.ods", rows, columns, after)
    return edited_part(
        lambda _folder: path,
        "content.xml",
        lambda xml: xml.replace(
            b"<table:table-row>", b'<table:table-row table:visibility="filter">', 3
        ).replace(b'<table:table-row table:visibility="filter">', b"<table:table-row>", 2),
    )(folder)


KINDS: tuple[Case, ...] = (
    Case(
        "xls 里隐藏的行列、合并、没有算好的公式",
        _old(table({}, {}, {"就业单位": None}, {}), _hide_old),
        rows=4,
        refused=(5,),
        said=(*HIDDEN, "有 1 处合并单元格", "K5 是公式，没有算好的值"),
        values=((4, "employer.name", "重庆示例制造有限公司"),),
    ),
    Case(
        "xls 里的 1904 序号",
        _old(table({"就业时间": None}), _old_from_1904),
        values=((2, "placed_on", date(2025, 11, 1)),),
    ),
    Case(
        "xlsb 里隐藏的行列和公式错误",
        _binary,
        rows=3,
        said=(*HIDDEN, "有 1 个公式", "K4 是公式错误（#DIV/0!）"),
    ),
    Case(
        "xlsb 里的 1904 序号",
        lambda folder: write_xlsb(folder / "a.xlsb", table({"就业时间": 44500.0}), date_1904=True),
        values=((2, "placed_on", date(2025, 11, 1)),),
    ),
    Case(
        "ods 里隐藏的行列、合并、公式",
        _open,
        rows=4,
        refused=(4,),
        said=(
            *HIDDEN,
            "有 1 处合并单元格",
            "有 2 个公式",
            "K4 是公式，没有算好的值",
            "K5 是公式错误（#DIV/0!）",
        ),
        values=((4, "employer.name", "示例甲公司"),),
    ),
    Case("xls", lambda folder: write_xls(folder / "a.xls", table({}, {})), rows=2, silent=True),
    Case("xlsb", lambda folder: write_xlsb(folder / "a.xlsb", table({}, {})), rows=2, silent=True),
    Case("ods", lambda folder: write_ods(folder / "a.ods", table({}, {})), rows=2, silent=True),
    Case("名字与内容不符", lambda folder: write_xlsx(folder / "a.xls", table({})), silent=True),
    Case(
        "加密的新工作簿",
        plain_file(
            "a.xlsx", compound({"EncryptionInfo": b"\x04\x00\x04\x00", "EncryptedPackage": bytes(9000)})
        ),
        refusal=("密码", "去掉密码"),
    ),
    Case("加密的旧工作簿", old_workbook_with_password, refusal=("密码", "去掉密码")),
    Case(
        "网页改名为 xls", plain_file("a.xls", "<html><table><tr><td>姓名".encode()), refusal=("网页", ".xlsx")
    ),
    Case(
        "et",
        plain_file("a.et", compound({"Workbook": bytes(5000), "ETExtData": bytes(9)})),
        refusal=("WPS", ".xlsx"),
    ),
    Case("PDF 改名为 xlsx", plain_file("a.xlsx", b"%PDF-1.7\n"), refusal=("PDF", "原来的表格")),
    Case("零字节", plain_file("a.xlsx", b""), refusal=("0 字节", "重新取得")),
    Case("别的复合文件", plain_file("a.xls", OLE + bytes(4000)), refusal=("没有工作簿",)),
    Case("文字文档", plain_file("a.doc", compound({"WordDocument": bytes(5000)})), refusal=("Word",)),
)


def _bomb(folder: Path) -> Path:
    return zipped(
        folder / "a.xlsx",
        {"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": bytes(310 * MEGABYTE)},
    )


def _lying_bomb(folder: Path) -> Path:
    """Says that its sheet has a thousand bytes; it has 700 million."""
    path = folder / "a.xlsx"
    parts = parts_of(sheet_xml(plain_rows({})))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if not name.endswith("sheet1.xml"):
                archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=False) as target:
            target.write(parts["xl/worksheets/sheet1.xml"].split(b"</sheetData>")[0])
            for _ in range(700):
                target.write(b" " * 1_000_000)
    content = path.read_bytes()
    place = content.rindex(b"PK\x01\x02")
    path.write_bytes(content[: place + 24] + struct.pack("<I", 1000) + content[place + 28 :])
    return path


def _escape(folder: Path) -> Path:
    path = write_xlsx(folder / "a.xlsx", table({}))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../../evil.xml", b"x")
    return path


def _doctype(sheet: bytes) -> bytes:
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    return sheet.replace(b"<worksheet", entity + b"<worksheet", 1)


def _wrong_sums(content: bytes) -> bytes:
    spoilt = bytearray(content)
    for mark, place in ((b"PK\x01\x02", 16), (b"PK\x03\x04", 14)):
        at = -1
        while (at := spoilt.find(mark, at + 1)) >= 0:
            spoilt[at + place] ^= 0xFF
    return bytes(spoilt)


def _styled_blanks(rows: int) -> Iterable[str]:
    return (f'<row r="{row}"><c r="A{row}" s="0"/><c r="B{row}" s="0"/></row>' for row in range(3, rows))


CHART_SHEET = {
    "xl/workbook.xml": (
        f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships"><sheets><sheet name="图" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ).encode(),
    "xl/_rels/workbook.xml.rels": (
        f'{DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>'
    ).encode(),
    "xl/chartsheets/sheet1.xml": f'{DECLARATION}<chartsheet xmlns="{MAIN}"/>'.encode(),
}


def _wide() -> str:
    headings = [*HEADINGS, *(f"列{number}" for number in range(9_990))]
    return sheet_xml([xml_row(1, headings), xml_row(2, [*person_row(1), *["x"] * 9_990])])


def _far_corner() -> str:
    return sheet_xml([*plain_rows({}, {}), f'<row r="1048576">{text_cell(16383, 1048576, "x")}</row>'])


PLAIN = raw_book("a.xlsx", sheet_xml(plain_rows({}, {})))
SHEET = "xl/worksheets/sheet1.xml"

HOSTILE: tuple[Case, ...] = (
    Case("压缩炸弹", _bomb, refusal=("异常庞大",)),
    Case("说谎的压缩炸弹", _lying_bomb, refusal=("。",)),
    Case("DOCTYPE", edited_part(PLAIN, SHEET, _doctype), refusal=("DOCTYPE", ".xlsx")),
    Case("路径指向外部", _escape, refusal=("外部位置",)),
    Case(
        "只有 A1 和 XFD1048576",
        raw_book(
            "a.xlsx",
            sheet_xml([xml_row(1, ["x"]), f'<row r="1048576">{text_cell(16383, 1048576, "x")}</row>']),
        ),
        refusal=("。",),
    ),
    Case(
        "截断的压缩包",
        edited(PLAIN, lambda content: content[: len(content) * 2 // 3]),
        refusal=("已损坏", "重新发送"),
    ),
    Case("校验和不对", edited(PLAIN, _wrong_sums), refusal=("已损坏", "重新发送")),
    Case(
        "说小了的范围",
        raw_book("a.xlsx", sheet_xml(plain_rows({}, {}), '<dimension ref="A1"/>')),
        rows=2,
        silent=True,
    ),
    Case(
        "说大了的范围",
        raw_book("a.xlsx", sheet_xml(plain_rows({}, {}), '<dimension ref="A1:XFD1048576"/>')),
        rows=2,
        silent=True,
    ),
    Case(
        "共享字符串越界",
        raw_book("a.xlsx", sheet_xml(plain_rows({"备注": '<c r="K2" t="s"><v>99999</v></c>'}))),
        refusal=("损坏",),
    ),
    Case("一万列", raw_book("a.xlsx", _wide()), said=("等 9990 列",)),
    Case(
        "百万空的带格式行",
        raw_book("a.xlsx", sheet_xml([*plain_rows({}), *_styled_blanks(1_000_000)])),
        silent=True,
    ),
    Case(
        "表格里有 NUL",
        edited_part(PLAIN, SHEET, lambda xml: xml.replace("示例甲".encode(), b"\x00x")),
        rows=2,
    ),
    Case(
        "表格里有孤立代理", raw_book("a.xlsx", sheet_xml(plain_rows({"备注": "甲\ud800"}))), refusal=("损坏",)
    ),
    Case(
        "只有图表的工作簿",
        lambda folder: zipped(folder / "a.xlsx", parts_of(sheet_xml([])) | CHART_SHEET),
        refusal=("没有工作表",),
    ),
    Case(
        "多余的部件",
        lambda folder: zipped(
            folder / "a.xlsx", unzipped(PLAIN(folder)) | {f"xl/media/{n}": b"" for n in range(2_000)}
        ),
        refusal=("上限",),
    ),
)


def _read_only(folder: Path) -> Path:
    path = write_xlsx(folder / "a.xlsx", table({}))
    path.chmod(0o444)
    return path


def _long_path(folder: Path) -> Path:
    """A path of 250 characters, most of them Chinese."""
    inner = folder
    while len(str(inner)) < 180:
        inner /= "永川区就业服务中心各镇街报送材料汇总"
    inner.mkdir(parents=True)
    name = "表" * max(1, 250 - len(str(inner)) - 6)
    return write_xlsx(inner / f"{name}.xlsx", table({}))


PLACES: tuple[Case, ...] = (
    Case("只读文件", _read_only, silent=True),
    Case("文件夹", lambda folder: folder, refusal=("文件夹", "请选一个表格文件")),
    Case("没有这个文件", lambda folder: folder / "没有.xlsx", refusal=("找不到", "U 盘")),
    Case("250 个字的中文路径", _long_path, silent=True),
)

CASES = (*NUMBERS, *DATES, *FORMULAS, *LAYOUT, *TEXTS, *KINDS, *HOSTILE, *PLACES)
