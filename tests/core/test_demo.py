"""The demonstration ledger: the same seed gives the same figures, and nothing of it looks real."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from ledger_samples import cheap_keys, opened

from core import demo
from core.demo import DemoResult, make
from core.errors import Cancelled, LedgerFault
from core.figure import Measure, Tally
from core.figures import figure_of
from core.ledger import Ledger
from core.views import Query, RowState

ROWS = 240


@pytest.fixture(scope="module", autouse=True)
def cheap() -> Iterator[None]:
    with cheap_keys():
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> DemoResult:
    return make(tmp_path_factory.mktemp("demo") / "演示", "永川区", 2025, ROWS, 7)


@pytest.fixture
def ledger(made: DemoResult) -> Iterator[Ledger]:
    with opened(made.ledger, password=made.password) as found:
        yield found


def figures(result: DemoResult) -> list[object]:
    with opened(result.ledger, password=result.password) as ledger:
        return [(each.key, each.plan, each.value, each.month) for each in ledger.figures(date(2025, 9, 30))]


def test_the_same_seed_gives_the_same_figures(made: DemoResult, tmp_path: Path) -> None:
    same = make(tmp_path / "a", "永川区", 2025, ROWS, 7)
    other = make(tmp_path / "b", "永川区", 2025, ROWS, 8)
    assert figures(same) == figures(made)
    assert figures(other) != figures(made)
    assert same.password != made.password


def test_every_section_of_the_work_is_filled(ledger: Ledger) -> None:
    counts = ledger.counts()
    for section in (
        "placement",
        "person",
        "employer",
        "job_fair",
        "traineeship_host",
        "traineeship_post",
        "target",
        "prior_actual",
    ):
        assert counts[section] > 0, section
    rows = len(ledger.find("placement", Query())) + len(ledger.find("placement", Query(state=RowState.VOID)))
    assert rows == ROWS
    split = ledger.split("placement.total", 2025)
    assert split is not None
    assert split.difference == 0


@pytest.mark.parametrize("as_of", [date(2025, 9, 30), date(2026, 1, 31)])
def test_every_printed_number_opens(ledger: Ledger, as_of: date) -> None:
    for view in ledger.figures(as_of):
        found = ledger.explain(view.key, as_of, view.plan)
        assert found.figure.value == view.value, (view.key, view.plan)
        assert found.all_rows == found.counted + sum(each.rows for each in found.left_out), view.key
        assert found.rule, view.key
        figure = figure_of(view.key, ledger.vocabulary.townships)
        if isinstance(figure, Tally) and figure.measure is Measure.FIRST_OF_PERSON:
            assert found.counted == view.value, view.key


def test_it_is_sound_and_marked(ledger: Ledger) -> None:
    assert {each.level for each in ledger.verify()} <= {"pass", "warn"}
    assert ledger.info.demonstration
    assert (ledger.info.account, ledger.info.year) == ("admin", 2025)


def test_nobody_could_be_called(ledger: Ledger) -> None:
    for section, field in (("person", "phone"), ("employer", "contact_phone")):
        rows = ledger.rows(section, ledger.find(section, Query()))
        phones = [str(row.values[field]) for row in rows if row.values[field]]
        assert [phone for phone in phones if not phone.startswith("12")] == []
    texts = " ".join(
        str(value)
        for section in ledger.sections()
        for row in ledger.rows(section.key, ledger.find(section.key, Query()))
        for value in row.values.values()
    )
    assert re.findall(r"(?<![0-9A-Z])1[3-9]\d{9}(?!\d)", texts) == []


def test_every_number_passes_its_check(ledger: Ledger) -> None:
    for row in ledger.rows("placement", ledger.find("placement", Query(state=RowState.ACTIVE))):
        _clean, problems = ledger.check("placement", row.values, row.id)
        assert [each.message for each in problems if each.severity.value == "refused"] == []


def test_its_return_is_made(made: DemoResult, ledger: Ledger) -> None:
    assert made.return_pdf.read_bytes().startswith(b"%PDF")
    assert made.return_pdf.with_suffix(".xlsx").exists()
    assert made.return_pdf.read_bytes() == ledger.preview_return("2025-09").pdf
    assert not re.search(r"\d{17}", "".join(path.name for path in made.ledger.parent.iterdir()))


@pytest.mark.parametrize("where", ["demonstration_rows", "_fill"])
def test_a_failure_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    def stop(*_: object) -> None:
        raise LedgerFault("磁盘满了。")

    monkeypatch.setattr(demo, where, stop)
    with pytest.raises(LedgerFault):
        make(tmp_path / "深" / "演示", "永川区", 2025, 20, 1)
    assert list(tmp_path.iterdir()) == []


def test_a_return_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "演示"
    (folder / "永川区2025年9月月报.pdf").mkdir(parents=True)
    with pytest.raises(LedgerFault):
        make(folder, "永川区", 2025, 20, 1)
    assert [path.name for path in folder.iterdir()] == ["永川区2025年9月月报.pdf"]


def test_cancelling_leaves_nothing_and_an_existing_one_stays(made: DemoResult, tmp_path: Path) -> None:
    def cancel(share: float, _words: str) -> None:
        if share > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        make(tmp_path / "演示", "永川区", 2025, 20, 1, cancel)
    assert list(tmp_path.iterdir()) == []
    before = made.ledger.read_bytes()
    with pytest.raises(LedgerFault):
        make(made.ledger.parent, "永川区", 2025, 20, 1)
    assert made.ledger.read_bytes() == before


@pytest.mark.parametrize(
    ("unit", "year"), [("江北区", 2025), ("两江新区", 2026), ("忠县", 2025), ("永川区", 2027)]
)
def test_other_units_and_years(tmp_path: Path, unit: str, year: int) -> None:
    result = make(tmp_path, unit, year, 30, 2)
    with opened(result.ledger, password=result.password) as ledger:
        voided = len(ledger.find("placement", Query(state=RowState.VOID)))
        assert (ledger.info.unit_name, ledger.counts()["placement"] + voided) == (unit, 30)
    assert f"{year}年9月" in result.return_pdf.name


@pytest.mark.parametrize("rows", [0, 1])
def test_few_rows(tmp_path: Path, rows: int) -> None:
    result = make(tmp_path, "永川区", 2025, rows, 1)
    with opened(result.ledger, password=result.password) as ledger:
        assert ledger.counts()["placement"] <= rows
