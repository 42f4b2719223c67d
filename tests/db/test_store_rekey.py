"""Another data key: old passwords open it, old keys do not, and a kill leaves the old or the new one."""

import base64
import json
import secrets
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sample_store import ACCOUNT, CHEAP, PASSWORD, Sample, facts, make_sample, names_in, python

from db import errors, key_slots
from db.closed_copy import row_counts
from db.engine import open_store, open_unlocked, reading
from db.key_slots import digest_of, slots_tag
from db.keys import KeyFile, keys_path
from db.rekey import Rekeyed, rekey


def exchange(sample: Sample) -> Rekeyed:
    engine = open_store(sample.path, sample.key)
    try:
        with reading(engine) as connection:
            counts = row_counts(connection)
        return rekey(engine, sample.path, counts)
    finally:
        engine.dispose()


def test_every_password_and_the_code_open_the_new_key_and_the_old_key_opens_nothing(tmp_path: Path) -> None:
    sample = make_sample(tmp_path)
    KeyFile(sample.path, CHEAP).add_slot(sample.key, "王审核", "Other#2025")
    with sample.opened() as engine, reading(engine) as connection:
        before = facts(connection)
    done = exchange(sample)
    assert (done.lost, done.code) == ((), "")
    assert done.key != sample.key
    keys = KeyFile(sample.path)
    assert keys.unlock(ACCOUNT, PASSWORD) == keys.unlock("王审核", "Other#2025") == done.key
    assert keys.unlock_with_recovery(sample.code) == done.key
    with pytest.raises(errors.StoreFault):
        open_store(sample.path, sample.key)
    engine = open_store(sample.path, done.key)
    with reading(engine) as connection:
        assert facts(connection) == before
    engine.dispose()
    assert [name for name in names_in(tmp_path) if ".next" in name] == []


def test_a_removed_account_opens_the_new_ledger_with_nothing_it_kept(tmp_path: Path) -> None:
    sample = make_sample(tmp_path)
    keys = KeyFile(sample.path, CHEAP)
    keys.add_slot(sample.key, "leaver", "Other#2025")
    kept = keys_path(sample.path).read_bytes()
    keys.remove_slot(sample.key, "leaver")
    done = exchange(sample)
    keys_path(sample.path).write_bytes(kept)
    old = KeyFile(sample.path).unlock("leaver", "Other#2025")
    assert old == sample.key != done.key
    with pytest.raises(errors.StoreFault):
        open_store(sample.path, old)


def first_format(sample: Sample) -> None:
    """Write the keys file as the first format had it: the slots wrap the data key itself."""
    content = json.loads(keys_path(sample.path).read_bytes())
    for slot, secret in zip(content["slots"], (PASSWORD, sample.code.replace("-", "")), strict=True):
        for name in ("public", "sealed", "digest"):
            slot.pop(name)
        nonce = secrets.token_bytes(12)
        made = key_slots._derived(secret, base64.b64decode(slot["derivation"]["salt"]), CHEAP)
        bound = key_slots._canonical([key_slots.FORMAT, 1, slot["kind"], slot["account"], slot["derivation"]])
        slot["nonce"] = base64.b64encode(nonce).decode()
        slot["wrapped"] = base64.b64encode(AESGCM(made).encrypt(nonce, sample.key, bound)).decode()
        slot["digest"] = digest_of(slot)
    content["version"] = 1
    content["tag"] = slots_tag(sample.key, content["slots"])
    content.pop("digest")
    content["digest"] = digest_of(content)
    keys_path(sample.path).write_bytes(json.dumps(content).encode())


def test_a_keys_file_of_the_first_format_opens_and_says_who_needs_a_password(tmp_path: Path) -> None:
    sample = make_sample(tmp_path)
    first_format(sample)
    assert KeyFile(sample.path).unlock(ACCOUNT, PASSWORD) == sample.key
    KeyFile(sample.path, CHEAP).add_slot(sample.key, "王审核", "Other#2025")
    done = exchange(sample)
    assert done.lost == (ACCOUNT,)
    assert done.code
    assert KeyFile(sample.path).unlock_with_recovery(done.code) == done.key
    assert KeyFile(sample.path).unlock("王审核", "Other#2025") == done.key
    with pytest.raises(errors.WrongPassword):
        KeyFile(sample.path).unlock(ACCOUNT, PASSWORD)


KILLED = """
import os, sys
from pathlib import Path
from db import durable
from db import rekey as module
from db.closed_copy import row_counts
from db.engine import open_store, reading
path, key, stop = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), int(sys.argv[3])
steps = iter(range(1000))
def stepped(name, real):
    def call(*a, **k):
        if next(steps) == stop:
            os._exit(9)
        return real(*a, **k)
    return call
for owner, name in ((durable, "write_new"), (durable, "sync_file"), (durable, "sync_folder"),
                    (module, "copy_pages"), (Path, "replace"), (Path, "unlink")):
    setattr(owner, name, stepped(name, getattr(owner, name)))
engine = open_store(path, key)
with reading(engine) as connection:
    counts = row_counts(connection)
module.rekey(engine, path, counts)
"""


def test_killed_at_every_step_the_ledger_opens_with_the_password(tmp_path: Path) -> None:
    finished = 0
    for stop in range(40):
        folder = tmp_path / str(stop)
        folder.mkdir()
        sample = make_sample(folder, 20)
        child = python(KILLED, str(sample.path), sample.key.hex(), str(stop))
        child.communicate(timeout=60)
        engine = open_unlocked(sample.path, partial(KeyFile(sample.path).unlock, ACCOUNT, PASSWORD))
        with reading(engine) as connection:
            assert row_counts(connection)["sample"] == 20
        engine.dispose()
        assert [name for name in names_in(folder) if ".next" in name] == []
        finished += child.returncode == 0
        if child.returncode == 0:
            break
    assert finished == 1, "the steps came to an end"
    assert stop > 4
