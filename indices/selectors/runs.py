"""Which computation answers for a period."""

from __future__ import annotations

from django.db.models import Case, F, QuerySet, Value, When

from governance.access import codes
from governance.access.models import Division, User
from governance.access.scoping import ranges
from indices.models import IndexRun, Score

R = IndexRun.State
MONTHS = 25


def preferred(path: str = "") -> list:
    """Order of several computations of one period: what is published, then the version locked last and the newest correction."""
    rank = Case(
        When(**{f"{path}state": R.PUBLISHED}, then=Value(0)),
        When(**{f"{path}state__in": [R.REVIEWED, R.COMPUTED]}, then=Value(1)),
        default=Value(2),
    )
    return [rank, F(f"{path}scheme_version__locked_at").desc(nulls_last=True), f"-{path}correction"]


def by_period(runs: QuerySet[IndexRun]) -> QuerySet[IndexRun]:
    """The preferred run of each period, newest period first."""
    return runs.order_by("-period", *preferred()).distinct("period")


def one_a_period(runs: QuerySet[IndexRun]) -> list[IndexRun]:
    """The same with their schemes, in one query."""
    return list(by_period(runs).select_related("scheme_version__scheme")[:MONTHS])


def runs_of(user: User, district: str) -> list[IndexRun]:
    return one_a_period(IndexRun.objects.for_reader(user).filter(division=district))


def public_runs(district: str) -> list[IndexRun]:
    return one_a_period(IndexRun.objects.public().filter(division=district))


def pick(runs: list[IndexRun], period: str) -> IndexRun | None:
    """The run of `period`; without one the newest published, else the newest that is over, else the newest."""
    if period:
        return next((run for run in runs if run.period == period), None)
    return (
        next((run for run in runs if run.state == R.PUBLISHED), None)
        or next((run for run in runs if run.final), None)
        or (runs[0] if runs else None)
    )


def before(runs: list[IndexRun], run: IndexRun) -> IndexRun | None:
    """The newest run of an earlier period, if it is there and under the same version: else it is not comparable."""
    older = next((one for one in runs if one.period < run.period), None)
    return older if older and older.scheme_version_id == run.scheme_version_id else None


def series(runs: list[IndexRun], run: IndexRun | None) -> list[IndexRun]:
    """`run` and the earlier ones that were computed under the same version, newest first."""
    return [one for one in runs if run and one.period <= run.period and one.scheme_version_id == run.scheme_version_id]


def score_of(user: User, code: str, period: str) -> Score | None:
    """The preferred score of the division `code` in `period` that `user` may read."""
    found = Score.objects.for_reader(user).filter(division=code, run__period=period)
    return (
        found.select_related("division", "run__division", "run__scheme_version__scheme")
        .order_by(*preferred("run__"))
        .first()
    )


def streets_of(run: IndexRun) -> list[Division]:
    """The streets of the run's district as they stood on its last day."""
    standing = Division.objects.within(run.division_id).on(run.window.day)
    return list(standing.filter(level=Division.Level.SUBDISTRICT).order_by("code"))


def home_of(user: User, permission: str = "indices.view_score") -> str:
    """Where a reader begins: the own street or committee; the first district for who reaches more than one; else nothing."""
    held = user.home
    reach = ranges(user, permission)
    code = held.code if held and not user.is_superuser and codes.contains(reach, held.code) else ""
    if len(codes.significant(code or "00")) >= codes.CUTS[Division.Level.DISTRICT]:
        return code
    return first_district(reach)


def first_district(reach: list[codes.Range]) -> str:
    for low, high in reach:
        inside = Division.objects.filter(level=Division.Level.DISTRICT, code__gte=low, code__lt=high).current()
        run = (
            IndexRun.objects.filter(division__in=inside).order_by("division").values_list("division", flat=True).first()
        )
        if found := run or inside.order_by("code").values_list("code", flat=True).first():
            return found
    return ""
