"""The form of a signed package: every wrong one is refused with its own sentence, and nothing is written."""

import hashlib
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from update_samples import FORMER, KEY, KEYS, POLICY, PROGRAM, STRANGER, TRAINEESHIP, city_plan, pack

from core.crash_log import VERSION
from core.errors import LedgerFault
from core.updates.desk import checked_package, lay_out, this_system
from core.updates.keys import trusted_keys
from core.updates.package import (
    HEAD,
    DamagedPackage,
    ForeignFile,
    OldPackage,
    PackageFault,
    UnknownSigner,
    read_package,
    write_package,
)

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return pack(tmp_path / "样例.ledgerpackage", {"traineeship.toml": TRAINEESHIP})


def test_a_genuine_package_says_what_it_is(package: Path) -> None:
    found = read_package(package, KEYS)
    assert (found.manifest.number, found.signer.id) == (1, "good")
    assert found.content("traineeship.toml") == TRAINEESHIP
    assert found.digest == read_package(package, KEYS).digest


def test_every_changed_byte_and_every_cut_is_noticed(package: Path, tmp_path: Path) -> None:
    whole = package.read_bytes()
    chance = random.Random(1)
    places = {*range(len(HEAD) + 150), *chance.sample(range(len(whole)), 200)}
    other = tmp_path / "other.ledgerpackage"
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= 1 << chance.randrange(8)
        other.write_bytes(changed)
        with pytest.raises(PackageFault):
            read_package(other, KEYS)
    for length in {0, 1, len(HEAD) - 1, len(HEAD), *chance.sample(range(len(whole)), 100)}:
        other.write_bytes(whole[:length])
        with pytest.raises(PackageFault) as refused:
            read_package(other, KEYS)
        assert isinstance(refused.value, ForeignFile if length == 0 else DamagedPackage), length
    other.write_bytes(whole + b"x")
    with pytest.raises(DamagedPackage):
        read_package(other, KEYS)


def test_each_refusal_has_its_own_sentence(package: Path, tmp_path: Path) -> None:
    files = {"traineeship.toml": TRAINEESHIP}
    text = tmp_path / "说明.txt"
    text.write_text("不是更新包", encoding="utf-8")
    cut = tmp_path / "截断.ledgerpackage"
    cut.write_bytes(package.read_bytes()[:-5])
    bad = tmp_path / "坏.ledgerpackage"
    bad.write_bytes(package.read_bytes().replace("样例发布单位".encode(), "样例发布单泣".encode()))
    stranger = pack(tmp_path / "外人.ledgerpackage", files, STRANGER, "stranger")
    pretender = pack(tmp_path / "冒名.ledgerpackage", files, STRANGER, "good")
    revoked = pack(tmp_path / "作废.ledgerpackage", files, FORMER, "former")
    newer = pack(tmp_path / "新.ledgerpackage", files, needs="99.0.0")
    older = pack(tmp_path / "旧.ledgerpackage", {"a.deb": b"x"}, **{**PROGRAM, "version": "0.0.1"})
    same = pack(tmp_path / "同.ledgerpackage", {"a.deb": b"x"}, **{**PROGRAM, "version": VERSION})
    other = pack(tmp_path / "别.ledgerpackage", {"a.exe": b"x"}, **{**PROGRAM, "system": "mac-arm64"})
    wanted = {
        text: (ForeignFile, "不是本程序的更新包"),
        tmp_path / "没有.ledgerpackage": (ForeignFile, "没有读到"),
        cut: (DamagedPackage, "不完整"),
        bad: (DamagedPackage, "签名对不上"),
        pretender: (DamagedPackage, "签名对不上"),
        stranger: (UnknownSigner, "不是本程序认识的发布单位"),
        revoked: (UnknownSigner, "已于 2026-01-01 作废"),
        newer: (PackageFault, "要 99.0.0 以上的程序"),
        older: (OldPackage, "比现在的"),
        same: (OldPackage, "已经装着这一版"),
        other: (PackageFault, "不能用在这台电脑上"),
    }
    said = set()
    for path, (kind, words) in wanted.items():
        with pytest.raises(kind) as refused:
            checked_package(path, lambda: KEYS)
        fault = refused.value
        assert words in fault.happened
        assert fault.safe.startswith("安全。")
        assert fault.todo
        said.add((fault.happened, fault.todo))
    assert len(said) == len(wanted)


@pytest.mark.parametrize(
    "names", [["../out.toml"], ["/etc/x"], ["a\\b"], ["C:x"], ["a/../b"], ["Plans/X.toml"], [""], ["a", "a"]]
)
def test_a_signed_manifest_cannot_name_a_path(tmp_path: Path, names: list[str]) -> None:
    line = json.dumps(
        {
            **POLICY,
            "files": [{"name": name, "size": 0, "sha256": hashlib.sha256().hexdigest()} for name in names],
        }
    )
    path = tmp_path / "x.ledgerpackage"
    with pytest.raises(ForeignFile):
        write_package(path, {**json.loads(line), "number": 1}, {names[0]: b""}, "good", KEY.sign) if len(
            names
        ) == 1 else _written(path, line)


def _written(path: Path, line: str) -> None:
    import base64

    text = line.encode() + b"\n"
    path.write_bytes(HEAD + b"good " + base64.b64encode(KEY.sign(HEAD + text)) + b"\n" + text)
    read_package(path, KEYS)


def test_an_installer_is_laid_out_whole(tmp_path: Path) -> None:
    content = bytes(range(256)) * 5000
    path = pack(
        tmp_path / "程序.ledgerpackage", {"ledger_99.deb": content}, **{**PROGRAM, "system": this_system()}
    )
    made = lay_out(checked_package(path, lambda: KEYS), tmp_path / "下载")
    assert made.name == "ledger_99.deb"
    assert made.read_bytes() == content
    made.write_bytes(b"something else of the clerk's")
    with pytest.raises(LedgerFault):
        lay_out(checked_package(path, lambda: KEYS), tmp_path / "下载")
    assert made.read_bytes() == b"something else of the clerk's"


def test_the_program_s_own_list_of_keys_can_be_read() -> None:
    for each in trusted_keys():
        assert len(each.public) == 32


def test_the_releaser_s_tool_makes_what_the_program_reads(tmp_path: Path) -> None:
    def tool(*arguments: str, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, str(ROOT / "packaging" / "sign_update.py"), *arguments],
            env={"LEDGER_SIGNING_PASSWORD": "twelve or more", "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == code, done.stderr
        return done.stdout + done.stderr

    private, keys, facts = tmp_path / "private.pem", tmp_path / "keys.toml", tmp_path / "facts.toml"
    keys.write_text(tool("new-key", "2026-a", "样例", str(private)), encoding="utf-8")
    assert b"ENCRYPTED" in private.read_bytes()
    facts.write_text(
        'kind = "policy"\nnumber = 7\ntitle = "样例"\nissuer = "样例"\nissued_on = 2025-12-01\n'
        "effective_from = 2026-01-01\n",
        encoding="utf-8",
    )
    data = tmp_path / "rules.toml"
    data.write_bytes(TRAINEESHIP)
    out = tmp_path / "7.ledgerpackage"
    tool("sign", str(private), "2026-a", str(facts), str(out), f"{data}=traineeship.toml")
    assert checked_package(out, lambda: trusted_keys(keys)).manifest.number == 7
    assert "number=7" in tool("show", str(out), "--keys", str(keys))
    data.write_bytes(TRAINEESHIP.replace(b"2026-01-01", b"2025-01-01"))
    assert "since" in tool(
        "sign", str(private), "2026-a", str(facts), str(out), f"{data}=traineeship.toml", code=2
    )
    assert len(city_plan(1)) == 1
