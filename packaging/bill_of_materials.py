"""The bill of materials (CycloneDX 1.6): `python packaging/bill_of_materials.py OUT.json`.

Made of requirements.lock (versions and digests of what may be installed), of the parts that ship inside
others, and of fonts and icons with their own digests. It holds no time and no random number: the serial
number is made of the content, so the same sources give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
import uuid
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.parts import Part, parts
from core.resources import resource

ROOT = Path(__file__).resolve().parents[1]

PROGRAM = "placement-ledger"


def digests(lock: Path) -> dict[str, tuple[str, ...]]:
    """Name → SHA-256 of every distribution that the lock lets in."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in re.split(r"^(?=[a-z0-9-]+==)", lock.read_text("utf-8"), flags=re.MULTILINE):
        name = entry.partition("==")[0]
        found[name] = (*found.get(name, ()), *re.findall(r"--hash=sha256:([0-9a-f]{64})", entry))
    return found


def versions(lock: Path) -> dict[str, tuple[str, ...]]:
    """Name → versions that the lock pins; more than one where the Python version decides."""
    found: dict[str, tuple[str, ...]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)==([^ \\;]+)", lock.read_text("utf-8"), re.MULTILINE):
        found[name] = (*found.get(name, ()), version)
    return found


def licences(expression: str) -> list[dict[str, Any]]:
    """A licence as CycloneDX writes it: one known word by its id, anything joined as an expression."""
    if " " in expression:
        return [{"expression": expression}]
    kind = "name" if expression.startswith("LicenseRef-") else "id"
    return [{"license": {kind: expression}}]


def library(part: Part, version: str, hashes: tuple[str, ...]) -> dict[str, Any]:
    """A Python library of the lock; its digests are those of every file that may be installed."""
    address = f"pkg:pypi/{part.name}@{version}"
    return {
        "type": "library",
        "bom-ref": address,
        "name": part.name,
        "version": version,
        "purl": address,
        "licenses": licences(part.licence),
        "properties": [{"name": "placement-ledger:sha256", "value": each} for each in sorted(hashes)],
    }


def inside(part: Part) -> dict[str, Any]:
    """What another part or the bundle contains."""
    name = f"pkg:generic/{re.sub('[^a-z0-9.]+', '-', part.name.lower()).strip('-')}@{part.version}"
    carriers = re.sub("[^a-z0-9]+", "-", part.kept.split("（")[0].lower()).strip("-") or "bundle"
    return {
        "type": "library",
        "bom-ref": f"{name}#{carriers}",
        "name": part.name,
        "version": part.version,
        "purl": name,
        "licenses": licences(part.licence),
        "properties": [{"name": "placement-ledger:carried-by", "value": carriers}],
    }


def files(part: Part) -> dict[str, Any]:
    """Fonts and icons, with the digest of each file (of many, the digest of their digests)."""
    found = sorted({path for pattern in part.files for path in resource().glob(pattern)})
    each = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found}
    component: dict[str, Any] = {
        "type": "data",
        "bom-ref": f"file:{re.sub('[^A-Za-z0-9.]+', '-', part.name).strip('-')}@{part.version}",
        "name": part.name,
        "version": part.version,
        "licenses": licences(part.licence),
    }
    if len(each) <= 10:
        component["components"] = [
            {"type": "file", "name": name, "hashes": [{"alg": "SHA-256", "content": digest}]}
            for name, digest in each.items()
        ]
    joined = "".join(f"{digest}  {name}\n" for name, digest in each.items())
    component["hashes"] = [{"alg": "SHA-256", "content": hashlib.sha256(joined.encode()).hexdigest()}]
    return component


def bill() -> dict[str, Any]:
    """The whole bill."""
    lock = ROOT / "requirements.lock"
    pinned, hashes = versions(lock), digests(lock)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    components: list[dict[str, Any]] = []
    for part in parts():
        if part.kind == "library":
            components += [library(part, version, hashes[part.name]) for version in pinned[part.name]]
        else:
            components.append(inside(part) if part.kind == "inside" else files(part))
    components.sort(key=lambda each: str(each["bom-ref"]))
    root = f"pkg:generic/{PROGRAM}@{project['version']}"
    body = {
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": PROGRAM,
                "version": project["version"],
                "description": project["description"],
                "licenses": licences(project["license"]),
                "purl": root,
            }
        },
        "components": components,
        "dependencies": [{"ref": root, "dependsOn": [each["bom-ref"] for each in components]}],
    }
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(body, sort_keys=True))
    head = {"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX"}
    return {**head, "specVersion": "1.6", "serialNumber": f"urn:uuid:{serial}", "version": 1, **body}


def main(arguments: list[str]) -> int:
    """Write the bill."""
    if len(arguments) != 1:
        print("usage: bill_of_materials.py OUT.json", file=sys.stderr)
        return 2
    text = json.dumps(bill(), ensure_ascii=False, indent=1)
    Path(arguments[0]).write_text(text + "\n", "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
