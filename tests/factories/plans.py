"""Plans with tasks, milestones and figures, and inspections in any state, made with all that goes with it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from governance.access.models import Department, Division
from indices.plans.models import (
    AnnualPlan,
    Finding,
    Inspection,
    Milestone,
    PlanTask,
    StandardItem,
    TaskFigure,
    TaskParty,
)

S, I, V = AnnualPlan.State, Inspection.State, Finding.Verdict  # noqa: E741


def district_of(division: Division) -> Division:
    return Division.objects.get(code=f"{division.code[:6]}000000")


class PlanFactory(DjangoModelFactory):
    """An annual plan under way; `state="draft"` for one that is still written, `kind="key"` and so on for others."""

    class Meta:
        model = AnnualPlan

    kind = AnnualPlan.Kind.ANNUAL
    year = factory.LazyFunction(lambda: timezone.localdate().year)
    last_year = factory.SelfAttribute("year")
    title = factory.Sequence("年度责任分工方案{}".format)
    state = S.RUNNING
    assigned_at = factory.LazyFunction(timezone.now)


class TaskFactory(DjangoModelFactory):
    """Led by `lead`, supported by `supports`; with a milestone due on `due_on` and the figures {indicator: target}."""

    class Meta:
        model = PlanTask
        skip_postgeneration_save = True

    plan = factory.SubFactory(
        PlanFactory, division=factory.LazyAttribute(lambda one: district_of(one.factory_parent.division))
    )
    ordinal = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence("推进走访全覆盖{}".format)

    @factory.post_generation
    def lead(self, create: bool, extracted: Department | None, **kwargs: Any) -> None:
        if extracted:
            TaskParty.objects.create(task=self, part="lead", department=extracted, name=extracted.name)

    @factory.post_generation
    def supports(self, create: bool, extracted: tuple[Department, ...] | None, **kwargs: Any) -> None:
        for at, one in enumerate(extracted or ()):
            TaskParty.objects.create(task=self, part="support", ordinal=at, department=one, name=one.name)

    @factory.post_generation
    def due_on(self, create: bool, extracted: date | None, **kwargs: Any) -> None:
        if extracted:
            Milestone.objects.create(task=self, text="中期自查", due_on=extracted)

    @factory.post_generation
    def figures_of(self, create: bool, extracted: dict[str, int] | None, **kwargs: Any) -> None:
        for at, (code, target) in enumerate((extracted or {}).items(), start=1):
            TaskFigure.objects.create(
                task=self, ordinal=at, indicator=code, name=code, target=Decimal(target), unit="%"
            )


def standard(district: Division, lines: int = 3) -> list[StandardItem]:
    """The district's checklist of so many lines; made once."""
    known = list(StandardItem.objects.filter(division=district))
    made = [
        StandardItem.objects.create(division=district, number=at, topic="工作制度", text=f"标准第 {at} 条")
        for at in range(len(known) + 1, lines + 1)
    ]
    return known + made


class InspectionFactory(DjangoModelFactory):
    """Planned; `visited=True` with its first line failed, `rectify=True` with that to be put right within a week."""

    class Meta:
        model = Inspection
        skip_postgeneration_save = True

    class Params:
        visited = factory.Trait(state=I.VISITED, visited_on=factory.LazyFunction(timezone.localdate))
        rectify = factory.Trait(
            visited=True, state=I.RECTIFY, rectify_due_on=factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=7)),
        )  # fmt: skip

    title = "居委会标准化督导"
    planned_on = factory.LazyFunction(timezone.localdate)

    @factory.post_generation
    def lines(self, create: bool, extracted: int | None, **kwargs: Any) -> None:
        items = standard(district_of(self.division), extracted or 3)
        for at, item in enumerate(items, start=1):
            verdict = "" if self.state == I.PLANNED else V.FAILED if at == 1 else V.PASSED
            Finding.objects.create(
                inspection=self, item=item, number=at, topic=item.topic, text=item.text, verdict=verdict,
                note="公开栏没有更新" if verdict == V.FAILED else "", due_on=self.rectify_due_on if verdict == V.FAILED else None,
            )  # fmt: skip
