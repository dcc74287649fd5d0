"""The steps of a case, one verb each. Each writes the state, its clock, the words for readers and the audit event at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions import merged, requests
from cases.actions.clocks import case_due, step_due
from cases.actions.story import check_department, tell
from cases.flows import CASE
from cases.models import Case, Category, Dispatch, Round
from cases.rules import MOST_RETURNS, too_late_to_reopen
from governance.access.models import Department, User
from governance.access.scoping import can
from governance.flow.machine import StepRefused
from governance.flow.workdays import calendar_of
from governance.jobs import inbox, outbox
from governance.vault.texts import needed


def file(case: Case, *, by: User | None, first_channel: str = "") -> Case:
    """立案: the first round begins. A dispute says where people turned first."""
    if case.category.theme == Category.Theme.DISPUTE and first_channel not in CHANNELS:
        raise ValidationError({"first_channel": "矛盾纠纷立案须选首选解决渠道。"})
    with _step("file", case, by=by, text=f"{case.category.days} 个工作日内办结。") as (case, now):
        case.first_channel = first_channel
        case.filed_at = now
        _begin_round(case, 1, now, by)
    return case


def dispatch(case: Case, *, by: User | None, department: Department) -> Case:
    """派遣. After two returns in a round it is the district that does, and what it says stays (区级指定)."""
    check_department(department, case.division_id)
    with _step("dispatch", case, by=by, department=department) as (case, now):
        case.department, case.assigned = department, case.returns >= MOST_RETURNS
        Dispatch.objects.create(case=case, department=department, at=now, by=by, assigned=case.assigned)
    return case


def accept(case: Case, *, by: User | None) -> Case:
    with _step("accept", case, by=by) as (case, now):
        case.handler = by
        _newest_dispatch(case).update(accepted_at=now)
    return case


def refuse(case: Case, *, by: User | None, reason: str) -> Case:
    """退单: back to be dispatched elsewhere; the department keeps seeing what it refused."""
    return _give_back("refuse", case, by, needed("reason", "退单理由", reason, 200), "refused_at")


def give_back(case: Case, *, by: User | None, reason: str) -> Case:
    """退回派遣, of a case already accepted; it counts as a refusal."""
    return _give_back("return", case, by, needed("reason", "退回理由", reason, 200), "returned_at")


def transfer(case: Case, *, by: User | None, department: Department, reason: str) -> Case:
    """转办: passed on to another department, which accepts it or not."""
    reason = needed("reason", "转办理由", reason, 200)
    check_department(department, case.division_id)
    if department.pk == case.department_id:
        raise ValidationError({"department": "工单已经在这个部门，请选别的部门。"})
    with _step("transfer", case, by=by, text=reason, department=department) as (case, now):
        _newest_dispatch(case).update(transferred_at=now, refused_reason=reason)
        case.department, case.handler = department, None
        Dispatch.objects.create(case=case, department=department, at=now, by=by, assigned=case.assigned)
    return case


def finish(case: Case, *, by: User | None, result: str) -> Case:
    result = needed("result", "办理结果", result, 1000)
    with _step("finish", case, by=by, text=result) as (case, _):
        case.handler = by
        case.result = result
    return case


def rework(case: Case, *, by: User | None, reason: str) -> Case:
    reason = needed("reason", "返工理由", reason, 200)
    with _step("rework", case, by=by, text=reason) as (case, _):
        case.reworks += 1
    return case


def check(case: Case, *, by: User | None) -> Case:
    with _step("check", case, by=by) as (case, _):
        case.checker = by
    return case


def close(case: Case, *, by: User | None) -> Case:
    """结案, of what is merged into the case too."""
    with _step("close", case, by=by) as (case, now):
        case.closed_at = now
        case.rounds.filter(closed_at=None).update(closed_at=now)
        joined = merged.close_children(case, by=by, now=now)
    for one in (case, *joined):
        if one.created_by and can(one.created_by, "cases.view_case", one):  # who left the post is told nothing more
            text = f"{one.number} {one.title}：已结案，请回访居民是否解决、是否满意。"
            inbox.notify([one.created_by], text, url=one.get_absolute_url(), kind="case")
    return case


def reopen(case: Case, *, by: User | None, reason: str) -> Case:
    """重新办理: a new round, due again from now, to be dispatched anew. A merged case goes on by itself from here."""
    reason = needed("reason", "重新办理的理由", reason, 200)
    with _step("reopen", case, by=by, text=reason) as (case, now):
        if late := too_late_to_reopen(case, now):
            raise StepRefused(late)
        case.due_at = case_due(case.category, now, calendar_of(case.division_id))
        case.parent = case.department = case.handler = case.checker = case.closed_at = None
        case.result, case.returns, case.extensions, case.assigned = "", 0, 0, False
        _begin_round(case, case.rounds.count() + 1, now, by)
    return case


CHANNELS = {channel.value for channel in Case.Channel} - {""}
BY_DEPARTMENT = {"accept", "refuse", "return", "finish"}
TOLD = {"dispatch", "refuse", "return", "transfer", "finish"}
"""Steps that concern a whole office: the outbox carries word to its people (`cases.jobs`)."""
LAPSING = {"refuse", "return", "transfer", "finish"}
"""Steps by which the case leaves who asked for more time: what was asked falls away."""


@contextmanager
def _step(
    name: str, case: Case, *, by: User | None, text: str = "", department: Department | None = None
) -> Iterator[tuple[Case, datetime]]:
    """Take the step, let the caller fill in its fields, then write the entry, all in one transaction."""
    now = timezone.now()
    named: dict[str, Any] = {"department": department.pk} if department else {}
    with transaction.atomic():
        with CASE.step(name, case, by=by, **named) as row:
            office = department.pk if department else row.department_id if name in BY_DEPARTMENT else None
            if name in LAPSING:
                requests.lapse(row)
            yield row, now
            row.step_due_at = step_due(row.state, now, row.due_at, row.category.step_days, calendar_of(row.division_id))
            row.warned = Case.Warned.NOT_YET
        tell(row, name, at=now, by=by, text=text, department=office)
        if name in TOLD:
            outbox.tell(f"case.{name}", key=str(row.pk), case=str(row.pk), department=office)


def _give_back(name: str, case: Case, by: User | None, reason: str, dated: str) -> Case:
    with _step(name, case, by=by, text=reason) as (case, now):
        _newest_dispatch(case).update(**{dated: now, "refused_reason": reason})
        case.department = case.handler = None
        case.refusals += 1
        case.returns += 1
    return case


def _begin_round(case: Case, number: int, now: datetime, by: User | None) -> None:
    Round.objects.create(
        case=case, division_id=case.division_id, category_id=case.category_id, number=number,
        started_at=now, due_at=case.due_at, created_by=by,
    )  # fmt: skip


def _newest_dispatch(case: Case) -> Any:
    """The one that holds: a case is with one department at a time."""
    return Dispatch.objects.filter(pk__in=case.dispatches.order_by("-at", "-id").values("pk")[:1])
