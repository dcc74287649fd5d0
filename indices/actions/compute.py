"""Computing a period: observe, score, rank, store. The same records give the same bytes, however often it runs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

import numpy as np
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from governance.access import rls
from governance.access.models import Division, User
from governance.audit.log import record
from indices.engine.ranking import rank, rounded
from indices.engine.robustness import rank_interval
from indices.engine.scheme import Scheme as Engine
from indices.engine.scoring import score
from indices.flows import INDEX_RUN
from indices.indicators import indicator
from indices.models import IndexRun, Observation, SchemeVersion, Score
from indices.observing import Figure, Unit, digest, observe, units
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
        return _store(run, figures, scores, final=period.is_over(now), by=by)


def run_for(version: SchemeVersion, district: Division, period: Period, now: datetime) -> IndexRun:
    """The newest run of the period, dated for `now` if it still runs; not saved."""
    run = (
        IndexRun.objects.filter(scheme_version=version, division=district, period=period.code)
        .order_by("-correction")
        .first()
    )
    run = run or IndexRun(scheme_version=version, division=district, period=period.code)
    if run.state == IndexRun.State.COMPUTED:
        window = period.window(now)
        run.as_of, run.cutoff, run.due_until = window.as_of, window.cutoff, window.due_until
    return run


def calculate(run: IndexRun, *, told: Told = lambda name: None) -> tuple[list[Figure], list[Score]]:
    """Figures and scores of a run from the records, as they were known at its cutoff. Nothing is stored."""
    engine, window = Engine.from_dict(run.scheme_version.definition), run.window
    with rls.system():
        within = units(run.division_id, window)
        figures = observe([indicator(node.code) for node in engine.indicators], run.division_id, window, told=told)
    return figures, list(_scores(run, engine, within, figures))


def recompute(run: IndexRun) -> tuple[str, str]:
    """Hashes of observations and scores as the records give them now; equal to the stored ones unless records changed."""
    figures, scores = calculate(run)
    return digest(figures), scores_digest(scores)


def columns(codes: Sequence[str], within: Sequence[Unit], figures: Iterable[Figure]) -> dict[str, np.ndarray]:
    place = {unit.code: at for at, unit in enumerate(within)}
    found = {code: np.full(len(within), np.nan) for code in codes}
    for one in figures:
        if one.value is not None:
            found[one.indicator][place[one.division]] = one.value
    return found


def _scores(run: IndexRun, engine: Engine, within: list[Unit], figures: list[Figure]) -> Iterable[Score]:
    """Goalposts are fixed, so each level is scored by itself without changing a score; ranks need it."""
    for level in dict.fromkeys(unit.level for unit in within):
        peers = [unit for unit in within if unit.level == level]
        codes = {unit.code for unit in peers}
        table = columns([n.code for n in engine.indicators], peers, [one for one in figures if one.division in codes])
        result = score(engine, [unit.code for unit in peers], table)
        ranks = rank(rounded(result.scores[engine.root.code]))
        low, high = rank_interval(engine, table, seed=int(run.scheme_version.hash[:8], 16))
        for at, unit in enumerate(peers):
            nodes = {code: _number(values[at]) for code, values in result.scores.items()}
            yield Score(
                run=run, division_id=unit.code, level=level, score=nodes[engine.root.code], nodes=nodes,
                rank=_whole(ranks[at]), rank_low=_whole(low[at]), rank_high=_whole(high[at]), status=_status(nodes, engine),
            )  # fmt: skip


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 10)


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else int(value)


def _status(nodes: dict[str, float | None], engine: Engine) -> str:
    if nodes[engine.root.code] is None:
        return Score.Status.EMPTY
    missing = any(nodes[node.code] is None for node in engine.indicators)
    return Score.Status.PARTIAL if missing else Score.Status.OK


def scores_digest(scores: Iterable[Score]) -> str:
    lines = (
        f"{s.division_id}|{s.score!r}|{s.rank}|{s.rank_low}|{s.rank_high}"
        for s in sorted(scores, key=lambda s: s.division_id)
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@transaction.atomic
def _store(run: IndexRun, figures: list[Figure], scores: list[Score], *, final: bool, by: User | None) -> IndexRun:
    """Upserts keep the ids of rows, so that links to them last; units that no longer stand are dropped.

    What was published while it was computed stays as it was.
    """
    stored = IndexRun.objects.select_for_update(of=("self",)).filter(pk=run.pk).first()
    if stored and stored.state != IndexRun.State.COMPUTED:
        return stored
    run.observations_hash, run.scores_hash = digest(figures), scores_digest(scores)
    run.computed_at, run.final = timezone.now(), final
    run.save()
    standing = {one.division_id for one in scores}
    run.observations.exclude(division_id__in=standing).delete()
    run.scores.exclude(division_id__in=standing).delete()
    _upsert(
        Observation,
        [Observation(run=run, indicator=f.indicator, division_id=f.division, numerator=f.numerator, denominator=f.denominator,
                     value=f.value, shrunk=f.shrunk, status=f.status) for f in _changed(run, figures)],
        keys=["run", "division", "indicator"], values=["numerator", "denominator", "value", "shrunk", "status"],
    )  # fmt: skip
    for one in scores:
        one.run = run
    _upsert(
        Score,
        scores,
        keys=["run", "division"],
        values=["level", "score", "rank", "rank_low", "rank_high", "nodes", "status"],
    )
    record(
        "index_run.compute", run, by=by, period=run.period, observations=run.observations_hash, scores=run.scores_hash
    )
    return run


def _changed(run: IndexRun, figures: list[Figure]) -> list[Figure]:
    """The figures that differ from what is stored; the others are not written again."""
    names = ("indicator", "division_id", "numerator", "denominator", "value", "shrunk", "status")
    stored = {row[:2]: row[2:] for row in run.observations.values_list(*names)}
    return [
        one
        for one in figures
        if stored.get((one.indicator, one.division))
        != (one.numerator, one.denominator, one.value, one.shrunk, one.status)
    ]


def _upsert(model: type[models.Model], rows: list, *, keys: list[str], values: list[str]) -> None:
    model._default_manager.bulk_create(
        rows, update_conflicts=True, unique_fields=keys, update_fields=values, batch_size=2000
    )


def publish(run: IndexRun, *, by: User | None) -> IndexRun:
    """Publish a finished period. From then on it is never changed."""
    with INDEX_RUN.step("publish", run, by=by, scores=run.scores_hash) as run:
        run.published_at = timezone.now()
    return run
