"""What the clock does at 02:00: every district that has a scheme, the running period and the one that just ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from governance.access.models import Division
from indices.actions.compute import Guard, Told, compute
from indices.engine.scheme import Scheme as Engine
from indices.models import IndexRun, SchemeVersion
from indices.windows import Period, period_of


def versions(code: str = "") -> list[SchemeVersion]:
    """The newest locked version of each scheme (of `code`, if given)."""
    locked = SchemeVersion.objects.filter(state=SchemeVersion.State.LOCKED).select_related("scheme", "division")
    if code:
        locked = locked.filter(scheme__code=code)
    return list(locked.order_by("scheme_id", "-number").distinct("scheme_id"))


def districts(version: SchemeVersion) -> list[Division]:
    return list(Division.objects.within(version.division_id).current().filter(level=Division.Level.DISTRICT))


def due(version: SchemeVersion, district: Division, now: datetime) -> Iterator[Period]:
    """The period before, until it is final; then the running one."""
    running = period_of(now)
    before = running.shifted(-1)
    runs = IndexRun.objects.filter(scheme_version=version, division=district, period=before.code, final=True)
    if not runs.exists():
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
