"""Mediations with two disputants, and consults. A later state is made with all that goes with it."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cases.actions.numbers import number_for
from cases.mediations.models import Consult, Disputant, Mediation

S = Mediation.State


class MediationFactory(DjangoModelFactory):
    """Registered; `agreed=True`, `failed=True` or `fulfilled=True` for one that is over, `people=0` for nobody."""

    class Meta:
        model = Mediation
        skip_postgeneration_save = True

    class Params:
        ended = factory.Trait(
            started_at=factory.SelfAttribute("registered_at"),
            closed_at=factory.LazyAttribute(lambda one: one.registered_at + timedelta(minutes=1)),
            closed_told_at=factory.LazyAttribute(lambda one: one.closed_at),
        )
        agreed = factory.Trait(
            ended=True, state=S.AGREED, outcome=Mediation.Outcome.SETTLED, agreement="双方约定晚上十点后不放音乐。",
            fulfil_due_at=factory.LazyAttribute(lambda one: one.closed_at + timedelta(days=30)),
        )  # fmt: skip
        failed = factory.Trait(
            ended=True, state=S.FAILED, outcome=Mediation.Outcome.FAILED, onward=Mediation.Onward.COURT
        )
        fulfilled = factory.Trait(
            agreed=True, state=S.FULFILLED, fulfilled_at=factory.LazyAttribute(lambda one: one.closed_at),
            fulfilled_told_at=factory.LazyAttribute(lambda one: one.fulfilled_at),
        )  # fmt: skip

    registered_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=2))
    number = factory.LazyAttribute(lambda one: number_for(one.registered_at, "TJ", "mediations_number"))
    kind = Mediation.Kind.NEIGHBOURS
    title = factory.Sequence("邻里噪音纠纷{}".format)

    @factory.post_generation
    def people(self, create, extracted, **kwargs):
        for side, name in (("applicant", "赵申请"), ("respondent", "钱应答"))[: 2 if extracted is None else extracted]:
            Disputant.objects.create(
                division=self.division, mediation=self, side=side, name=name, phone="13800000001", id_number="310110199001011230"
            )  # fmt: skip


class ConsultFactory(DjangoModelFactory):
    """Asked and not yet answered."""

    class Meta:
        model = Consult

    topic = Consult.Topic.HOUSING
    question = "楼上漏水，怎么要求赔偿？"
    name = "孙咨询"
    phone = "13800000002"
    asked_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
