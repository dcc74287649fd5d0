"""The way out: what is due goes to its platform or webhook, signed; what does not arrive is tried again.

One carrier at a time for each peer, by a lock on its row. A carrier that is killed between sending and recording
leaves the delivery waiting: it goes again under the same id, and the receiver has it once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.bridge import calling
from cases.bridge.actions.replies import learn
from cases.bridge.models import Delivery, Peer, Platform, Webhook
from cases.bridge.signing import HEADER, sign
from cases.bridge.words import sent_body, test_body
from governance.access import rls
from governance.access.models import User
from governance.access.roles import Role
from governance.audit.log import record
from governance.jobs.inbox import notify

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
PATIENCE = timedelta(days=3)
"""So long a webhook may fail before it is switched off."""
FINAL = {400, 404, 409, 410, 413, 415, 422}
"""A platform that answers so will not answer otherwise tomorrow: an officer looks at it and tries again by hand."""
IN_ONE_GO = 500


def carry() -> int:
    """Everything that is due, peer by peer. Returns how many arrived."""
    return sum(carry_to(peer) for peer in _with_due())


def carry_to(peer: Peer) -> int:
    """What is due to `peer`, in order, until one meets silence: then all wait for the next round."""
    arrived = 0
    for _ in range(IN_ONE_GO):
        with rls.system():
            went = _next(peer)
        if went is None:
            break
        arrived += went
        if not went and not _answered(peer):
            break
    return arrived


def ping(webhook: Webhook, *, by: User) -> calling.Answer:
    """A test message, now; that it was asked for is all that is kept."""
    record("webhook.tested", webhook, by=by)
    delivery = Delivery(webhook=webhook, division_id=webhook.division_id, topic="ping", body={})
    return _post(webhook, delivery, test_body())


def _with_due() -> Iterator[Peer]:
    due = Delivery.objects.due(timezone.now()).order_by()
    yield from Platform.objects.filter(active=True, pk__in=due.values("platform"))
    yield from Webhook.objects.filter(active=True, pk__in=due.values("webhook"))


def _answered(peer: Peer) -> bool:
    peer.refresh_from_db(fields=["active", "failing_since"])
    return peer.active and peer.failing_since is None


def _next(peer: Peer) -> bool | None:
    """Send one. None where nothing is due, or another carrier is at it."""
    kind = "platform" if isinstance(peer, Platform) else "webhook"
    locked: Any = (
        type(peer).objects.select_for_update(no_key=True, skip_locked=True).filter(pk=peer.pk, active=True).first()
    )
    due = Delivery.objects.due(timezone.now()).filter(**{kind: peer.pk}) if locked else None
    delivery = due.select_related("crossing__case__category", "crossing__platform").first() if due is not None else None
    if delivery is None:
        return None
    answer = _post(locked, delivery, sent_body(delivery))
    if answer.arrived:
        answer = _taken_in(delivery, answer)
    _record(locked, delivery, answer)
    return answer.arrived


def _post(peer: Peer, delivery: Delivery, body: dict[str, Any]) -> calling.Answer:
    """A platform has two doors below its address; a webhook is one."""
    url = (
        peer.url
        if delivery.webhook_id
        else f"{peer.url.rstrip('/')}/{'cases' if delivery.topic == 'case' else 'events'}/"
    )
    raw, now = json.dumps(body, ensure_ascii=False).encode(), timezone.now()
    headers = {
        HEADER: sign(peer.secrets_at(now), int(now.timestamp()), raw), "Idempotency-Key": str(delivery.pk),
        "X-Mulin-Event": delivery.topic, "User-Agent": "Mulin",
    }  # fmt: skip
    return calling.post(url, raw, headers)


def _taken_in(delivery: Delivery, answer: calling.Answer) -> calling.Answer:
    """The number that a platform gave our case comes with its answer; without it nothing is done yet."""
    if delivery.topic != "case" or delivery.crossing is None:
        return answer
    with transaction.atomic():
        complaint = learn(delivery.crossing, answer.body)
    return calling.Answer(422, error=complaint) if complaint else answer


def _record(peer: Peer, delivery: Delivery, answer: calling.Answer) -> None:
    now, this = timezone.now(), Delivery.objects.filter(pk=delivery.pk)
    if answer.arrived:
        this.update(delivered_at=now, attempts=delivery.attempts + 1, status=answer.status, error="")
        type(peer).objects.filter(pk=peer.pk).exclude(failing_since=None).update(failing_since=None)
        return
    pause = min(FIRST_PAUSE * 2 ** min(delivery.attempts, 10), LONGEST_PAUSE)
    final = now if isinstance(peer, Platform) and answer.status in FINAL else None
    this.update(
        attempts=min(delivery.attempts + 1, 9999),
        status=answer.status,
        error=answer.error[:200],
        next_try_at=now + pause,
        given_up_at=final,
    )
    if final:
        _tell_officer(delivery, answer.error)
    elif peer.failing_since is None:
        type(peer).objects.filter(pk=peer.pk).update(failing_since=now)
    elif isinstance(peer, Webhook) and now - peer.failing_since > PATIENCE:
        _switch_off(peer)


def _tell_officer(delivery: Delivery, error: str) -> None:
    crossing = delivery.crossing
    if crossing and crossing.created_by:
        text = f"{crossing.case.number} 没有转到{crossing.platform}：{error}请核对后点“再试”。"
        notify([crossing.created_by], text, url=crossing.case.get_absolute_url(), kind="case")


def _switch_off(webhook: Webhook) -> None:
    Webhook.objects.filter(pk=webhook.pk).update(active=False, stopped_at=timezone.now())
    admins = User.objects.filter(
        is_active=True,
        memberships__until=None,
        memberships__role=Role.DISTRICT_ADMIN,
        memberships__division=webhook.division_id,
    )
    text = f"推送地址“{webhook.name}”连续 {PATIENCE.days} 天送不到，已自动停用。修好后请重新启用，积压的会补发。"
    notify(admins.distinct(), text, url=webhook.get_absolute_url(), kind="bridge")
