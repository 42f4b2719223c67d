"""Widgets of one test are gone before the next begins."""

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication


@pytest.fixture(autouse=True)
def tidy_after() -> Iterator[None]:
    """Delete what was to be deleted, and look for unreachable widgets here, where nothing runs."""
    yield
    if QApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
