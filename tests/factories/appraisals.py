"""Published months with given scores, and appraisals led to a state by those whose work it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from governance.access.models import Division
from governance.access.roles import Role
from indices.appraisals.actions import appraisals, rows
from indices.appraisals.models import Appraisal, AppraisalRow
from indices.models import IndexRun, Observation, Scheme, SchemeVersion, Score
from indices.windows import Period
from neighborhoods.models import Center
from tests.factories.access import member

YEAR = 2024
"""An appraised year in which nothing else of a test lies."""
S = Appraisal.State


def month(
    district: Division, code: str, scores: Mapping[Division, float], *, nodes: Mapping[str, float] | None = None,
    values: Mapping[str, float] | None = None, correction: int = 0,
) -> IndexRun:  # fmt: skip
    """A published run of `code`; `nodes` and `values` are every unit's. A correction replaces the one before."""
    version = SchemeVersion.objects.order_by("recorded_at").first() or _version(district)
    end, now = Period(code).window(datetime(2030, 1, 1, tzinfo=timezone.get_current_timezone())).as_of, timezone.now()
    IndexRun.objects.filter(division=district, period=code).update(state=IndexRun.State.REPLACED)
    run = IndexRun.objects.create(
        division=district, scheme_version=version, period=code, as_of=end, cutoff=end, due_until=end, final=True,
        correction=correction, computed_at=now, scores_hash=f"{correction}" * 64,
    )  # fmt: skip
    for unit, score in scores.items():
        Score.objects.create(
            run=run, division=unit, level=unit.level, score=score, nodes={"ZZ": score, "FZ": score} | dict(nodes or {}), status="ok"
        )  # fmt: skip
        for indicator, value in (values or {}).items():
            Observation.objects.create(run=run, division=unit, indicator=indicator, value=value, status="ok")
    IndexRun.objects.filter(pk=run.pk).update(state=IndexRun.State.PUBLISHED, published_at=now)
    return run


def _version(district: Division) -> SchemeVersion:
    """Where a test has no scheme of its own."""
    scheme = Scheme.objects.create(division=district, code="appraised", name="考核用方案")
    return SchemeVersion.objects.create(
        scheme=scheme, number=1, division=district, state="locked", hash="0" * 64, definition={"nodes": []}
    )


def a_year_of(place: SimpleNamespace) -> list[IndexRun]:
    """January and February of `YEAR`: the north 80 and 90, the south 70 and 70, the committees near their streets."""
    return [
        month(place.district, f"{YEAR}-{number:02d}", {
            place.district: 75, place.north: north, place.south: 70, place.north1: north + 2, place.north2: north - 20, place.south1: 70,
        }) for number, north in ((1, 80), (2, 90))
    ]  # fmt: skip


def appraisal(division: Division, state: str = S.TARGETS, **fields: Any) -> Appraisal:
    """Of `YEAR`, in `state`; the appeals of a published one are over."""
    gates = fields.pop("gates", ())
    row = appraisals.create(division=division, year=YEAR, by=None, **fields)
    for gate in gates:
        row = appraisals.add_gate(row, by=None, **gate)
    appraisals.set_targets(row, by=None, targets={one.division_id: 80.0 for one in row.rows.all()})
    return lead(row, state)


def lead(row: Appraisal, state: str) -> Appraisal:
    steps = [
        (S.SELF, lambda one: appraisals.issue(one, by=None, self_due_on=timezone.localdate())),
        (S.VERIFYING, lambda one: appraisals.collect(one, by=None)),
        (S.APPEALS, lambda one: settle(one)),
        (S.PUBLISHED, lambda one: appraisals.publish(over(one), by=None)),
    ]
    order = [S.TARGETS, *(name for name, _ in steps)]
    for name, step in steps:
        if order.index(row.state) < order.index(name) <= order.index(state):
            row = step(row)
    return row


def settle(row: Appraisal) -> Appraisal:
    for one in row.rows.all():
        rows.verify(one, by=None)
    return appraisals.settle(row, by=None, appeals_until=timezone.now() + timedelta(days=7))


def over(row: Appraisal) -> Appraisal:
    """The days of appeal have passed."""
    Appraisal.objects.filter(pk=row.pk).update(appeals_until=timezone.now() - timedelta(minutes=1))
    row.refresh_from_db()
    return row


def row_of(row: Appraisal, division: Division) -> AppraisalRow:
    return AppraisalRow.objects.get(appraisal=row, division=division)


def center(division: Division, name: str = "同济睦邻中心") -> Center:
    return Center.objects.create(division=division, name=name, address="同济路 1 号", state=Center.State.OPEN)


def staff_of(place: SimpleNamespace) -> SimpleNamespace:
    return SimpleNamespace(
        admin=member(Role.DISTRICT_ADMIN, of=place.district), viewer=member(Role.VIEWER, of=place.district),
        manager=member(Role.SUBDISTRICT_ADMIN, of=place.north), staff=member(Role.STAFF, of=place.north),
        clerk=member(Role.CLERK, of=place.north1), neighbour=member(Role.SUBDISTRICT_ADMIN, of=place.south),
    )  # fmt: skip
