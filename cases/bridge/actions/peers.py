"""Platforms and webhooks: added, changed, given another secret, switched off and on."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.bridge.calling import check_url
from cases.bridge.models import Peer, Platform, Webhook
from cases.bridge.words import EVENTS
from governance.access import codes
from governance.access.filing import file, lock, require
from governance.access.models import Division, User
from governance.audit.log import record
from governance.vault.texts import needed

Some = TypeVar("Some", bound=Peer)

BOTH_GOOD = timedelta(days=1)
SHORTEST = 32
CHANGEABLE = {
    Platform: ("name", "url", "direction", "department", "fallback", "categories", "states"),
    Webhook: ("name", "url", "topics"),
}  # fmt: skip


@transaction.atomic
def add_platform(*, division: Division, code: str, secret: str = "", by: User | None, **fields: Any) -> Platform:
    """Without a `secret` of the other side's one is made; read it from the row, once."""
    platform = Platform(division=division, code=code, secret=_secret(secret), **_only(Platform, fields))
    _check_platform(platform)
    return file(platform, by=by)


@transaction.atomic
def add_webhook(*, division: Division, by: User | None, **fields: Any) -> Webhook:
    webhook = Webhook(division=division, secret=_secret(""), **_only(Webhook, fields))
    _check_webhook(webhook)
    return file(webhook, by=by)


@transaction.atomic
def change(peer: Some, *, by: User, **fields: Any) -> Some:
    peer = lock(peer)
    require("change", peer, by)
    for name, value in _only(type(peer), fields).items():
        setattr(peer, name, value)
    _check(peer)
    peer.full_clean()
    peer.save()
    record(f"{peer._meta.model_name}.changed", peer, by=by, fields=sorted(fields))
    return peer


@transaction.atomic
def rotate(peer: Some, *, by: User, secret: str = "") -> Some:
    """A new secret; the former one is good for a day more, so that nothing is lost while the other side changes it."""
    peer = lock(peer)
    require("change", peer, by)
    peer.former_secret, peer.former_until = peer.secret, timezone.now() + BOTH_GOOD
    peer.secret = _secret(secret)
    peer.save()
    record(f"{peer._meta.model_name}.rotated", peer, by=by)
    return peer


@transaction.atomic
def switch(peer: Some, *, by: User, on: bool) -> Some:
    """Off: nothing goes out or comes in. What waits is sent when it is on again."""
    peer = lock(peer)
    require("change", peer, by)
    peer.active, peer.failing_since = on, None
    if isinstance(peer, Webhook):
        peer.stopped_at = None
    peer.save()
    record(f"{peer._meta.model_name}.{'started' if on else 'stopped'}", peer, by=by)
    return peer


def _only(model: type[Peer], fields: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := fields.keys() - set(CHANGEABLE[model]):
        raise TypeError(f"cannot set {sorted(unknown)}")
    return dict(fields)


def _secret(given: str) -> str:
    if given and (len(given) < SHORTEST or not given.isascii() or not given.isprintable() or len(given) > 200):
        raise ValidationError({"secret": f"密钥至少 {SHORTEST} 个英文字符；不填则由系统生成。"})
    return given or secrets.token_urlsafe(32)


def _check_webhook(webhook: Webhook) -> None:
    webhook.name, webhook.url = needed("name", "名称", webhook.name, 60), check_url("url", webhook.url.strip())
    if not webhook.topics or set(webhook.topics) - set(Webhook.Topic.values):
        raise ValidationError({"topics": "请至少选一种事件。"})


def _check(peer: Peer) -> None:
    if isinstance(peer, Platform):
        _check_platform(peer)
    elif isinstance(peer, Webhook):
        _check_webhook(peer)


def _check_platform(platform: Platform) -> None:
    platform.name, platform.url = needed("name", "名称", platform.name, 60), check_url("url", platform.url.strip())
    line = [platform.division_id, *codes.ancestors(platform.division_id)]
    wrong = {}
    if platform.direction != Platform.Direction.IN and platform.department is None:
        wrong["department"] = "要转出工单，请选一个代表该平台的承办部门。"
    if platform.department and platform.department.division_id not in line:
        wrong["department"] = "请选本区的承办部门。"
    if platform.fallback and platform.fallback.division_id not in line:
        wrong["fallback"] = "请选本区的类别。"
    if len(set(platform.categories.values())) < len(platform.categories):
        wrong["categories"] = "两个类别不能对应同一个代码。"
    if unknown := sorted(set(platform.states.values()) - set(EVENTS)):
        wrong["states"] = f"没有“{unknown[0][:20]}”这种含义，可以是：{'、'.join(EVENTS)}。"
    if wrong:
        raise ValidationError(wrong)
