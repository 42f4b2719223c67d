"""One person with a name and numbers like no other, wherever a ledger has a place; and a search for them."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from evidence_samples import pdf
from ledger_samples import add_account, line, new_file, opened, placement, sheet
from sheet_samples import resident_id
from sqlalchemy import LargeBinary, String, select

from core.imports.answers import ImportAnswers
from core.ledger import Ledger
from core.views import Query
from db.base import Base
from db.engine import store_of

NAME, NUMBER, PHONE = "鸑鷟测试娜", resident_id(777, date(2001, 5, 6), "500383"), "12987654321"
OLD_PHONE, PASSPORT = "12987600000", "E87654321"
SECRETS = (NAME, NUMBER, PHONE, OLD_PHONE, PASSPORT)
WHO: Mapping[str, Any] = {"person.name": NAME, "person.id_number": NUMBER}
FOREIGN: Mapping[str, Any] = {
    "person.name": NAME,
    "person.id_kind": "passport",
    "person.id_number": PASSPORT,
}
AS_OF = date(2025, 12, 31)
_PAGE, _RESERVE, _IV = 4096, 80, 16


def filled(folder: Path) -> Path:
    """A ledger in which the person stands everywhere, among others."""
    path = new_file(folder)
    with opened(path) as ledger:
        for serial in range(12):
            ledger.save("placement", None, placement(serial))
        add_account(ledger, "审核", "reviewer")
        add_account(ledger, "查账", "auditor")
        _rows(ledger)
        _many(ledger, folder)
        _traces(ledger, folder)
    return path


def person_of(ledger: Ledger) -> int:
    """The person's record."""
    return ledger.find("person", Query(search=NUMBER))[0]


def draft_of(ledger: Ledger) -> int:
    """The record that a wrong number left behind: the same name, and nothing that proves it is the person."""
    return next(each for each in ledger.find("person", Query(search=NAME)) if each != person_of(ledger))


def _rows(ledger: Ledger) -> None:
    """Rows of every section that people have, a draft, a void one, a merged record, sensitive facts."""
    phone = {"person.phone": OLD_PHONE}
    ledger.save("placement", None, placement(20, **WHO, **phone, note=f"{NAME}本人来电"))
    ledger.save("placement", None, placement(21, **WHO, employer__name="重庆只此一家有限公司"))
    draft = ledger.save("placement", None, placement(22, **{**WHO, "person.id_number": NUMBER[:-1] + "#"}))
    assert draft.row is not None
    void = ledger.save("placement", None, placement(23, **WHO, employer__name="重庆样例9有限公司"))
    ledger.void("placement", void.ids, f"{NAME}未到岗")
    ledger.save(
        "unemployed_leaver",
        None,
        {
            **WHO,
            "cohort": "2025-06",
            "handed_over_on": date(2025, 7, 1),
            "willing": True,
            "disadvantaged": "subsistence",
            "next_contact_on": date(2025, 10, 1),
        },
    )
    ledger.save("unemployment", None, {**WHO, "registered_on": date(2025, 2, 1), "hard_to_place": "older"})
    for kind in ("job_referral", "policy_briefing"):
        ledger.save(
            "service",
            None,
            {**WHO, "kind": kind, "provided_on": date(2025, 8, 1), "outcome": f"已告知{NAME}"},
        )
    employer = {"employer.name": "重庆样例1有限公司"}
    ledger.save("traineeship", None, {**WHO, **employer, "starts_on": date(2025, 3, 1), "post": "助理"})
    ledger.save(
        "startup_loan", None, {**WHO, "amount": 100000, "issued_on": date(2025, 4, 1), "bank": "某银行"}
    )
    ledger.save(
        "subsidy", None, {**WHO, "kind": "skill_upgrade", "amount": 1500, "paid_on": date(2025, 5, 1)}
    )
    ledger.save("service", None, {**FOREIGN, "kind": "job_referral", "provided_on": date(2025, 4, 2)})
    people = list(ledger.find("person", Query(search=NAME)))
    with ledger.reading() as connection:
        kinds = dict(
            connection.execute(
                select(Base.metadata.tables["person"].c.id_kind, Base.metadata.tables["person"].c.id).where(
                    Base.metadata.tables["person"].c.id_number.in_((NUMBER, PASSPORT))
                )
            ).all()
        )
    assert len(people) >= 2
    ledger.merge_people(kinds["resident_id"], kinds["passport"], {}, f"看过{NAME}的证件")
    ledger.save("person", kinds["resident_id"], {"phone": PHONE, "note": f"换号 {PHONE}"})


def _many(ledger: Ledger, folder: Path) -> None:
    """What came and went by sheets, pastes and checks of many rows."""
    mine = {"姓名": NAME, "身份证号": NUMBER, "联系电话": PHONE}
    first = sheet(folder / f"{NAME}.xlsx", line(41, **mine, 就业单位="重庆导入有限公司"), line(42))
    preview = ledger.preview_import("placement", first, ImportAnswers(sender=NAME))
    ledger.apply_import(preview.token)
    gone = sheet(folder / "撤销.xlsx", line(43, **mine, 就业单位="重庆撤销有限公司"), line(44))
    result = ledger.import_file("placement", gone)
    assert result.batch is not None
    ledger.undo_batch(result.batch, f"{NAME}重复")
    service = {**WHO, "kind": "job_referral", "provided_on": date(2025, 8, 2), "outcome": NAME}
    ledger.save_rows("service", [(None, service)])
    ids = list(ledger.find("placement", Query(search=NAME)))
    ledger.verify_rows(ids[:1], "phone", date(2025, 10, 1), f"电话问过{NAME}")
    change, _shown = ledger.draw_sample(date(2025, 1, 1), AS_OF, None, only_claimed=False, wanted="100%")
    del change
    sample = ledger.samples()[0].id
    for row in ledger.sample_rows(sample):
        if row.row_id in ids:
            ledger.set_sample_result(row.id, "confirmed", f"{NAME}属实")


def _traces(ledger: Ledger, folder: Path) -> None:
    """Evidence, words in rows of others, reveals, exports, prints."""
    own = list(ledger.find("placement", Query(search=NAME)))
    other = next(each for each in ledger.find("placement", Query()) if each not in own)
    ledger.attach_content("placement", own[0], pdf(f"contract {NUMBER}"), f"{NAME}合同.pdf")
    ledger.attach_content("placement", own[0], pdf("shared"), "名单.pdf")
    ledger.attach_content("placement", other, pdf("shared"), "名单.pdf")
    ledger.save("placement", other, {"note": f"与{NAME}（{NUMBER}）同批，电话 {PHONE}"})
    ledger.save("startup_project", None, {"title": "项目", "leader": NAME, "selected_on": date(2025, 6, 1)})
    ledger.save("staff", None, {"name": "王示例", "note": f"联系 {PHONE}"})
    typed = {"person.name": NAME, "note": f"电话 {PHONE}"}
    ledger.keep_unfinished({"placement/new": ("新登记", typed)})
    ledger.set_narrative("2025-09", f"{NAME}反映的问题", "下一步")
    ledger.reveal("placement", own[0], "person.id_number", "核对证件")
    ledger.export("placement", folder / "out.xlsx", full_ids=True, reason=f"给{NAME}核对")


def texts_of(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """Every text and every file of every table: (table.column, text)."""
    with ledger.reading() as connection:
        for table in Base.metadata.sorted_tables:
            for column in table.c:
                if isinstance(column.type, String | LargeBinary):
                    for value in connection.scalars(select(column).where(column.is_not(None))):
                        text = value.decode("utf-8", "ignore") if isinstance(value, bytes) else str(value)
                        yield f"{table.name}.{column.name}", text


def pages_of(ledger: Ledger) -> bytes:
    """The ledger's file decrypted page by page, free pages and all."""
    store = store_of(ledger.engine)
    content = store.path.read_bytes()
    found = []
    for start in range(0, len(content), _PAGE):
        page = content[start : start + _PAGE]
        head = _IV if start == 0 else 0
        mode = modes.CBC(page[-_RESERVE : -_RESERVE + _IV])
        decryptor = Cipher(algorithms.AES(store.key), mode).decryptor()
        found.append(decryptor.update(page[head:-_RESERVE]) + decryptor.finalize())
    return b"".join(found)


def places(ledger: Ledger, secrets: tuple[str, ...] = SECRETS) -> list[tuple[str, str]]:
    """Where any of them stands: tables, and the pages of the file."""
    found = [(where, secret) for where, text in texts_of(ledger) for secret in secrets if secret in text]
    pages = pages_of(ledger)
    found += [("pages", secret) for secret in secrets if secret.encode() in pages]
    return found
