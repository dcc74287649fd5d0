"""An appraisal as a table: each unit with its basis, how its score was made, its rank and grade, and what has changed since."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from governance.access.models import User
from indices.appraisals.models import Adjustment, Appraisal, AppraisalRow
from indices.appraisals.rules import Basis, Made, final, grade, ranks_of, tried
from indices.appraisals.selectors.figures import basis_of, published_runs
from indices.models import IndexRun

K = Adjustment.Kind


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit as it stands: frozen once the appraisal is settled, until then with what is published today."""

    row: AppraisalRow
    basis: Basis
    made: Made
    adjustments: tuple[Adjustment, ...]
    rank: int | None
    grade: str

    @property
    def score(self) -> float | None:
        return self.made.score

    @property
    def gap(self) -> float | None:
        """Above (or below) the target."""
        return None if self.score is None or self.row.target is None else self.score - self.row.target

    @property
    def struck(self) -> list[str]:
        return [one.title for one in self.made.gates if one.hit]


@dataclass(frozen=True, slots=True)
class Drift:
    """依据已更正: the months whose published run is another now, and the units for which that would change something."""

    runs: list[IndexRun]
    changes: list[tuple[Standing, Standing]]


def rows_of(appraisal: Appraisal) -> list[AppraisalRow]:
    """All units, in the order of their codes, each knowing its appraisal."""
    found = list(appraisal.rows.select_related("division").order_by("division"))
    for row in found:
        row.appraisal = appraisal
    return found


def standings(
    appraisal: Appraisal, rows: list[AppraisalRow] | None = None, *, basis: Mapping[str, Basis] | None = None
) -> list[Standing]:
    """Every unit (rank needs all), by rank; those without a score last. `basis` in place of what stands."""
    rows = rows_of(appraisal) if rows is None else rows
    if basis is None:
        basis = _frozen(rows) if appraisal.is_frozen else basis_of(appraisal, [row.division_id for row in rows])
    given = _adjustments(rows)
    made = [_make(appraisal, row, basis[row.division_id], given[row.pk]) for row in rows]
    ranks = ranks_of([one.score for one in made])
    ranked = sum(one is not None for one in ranks)
    found = [
        Standing(row, basis[row.division_id], one, tuple(given[row.pk]), place, grade(one.score, place, ranked, appraisal, one.cap))
        for row, one, place in zip(rows, made, ranks, strict=True)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.rank is None, one.rank or 0, one.row.division_id))


def drift(appraisal: Appraisal, table: list[Standing]) -> Drift | None:
    """None before the figures are frozen, and as long as the same runs stand."""
    if not appraisal.is_frozen:
        return None
    then = {month.period: month.run for one in table for month in one.basis.months}
    runs = published_runs(appraisal.district, list(then))
    changed = [run for run in runs if str(run.pk) != then[run.period]]
    if not changed:
        return None
    rows = [one.row for one in table]
    now = {
        one.row.pk: one
        for one in standings(appraisal, rows, basis=basis_of(appraisal, [row.division_id for row in rows], runs=runs))
    }
    pairs = [(one, now[one.row.pk]) for one in table]
    return Drift(changed, [(was, then_) for was, then_ in pairs if _differs(was, then_)])


def own_table(user: User) -> Subquery:
    """The id of a row's own appraisal of those below it for the same months, if `user` may see it."""
    same = {name: OuterRef(f"appraisal__{name}") for name in ("year", "part")}
    found = Appraisal.objects.visible_to(user).standing().filter(division=OuterRef("division"), **same)
    return Subquery(found.values("pk")[:1])


def adjustment_within(user: User, pk: uuid.UUID) -> Adjustment | None:
    """One of a row that `user` may see."""
    mine = AppraisalRow.objects.visible_to(user).values("pk")
    return Adjustment.objects.filter(row__in=mine, pk=pk).select_related("row__division", "row__appraisal").first()


def _differs(one: Standing, other: Standing) -> bool:
    return (one.score, one.rank, one.grade) != (other.score, other.rank, other.grade)


def _frozen(rows: Iterable[AppraisalRow]) -> dict[str, Basis]:
    return {row.division_id: Basis.from_json(row.figures) for row in rows}


def _adjustments(rows: Iterable[AppraisalRow]) -> dict[object, list[Adjustment]]:
    found: dict[object, list[Adjustment]] = defaultdict(list)
    asked = Adjustment.objects.filter(row__in=[row.pk for row in rows], withdrawn_at=None).select_related("by")
    for one in asked.order_by("at", "id"):
        found[one.row_id].append(one)
    return found


def _make(appraisal: Appraisal, row: AppraisalRow, basis: Basis, given: list[Adjustment]) -> Made:
    base = basis.computed if row.corrected is None else row.corrected
    bonus = min(sum(one.points for one in given if one.kind == K.BONUS), appraisal.bonus_limit)
    deduction = min(sum(one.points for one in given if one.kind == K.DEDUCTION), appraisal.deduction_limit)
    events = {one.gate: one.reason for one in given if one.kind == K.EVENT}
    gates = tuple(tried(gate, basis, events.get(gate["key"], "")) for gate in appraisal.gates)
    return Made(base, bonus, deduction, row.appeal_points, final(base, bonus, deduction, row.appeal_points), gates)
