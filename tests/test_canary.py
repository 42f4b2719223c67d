"""S3: one person with a name and numbers like no other goes through every journey; nobody finds them outside.

Searched are what is printed, logs, temporary and settings folders, every paper with its properties and
attachments, masked exports, the diagnostics package, and the ledger's own files as bytes. The sender's own
error sheet may hold what the sender wrote.
"""

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from sheet_samples import write_xlsx

from core.identity import resident_id_check_digit

ROOT = Path(__file__).resolve().parent.parent
NAME = "鸑鷟测试娜"
NUMBER = "50011819990229"[:6] + "199902283" + "47"
NUMBER += resident_id_check_digit(NUMBER)
WRONG = NUMBER[:17] + ("0" if NUMBER[17] != "0" else "1")
PHONE = "12987654321"
SECRETS = (NAME, NUMBER, WRONG, PHONE)
HEADINGS = ("姓名", "身份证号", "来源", "毕业去向", "就业单位", "镇街", "行业", "就业时间", "联系电话")
JOURNEY = """
import sys
from pathlib import Path
from core.crash_log import write_crash
from core.ledger import Ledger
from core.views import Query
path, out, secret = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
ledger = Ledger.open(path, "admin", "Taoyuan#42")
row = ledger.find("placement", Query())[0]
ledger.save("placement", row, {"note": "改过"})
ledger.reveal("placement", row, "person.id_number", "核对证件")
ledger.search(secret)
ledger.history("placement", row)
ledger.write_roster("placement", Query(), "全部", out / "roster.pdf")
ledger.write_diagnostics(out / "diagnostics.zip")
ledger.write_township_sheets("2025-09", [ledger.townships()[0].key], out)
ledger.write_return("2025", out / "year.pdf")
ledger.backup(out / "backups")
try:
    raise ValueError(secret)
except ValueError as error:
    write_crash(type(error), error.__traceback__, "E-0001")
raise RuntimeError("a forced end") from None
"""


def _texts(path: Path) -> Iterator[str]:
    """Everything that can be read in a file: bytes in two encodings, members of zips, streams of PDFs."""
    content = path.read_bytes()
    yield content.decode("utf-8", "ignore")
    yield content.decode("utf-16-le", "ignore")
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for member in package.namelist():
                yield member
                yield package.read(member).decode("utf-8", "ignore")
    if content.startswith(b"%PDF"):
        yield subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
        with pikepdf.open(path) as document:
            yield str(document.docinfo)
            for item in document.objects:
                if isinstance(item, pikepdf.Stream):
                    yield item.read_bytes().decode("utf-8", "ignore")


@pytest.mark.trust
def test_the_person_is_found_nowhere_outside_the_ledger(tmp_path: Path) -> None:
    home, out = tmp_path / "home", tmp_path / "out"
    for folder in (home, home / "tmp", out):
        folder.mkdir()
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("XDG_")},
        "HOME": str(home),
        "TMPDIR": str(home / "tmp"),
        "LEDGER_PASSWORD": "Taoyuan#42",
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
    }
    printed = []

    def run(*words: str, codes: tuple[int, ...] = (0,)) -> None:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode in codes, done.stderr[-1000:]
        printed.append(done.stdout + done.stderr)

    ledger, sheet = out / "永川区.ledger", tmp_path / "sheet.xlsx"
    good = (NAME, NUMBER, "区外市内", "11", "重庆示例有限公司", "朱沱镇", "制造业", "2025-09-01", PHONE)
    bad = (NAME, WRONG, *good[2:])
    other = ("另一个名", NUMBER, *good[2:])
    write_xlsx(sheet, [list(HEADINGS), list(good), list(bad), list(other)])
    run("main.py", "create", str(ledger), "--unit", "永川区", "--year", "2025")
    run("main.py", "import", str(ledger), "placement", str(sheet), "--json", codes=(1,))
    run("main.py", "import", str(ledger), "placement", str(sheet), codes=(0, 1))
    run("main.py", "export", str(ledger), "person", str(out / "person.xlsx"))
    run("main.py", "explain", str(ledger), "placement.total", "--as-of", "2025-12-31")
    paper = [str(out / "return.pdf"), "--xlsx", str(out / "return.xlsx")]
    run("main.py", "return", str(ledger), "--month", "2025-09", "--pdf", *paper)
    run("main.py", "verify", str(ledger))
    run("-c", JOURNEY, str(ledger), str(out), NAME, codes=(1,))
    masked = out / "person.xlsx"  # a masked export holds the name, which is what it is for
    found = [
        (str(path.relative_to(tmp_path)), secret)
        for path in (*home.rglob("*"), *out.rglob("*"))
        if path.is_file()
        for secret in SECRETS
        if not (secret == NAME and path == masked)
        if any(secret in text for text in (path.name, *_texts(path)))
    ]
    assert found == []
    assert [secret for secret in SECRETS for text in printed if secret in text] == []
    assert list(home.rglob("crash.log")), printed[-1][-600:]
    assert len(list(out.rglob("*.pdf"))) >= 3
