"""The password profile 等保二级: length, kinds of characters, and what everybody tries first.

GB/T 22239-2019, level 2, identity authentication: passwords must be of some complexity.
"""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST = 8
CLASSES = 3
_LEET = str.maketrans({"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "@": "a", "$": "s", "!": "i"})
_COMMON = frozenset(
    (
        *("password", "passwd", "pass", "admin", "administrator", "root", "user", "guest", "test", "welcome"),
        *("letmein", "login", "master", "monkey", "dragon", "iloveyou", "woaini", "woaiwojia", "wodemima"),
        *("mima", "nihao", "zhongguo", "china", "chongqing", "yongchuan", "jiuye", "renshe", "rlsbj"),
        *("qwer", "qwerty", "qwertyuiop", "asdf", "asdfgh", "asdfghjkl", "zxcvbn", "zxcvbnm", "qazwsx"),
        *("qazwsxedc", "abc", "abcd", "abcde", "abcdef", "abcdefg", "aaa", "aaaa", "abcabc", "aabbcc"),
        *("hello", "sunshine", "princess", "football", "superman", "company", "office", "system", "windows"),
        *("huawei", "lenovo", "microsoft", "google", "taobao", "alibaba", "baidu", "tencent", "default"),
        *("changeme", "secret", "computer", "internet", "server", "manager", "oracle", "ledger", "money"),
    )
)
_SEQUENCES = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv",
)


def normalised_password(text: str) -> str:
    """The password as it is used: Unicode NFC, otherwise untouched."""
    return unicodedata.normalize("NFC", text)


def _classes(text: str) -> int:
    tests = (str.islower, str.isupper, str.isdigit, lambda each: not (each.isascii() and each.isalnum()))
    return sum(any(test(each) for each in text) for test in tests)


def _is_common(text: str) -> bool:
    """True when little is left once a well-known word or run of keys is taken away."""
    plain = text.casefold()
    letters = {"".join(each for each in form if each.isalpha()) for form in (plain, plain.translate(_LEET))}
    core = plain.strip("0123456789!@#$%^&*()_+-=.,?~`'\"[]{}|\\/:;<> ")
    if letters & _COMMON or core in _COMMON or core.translate(_LEET) in _COMMON:
        return True
    kept = "".join(each for each in plain if each.isalnum())
    digits = "".join(each for each in kept if each.isdigit())
    few_letters = len(set(kept) - set(digits)) <= 2
    runs = {kept, digits} if few_letters else {kept}
    if any(run in keys or run in keys[::-1] for run in runs if run for keys in _SEQUENCES):
        return True
    return len(set(kept)) <= 2


def password_problems(text: str, account: str = "") -> list[str]:
    """What keeps a text from being a password, as Chinese sentences; empty when it may be one.

    Args:
        text: what was typed. It appears in no sentence.
        account: name of the account, which may not be part of the password.
    """
    password = normalised_password(text)
    problems = []
    if len(password) < LEAST:
        problems.append(f"密码至少 {LEAST} 位，现为 {len(password)} 位。")
    if _classes(password) < CLASSES:
        problems.append("密码要含大写字母、小写字母、数字、符号四类中的三类。")
    if password and _is_common(password):
        problems.append("这个密码太常见，容易被猜中，请换一个。")
    if len(account) >= 3 and account.casefold() in password.casefold():
        problems.append("密码不能包含账号名。")
    return problems


_PROOF = PasswordHasher(time_cost=3, memory_cost=80 * 1024, parallelism=1)


def proof_of(text: str) -> str:
    """What later tells whether a password was this one, and nothing else. Costs as much as a try."""
    return _PROOF.hash(normalised_password(text))


def is_proved_by(text: str, proof: str) -> bool:
    """Whether the password is the one that a proof was made from."""
    try:
        return _PROOF.verify(proof, normalised_password(text))
    except (VerificationError, InvalidHashError):
        return False
