"""Forces with their people, and callouts. `state=` is where they stand, without the story that led there."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cases.forces.models import Callout, Force, Member


class ForceFactory(DjangoModelFactory):
    """Running; `lead=` and `people=` are its members."""

    class Meta:
        model = Force
        skip_postgeneration_save = True

    kind = Force.Kind.PATROL
    name = factory.Sequence("联勤巡防{}队".format)
    place = "城运中心"
    phone = "021-55555555"
    state = Force.State.RUNNING

    @factory.post_generation
    def lead(self, create, extracted, **kwargs):
        if extracted:
            Member.objects.create(force=self, person=extracted, lead=True, since=timezone.now())

    @factory.post_generation
    def people(self, create, extracted, **kwargs):
        for person in extracted or ():
            Member.objects.create(force=self, person=person, since=timezone.now())


class CalloutFactory(DjangoModelFactory):
    """Called half an hour ago; `arrived=True`, `done=True`."""

    class Meta:
        model = Callout

    class Params:
        arrived = factory.Trait(
            state=Callout.State.ARRIVED, arrived_at=factory.LazyAttribute(lambda one: one.called_at + timedelta(minutes=10))
        )  # fmt: skip
        done = factory.Trait(
            arrived=True, state=Callout.State.DONE, result="已劝离。", ended_at=factory.LazyAttribute(lambda one: one.called_at + timedelta(minutes=25))
        )  # fmt: skip

    division = factory.LazyAttribute(lambda one: one.case.division)
    called_at = factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=30))
    task = "劝离占道经营"
