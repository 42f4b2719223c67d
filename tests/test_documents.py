"""What the documents say of the program is so."""

import re
from dataclasses import fields
from pathlib import Path

from core.commands import COMMANDS
from core.figures import catalogue
from core.returns.snapshot import Snapshot, TargetLine

DOCS = Path(__file__).resolve().parent.parent / "docs"


def test_every_figure_is_described() -> None:
    described = set(re.findall(r"^\| ([a-z0-9_.]+) \|", (DOCS / "figures.md").read_text("utf-8"), re.M))
    assert described - {"key"} == set(catalogue())


def test_every_part_of_the_data_file_is_described() -> None:
    described = set(re.findall(r"`([a-z_]+)`", (DOCS / "return-data.md").read_text("utf-8")))
    inside = {
        "unit_key",
        "unit_code",
        "unit_name",
        "unit_full_name",
        "office",
        "signatures",
        "letterhead",
        "month",
        "year_months",
    }
    assert {field.name for field in fields(Snapshot)} - inside - described == set()
    assert {field.name for field in fields(TargetLine)} - described == set()


def test_every_command_is_described() -> None:
    for name in ("commands.md", "../README.md"):
        described = set(re.findall(r"^\| `([a-z]+) ", (DOCS / name).read_text("utf-8"), re.M))
        assert described == set(COMMANDS)
