"""Visits with one need that opens a case, filed over the API: by one client, then by sixteen at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import orjson
from django.utils import timezone

from cases.models import Case, Category
from governance.access import rls
from governance.access.models import Membership, Token
from governance.access.roles import Role
from governance.audit.models import Event
from governance.demo.bench.clients import Reply, drive, request
from governance.demo.bench.figures import line, times
from governance.demo.bench.server import serving
from governance.demo.bench.subject import Subject, token_for
from neighborhoods.models import Household
from visits.models import Need, Visit

CLIENTS = 16
KINDS = (Visit, Need, Case, Event)


def run(subject: Subject, *, alone: int = 200, together: int = 800) -> Iterator[str]:
    with serving() as site, ExitStack() as stack:
        asks = _asks(subject, stack, alone + together + CLIENTS)
        drive(site.address, [next(asks) for _ in range(CLIENTS)], count=CLIENTS)
        before = _counts()
        one, _ = drive(site.address, [next(asks) for _ in range(alone)], count=1)
        many, seconds = drive(site.address, asks, count=CLIENTS)
        lost = _lost(before, one + many)
    yield from times([reply.seconds for reply in one], "filing_alone")
    yield line("filing_rate", len(many) / seconds, "visits/s")
    yield from times([reply.seconds for reply in many], "filing_together")
    yield line("filing_lost", lost, "rows")


def _asks(subject: Subject, stack: ExitStack, count: int) -> Iterator[bytes]:
    """One clerk a client, each with the households of the own committee."""
    clerks = Membership.objects.standing().filter(role=Role.CLERK, division__code__startswith=subject.district.code[:6])
    desks = []
    for one in clerks.select_related("user").order_by("division")[:CLIENTS]:
        with rls.system():
            homes = list(
                Household.objects.current().filter(division=one.division_id).values_list("pk", flat=True)[:100]
            )
        desks.append((stack.enter_context(token_for(one.user, Token.Scope.WRITE)), homes))
    category = (
        Category.objects.in_use().filter(opens_case=True, division=subject.district).values_list("code", flat=True)[0]
    )
    for number in range(count):
        token, homes = desks[number % len(desks)]
        yield request(
            "POST", "/api/v1/visits/", token, _body(homes[number // len(desks) % len(homes)], category, number)
        )


def _body(household: object, category: str, number: int) -> bytes:
    need = {"category": category, "description": f"楼道灯不亮，第 {number} 次", "open_case": True}
    visit = {
        "household": str(household),
        "visited_at": timezone.now().isoformat(),
        "content": "上门看望",
        "needs": [need],
    }
    return orjson.dumps(visit)


def _counts() -> list[int]:
    return [kind.objects.count() for kind in KINDS]


def _lost(before: list[int], replies: list[Reply]) -> int:
    """Rows that are missing, by kind the worst: a visit, a need, a case, and an event of the filing and of the opening."""
    if failed := [reply for reply in replies if reply.status != 201]:
        raise RuntimeError(
            f"{len(failed)} of {len(replies)} filings failed: {failed[0].status} {failed[0].body.decode()[:200]}"
        )
    added = [after - old for after, old in zip(_counts(), before, strict=True)]
    return max(len(replies) * fold - rows for rows, fold in zip(added, (1, 1, 1, 2), strict=True))
