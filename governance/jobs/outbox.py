"""What must be told to the world: written with the work, delivered at least once, in order for each key."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from governance.jobs.broker import poke
from governance.jobs.lease import in_words
from governance.jobs.models import Message

log = logging.getLogger(__name__)

Handler = Callable[[Message], None]
_handlers: dict[str, list[Handler]] = defaultdict(list)

FIRST_PAUSE, LONGEST_PAUSE = 5, 3600  # seconds


class NoHandler(Exception):
    """A message whose topic nobody registered for."""


def handles(topic: str) -> Callable[[Handler], Handler]:
    """Register an idempotent function of a Message; several for one topic run in the order of registration.

    What it writes to the database commits with the delivery; what it does outside may happen twice.
    """

    def register(handler: Handler) -> Handler:
        if handler not in _handlers[topic]:
            _handlers[topic].append(handler)
        return handler

    return register


def tell(topic: str, *, key: str = "", **payload: Any) -> Message:
    """Write a message in the running transaction. Payloads hold ids, as JSON; `key` orders, whatever the topic."""
    message = Message.objects.create(topic=topic, key=str(key), payload=payload)
    waiting = connection.run_on_commit
    if not (waiting and waiting[-1][1] is poke):  # a thousand messages in one transaction, one poke
        transaction.on_commit(poke, robust=True)
    return message


def relay(limit: int = 1000) -> int:
    """Deliver up to `limit` waiting messages, each in a transaction of its own. Returns how many arrived."""
    delivered = 0
    for _ in range(limit):
        arrived = _deliver_next()
        if arrived is None:
            break
        delivered += arrived
    return delivered


@transaction.atomic
def _deliver_next() -> bool | None:
    """Did the next message arrive? None where nothing waits. Other relays skip what this one has locked."""
    message = _ready().select_for_update(skip_locked=True).first()
    if message is None:
        return None
    this = Message.objects.filter(pk=message.pk)
    try:
        with transaction.atomic():
            _handle(message)
    except Exception as error:
        log.warning("Message %s (%s) did not arrive: %s", message.pk, message.topic, in_words(error))
        pause = min(FIRST_PAUSE * 2**message.attempts, LONGEST_PAUSE)
        this.update(attempts=F("attempts") + 1, error=in_words(error), available_at=Now() + timedelta(seconds=pause))
        return False
    this.update(attempts=F("attempts") + 1, error="", delivered_at=Now())
    return True


def _ready() -> Any:
    """Undelivered messages that no earlier one of the same key holds back; a dead letter holds back nothing."""
    earlier = Message.objects.undelivered().filter(key=OuterRef("key"), id__lt=OuterRef("id"))
    return Message.objects.undelivered().filter(Q(key="") | ~Exists(earlier), available_at__lte=Now()).order_by("id")


def _handle(message: Message) -> None:
    handlers = _handlers.get(message.topic)
    if not handlers:
        raise NoHandler(message.topic)
    for handler in handlers:
        handler(message)


def revive(messages: Any) -> int:
    """Give dead letters (a QuerySet) another life, once their cause is gone. Returns how many."""
    return messages.dead().update(attempts=0, available_at=Now())


def prune(days: int = 14) -> int:
    return Message.objects.filter(delivered_at__lt=Now() - timedelta(days=days)).delete()[0]
