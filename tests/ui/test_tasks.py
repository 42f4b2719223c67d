"""The worker: in order, replaced, cancelled, and never answering a page that is gone."""

import re
from collections.abc import Iterator
from threading import Event
from time import sleep

import pytest
from frame_samples import freed
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from core.errors import Cancelled, LedgerFault
from core.views import Change
from ui.app import application
from ui.tasks import Tasks

ENGLISH = re.compile(r"[A-Za-z]{2,}")
ALLOWED = {"Excel", "PDF", "Enter", "Esc", "admin", "WPS"}


def english(text: str) -> set[str]:
    return set(ENGLISH.findall(text.replace("&", ""))) - ALLOWED


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    application(["test"])
    made = Tasks()
    yield made
    made.shutdown()


def test_work_runs_in_order_and_answers_here(qtbot: QtBot, tasks: Tasks) -> None:
    answers: list[int] = []
    for number in range(5):
        tasks.run("test", lambda _l, _p, n=number: n, answers.append)  # type: ignore[misc]  # bound per round
    qtbot.waitUntil(lambda: len(answers) == 5)
    assert answers == [0, 1, 2, 3, 4]
    assert not tasks.busy


def test_waiting_work_is_replaced(qtbot: QtBot, tasks: Tasks) -> None:
    gate, answers = Event(), list[str]()
    tasks.run("test", lambda *_: gate.wait(10))
    for text in ("y", "yx", "yxq"):
        tasks.run("test", lambda _l, _p, t=text: t, answers.append, replaces="search")  # type: ignore[misc]  # as above
    gate.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert answers == ["yxq"]


def test_cancel_stops_at_the_next_report(qtbot: QtBot, tasks: Tasks) -> None:
    told: list[LedgerFault] = []
    done: list[object] = []

    def work(_: object, report: object) -> None:
        assert callable(report)
        for step in range(1000):
            report(step / 1000, "读取")
            sleep(0.01)

    tasks.run("导入", work, done.append, told.append)
    with qtbot.waitSignal(tasks.progress):
        pass
    qtbot.wait(50)
    tasks.cancel()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert not done
    assert [type(each) for each in told] == [Cancelled]


def test_a_deleted_page_is_not_called_back(qtbot: QtBot, tasks: Tasks) -> None:
    class Host(QWidget):
        called = 0

        def take(self, _: object) -> None:
            Host.called += 1

    host = Host()
    tasks.run("test", lambda *_: 1, host.take)
    freed(host)
    assert not isValid(host)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert Host.called == 0


def test_forgotten_work_goes_on_unheard(qtbot: QtBot, tasks: Tasks) -> None:
    gate, did, told = Event(), list[int](), list[object]()

    def fail(*_: object) -> None:
        raise LedgerFault("没有写完。")

    tasks.run("test", lambda *_: gate.wait(10))
    tasks.run("保存", lambda *_: did.append(1), told.append)
    tasks.run("test", fail)
    tasks.failed.connect(told.append)
    tasks.forget()
    gate.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert did == [1]
    assert not told


def test_changes_are_broadcast(qtbot: QtBot, tasks: Tasks) -> None:
    with qtbot.waitSignal(tasks.changed) as caught:
        tasks.run("test", lambda *_: Change(frozenset({"placement"})))
    assert caught.args is not None
    assert caught.args[0].sections == {"placement"}
    with qtbot.waitSignal(tasks.changed):
        tasks.run("test", lambda *_: (Change(frozenset({"employer"})), 3))
