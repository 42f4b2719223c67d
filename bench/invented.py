"""Made-up placements for the measurements: valid check digits, no real person, the same for the same seed."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

HEADERS = (
    "姓名",
    "身份证号",
    "性别",
    "出生日期",
    "学历",
    "毕业院校",
    "专业",
    "毕业时间",
    "来源",
    "毕业去向",
    "单位名称",
    "统一社会信用代码",
    "单位性质",
    "行业",
    "所属镇街",
    "就业时间",
    "联系电话",
    "户籍地",
    "佐证材料",
    "备注",
)
TOWNSHIPS = (
    "中山路街道",
    "胜利路街道",
    "南大街街道",
    "茶山竹海街道",
    "大安街道",
    "陈食街道",
    "卫星湖街道",
    "青峰镇",
    "金龙镇",
    "临江镇",
    "何埂镇",
    "松溉镇",
    "仙龙镇",
    "吉安镇",
    "五间镇",
    "来苏镇",
    "宝峰镇",
    "双石镇",
    "红炉镇",
    "永荣镇",
    "三教镇",
    "板桥镇",
    "朱沱镇",
)
INDUSTRIES = (
    "农、林、牧、渔业",
    "采矿业",
    "制造业",
    "建筑业",
    "批发和零售业",
    "住宿和餐饮业",
    "金融业",
    "教育",
)
ORIGINS = ("区内院校", "区外市内", "市外来渝")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "安宁平和清远明亮书文博雅思源嘉禾景行子涵若溪一诺欣然"
COLLEGES = ("重庆文理学院", "重庆水利电力职业技术学院", "重庆城市职业学院", "重庆财经职业学院")
EMPLOYERS = 1_500
DAYS = 273  # 1 January to 30 September 2025


def resident_id(number: int) -> str:
    """Return the number-th made-up resident ID (area 500118), with its check digit."""
    born = date(1998, 1, 1) + timedelta(days=number % 2_500)
    body = f"500118{born:%Y%m%d}{number // 2_500 + 1:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, body, strict=True))
    return body + "10X98765432"[total % 11]


def credit_code(number: int) -> str:
    """Return the number-th made-up credit code, with its check character (GB 32100)."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"91500118MA{number:07d}"
    total = sum(signs.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + signs[-total % 31]


def placements(rows: int, seed: int = 1) -> Iterator[list[str]]:
    """Yield rows in the order of `HEADERS`; every person once, dated in the first nine months of 2025."""
    dice = random.Random(seed)
    for number in range(rows):
        document = resident_id(number)
        employer = dice.randrange(EMPLOYERS)
        day = date(2025, 1, 1) + timedelta(days=dice.randrange(DAYS))
        yield [
            dice.choice(SURNAMES) + "".join(dice.sample(GIVEN, 2)),
            document,
            "男" if int(document[16]) % 2 else "女",
            f"{document[6:10]}-{document[10:12]}-{document[12:14]}",
            dice.choice(("本科", "专科", "硕士")),
            dice.choice(COLLEGES),
            dice.choice(("机械工程", "护理", "会计", "软件技术", "学前教育")),
            "2025-06",
            ORIGINS[number % 3],
            dice.choice(("签劳动合同形式就业", "签就业协议形式就业", "其他录用形式就业")),
            f"重庆示例第{employer:04d}有限公司",
            credit_code(employer),
            "其他企业",
            INDUSTRIES[employer % len(INDUSTRIES)],
            dice.choice(TOWNSHIPS),
            day.isoformat(),
            f"12{dice.randrange(10**9):09d}",
            "重庆市永川区",
            "劳动合同",
            "",
        ]


def write_workbook(path: Path, rows: int) -> None:
    """Write the placements as a clerk's workbook: one sheet, headers in the first row."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("登记")
    sheet.append(HEADERS)
    for row in placements(rows):
        sheet.append(row)
    book.save(path)


def write_large_workbook(path: Path, rows: int) -> None:
    """Write such a workbook from its bare XML: openpyxl would need minutes for so many rows."""
    small = path.with_suffix(".small.xlsx")
    write_workbook(small, 1)
    sheet = "xl/worksheets/sheet1.xml"
    with ZipFile(small) as source, ZipFile(path, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name != sheet:
                target.writestr(name, source.read(name))
        head, tail = source.read(sheet).split(b"<row ", 1)[0], b"</sheetData></worksheet>"
        with target.open(sheet, "w", force_zip64=True) as part:
            part.write(head + _row_xml(1, HEADERS))
            for number, row in enumerate(placements(rows), 2):
                part.write(_row_xml(number, row))
            part.write(tail)
    small.unlink()


def _row_xml(number: int, cells: Sequence[str]) -> bytes:
    """Made-up cells hold no character that XML would mind."""
    written = (
        f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for place, cell in enumerate(cells)
        if cell
    )
    return f'<row r="{number}">{"".join(written)}</row>'.encode()
