"""Computing a period: observe, score, rank, store. The same records give the same bytes, however often it runs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from governance.access import rls
from governance.access.models import Division, User
from indices.actions.scoring import scores_digest, scores_of
from indices.actions.storing import store
from indices.engine.scheme import Scheme as Engine
from indices.indicators import indicator
from indices.models import IndexRun, SchemeVersion, Score
from indices.observing import Figure, digest, observe, units
from indices.windows import Period

Told = Callable[[str], None]
Guard = Callable[[], AbstractContextManager]


def compute(
    version: SchemeVersion, district: Division, period: Period, *, by: User | None, now: datetime | None = None,
    told: Told = lambda name: None, guard: Guard = nullcontext,
) -> IndexRun:  # fmt: skip
    """Compute `period` for `district` and everything below it under `version`, and store it.

    A published run is left as it is; what a new computation gives is compared with it by `recompute`. `guard` wraps the
    transaction that stores the results (a job's fence). Raises ValidationError for a version that is still a draft.
    """
    if version.state == SchemeVersion.State.DRAFT:
        raise ValidationError("草稿方案不能用来计算，请先锁定。")
    now = now or timezone.now()
    run = run_for(version, district, period, now)
    if run.state != IndexRun.State.COMPUTED:
        return run
    figures, scores = calculate(run, told=told)
    with guard(), rls.system():
        return store(run, figures, scores, final=period.is_over(now), by=by)


def run_for(version: SchemeVersion, district: Division, period: Period, now: datetime) -> IndexRun:
    """The newest run of the period, dated for `now` if it still runs; not saved.

    One that was taken back from review, or corrects a published one, looks at what had been recorded until then.
    """
    run = (
        IndexRun.objects.filter(scheme_version=version, division=district, period=period.code)
        .order_by("-correction")
        .first()
    )
    run = run or IndexRun(scheme_version=version, division=district, period=period.code)
    if run.state == IndexRun.State.COMPUTED:
        window = period.window(now)
        run.as_of, run.due_until = window.as_of, window.due_until
        run.cutoff = max(window.cutoff, run.cutoff or window.cutoff)
    return run


def calculate(run: IndexRun, *, told: Told = lambda name: None) -> tuple[list[Figure], list[Score]]:
    """Figures and scores of a run from the records, as they were known at its cutoff. Nothing is stored."""
    engine, window = Engine.from_dict(run.scheme_version.definition), run.window
    with rls.system():
        within = units(run.division_id, window)
        figures = observe([indicator(node.code) for node in engine.indicators], run.division_id, window, told=told)
    return figures, list(scores_of(run, engine, within, figures))


def recompute(run: IndexRun) -> tuple[str, str]:
    """Hashes of observations and scores as the records give them now; equal to the stored ones unless records changed."""
    figures, scores = calculate(run)
    return digest(figures), scores_digest(scores)
