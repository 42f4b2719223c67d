"""What the journal's entries say: the words of their actions, and values before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.columns import text_of
from core.info import ROLES
from core.permissions import ACTIONS as RIGHTS
from core.section import Section
from core.sensitive import HIDDEN
from core.settings import SETTINGS
from core.vocabulary import Vocabulary

ACTIONS: Mapping[str, str] = {
    "add": "新增",
    "change": "修改",
    "void": "作废",
    "unvoid": "恢复",
    "import": "导入新增",
    "merge": "合并",
    "unmerge": "撤销合并",
    "reveal": "查看完整号码",
    "attach": "添加佐证材料",
    "detach": "作废佐证材料",
    "reattach": "恢复佐证材料",
    "evidence_kind": "改佐证材料种类",
    "view_evidence": "看佐证材料",
    "open_evidence": "在程序外打开佐证材料",
    "save_evidence": "另存佐证材料",
    "verify": "核查",
    "unverify": "撤销核查",
    "deregister": "注销登记",
    "create": "建台账",
    "fill_form": "填市局表",
    "learn_form": "学市局表",
    "keep_apart": "认定不是同一个",
    "open": "打开台账",
    "print": "打印",
    "export": "导出",
    "setting": "改设置",
    "narrative": "改月报文字",
    "check_reason": "写核对说明",
    "correction_reason": "写更正说明",
    "load_plan": "载入方案",
    "policy_update": "更新政策数据",
    "program_update": "取出安装包",
    "confirm_township": "确认镇街写法",
    "forget": "忘记对应关系",
    "draw": "抽样",
    "sample_result": "记抽样结果",
    "account_add": "新建账号",
    "account_roles": "改角色",
    "account_disable": "停用账号",
    "password_change": "改密码",
    "password_reset": "重设密码",
    "password_by_code": "用恢复码设密码",
    "recovery_renew": "换恢复码",
    "rekey": "更换数据密钥",
    "erase": "删除个人信息",
    "support_copy": "做支持副本",
    "backup_pause": "暂停自动备份",
    "backup_resume": "继续自动备份",
    "restore": "恢复备份",
    "restore_undo": "换回恢复前的台账",
}
"""What an entry of the journal is called, by its action."""
PERSONAL = (
    *("reveal", "export", "print", "view_evidence", "open_evidence", "save_evidence"),
    *("erase", "support_copy"),
)
"""Actions by which somebody saw personal data or took them out of the ledger."""
BATCH_WORDS: Mapping[str, str] = {
    "import": "导入",
    "paste": "粘贴",
    "fill": "向下填充",
    "clear": "清除",
    "merge": "合并",
}
"""What a batch is called, by its kind."""


def action_word(action: str) -> str:
    """What an action is called; undoing and doing again are named by what they undo."""
    for prefix, word in (("undo_", "撤销"), ("redo_", "重做")):
        if action.startswith(prefix):
            kind = action.removeprefix(prefix)
            return f"{word}{BATCH_WORDS.get(kind) or ACTIONS.get(kind, kind)}"
    if action in RIGHTS:
        return RIGHTS[action].words
    return BATCH_WORDS.get(action) or ACTIONS.get(action, action)


def changes_of(
    section: Section, before: Mapping[str, Any], after: Mapping[str, Any], vocabulary: Vocabulary
) -> tuple[tuple[str, str, str], ...]:
    """Label, value before and value after of each field that changed; personal values masked."""
    changes = []
    for key, new in after.items():
        field = section.by_key.get(key)
        if field is not None and field.sensitive:
            texts = [HIDDEN if value not in (None, "") else "" for value in (before.get(key), new)]
            changes.append((field.label, texts[0], texts[1]))
        elif field is not None:
            texts = [text_of(field, value, vocabulary) for value in (before.get(key), new)]
            changes.append((field.label, texts[0], texts[1]))
    return tuple(changes)


_FACTS = {
    "account": "账号",
    "roles": "角色",
    "added": "新增",
    "changed": "变更",
    "unchanged": "未变",
    "refused": "拒收",
    "rows": "行数",
    "unit": "单位",
    "year": "年度",
    "from": "来自",
    "number": "编号",
    "since": "起用日期",
    "changes": "改动处数",
    "month": "月份",
    "state": "状态",
    "value": "数值",
    "difficulties": "存在问题",
    "next_steps": "下一步打算",
    "full_ids": "完整证件号",
}
_SETTINGS = {spec.key: spec.label for spec in SETTINGS}


def facts_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """The same for entries that belong to no section's row: those of their facts that have a name."""
    found = []
    for key in after:
        label = _FACTS.get(key) or _SETTINGS.get(key)
        if label:
            found.append((label, _plain(before.get(key)), _plain(after[key])))
    return tuple(found)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "、".join(str(ROLES.get(each, each)) for each in value)
    return "" if value is None else str(value)
