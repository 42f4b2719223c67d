"""Which role may do what: one table, asked by the façade and printed as documentation (S4).

The façade asks this table, never a hidden button. What anybody who opened the ledger may do stands in it
too, so that the table names every action of the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import NotAllowed

RECORDER, REVIEWER, ADMINISTRATOR, AUDITOR = "recorder", "reviewer", "administrator", "auditor"
EVERYBODY = frozenset((RECORDER, REVIEWER, ADMINISTRATOR, AUDITOR))
DESK = frozenset((RECORDER, REVIEWER))


@dataclass(frozen=True, slots=True)
class Action:
    """Something an account may or may not do.

    Attributes:
        words: what it is, in Chinese, as it follows “这个账号不能”.
        roles: the roles that hold the right.
        todo: who can do it instead.
    """

    words: str
    roles: frozenset[str]
    todo: str = ""


ACTIONS: Mapping[str, Action] = {
    "rows.read": Action("查看台账", EVERYBODY),
    "rows.change": Action("改台账", DESK, "请用录入员账号登录。"),
    "person.merge": Action("合并别人录入的人员", frozenset((REVIEWER,)), "请用审核员账号登录。"),
    "person.erase": Action(
        "删除个人信息", frozenset((REVIEWER, ADMINISTRATOR)), "请用审核员或管理员账号登录。"
    ),
    "rows.reveal": Action("查看完整证件号", DESK, "请用录入员账号登录。"),
    "sheets.import": Action("导入表格", DESK, "请用录入员账号登录。"),
    "batch.undo": Action("撤销导入", DESK, "请用录入员账号登录。"),
    "names.merge": Action("合并单位和院校名称", DESK, "请用录入员账号登录。"),
    "bureau_form.learn": Action("学市局报表", DESK, "请用录入员账号登录。"),
    "sheets.export": Action("导出表格", EVERYBODY),
    "sheets.export_full": Action("导出完整证件号", DESK, "请用录入员账号登录，或导出遮住号码的表。"),
    "papers.print": Action("打印内部用表", EVERYBODY),
    "evidence.view": Action("看佐证材料", DESK | {AUDITOR}, "请用录入员、审核员或审计员账号登录。"),
    "evidence.change": Action("添加、作废佐证材料", DESK, "请用录入员账号登录。"),
    "evidence.take_out": Action("把佐证材料拿到程序外面", DESK, "请用录入员账号登录。"),
    "verification.change": Action("办理核查", DESK, "请用录入员或审核员账号登录。"),
    "targets.change": Action("改目标任务", DESK, "请用录入员账号登录。"),
    "settings.change": Action("改设置", frozenset((ADMINISTRATOR,)), "请用管理员账号登录。"),
    "policy.update": Action("更新政策数据", frozenset((ADMINISTRATOR,)), "请用管理员账号登录。"),
    "program.update": Action("取出安装包", EVERYBODY),
    "journal.read": Action(
        "查看全部流水", frozenset((ADMINISTRATOR, AUDITOR)), "请用管理员或审计员账号登录。"
    ),
    "accounts.read": Action("查看账号", EVERYBODY),
    "accounts.change": Action("管理账号", frozenset((ADMINISTRATOR,)), "请用管理员账号登录。"),
    "ledger.rekey": Action("更换数据密钥", frozenset((ADMINISTRATOR,)), "请用管理员账号登录。"),
    "ledger.support_copy": Action("做支持副本", frozenset((ADMINISTRATOR,)), "请用管理员账号登录。"),
    "password.change": Action("改自己的密码", EVERYBODY),
    "return.draft": Action("起草月报", frozenset((RECORDER,)), "请用录入员账号登录。"),
    "return.hand_in": Action("把月报送审", frozenset((RECORDER,)), "请用录入员账号登录。"),
    "return.return": Action("退回月报", frozenset((REVIEWER,)), "请用审核员账号登录。"),
    "return.approve": Action("批准月报", frozenset((REVIEWER,)), "请用审核员账号登录。"),
    "return.submit": Action("上报月报", frozenset((REVIEWER,)), "请用审核员账号登录。"),
    "return.reopen": Action("重新打开月报", frozenset((REVIEWER,)), "请用审核员账号登录。"),
    "return.print": Action("打印月报", EVERYBODY),
    "backup.make": Action("备份", EVERYBODY),
    "ledger.verify": Action("核验台账", EVERYBODY),
}
"""Every action of the ledger by its key."""


def allowed(roles: frozenset[str] | tuple[str, ...], action: str) -> bool:
    """Whether one of the roles holds the right."""
    return bool(ACTIONS[action].roles & frozenset(roles))


def require(roles: frozenset[str] | tuple[str, ...], action: str) -> None:
    """Let pass who may.

    Raises:
        NotAllowed: with a sentence that says who can.
    """
    if not allowed(roles, action):
        wanted = ACTIONS[action]
        raise NotAllowed(f"这个账号不能{wanted.words}。", todo=wanted.todo or "请用有这项权限的账号登录。")
