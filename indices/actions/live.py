"""The running period as it happens: what sealed events made stale is counted again, and its scores with it.

Rank intervals are the night's. What cannot be done so (a new day, a new unit, a scheme that scores units by each other)
is computed whole.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from cases.bridge.models import Bookmark
from governance.access import rls
from governance.audit.chain import head, seal_all
from governance.audit.models import Seal
from indices.actions import nightly
from indices.actions.compute import compute
from indices.actions.recounting import OutOfReach, recount, spans_of
from indices.actions.scoring import columns, nodes_of, ranks_of, status_of
from indices.actions.stale import Stale, stale
from indices.actions.storing import store_figures
from indices.engine.scheme import Scheme as Engine
from indices.models import IndexRun, SchemeVersion
from indices.observing import Figure
from indices.windows import Window, period_of

_WRITE = """
    UPDATE indices_score s SET rank = v.rank, nodes = coalesce(v.nodes, s.nodes), status = coalesce(v.status, s.status),
        score = CASE WHEN v.nodes IS NULL THEN s.score ELSE v.score END
    FROM jsonb_to_recordset(%s::jsonb) v(id bigint, rank smallint, score float8, nodes jsonb, status text) WHERE s.id = v.id
"""

NAME, AT_ONCE = "indices.live", 1000
APART = timedelta(minutes=1)  # between two computations of a whole district


def follow(now: datetime | None = None) -> int:
    """Read on from the bookmark. Returns how many sealed events were read; 0 where nothing is new."""
    now = now or timezone.now()
    seal_all()
    with rls.system():
        mark, new = Bookmark.objects.select_for_update().get_or_create(
            name=NAME, defaults={"seq": last.seq if (last := head()) else 0}
        )
        after = Seal.objects.filter(seq__gt=mark.seq).select_related("event").order_by("seq")
        seals = [] if new else list(after[:AT_ONCE])
        if not seals:
            return 0
        whole = {code for code, of in stale(seal.event for seal in seals).items() if not refresh(code, of, now=now)}
        Bookmark.objects.filter(pk=mark.pk).update(seq=seals[-1].seq)
    _compute(whole, now)
    return len(seals)


def _compute(districts: set[str], now: datetime) -> None:
    """Whole districts, where a scheme is in force."""
    for version in nightly.versions() if districts else ():
        for district in nightly.districts(version):
            if district.code in districts:
                compute(version, district, period_of(now), by=None, now=now)


def refresh(district: str, of: Stale, *, now: datetime) -> bool:
    """Bring the running period's run of `district` up to `now`. False where it must be computed whole."""
    run = (
        IndexRun.objects.filter(division=district, period=period_of(now).code)
        .order_by(F("scheme_version__locked_at").desc(nulls_last=True))
        .first()
    )
    if run is None or run.state != IndexRun.State.COMPUTED or run.as_of <= now:
        return run is not None and run.state != IndexRun.State.COMPUTED
    engine = engine_of(run.scheme_version_id)
    if not is_local(engine):
        return run.computed_at is not None and now - run.computed_at < APART
    spans = spans_of(of, district, [node.code for node in engine.indicators])
    if not spans:
        return True
    try:
        with transaction.atomic():
            _take(run, now)
            _score(run, engine, recount(run, spans, Window(run.as_of, run.due_until, now)))
    except OutOfReach:
        return False
    return True


@lru_cache(maxsize=64)
def engine_of(version: uuid.UUID) -> Engine:
    """A locked version never changes."""
    return Engine.from_dict(SchemeVersion.objects.get(pk=version).definition)


def is_local(engine: Engine) -> bool:
    """Is a unit scored by its own figures alone?"""
    methods = {engine.normalisation_of(node).method for node in engine.indicators}
    return (
        engine.treatment is None
        and engine.imputation is None
        and methods <= {"goalposts", "none"}
        and all(node.aggregation != "copeland" for node in engine.bottom_up)
    )


def _take(run: IndexRun, now: datetime) -> None:
    """Holds the row against the night. The digests are of a whole computation: until the next one there is none."""
    IndexRun.objects.filter(pk=run.pk).update(cutoff=now, computed_at=now, observations_hash="", scores_hash="")


def _score(run: IndexRun, engine: Engine, changed: Sequence[Figure]) -> None:
    """Store the changed figures, the scores of their units, and every rank that moved."""
    if not changed:
        return
    store_figures(run, changed)
    units = sorted({one.division for one in changed})
    values: dict[str, dict[str, float | None]] = {code: {} for code in units}
    stored = run.observations.filter(division__in=units)
    for code, indicator, value in stored.values_list("division_id", "indicator", "value"):
        values[code][indicator] = value
    nodes = nodes_of(engine, units, columns(engine, units, values))
    standing = list(run.scores.values_list("pk", "division_id", "level", "score", "rank"))
    if not {row[1] for row in standing}.issuperset(units):
        raise OutOfReach(units[0])
    _write([_told(engine, row, place, nodes) for row, place in _placed(engine, standing, nodes)])


def _placed(engine: Engine, standing: list[tuple], nodes: dict[str, dict]) -> Iterator[tuple[tuple, int | None]]:
    """Each score's row with its new rank among its level, where anything of it changed."""
    root = engine.root.code
    for level in dict.fromkeys(row[2] for row in standing):
        peers = [row for row in standing if row[2] == level]
        tops = [nodes[row[1]][root] if row[1] in nodes else row[3] for row in peers]
        for row, place in zip(peers, ranks_of(tops), strict=True):
            if row[1] in nodes or place != row[4]:
                yield row, place


def _told(engine: Engine, row: tuple, place: int | None, nodes: dict[str, dict]) -> dict:
    told: dict[str, object] = {"id": row[0], "rank": place}
    if (own := nodes.get(row[1])) is not None:
        told |= {"score": own[engine.root.code], "nodes": own, "status": status_of(own, engine)}
    return told


def _write(rows: list[dict]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [json.dumps(rows)])
