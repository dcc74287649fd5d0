"""Audit events in the words of the people who read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps

from governance.access.models import Division
from governance.audit.models import Event
from governance.flow.machine import Flow

WORDS = {
    "access.sign_in": "登录", "access.sign_in_failed": "登录失败", "access.sign_out": "退出", "access.lockout": "暂停登录",
    "access.denied": "拒绝访问", "access.token_refused": "拒绝令牌", "access.password_changed": "修改密码", "access.second_factor_set": "设置动态口令",
    "user.create": "新建账号", "user.disable": "停用账号", "user.enable": "启用账号", "user.reset_password": "重置密码",
    "user.reset_second_factor": "重置动态口令", "membership.grant": "授予任职", "membership.end": "结束任职",
    "token.create": "新建令牌", "token.revoke": "收回令牌", "audit.export": "导出审计", "divisions.loaded": "装载区划",
    "servicerecord.added": "报名",
}  # fmt: skip
ENDINGS = {
    "export": "导出", "exported": "导出", "added": "登记", "changed": "修改", "change": "修改", "withdraw": "撤回", "withdrawn": "撤回",
    "revealed": "查看原文", "create": "新建", "open": "登记", "file": "登记", "activate": "启用", "deactivate": "停用",
    "add": "新增", "answer": "记录答复", "compute": "计算", "request": "要求运行", "cancel": "取消", "draft": "起草", "publish": "发布",
    "left": "离开", "ended": "结束", "cancelled": "取消", "moved": "转岗", "noted": "登记", "make": "生成", "download": "下载",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One event as a list shows it."""

    event: Event
    what: str
    kind: str
    place: str


def tell(events: list[Event]) -> list[Told]:
    """Words for the events of one page, the names of all their divisions in one query."""
    places = Division.objects.in_bulk({event.division for event in events if event.division})
    return [
        Told(event, wording(event.verb), kind_of(event), str(places.get(event.division, event.division)))
        for event in events
    ]


def wording(verb: str) -> str:
    """`case.file` is 立案 as its flow says; an ending known here is said; else the verb itself."""
    subject, _, ending = verb.partition(".")
    flow = Flow.all.get(subject)
    if verb in WORDS:
        return WORDS[verb]
    if flow and ending in flow.steps:
        return flow.steps[ending].label
    return ENDINGS.get(ending, verb)


def kind_of(event: Event) -> str:
    """What the event is about: `户籍` for neighborhoods.household; its type where that model is gone."""
    try:
        return str(_model(event.subject_type)._meta.verbose_name) if event.subject_type else ""
    except LookupError:
        return event.subject_type


def _model(label: str) -> Any:
    return apps.get_model(label)
