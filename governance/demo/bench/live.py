"""One record changed: from its sealed event to figures, scores and ranks that are right."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.access import rls
from governance.access.roles import Role
from governance.audit.chain import seal_all
from governance.demo.bench.figures import line, times
from governance.demo.bench.subject import Subject
from indices.actions.compute import compute
from indices.actions.live import follow
from indices.actions.schemes import ensure_full
from indices.windows import period_of
from neighborhoods.models import Household
from visits.actions.visits import file_visit


def run(subject: Subject, *, repeats: int = 20) -> Iterator[str]:
    """A visit each time, filed by the committee's clerk; sealing is not counted."""
    now = timezone.now()
    compute(ensure_full(subject.district, by=None), subject.district, period_of(now), by=None, now=now)
    seal_all()
    follow()
    with rls.system():
        homes = list(Household.objects.filter(division=subject.committee).order_by("pk")[:repeats])
    clerk = subject.one(Role.CLERK)
    taken, most = [], 0
    for at in range(repeats):
        with rls.as_user(clerk):
            file_visit(homes[at % len(homes)], by=clerk, visited_at=timezone.now())
        seal_all()
        with CaptureQueriesContext(connection) as asked:
            began = time.perf_counter()
            follow()
            taken.append(time.perf_counter() - began)
        most = max(most, sum(not _frames(one["sql"]) for one in asked))
    yield from times(taken, "live_record")
    yield line("live_queries", most, "queries")


def _frames(sql: str) -> bool:
    """What opens and closes the transaction, and the sealer's look for something new."""
    return sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) or "audit_seal" in sql or "pg_advisory" in sql
