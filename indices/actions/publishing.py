"""From computed to published: reviewed, open to objections, published, and corrected only by a new run beside it."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from governance.access.models import User
from governance.access.roles import Role
from governance.access.scoping import can
from governance.audit.log import record
from governance.flow.machine import StepForbidden, StepRefused
from governance.flow.workdays import add_workdays
from indices.actions.compute import compute
from indices.flows import INDEX_RUN
from indices.models import IndexRun
from indices.windows import Period

OPEN_FOR = 5
"""Working days in which a community may object, unless the reviewer says otherwise."""
LONGEST = 30


@transaction.atomic
def review(run: IndexRun, *, by: User | None, days: int = OPEN_FOR) -> IndexRun:
    """Open a finished period to objections for so many working days; its figures stand still meanwhile."""
    if not 0 <= days <= LONGEST:
        raise ValidationError({"days": f"异议期填 0 到 {LONGEST} 个工作日。"})
    now = timezone.now()
    with INDEX_RUN.step("review", run, by=by, days=days, scores=run.scores_hash) as run:
        run.reviewed_at, run.objections_until = now, add_workdays(now, days, run.division_id) if days else now
    return run


def take_back(run: IndexRun, *, by: User | None, reason: str) -> IndexRun:
    """Out of review, to be computed again from what has been recorded until now."""
    if not reason.strip():
        raise ValidationError({"reason": "请写明为什么退回重算。"})
    with INDEX_RUN.step("take_back", run, by=by) as run:
        run.cutoff, run.objections_until, run.reason = timezone.now(), None, reason.strip()
    return _compute(run, by)


def publish(run: IndexRun, *, by: User | None) -> IndexRun:
    """Publish what was reviewed. From then on it is never changed; what it corrects is marked as replaced."""
    with INDEX_RUN.step("publish", run, by=by, scores=run.scores_hash) as run:
        run.published_at = timezone.now()
        for one in _versions(run).filter(state=IndexRun.State.PUBLISHED).exclude(pk=run.pk):
            INDEX_RUN.take("replace", one, by=by, correction=str(run.pk))
    return run


@transaction.atomic
def correct(run: IndexRun, *, by: User | None, reason: str) -> IndexRun:
    """A new computation beside a published one, from what has been recorded until now. It goes through review as any other."""
    if by is not None and not can(by, "indices.correct_indexrun", run):
        raise StepForbidden("您没有“更正”的权限。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明更正的原因，公众页会登出来。"})
    run = IndexRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state != IndexRun.State.PUBLISHED:
        raise StepRefused("只有已发布的结果才能更正。")
    if _versions(run).filter(correction__gt=run.correction).exists():
        raise StepRefused("这一期已有一次更正在办理，请先办完。")
    made = IndexRun(
        division=run.division, scheme_version=run.scheme_version, period=run.period, correction=run.correction + 1, as_of=run.as_of,
        due_until=run.due_until, cutoff=timezone.now(), final=True, reason=reason.strip(), created_by=by,
    )  # fmt: skip
    made.full_clean()
    made.save()
    record("index_run.correct", made, by=by, replaces=str(run.pk))
    return _compute(made, by)


def _versions(run: IndexRun) -> QuerySet[IndexRun]:
    """The run and its corrections."""
    return IndexRun.objects.filter(division=run.division_id, period=run.period, scheme_version=run.scheme_version_id)


def district_admins(district: str) -> QuerySet[User]:
    held = {"memberships__until": None, "memberships__role": Role.DISTRICT_ADMIN, "memberships__division": district}
    return User.objects.filter(is_active=True, **held).distinct()


def _compute(run: IndexRun, by: User | None) -> IndexRun:
    return compute(run.scheme_version, run.division, Period(run.period), by=by)


def open_until(run: IndexRun, now: datetime) -> bool:
    """May a community still object?"""
    return run.state == IndexRun.State.REVIEWED and run.objections_until is not None and now < run.objections_until
