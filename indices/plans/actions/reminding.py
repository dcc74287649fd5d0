"""Reminders: a week before a milestone or a rectification is due, and once when its day has passed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from governance.jobs.inbox import notify
from indices.plans.models import AnnualPlan, Finding, Inspection, Milestone
from indices.plans.selectors.people import people_of_inspection, people_of_task

AHEAD = timedelta(days=7)


@transaction.atomic
def remind(today: date) -> dict[str, int]:
    """Tell of each once before and once after its day; run again on the same day it tells nothing. Returns counts."""
    told = {"milestones": 0, "rectifications": 0}
    for one in _due(_milestones(), today):
        word = "已过时限，请尽快完成并填报进展" if one.due_on < today else "快到时限，请按时完成并填报进展"
        text = f"{one.task.title}：“{one.text}”（{one.due_on:%Y-%m-%d}）{word}。"
        notify(people_of_task(one.task), text, url=one.task.get_absolute_url(), kind="plan")
        told["milestones"] += _mark(one, today)
    by_inspection: dict[Any, list[Any]] = defaultdict(list)
    for finding in _due(_findings(), today):
        by_inspection[finding.inspection].append(finding)
    for inspection, found in by_inspection.items():
        word = "已过整改期限" if found[0].due_on < today else "快到整改期限"
        text = f"{inspection.title}：{len(found)} 项{word}（{found[0].due_on:%Y-%m-%d}），请整改并填写情况。"
        notify(people_of_inspection(inspection), text, url=inspection.get_absolute_url(), kind="inspection")
        told["rectifications"] += sum(_mark(one, today) for one in found)
    return told


def _milestones() -> Any:
    tasks = Milestone.objects.filter(
        withdrawn_at=None, done_on=None, task__withdrawn_at=None, task__plan__withdrawn_at=None, task__plan__state__in=AnnualPlan.SENT
    )  # fmt: skip
    return tasks.select_related("task__division").prefetch_related("task__parties")


def _findings() -> Any:
    open_ones = Finding.objects.failed().filter(
        answered_at=None, inspection__withdrawn_at=None, inspection__state=Inspection.State.RECTIFY
    )
    return open_ones.select_related("inspection__division")


def _due(rows: Any, today: date) -> Iterable[Any]:
    """Locked, so that two runs at once do not both tell."""
    locked = rows.select_for_update(of=("self",)).order_by("due_on", "id")
    yield from list(locked.filter(due_on__lt=today, urged_on=None))
    yield from list(locked.filter(due_on__gte=today, due_on__lte=today + AHEAD, reminded_on=None))


def _mark(one: Any, today: date) -> int:
    field = "urged_on" if one.due_on < today else "reminded_on"
    setattr(one, field, today)
    one.save(update_fields=[field])
    return 1
