"""What ships is listed with its licence and text, may ship, and stands in a bill that is always the same."""

import dataclasses
import json
import re
import sys
from importlib import import_module
from pathlib import Path

import numpy
import pikepdf
import pytest
from cryptography.hazmat.backends.openssl import backend
from PIL import features
from PySide6 import __version__ as qt_version
from sqlcipher3 import dbapi2

from core.parts import Part, licence_texts, parts

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging"))

import bill_of_materials  # noqa: E402 - packaging/ is a folder of scripts and no package
import licences  # noqa: E402 - as above

LOCK = licences.locked(ROOT / "requirements.lock")


def changed(name: str, **values: object) -> list[Part]:
    """The list with one part changed."""
    return [dataclasses.replace(each, **values) if each.name == name else each for each in parts()]  # type: ignore[arg-type]  # names of fields, given by the tests below


def test_everything_that_ships_may_ship() -> None:
    assert licences.faults(parts(), LOCK) == []


@pytest.mark.parametrize(
    ("expression", "may"),
    [
        ("MIT", True),
        ("LGPL-3.0-only OR GPL-3.0-only", True),
        ("BSD-3-Clause AND GPL-3.0-only", False),
        ("GPL-3.0-or-later", False),
        ("GPL-3.0-or-later WITH GCC-exception-3.1", True),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_what_may_ship(expression: str, may: bool) -> None:
    assert licences.may_ship(expression) is may


def test_a_gpl_or_unknown_part_is_a_fault() -> None:
    assert licences.faults(changed("Qt", licence="GPL-3.0-only"), LOCK) == ["Qt: GPL-3.0-only may not ship"]


def test_a_library_nobody_listed_is_a_fault() -> None:
    assert licences.faults(parts(), {**LOCK, "newcomer": "1.0"}) == [
        "newcomer: in the lock, but not in parts.toml"
    ]


def test_a_library_that_changed_its_licence_is_a_fault() -> None:
    found = licences.faults(changed("openpyxl", licence="Zlib"), LOCK)
    assert len(found) == 1 and found[0].startswith("openpyxl 3.") and "'MIT'" in found[0]


def test_a_part_without_its_text_is_a_fault() -> None:
    assert licences.faults(changed("SQLite", texts=()), LOCK) == ["SQLite: no licence text"]


def test_texts_are_collected_one_file_a_part(tmp_path: Path) -> None:
    made = licences.collect(parts(), tmp_path)
    files = sorted(path.name for path in tmp_path.iterdir())
    assert len(files) == made == len([part for part in parts() if licence_texts(part)])
    assert "Permission is hereby granted" in (tmp_path / f"sqlalchemy-{LOCK['sqlalchemy']}.txt").read_text(
        "utf-8"
    )
    assert any(name.startswith("fcitx-qt5") for name in files)


@pytest.mark.skipif(sys.platform != "linux", reason="the versions listed are those of the Linux wheels")
def test_what_is_inside_has_the_version_that_runs() -> None:
    with dbapi2.connect(":memory:") as connection:
        connection.execute("PRAGMA key = 'made up'")
        cipher = connection.execute("PRAGMA cipher_version").fetchone()[0]
        provider = connection.execute("PRAGMA cipher_provider_version").fetchone()[0]
    blas = numpy.show_config("dicts")["Build Dependencies"]["blas"]["version"]
    etree = import_module("lxml.etree")
    running = {
        ("Qt", "pyside6-essentials"): qt_version,
        ("SQLCipher", "sqlcipher3"): cipher.split()[0],
        ("SQLite", "sqlcipher3"): dbapi2.sqlite_version,
        ("OpenSSL", "sqlcipher3"): provider.split()[1],
        ("OpenSSL", "cryptography"): backend.openssl_version_text().split()[1],
        ("libxml2", "lxml"): ".".join(map(str, etree.LIBXML_VERSION)),
        ("libxslt", "lxml"): ".".join(map(str, etree.LIBXSLT_VERSION)),
        ("qpdf", "pikepdf"): pikepdf.__libqpdf_version__,
        ("OpenBLAS", "numpy"): ".".join(blas.split(".")[:3]),
        ("FreeType", "pillow"): features.version("freetype2"),
        ("HarfBuzz", "pillow"): features.version("harfbuzz"),
        ("libtiff", "pillow"): features.version("libtiff"),
    }
    listed = {(part.name, part.kept): part.version for part in parts()}
    assert {each: listed.get(each) for each in running} == running


def test_third_party_names_every_part() -> None:
    document = (ROOT / "THIRD_PARTY.md").read_text("utf-8").lower()
    missing = [
        part.name for part in parts() if part.name.split(" (")[0].split(",")[0].lower() not in document
    ]
    assert missing == []


def test_the_bill_is_always_the_same_and_names_no_machine(tmp_path: Path) -> None:
    first, second = tmp_path / "1.json", tmp_path / "2.json"
    assert bill_of_materials.main([str(first)]) == bill_of_materials.main([str(second)]) == 0
    assert first.read_bytes() == second.read_bytes()
    text = first.read_text("utf-8")
    assert str(ROOT) not in text and "timestamp" not in text
    assert set(re.findall(r"https?://[^\"]+", text)) == {"http://cyclonedx.org/schema/bom-1.6.schema.json"}


def test_the_bill_has_the_structure_of_cyclonedx() -> None:
    bill = json.loads(json.dumps(bill_of_materials.bill()))
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(
        r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", bill["serialNumber"]
    )
    refs = [each["bom-ref"] for each in bill["components"]]
    assert len(refs) == len(set(refs)) > 55
    for each in bill["components"]:
        assert each["type"] in {"library", "data"} and each["name"] and each["version"], each
        licence = each["licenses"][0]
        assert len(each["licenses"]) == 1 and (("expression" in licence) != ("license" in licence))
        for found in each.get("hashes", ()):
            assert found["alg"] == "SHA-256" and re.fullmatch("[0-9a-f]{64}", found["content"])
    known = {bill["metadata"]["component"]["bom-ref"], *refs}
    for edge in bill["dependencies"]:
        assert {edge["ref"], *edge["dependsOn"]} <= known


def test_the_bill_holds_what_the_lock_pins_with_its_digests() -> None:
    components = {each["bom-ref"]: each for each in bill_of_materials.bill()["components"]}
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pinned = re.findall(r"^([a-z0-9-]+)==([^ \\;]+)", lock, re.MULTILINE)
    assert {f"pkg:pypi/{name}@{version}" for name, version in pinned} <= set(components)
    told = {each["value"] for one in components.values() for each in one.get("properties", ())}
    assert set(re.findall(r"sha256:([0-9a-f]{64})", lock)) <= told
