"""Key slots: passwords, the recovery code, lock-out, and what damage looks like."""

from __future__ import annotations

import json
import time
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sample_store import ACCOUNT, CHEAP, NAME, PASSWORD, Sample, make_sample, names_in, python

from db import errors
from db.engine import open_unlocked, reading
from db.errors import LOCK_MINUTES, TRIES
from db.key_slots import OFFICE
from db.keys import KeyFile, keys_path
from db.passwords import password_problems
from db.recovery_code import ALPHABET, new_code, normalised

pytestmark = pytest.mark.trust


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    return make_sample(tmp_path, 5)


@pytest.fixture
def keys(sample: Sample) -> KeyFile:
    return KeyFile(sample.path, CHEAP)


def _fail(keys: KeyFile, times: int, account: str = ACCOUNT) -> None:
    for _ in range(times):
        with pytest.raises((errors.WrongPassword, errors.TooManyTries)):
            keys.unlock(account, "wrong")


def test_password_and_code_give_the_same_key(sample: Sample, keys: KeyFile) -> None:
    before = keys.path.read_bytes()
    assert keys.unlock(ACCOUNT, PASSWORD) == sample.key
    assert keys.unlock_with_recovery(sample.code) == sample.key
    assert keys.path.read_bytes() == before, "a right try writes nothing"
    assert sample.key not in before
    assert sample.key.hex() not in before.decode()


def test_the_way_a_clerk_opens(sample: Sample, keys: KeyFile) -> None:
    engine = open_unlocked(sample.path, lambda: keys.unlock(ACCOUNT, PASSWORD))
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sample").scalar() == 5
    engine.dispose()


def test_a_wrong_password_changes_only_the_keys_file(sample: Sample, keys: KeyFile) -> None:
    ledger, before = sample.path.read_bytes(), keys.path.read_bytes()
    with pytest.raises(errors.WrongPassword) as caught:
        open_unlocked(sample.path, lambda: keys.unlock(ACCOUNT, "wrong"))
    assert caught.value.tries_left == TRIES - 1
    assert sample.path.read_bytes() == ledger
    assert keys.path.read_bytes() != before
    assert names_in(sample.path.parent) == [NAME, f"{NAME}.keys"]
    keys.unlock(ACCOUNT, PASSWORD)
    assert keys.path.read_bytes() == before, "a right try clears the count"


def test_both_writings_of_a_character_are_one_password(sample: Sample, keys: KeyFile) -> None:
    keys.add_slot(sample.key, "second", unicodedata.normalize("NFD", "Café#2025é"))
    assert keys.unlock("second", unicodedata.normalize("NFC", "Café#2025é")) == sample.key


def test_one_try_costs_time_and_memory() -> None:
    assert OFFICE.memory >= 64 * 1024
    assert OFFICE.passes >= 3
    from db.key_slots import new_slot

    start = time.process_time()
    new_slot("password", ACCOUNT, PASSWORD, bytes(32), OFFICE)
    assert time.process_time() - start > 0.05


def test_lock_out_lasts_fifteen_minutes_across_restarts(sample: Sample, keys: KeyFile) -> None:
    start = datetime(2025, 9, 30, 8, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        _fail(keys, TRIES)
        assert KeyFile(sample.path).tries_left(ACCOUNT) == 0
        clock.move_to(start + timedelta(minutes=LOCK_MINUTES - 1))
        with pytest.raises(errors.TooManyTries) as caught:
            KeyFile(sample.path).unlock(ACCOUNT, PASSWORD)
        assert caught.value.minutes == 1
        assert KeyFile(sample.path).unlock_with_recovery(sample.code) == sample.key
        clock.move_to(start + timedelta(minutes=LOCK_MINUTES))
        assert KeyFile(sample.path).locked_minutes(ACCOUNT) == 0
        assert KeyFile(sample.path).unlock(ACCOUNT, PASSWORD) == sample.key
        assert KeyFile(sample.path).tries_left(ACCOUNT) == TRIES


def test_a_new_round_of_tries_follows_the_lock_out(keys: KeyFile) -> None:
    start = datetime(2025, 9, 30, 8, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        _fail(keys, TRIES)
        clock.move_to(start + timedelta(minutes=LOCK_MINUTES))
        with pytest.raises(errors.WrongPassword) as caught:
            keys.unlock(ACCOUNT, "wrong")
        assert caught.value.tries_left == TRIES - 1


def test_a_clock_that_goes_back_does_not_lock_for_days(sample: Sample, keys: KeyFile) -> None:
    start = datetime(2025, 9, 30, 8, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        _fail(keys, TRIES)
        clock.move_to(start - timedelta(days=365))
        with pytest.raises(errors.TooManyTries) as caught:
            keys.unlock(ACCOUNT, PASSWORD)
        assert caught.value.minutes == LOCK_MINUTES
        clock.move_to(start - timedelta(days=365) + timedelta(minutes=LOCK_MINUTES))
        assert keys.unlock(ACCOUNT, PASSWORD) == sample.key


def test_the_count_is_kept_by_another_process(sample: Sample, keys: KeyFile) -> None:
    code = (
        "import sys; from pathlib import Path; from db.keys import KeyFile\n"
        "from db.errors import StoreFault\n"
        "try: KeyFile(Path(sys.argv[1])).unlock('admin', sys.stdin.readline().strip())\n"
        "except StoreFault as fault: print(type(fault).__name__)"
    )
    _fail(keys, TRIES - 1)
    out, err = python(code, str(sample.path)).communicate("wrong\n", timeout=60)
    assert (out, err) == ("TooManyTries\n", "")
    out, err = python(code, str(sample.path)).communicate(f"{PASSWORD}\n", timeout=60)
    assert (out, err) == ("TooManyTries\n", "")


def test_accounts_are_locked_one_by_one(sample: Sample, keys: KeyFile) -> None:
    keys.add_slot(sample.key, "second", "Other#2025")
    _fail(keys, TRIES, "second")
    assert keys.unlock(ACCOUNT, PASSWORD) == sample.key
    with pytest.raises(errors.TooManyTries):
        keys.unlock("second", "Other#2025")


def test_an_unknown_account_is_a_failed_try(keys: KeyFile) -> None:
    _fail(keys, TRIES, "nobody")
    with pytest.raises(errors.TooManyTries):
        keys.unlock("somebody", "else")


def test_slots_come_and_go(sample: Sample, keys: KeyFile) -> None:
    keys.add_slot(sample.key, "second", "Other#2025")
    assert keys.accounts() == (ACCOUNT, "second")
    keys.change_password("second", "Other#2025", "Third#2025")
    assert keys.unlock("second", "Third#2025") == sample.key
    with pytest.raises(errors.WrongPassword):
        keys.unlock("second", "Other#2025")
    keys.remove_slot(sample.key, "second")
    with pytest.raises(errors.WrongPassword):
        keys.unlock("second", "Third#2025")
    with pytest.raises(ValueError, match="last account"):
        keys.remove_slot(sample.key, ACCOUNT)
    with pytest.raises(errors.DamagedKeys):
        keys.add_slot(bytes(32), "stranger", "Other#2025")


def test_recovery_gives_a_new_password_and_ends_the_lock_out(sample: Sample, keys: KeyFile) -> None:
    _fail(keys, TRIES)
    assert keys.reset_with_recovery(sample.code, ACCOUNT, "Fresh#2025") == sample.key
    assert keys.unlock(ACCOUNT, "Fresh#2025") == sample.key
    with pytest.raises(errors.WrongPassword):
        keys.unlock(ACCOUNT, PASSWORD)
    fresh = keys.renew_recovery(sample.key)
    assert keys.unlock_with_recovery(fresh) == sample.key
    with pytest.raises(errors.WrongRecoveryCode):
        keys.unlock_with_recovery(sample.code)


def test_a_code_is_read_as_it_may_be_typed() -> None:
    code = new_code()
    plain = code.replace("-", "")
    assert len(plain) == 28
    assert 26 * 5 >= 128
    assert [len(group) for group in code.split("-")] == [4] * 7
    assert set(plain) <= set(ALPHABET)
    full_width = "".join(chr(ord(each) + 0xFEE0) for each in plain)
    misread = plain.replace("0", "O").replace("1", "l")
    for typed in (
        code,
        plain.lower(),
        f" {code} ".replace("-", " "),
        code.replace("-", "—"),
        full_width,
        misread,
    ):
        assert normalised(typed) == plain
    assert normalised(plain[:-1]) is None
    assert normalised("") is None


def test_a_slip_in_the_code_is_found_without_a_try() -> None:
    plain = new_code().replace("-", "")
    found = sum(
        normalised(plain[:at] + other + plain[at + 1 :]) is None
        for at in range(28)
        for other in ALPHABET
        if other != plain[at]
    )
    assert found / (28 * 31) > 0.99


def test_a_missing_keys_file_is_named(sample: Sample, keys: KeyFile) -> None:
    keys.path.unlink()
    with pytest.raises(errors.MissingKeys):
        open_unlocked(sample.path, lambda: keys.unlock(ACCOUNT, PASSWORD))
    assert names_in(sample.path.parent) == [NAME]


def test_keys_of_another_ledger_are_no_damage(sample: Sample, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    theirs = make_sample(other, 5)
    keys_path(sample.path).write_bytes(keys_path(theirs.path).read_bytes())
    with pytest.raises(errors.KeysMismatch):
        open_unlocked(sample.path, lambda: KeyFile(sample.path).unlock(ACCOUNT, PASSWORD))


def test_every_flipped_byte_is_damage_and_no_wrong_password(sample: Sample, keys: KeyFile) -> None:
    whole = keys.path.read_bytes()
    harmless = 0
    for at in range(len(whole)):
        broken = bytearray(whole)
        broken[at] ^= 1
        keys.path.write_bytes(broken)
        try:
            assert keys.unlock(ACCOUNT, PASSWORD) == sample.key
            assert whole[at : at + 1].isspace() or json.loads(broken) == json.loads(whole)
            harmless += 1
        except errors.DamagedKeys:
            assert keys.problems()
    assert harmless < len(whole) // 5, "only spaces between values may change unseen"


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"format":"placement-ledger-keys"}']
)
def test_what_is_no_keys_file_is_damage(keys: KeyFile, content: bytes) -> None:
    keys.path.write_bytes(content)
    with pytest.raises(errors.DamagedKeys):
        keys.unlock(ACCOUNT, PASSWORD)
    with pytest.raises(errors.DamagedKeys):
        keys.accounts()


def _mend(content: dict[str, object]) -> bytes:
    """Write digests anew, as someone would who edits the file without knowing the key."""
    from db.key_slots import digest_of

    content.pop("digest")
    return json.dumps({**content, "digest": digest_of(content)}).encode()


def test_exchanged_slots_are_found_even_with_right_digests(sample: Sample, keys: KeyFile) -> None:
    keys.add_slot(sample.key, "leaver", "Other#2025")
    old = json.loads(keys.path.read_bytes())
    keys.remove_slot(sample.key, "leaver")
    now = json.loads(keys.path.read_bytes())
    now["slots"] = old["slots"]
    keys.path.write_bytes(_mend(now))
    with pytest.raises(errors.DamagedKeys):
        keys.unlock("leaver", "Other#2025")


def test_a_slot_does_not_open_for_another_name(sample: Sample, keys: KeyFile) -> None:
    content = json.loads(keys.path.read_bytes())
    from db.key_slots import digest_of

    slot = content["slots"][0]
    slot["account"] = "other"
    slot.pop("digest")
    slot["digest"] = digest_of(slot)
    keys.path.write_bytes(_mend(content))
    with pytest.raises(errors.WrongPassword):
        keys.unlock("other", PASSWORD)


def test_a_sound_slot_opens_despite_a_damaged_neighbour(sample: Sample, keys: KeyFile) -> None:
    content = json.loads(keys.path.read_bytes())
    content["slots"][1]["nonce"] = "AAAA"
    keys.path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(errors.DamagedKeys):
        keys.unlock(ACCOUNT, PASSWORD)
    assert keys.unlock(ACCOUNT, PASSWORD, despite_damage=True) == sample.key


def test_a_newer_keys_file_is_not_called_damaged(keys: KeyFile) -> None:
    content = json.loads(keys.path.read_bytes())
    content["version"] = 3
    keys.path.write_bytes(_mend(content))
    with pytest.raises(errors.NewerSchema):
        keys.unlock(ACCOUNT, PASSWORD)


def test_nothing_is_overwritten(sample: Sample) -> None:
    before = keys_path(sample.path).read_bytes()
    with pytest.raises(errors.TargetExists):
        KeyFile.create(sample.path, ACCOUNT, PASSWORD, CHEAP)
    assert keys_path(sample.path).read_bytes() == before


def test_an_interrupted_write_leaves_the_old_file(
    sample: Sample, keys: KeyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = keys.path.read_bytes()

    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(errors.DiskFull):
        keys.add_slot(sample.key, "second", "Other#2025")
    with pytest.raises(errors.WrongPassword):
        keys.unlock(ACCOUNT, "wrong")
    assert keys.path.read_bytes() == before
    assert names_in(sample.path.parent) == [NAME, f"{NAME}.keys"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ab1!",
        "abcdefgh",
        "ABCDEFGH1",
        "Password1!",
        "P@ssw0rd",
        "Admin123!",
        "Aa123456",
        "Qwer1234!",
        "1qaz@WSX",
    ],
)
def test_passwords_that_are_refused(text: str) -> None:
    problems = password_problems(text)
    assert problems
    assert all(each.endswith("。") for each in problems)
    assert not text or all(text not in each for each in problems)


@pytest.mark.parametrize("text", [PASSWORD, "Rs@Jy2025永", "Li#2015wx", "卫星湖Hu#77x"])
def test_passwords_that_pass(text: str) -> None:
    assert password_problems(text, ACCOUNT) == []


def test_the_account_is_no_part_of_its_password() -> None:
    assert password_problems("Wang.Lin#77", "wang.lin")
