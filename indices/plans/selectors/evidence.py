"""What hangs on a task: what was told of it with the files that came along, and what it was broken down into."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, OuterRef, QuerySet
from django.db.models.functions import Cast, JSONObject

from governance.access.models import User
from governance.files.models import Attachment
from indices.plans.models import PlanTask, TaskProgress

OF_PROGRESS = Attachment.objects.filter(subject_type=TaskProgress._meta.label_lower, withdrawn_at=None)


def told_of(task: PlanTask) -> QuerySet[TaskProgress]:
    """What was told, newest first, each with its `files` [{id, name}]. One query."""
    files = OF_PROGRESS.filter(subject_id=Cast(OuterRef("pk"), CharField())).order_by("created", "id")
    named = ArraySubquery(files.values(one=JSONObject(id="id", name="name")))
    return task.progress.select_related("by").annotate(files=named)


def parts_for(user: User) -> ArraySubquery:
    """What a task was broken down into, as far as `user` may see it: [{id, name, percent}]."""
    parts = PlanTask.objects.visible_to(user).standing().filter(parent=OuterRef("pk")).order_by("division_id")
    return ArraySubquery(parts.values(one=JSONObject(id="id", name=F("division__name"), percent="percent")))


def evidence(told: Iterable[TaskProgress]) -> QuerySet[Attachment]:
    return OF_PROGRESS.filter(subject_id__in=[str(one.pk) for one in told])
