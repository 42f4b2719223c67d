"""The life of a month's return: its states, the steps between them, and who may take one.

draft → in review → approved → submitted; in review or approved → returned; submitted → draft of the next
version. Nobody who made a version judges it, whatever roles they hold (trust: people).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.errors import NotAllowed, NotFound
from core.permissions import ACTIONS, ADMINISTRATOR, allowed


class State(StrEnum):
    """Where a month's return stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    APPROVED = "approved"
    SUBMITTED = "submitted"


STATE_WORDS: Mapping[State, str] = {
    State.DRAFT: "草稿",
    State.IN_REVIEW: "待审核",
    State.RETURNED: "已退回",
    State.APPROVED: "已批准",
    State.SUBMITTED: "已上报",
}
DRAFTED = frozenset((State.DRAFT, State.RETURNED))
"""States in which the return follows the rows and its words can be written."""
FROZEN = frozenset((State.IN_REVIEW, State.APPROVED))
"""States in which what was handed in stays as it was."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step from one state to another.

    Attributes:
        key: its name in the journal and the history.
        words: the verb, as it stands on the button and in sentences.
        done: what the history says once it was taken.
        action: the right it asks for.
        sources: states from which it is taken.
        target: the state it leads to.
        with_reason: a written reason is part of it.
        judges: nobody who made the version may take it.
    """

    key: str
    words: str
    done: str
    action: str
    sources: frozenset[State]
    target: State
    with_reason: bool = False
    judges: bool = True


STEPS: tuple[Step, ...] = (
    Step("hand_in", "送审", "送审", "return.hand_in", DRAFTED, State.IN_REVIEW, judges=False),
    Step("approve", "批准", "批准", "return.approve", frozenset((State.IN_REVIEW,)), State.APPROVED),
    Step("submit", "上报", "上报", "return.submit", frozenset((State.APPROVED,)), State.SUBMITTED),
    Step("return", "退回", "退回", "return.return", FROZEN, State.RETURNED, with_reason=True),
    Step(
        "reopen",
        "重新打开",
        "重新打开，起草下一版",
        "return.reopen",
        frozenset((State.SUBMITTED,)),
        State.DRAFT,
        with_reason=True,
    ),
    Step(
        "give_up",
        "放弃更正版",
        "放弃更正版，仍以上一版为准",
        "return.reopen",
        DRAFTED,
        State.SUBMITTED,
        with_reason=True,
    ),
)
"""Every step. Giving up is for a month that was submitted before; `open_to` leaves it out otherwise."""

_BY_KEY = {step.key: step for step in STEPS}
_BARRED_TO_EDITORS = frozenset(("approve", "submit"))


def step_of(key: str) -> Step:
    """The step with this key.

    Raises:
        NotFound: there is none.
    """
    try:
        return _BY_KEY[key]
    except KeyError:
        raise NotFound("没有这一步。") from None


def steps_from(state: State, submitted_before: bool) -> tuple[Step, ...]:
    """The steps that lead away from a state, whoever may take them."""
    return tuple(
        step for step in STEPS if state in step.sources and (submitted_before or step.key != "give_up")
    )


@dataclass(frozen=True, slots=True)
class Holder:
    """An account that can open the ledger, and its roles."""

    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """What decides who may take a step.

    Attributes:
        month: as sentences name the return: 9 月月报, 2025 年年报.
        state: where the return stands.
        makers: who drafted this version.
        editors: accounts that may not judge because they entered rows of the month; empty unless the
            setting asks for it.
        holders: accounts that are not disabled.
        submitted_before: an earlier version was submitted.
    """

    month: str
    state: State
    makers: frozenset[str]
    editors: frozenset[str]
    holders: tuple[Holder, ...]
    submitted_before: bool = False

    def able(self, step: Step) -> tuple[str, ...]:
        """Names of the accounts that may take a step."""
        return tuple(each.name for each in self.holders if not self._ban(step, each))

    def _ban(self, step: Step, holder: Holder) -> str:
        """Why this account may not take a step, whatever the state; "" where it may."""
        if not allowed(holder.roles, step.action):
            return f"{holder.name} 没有“{ACTIONS[step.action].words}”的权限"
        if step.judges and holder.name in self.makers:
            return f"这一版由{holder.name}编制，编制的人不能自己{step.words}"
        if step.key in _BARRED_TO_EDITORS and holder.name in self.editors:
            return f"这一期有{holder.name}录入或改过的行，按设置不能由本人{step.words}"
        return ""

    def refusal(self, step: Step, account: str) -> str:
        """Why an account cannot take a step now, with who can; "" where it can."""
        if self.state not in step.sources or (step.key == "give_up" and not self.submitted_before):
            return f"{self.month}现在是“{STATE_WORDS[self.state]}”，不能{step.words}。"
        holder = next((each for each in self.holders if each.name == account), Holder(account, ()))
        ban = self._ban(step, holder)
        return f"{ban}。{self.helpers(step)}" if ban else ""

    def helpers(self, step: Step) -> str:
        """Who can take a step, as a sentence."""
        names = self.able(step)
        if names:
            return f"可以{step.words}的账号：{'、'.join(names)}。"
        keepers = [each.name for each in self.holders if ADMINISTRATOR in each.roles]
        keeper = f"（{'、'.join(keepers)}）" if keepers else ""
        return f"现在没有可以{step.words}的账号，请管理员{keeper}在系统页添加另一个审核员账号。"

    def require(self, step: Step, account: str) -> None:
        """Let an account take a step.

        Raises:
            NotAllowed: with the reason and who can.
        """
        refusal = self.refusal(step, account)
        if refusal:
            happened, _, todo = refusal.partition("。")
            raise NotAllowed(f"{happened}。", todo=todo or "按 F5 重新读取，看它现在到了哪一步。")
