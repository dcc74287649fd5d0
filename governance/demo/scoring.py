"""The index of a demo district: the twelve months before, published, and the running one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from governance.access import codes
from governance.access.models import Division, User
from governance.demo.calendar import PERIODS
from indices.actions.compute import compute
from indices.actions.publishing import publish, review
from indices.actions.schemes import ensure_full, ensure_phase_one, ensure_phase_three, ensure_phase_two
from indices.models import IndexRun
from indices.windows import period_of


def score(district: Division, *, now: datetime, told: Callable[[str], None] = lambda period: None) -> list[IndexRun]:
    """Compute and publish what is still missing; what is published stays as it is. Returns the runs of the full scheme.

    All months are under the newest scheme, so that a trend means one thing. The month before is computed under 一期 to
    三期 too and not published: they are there to be compared with.
    """
    former = [ensure(district, by=None) for ensure in (ensure_phase_one, ensure_phase_two, ensure_phase_three)]
    version = ensure_full(district, by=None)
    admin = User.objects.get(username=f"admin-{codes.significant(district.code)}")
    running, runs = period_of(now), []
    for ago in range(PERIODS, -1, -1):
        period = running.shifted(-ago)
        told(period.label)
        run = compute(version, district, period, by=None, now=now)
        if run.final and run.state == IndexRun.State.COMPUTED:
            run = publish(review(run, by=admin, days=0), by=admin)
        runs.append(run)
    for one in former:
        compute(one, district, running.shifted(-1), by=None, now=now)
    return runs
