"""The files that came with what was told of a task."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from governance.files.models import Attachment
from indices.plans.models import PlanTask, TaskProgress


def told_of(task: PlanTask) -> list[tuple[TaskProgress, list[Attachment]]]:
    """What was told, newest first, each with its files. Two queries."""
    told = list(task.progress.select_related("by"))
    files: dict[str, list[Attachment]] = {}
    for one in evidence(told):
        files.setdefault(one.subject_id, []).append(one)
    return [(one, files.get(str(one.pk), [])) for one in told]


def evidence(told: Iterable[TaskProgress]) -> QuerySet[Attachment]:
    wanted = [str(one.pk) for one in told]
    kind = TaskProgress._meta.label_lower
    return Attachment.objects.filter(subject_type=kind, subject_id__in=wanted, withdrawn_at=None)
