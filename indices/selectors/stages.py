"""The cases that were open at a past moment, by the state they were in then: read from the story, which is never rewritten."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Case as Choice
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from cases.flows import CASE
from cases.models import Case, CaseEntry, Round
from cases.selectors import SOON, Stage

S = Case.State


def open_at(cases: QuerySet[Case], moment: datetime) -> QuerySet[Case]:
    """Those of `cases` that were known and open at `moment`, each with the `stage` it was in and when it was `due` then."""
    known = Q(recorded_at__lt=moment) & (Q(withdrawn_at=None) | Q(withdrawn_at__gte=moment))
    steps = CaseEntry.objects.filter(case=OuterRef("pk"), at__lt=moment, step__in=[*CASE.steps])
    rounds = Round.objects.filter(case=OuterRef("pk"))
    begun = rounds.filter(started_at__lt=moment).order_by("-number").values("due_at")[:1]
    dues = Coalesce(Subquery(begun), Subquery(rounds.order_by("number").values("due_at")[:1]), "due_at")
    still = cases.filter(known).exclude(state=S.CLOSED, closed_at__lt=moment)
    last = Subquery(steps.order_by("-at", "-id").values("step")[:1])
    arrived = [When(last=name, then=Value(step.target)) for name, step in CASE.steps.items()]
    stage = Choice(*arrived, default=Value(S.RECEIVED.value))
    return still.annotate(last=last).annotate(stage=stage, due=dues).exclude(stage=S.CLOSED)


def stages_at(cases: QuerySet[Case], moment: datetime) -> list[Stage]:
    """Every state but closed, in the order of the flow."""
    late, soon = Q(due__lt=moment), Q(due__gte=moment, due__lt=moment + SOON)
    at_that_moment: Any = open_at(cases, moment)  # with `stage` and `due` of that moment
    found = at_that_moment.order_by().values_list("stage").annotate(
        on_time=Count("pk", filter=~late & ~soon), soon=Count("pk", filter=soon), late=Count("pk", filter=late)
    )  # fmt: skip
    counts = {state: tuple(numbers) for state, *numbers in found}
    return [Stage(state, state.label, *counts.get(state, (0, 0, 0))) for state in S if state != S.CLOSED]
