"""What the clock does at 02:00: every district that has a scheme, the running period and the one that just ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q

from governance.access.models import Division
from indices.actions.compute import Guard, Told, compute
from indices.engine.scheme import Scheme as Engine
from indices.models import IndexRun, SchemeVersion
from indices.windows import Period, period_of


def versions(code: str = "") -> list[SchemeVersion]:
    """What is in force: what each division locked last; with `code` the last of each scheme of that name.

    One version computes a district's night: what an older one counted stays as it was published (decision 9).
    """
    locked = SchemeVersion.objects.filter(state=SchemeVersion.State.LOCKED).select_related("scheme", "division")
    if code:
        locked = locked.filter(scheme__code=code)
    return list(locked.order_by("division_id", F("locked_at").desc(nulls_last=True), "-number").distinct("division_id"))


def districts(version: SchemeVersion) -> list[Division]:
    return list(Division.objects.within(version.division_id).current().filter(level=Division.Level.DISTRICT))


def due(version: SchemeVersion, district: Division, now: datetime) -> Iterator[Period]:
    """The period before, until it is final or was published under an older version; then the running one."""
    running = period_of(now)
    before = running.shifted(-1)
    done = Q(scheme_version=version) | Q(state=IndexRun.State.PUBLISHED)
    if not IndexRun.objects.filter(done, division=district, period=before.code, final=True).exists():
        yield before
    yield running


def statements() -> int:
    """How many indicators a night asks for, at most: two periods of each district of each scheme."""
    return sum(2 * len(districts(one)) * len(Engine.from_dict(one.definition).indicators) for one in versions())


def run_all(now: datetime, *, guard: Guard, told: Told = lambda name: None) -> dict[str, str]:
    """Compute all that is due. Returns {district period: hash of its scores}."""
    done = {}
    for version in versions():
        for district in districts(version):
            for period in due(version, district, now):
                run = compute(version, district, period, by=None, now=now, told=told, guard=guard)
                done[f"{district.code} {period.code}"] = run.scores_hash
    return done
