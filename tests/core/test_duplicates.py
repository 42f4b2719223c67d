"""Names that look like one: found, merged once, remembered by later sheets, taken back; or kept apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ledger_samples import add_account, line, new_file, opened, placement, sheet
from sheet_samples import resident_id
from test_undo_import import tables

from core.errors import LedgerFault, NotAllowed
from core.identity import resident_id_check_digit
from core.ledger import Ledger
from core.names import NEAR, SAME, like_person, likeness, plain_employer, plain_name
from core.views import Query

YEAR = 2025
REASON = "同一营业执照"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with opened(new_file(tmp_path)) as made:
        yield made
        assert all(each.level != "block" for each in made.verify())


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ("重庆样例有限公司", "重庆市样例有限责任公司", SAME),
        ("重庆样例（永川）有限公司", "重庆样例(永川) 有限公司", SAME),
        ("重庆ＡＢＣ科技公司", "重庆ABC科技有限公司", SAME),
        ("重庆永荣锂电材料有限公司", "重庆永荣理电材料有限公司", NEAR),
        ("重庆样例一分公司", "重庆样例二分公司", ""),
        ("重庆样例北区商贸有限公司", "重庆样例南区商贸有限公司", ""),
        ("重庆样例车业有限公司", "重庆样例纸业有限公司", ""),
        ("李记面馆", "刘记面馆", ""),
        ("永川区老张记重庆小面北山路总店", "永川区老李记重庆小面北山路总店", ""),
        ("王姐家常菜馆", "汪姐家常菜馆", ""),
        ("重庆样例张记食品有限公司", "重庆市样例张记食品有限责任公司", SAME),
    ],
)
def test_when_employers_look_like_one(one: str, other: str, wanted: str) -> None:
    assert likeness(plain_employer(one), plain_employer(other)) == wanted


def test_when_colleges_and_people_look_like_one() -> None:
    assert likeness(plain_name("重庆文理学院"), plain_name("重庆市文理学院")) == SAME
    assert likeness(plain_name("重庆文理学院"), plain_name("重庆文里学院")) == NEAR
    assert not likeness(plain_name("重庆工商大学"), plain_name("重庆工业大学"))
    assert like_person("张示伟", "张示玮")
    assert not like_person("张示伟", "李示伟")


def two_firms(ledger: Ledger) -> tuple[int, int]:
    """Two spellings of one firm, three placements in all; gives both ids, the one with more rows first."""
    for serial, name in ((1, "重庆样例有限公司"), (2, "重庆样例有限公司"), (3, "重庆市样例有限责任公司")):
        ledger.save("placement", None, placement(serial, employer__name=name))
    found = {row.values["name"]: row.id for row in ledger.rows("employer", ledger.find("employer", Query()))}
    return found["重庆样例有限公司"], found["重庆市样例有限责任公司"]


def test_employers_merged_once_are_read_so_from_then_on(ledger: Ledger, tmp_path: Path) -> None:
    keep, other = two_firms(ledger)
    (group,) = ledger.doubtful(YEAR).employers
    assert (group.certain, [each.id for each in group.entries]) == (True, [keep, other])
    assert [each.rows for each in group.entries] == [2, 1]
    before = tables(ledger)
    change = ledger.merge_employers(keep, [other], REASON)
    assert {"placement", "employer"} <= change.sections
    assert not ledger.doubtful(YEAR).employers
    names = {
        row.values["employer.name"] for row in ledger.rows("placement", ledger.find("placement", Query()))
    }
    assert names == {"重庆样例有限公司"}
    gone = ledger.rows("employer", [other])[0]
    assert (gone.state, gone.values["name"]) == ("void", "重庆市样例有限责任公司")
    after = tables(ledger)
    assert change.batch is not None
    ledger.undo_batch(change.batch, "不是同一家")
    assert tables(ledger) == before
    ledger.redo_batch(change.batch, "是同一家")
    assert tables(ledger) == after
    sent = sheet(tmp_path / "a.xlsx", line(7, 就业单位="重庆市样例有限责任公司"))
    result = ledger.import_file("placement", sent)
    assert result.added == 1
    assert [each[2].message for each in result.problems] == ["单位名称已合并，计入“重庆样例有限公司”"]
    assert len(ledger.find("employer", Query())) == 1
    again = ledger.import_file("placement", sent)
    assert (again.added, again.changed) == (0, 0)
    typed = ledger.save("placement", None, placement(8, employer__name="重庆市样例有限责任公司"))
    assert typed.row is not None
    assert typed.row.values["employer.name"] == "重庆样例有限公司"
    assert ledger.history("employer", other)[0].action == "重做合并"


def test_what_cannot_be_one_employer(ledger: Ledger) -> None:
    keep, other = two_firms(ledger)
    with pytest.raises(LedgerFault, match="原因"):
        ledger.merge_employers(keep, [other], "")
    with pytest.raises(LedgerFault, match="没有选"):
        ledger.merge_employers(keep, [keep], REASON)
    ledger.keep_apart("employer", [str(keep), str(other)])
    assert not ledger.doubtful(YEAR).employers
    ledger.void("employer", [other], "撤销")
    before = tables(ledger)
    with pytest.raises(LedgerFault, match="已作废"):
        ledger.merge_employers(keep, [other], REASON)
    assert tables(ledger) == before


def test_colleges_merged_once(ledger: Ledger, tmp_path: Path) -> None:
    for serial, name in ((1, "重庆文理学院"), (2, "重庆文理学院"), (3, "重庆市文理学院")):
        ledger.save("placement", None, placement(serial, person__college=name))
    (group,) = ledger.doubtful(YEAR).colleges
    assert [(each.name, each.rows) for each in group.entries] == [("重庆文理学院", 2), ("重庆市文理学院", 1)]
    before = tables(ledger)
    change = ledger.merge_colleges("重庆文理学院", ["重庆市文理学院"], REASON)
    assert not ledger.doubtful(YEAR).colleges
    headings = ("姓名", "身份证号", "来源", "毕业去向", "就业单位", "就业时间", "毕业院校")
    row = [*line(5)[:5], "2025-09-01", "重庆市文理学院"]
    result = ledger.import_file("placement", sheet(tmp_path / "a.xlsx", row, headings=headings))
    assert [each[2].message for each in result.problems] == ["院校名称已合并，计入“重庆文理学院”"]
    assert change.batch is not None
    assert result.batch is not None
    ledger.undo_batch(result.batch, "撤回")
    ledger.undo_batch(change.batch, "撤回")
    assert tables(ledger) == before


def test_people_and_placements_that_look_double(ledger: Ledger, tmp_path: Path) -> None:
    number = resident_id(1)
    other = number[:14] + f"{(int(number[14:17]) + 2) % 1000:03d}"
    other += resident_id_check_digit(other)
    ledger.save("placement", None, placement(1, person__name="示例金"))
    ledger.save("placement", None, placement(2, person__name="示例今", person__id_number=other))
    (pair,) = ledger.doubtful(YEAR).people
    assert pair.why == "姓名读音相近，出生日期相同"
    assert number not in str(pair)
    ledger.import_file("placement", sheet(tmp_path / "朱沱镇9月.xlsx", line(1, 姓名="示例金")))
    (twice,) = ledger.doubtful(YEAR).repeated
    assert len(twice.ids) == 2
    assert sorted(row[2].rpartition("，")[2] for row in twice.rows) == ["admin 录入", "朱沱镇9月.xlsx"]
    ledger.keep_apart("person", [str(pair.first), str(pair.second)])
    assert not ledger.doubtful(YEAR).people


def test_an_auditor_merges_nothing(tmp_path: Path) -> None:
    path = new_file(tmp_path)
    with opened(path) as ledger:
        keep, other = two_firms(ledger)
        add_account(ledger, "审计", "auditor")
    with opened(path, "审计") as ledger:
        with pytest.raises(NotAllowed):
            ledger.merge_employers(keep, [other], REASON)
        with pytest.raises(NotAllowed):
            ledger.keep_apart("employer", [str(keep), str(other)])
