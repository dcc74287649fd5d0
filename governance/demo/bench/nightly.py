"""The nightly run of a district: observe, score, rank and store one period."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from governance.access import codes, rls
from governance.demo.bench.aggregates import STATEMENTS
from governance.demo.bench.figures import line, timed
from governance.demo.bench.subject import Subject
from indices.actions.compute import calculate, compute
from indices.actions.schemes import ensure_full
from indices.actions.scoring import scores_of
from indices.engine.scheme import Scheme as Engine
from indices.models import IndexRun
from indices.observing import units
from indices.windows import period_of

Found = dict[tuple[str, str], tuple[Decimal, Decimal]]


def run(subject: Subject, *, repeats: int = 5) -> Iterator[str]:
    """The running month: it is computed anew each night, while a published month stays as it is."""
    version, now = ensure_full(subject.district, by=None), timezone.now()
    period = period_of(now)
    names = [node.code for node in Engine.from_dict(version.definition).indicators]
    seconds = timed(lambda: compute(version, subject.district, period, by=None, now=now), repeats)
    run = compute(version, subject.district, period, by=None, now=now)
    floor = timed(lambda: bare(names, run), repeats)
    figures, engine = calculate(run)[0], Engine.from_dict(version.definition)
    within = units(subject.district.code, run.window)
    scoring = timed(lambda: list(scores_of(run, engine, within, figures)), repeats)
    check(run, bare(names, run))
    yield line("nightly", seconds, "s")
    yield line("nightly_floor", floor, "s")
    yield line("nightly_engine", scoring, "s")
    yield line("nightly_ratio", seconds / (floor + scoring), "times_sql_and_engine")


def bare(names: list[str], run: IndexRun) -> Found:
    low, high = codes.within(run.division_id)
    window = run.window
    asked: dict[str, Any] = {
        "low": low,
        "high": high,
        "as_of": window.as_of,
        "cutoff": window.cutoff,
        "due_until": window.due_until,
        "day": window.day,
        "first_180": window.first(180),
        "first_365": window.first(365),
    }
    found: Found = {}
    with rls.system(), connection.cursor() as cursor:
        for name in names:
            cursor.execute(STATEMENTS[name], asked)
            found |= {(name, code): (Decimal(above), Decimal(below)) for code, above, below in cursor.fetchall()}
    return found


def check(run: IndexRun, found: Found) -> None:
    """Both must have counted the same in each committee, or the comparison says nothing."""
    found = {key: numbers for key, numbers in found.items() if not key[1].endswith("000")}
    rows = run.observations.filter(division__level="committee").values_list(
        "indicator", "division_id", "numerator", "denominator"
    )
    stored = {(name, code): (above, below) for name, code, above, below in rows if below}
    if stored != found:
        wrong = min(key for key in stored.keys() | found.keys() if stored.get(key) != found.get(key))
        raise RuntimeError(f"{wrong}: stored {stored.get(wrong)}, counted {found.get(wrong)}")
