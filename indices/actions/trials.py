"""稳健性检验: shaking the choices behind the ranks of one level of a run, and keeping what came out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from governance.access.models import Division, User
from governance.access.scoping import can_in
from governance.audit.log import record
from governance.jobs import inbox, runs
from governance.jobs.models import JobRun
from indices.engine.montecarlo import Simulation, simulate
from indices.engine.scheme import Scheme as Engine
from indices.engine.sobol import RankEffects, rank_effects
from indices.engine.uncertainty import FACTORS
from indices.models import IndexRun, Observation, Score, Trial
from indices.selectors.trials import TRIAL

Told = Callable[[int, int, str], None]
SAMPLES = 512
"""Rows of each matrix of Sobol's design: seven times as many rankings."""
MOST_DRAWS = 10_000
MOST_SEED = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Shaken:
    """What a trial found, before it is kept."""

    run: IndexRun
    level: str
    seed: int
    draws: int
    choices: dict[str, Any]
    result: dict[str, Any]


def request(run: IndexRun, level: str, *, seed: int, draws: int, by: User) -> JobRun:
    """Ask for a trial. It is worked out in the background; asked for twice at once, it is worked out once."""
    if not can_in(by, "indices.add_trial", run.division_id):
        raise PermissionDenied("您不能对这次计算做稳健性检验。")
    if not 0 <= seed <= MOST_SEED:
        raise ValidationError({"seed": f"随机种子请填 0 到 {MOST_SEED} 的整数。"})
    if not 100 <= draws <= MOST_DRAWS:
        raise ValidationError({"draws": f"抽样次数请填 100 到 {MOST_DRAWS} 的整数。"})
    if Score.objects.filter(run=run, level=level, rank__isnull=False).count() < 2:
        raise ValidationError({"level": "这一级有名次的单位不到两个，没有排名可以检验。"})
    asked = {"run": str(run.pk), "division": run.division_id, "level": level, "seed": seed, "draws": draws}
    return runs.request(TRIAL, f"{run.pk}:{level}:{seed}", by=by, **asked)


def shake(run: IndexRun, level: str, *, seed: int, draws: int, told: Told = lambda done, total, text: None) -> Shaken:
    """Monte Carlo, then Sobol's design, on the figures that `run` stored. Nothing is written.

    `told` hears how far it is; an exception of its own ends the work. The same seed, the same result.
    """
    engine = Engine.from_dict(run.scheme_version.definition)
    units, table = _table(run, engine, level)
    total = draws + SAMPLES * (len(FACTORS) + 2)
    drawn = simulate(engine, table, seed=seed, draws=draws, told=lambda done, of: told(done, total, "抽样计算名次"))
    effects = rank_effects(
        engine, table, seed=seed, n=SAMPLES, told=lambda done, of: told(draws + done, total, "分析哪项选择影响最大")
    )
    choices = asdict(drawn.choices) | {"samples": SAMPLES}
    return Shaken(run, level, seed, draws, choices, _result(run, units, drawn, effects))


@transaction.atomic
def store(shaken: Shaken, *, by: User | None, now: datetime) -> Trial:
    """Keep a trial and tell who asked. One with the same seed on the same scores is there already and stays."""
    trial = _same(shaken) or _kept(shaken, by=by, now=now)
    if by:
        level = Division.Level(shaken.level).label
        address = reverse("indices:robustness", args=[shaken.run.division_id, shaken.run.period])
        inbox.notify(
            [by],
            f"{shaken.run.period} {level}排名的稳健性检验已完成。",
            url=f"{address}?level={shaken.level}",
            kind="trial",
        )
    return trial


def _same(shaken: Shaken) -> Trial | None:
    asked = {
        "level": shaken.level,
        "seed": shaken.seed,
        "draws": shaken.draws,
        "result__scores": shaken.run.scores_hash,
    }
    return Trial.objects.filter(run=shaken.run, **asked).first()


def _kept(shaken: Shaken, *, by: User | None, now: datetime) -> Trial:
    trial = Trial(
        division_id=shaken.run.division_id, run=shaken.run, level=shaken.level, seed=shaken.seed, draws=shaken.draws,
        choices=shaken.choices, result=shaken.result, created_by=by, recorded_at=now,
    )  # fmt: skip
    trial.full_clean()
    trial.save(force_insert=True)
    record("trial.keep", trial, by=by, level=trial.level, seed=trial.seed, draws=trial.draws)
    return trial


def _table(run: IndexRun, engine: Engine, level: str) -> tuple[list[str], dict[str, np.ndarray]]:
    """The units of a level that were scored, and one array (units,) an indicator, nan for missing."""
    units = list(Score.objects.filter(run=run, level=level).order_by("division").values_list("division", flat=True))
    place = {code: at for at, code in enumerate(units)}
    table = {node.code: np.full(len(units), np.nan) for node in engine.indicators}
    rows = Observation.objects.filter(run=run, division__in=units, indicator__in=table, value__isnull=False)
    for indicator, unit, value in rows.values_list("indicator", "division", "value"):
        table[indicator][place[unit]] = value
    return units, table


def _result(run: IndexRun, units: list[str], drawn: Simulation, effects: RankEffects) -> dict[str, Any]:
    low, high = drawn.interval()
    intervals = {
        code: [int(best), int(worst)]
        for code, best, worst in zip(units, low.tolist(), high.tolist(), strict=True)
        if best == best  # a unit that no draw ranks has no interval
    }
    return {
        "scores": run.scores_hash, "intervals": intervals, "shift": round(effects.mean_shift, 6),
        "factors": _factors(effects), "kept": {name: list(codes) for name, codes in drawn.kept.items()},
    }  # fmt: skip


def _factors(effects: RankEffects) -> list[Mapping[str, Any]]:
    numbers = zip(effects.factors, effects.shift.first, effects.shift.total, effects.shift.sureness, strict=True)
    return [
        {
            "factor": name,
            "first": round(float(first), 6),
            "total": round(float(total), 6),
            "sure": round(float(sure), 6),
        }
        for name, first, total, sure in numbers
    ]
