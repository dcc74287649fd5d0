"""Each minute: seal what can be sealed, read on, carry what is due. The outbox wakes the carrier in between."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from cases.bridge.actions import carrying, following
from cases.bridge.actions.crossings import CARRY
from cases.bridge.models import Delivery, Platform, Receipt, Webhook
from governance.access import rls
from governance.audit.chain import seal_all
from governance.jobs import broker, schedule
from governance.jobs.lease import Lease, leased
from governance.jobs.models import Message
from governance.jobs.outbox import handles

FOLLOW, CARRY_NOW, PRUNE = "bridge.follow", "bridge.carry_now", "bridge.prune"
KEPT = timedelta(days=30)


@shared_task(name=FOLLOW)
@leased(FOLLOW)
def follow(lease: Lease) -> None:
    seal_all()
    written = following.follow()
    arrived = carrying.carry()
    with lease.fenced() as run:
        run.result = {"written": written, "arrived": arrived}


@shared_task(name=CARRY_NOW)
def carry_now(platform: str, webhook: str) -> None:
    peer = Platform.objects.filter(pk=platform).first() if platform else Webhook.objects.filter(pk=webhook).first()
    if peer is not None:
        carrying.carry_to(peer)


@handles(CARRY)
def wake_the_carrier(message: Message) -> None:
    """The relay waits for nobody abroad: a worker of its own does the talking."""
    broker.send(CARRY_NOW, message.payload["platform"], message.payload["webhook"], expires=60)


@shared_task(name=PRUNE)
@leased(PRUNE)
def prune(lease: Lease) -> None:
    """What arrived is kept for a month; what did not, until it does."""
    with lease.fenced() as run, rls.system():
        before = timezone.now() - KEPT
        run.result = {
            "deliveries": Delivery.objects.filter(delivered_at__lt=before).delete()[0],
            "receipts": Receipt.objects.filter(at__lt=before).delete()[0],
        }


schedule.job(FOLLOW, every_minutes=1)
schedule.job(PRUNE, daily_at="01:40")
