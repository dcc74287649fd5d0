"""Writing what was computed."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models, transaction
from django.utils import timezone

from governance.access.models import User
from governance.audit.log import record
from indices.actions.scoring import scores_digest
from indices.models import IndexRun, Observation, Score
from indices.observing import Figure, digest


@transaction.atomic
def store(run: IndexRun, figures: list[Figure], scores: list[Score], *, final: bool, by: User | None) -> IndexRun:
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
    store_figures(run, _changed(run, figures))
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


def store_figures(run: IndexRun, figures: Iterable[Figure]) -> None:
    rows = [
        Observation(
            run=run, indicator=f.indicator, division_id=f.division, numerator=f.numerator, denominator=f.denominator, value=f.value,
            shrunk=f.shrunk, status=f.status,
        )
        for f in figures
    ]  # fmt: skip
    values = ["numerator", "denominator", "value", "shrunk", "status"]
    _upsert(Observation, rows, keys=["run", "division", "indicator"], values=values)
