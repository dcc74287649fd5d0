"""Kinds of risk, points, hazards, crises, watches, violations. A later state is made with all that goes with it."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cases.actions.numbers import number_for
from cases.hazards.models import Crisis, CrisisStage, Hazard, Rectification, RiskKind, RiskPoint, Violation, Watch
from governance.access.models import Division


class RiskKindFactory(DjangoModelFactory):
    """The city's, known everywhere."""

    class Meta:
        model = RiskKind
        django_get_or_create = ("division", "code")

    division = factory.LazyFunction(lambda: Division.objects.get(code="310000000000"))
    code = "fire"
    name = "消防"
    icon = "fire"


class RiskPointFactory(DjangoModelFactory):
    class Meta:
        model = RiskPoint

    kind = factory.SubFactory(RiskKindFactory)
    name = factory.Sequence("电动自行车充电点{}".format)
    address = "幸福路 1 号"


class HazardFactory(DjangoModelFactory):
    """Reported; `assessed=True` (due in a week unless `rectify_due_at` says so), `rectified=True`, `cleared=True`."""

    class Meta:
        model = Hazard
        skip_postgeneration_save = True

    class Params:
        assessed = factory.Trait(
            state=Hazard.State.ASSESSED, level="general",
            rectify_due_at=factory.LazyAttribute(lambda one: one.found_at + timedelta(days=7)),
        )  # fmt: skip
        rectified = factory.Trait(
            assessed=True, state=Hazard.State.RECTIFIED, result="已清理。",
            rectified_at=factory.LazyAttribute(lambda one: one.found_at + timedelta(days=1)),
        )  # fmt: skip
        cleared = factory.Trait(
            rectified=True, state=Hazard.State.CLEARED, cleared_at=factory.LazyAttribute(lambda one: one.rectified_at)
        )

    found_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=2))
    number = factory.LazyAttribute(lambda one: number_for(one.found_at, "YH", "hazards_number"))
    kind = factory.SubFactory(RiskKindFactory)
    title = factory.Sequence("楼道堆物{}".format)
    address = "幸福路 1 号"

    @factory.post_generation
    def round(self, create, extracted, **kwargs):
        if self.rectify_due_at:
            Rectification.objects.create(
                division=self.division, hazard=self, department=self.department, started_at=self.found_at, due_at=self.rectify_due_at,
                rectified_at=self.rectified_at, recorded_at=self.found_at,
            )  # fmt: skip


class CrisisFactory(DjangoModelFactory):
    """Latent, with its first stage; `state=` another with that stage only."""

    class Meta:
        model = Crisis
        skip_postgeneration_save = True

    kind = factory.SubFactory(RiskKindFactory, code="flood", name="防汛防台")
    title = factory.Sequence("台风{}号".format)
    began_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))

    @factory.post_generation
    def stage(self, create, extracted, **kwargs):
        CrisisStage.objects.create(
            division=self.division, crisis=self, stage=self.state, mode=self.mode, since=self.began_at, reason="预报"
        )


class WatchFactory(DjangoModelFactory):
    """Planned, from an hour ago for eight hours; `person=` is asked for."""

    class Meta:
        model = Watch

    place = "城运中心"
    starts_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
    ends_at = factory.LazyAttribute(lambda one: one.starts_at + timedelta(hours=8))


class ViolationFactory(DjangoModelFactory):
    """Found and not yet identified."""

    class Meta:
        model = Violation

    found_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=2))
    number = factory.LazyAttribute(lambda one: number_for(one.found_at, "WF", "hazards_number"))
    kind = Violation.Kind.BUILDING
    must = Violation.Must.DEMOLISH
    title = factory.Sequence("天井搭建{}".format)
    address = "幸福路 1 号"
