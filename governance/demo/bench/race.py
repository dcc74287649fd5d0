"""Fifty clients want one room for the same hour: one has it, the others are told so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta

import orjson
from django.utils import timezone

from governance.access.models import Membership, Token
from governance.access.roles import Role
from governance.demo.bench.clients import Reply, drive, request
from governance.demo.bench.figures import line, times
from governance.demo.bench.server import serving
from governance.demo.bench.subject import Subject, token_for
from neighborhoods.models import Booking, Center, Room

CLIENTS = 50
AHEAD = 20
"""Days from today to the first round: beyond what the demo has booked."""


def run(subject: Subject, *, rounds: int = 10) -> Iterator[str]:
    """Prints the fewest and the most winners of a round: both must be one."""
    room = _room(subject)
    winners, replies = [], []
    with serving() as site, ExitStack() as stack:
        desks = _desks(subject, stack)
        for start in _hours(room, rounds + 1):
            asks = [_ask(room, code, token, start) for code, token in desks]
            answered, _ = drive(site.address, asks, count=CLIENTS, arrival=0)
            winners.append(_winners(room, start, answered))
            replies.append(answered)
    yield line("race_clients", CLIENTS, "clients")
    yield line("race_winners_fewest", min(winners), "bookings")
    yield line("race_winners_most", max(winners), "bookings")
    yield from times([reply.seconds for answered in replies[1:] for reply in answered], "race")


def _room(subject: Subject) -> Room:
    """Of the widest center: most can ask for it."""
    rooms = Room.objects.filter(active=True, center__state=Center.State.OPEN, capacity__gte=10)
    found = rooms.filter(division__in=[subject.district, *_above(subject)]).order_by("division", "pk").first()
    if found is None:
        raise RuntimeError("the demo has no center above the committee")
    return found


def _above(subject: Subject) -> list[str]:
    return [subject.committee.code[:9] + "000", subject.committee.code]


def _desks(subject: Subject, stack: ExitStack) -> list[tuple[str, str]]:
    """(committee, token) of fifty clients; where there are fewer clerks, some have several."""
    held = Membership.objects.standing().filter(role=Role.CLERK, division__code__startswith=subject.district.code[:6])
    clerks = list(held.select_related("user").order_by("division")[:CLIENTS])
    desks = [(one.division_id, stack.enter_context(token_for(one.user, Token.Scope.WRITE))) for one in clerks]
    return [desks[at % len(desks)] for at in range(CLIENTS)]


def _hours(room: Room, count: int) -> Iterator[datetime]:
    """The first open hour of `count` days on which the center opens."""
    opens = dict(room.center.hours.filter(active=True).order_by("weekday", "-opens").values_list("weekday", "opens"))
    if not opens:
        raise RuntimeError("the center never opens")
    day = timezone.localdate() + timedelta(days=AHEAD)
    for _ in range(count):
        while day.weekday() not in opens:
            day += timedelta(days=1)
        yield timezone.make_aware(datetime.combine(day, opens[day.weekday()]))
        day += timedelta(days=1)


def _ask(room: Room, code: str, token: str, start: datetime) -> bytes:
    body = {
        "room": str(room.pk), "division": code, "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=1)).isoformat(), "purpose": "居民代表会议",
    }  # fmt: skip
    return request("POST", "/api/v1/bookings/", token, orjson.dumps(body))


def _winners(room: Room, start: datetime, answered: list[Reply]) -> int:
    """Bookings that hold the room. Raises RuntimeError where the answers say otherwise than the table."""
    holding = Booking.objects.holding().filter(room=room, starts_at=start).count()
    said = Counter(reply.status for reply in answered)
    if said != Counter({201: holding, 409: CLIENTS - holding}):
        wrong = next(reply for reply in answered if reply.status not in (201, 409))
        raise RuntimeError(f"{dict(said)} for {holding} bookings: {wrong.body.decode()[:200]}")
    return holding
