"""Creations, river sections and patrols. A later state is made with all that goes with it."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cases.actions.numbers import number_for
from cases.creations.models import Creation, RiverPatrol, RiverSection


class CreationFactory(DjangoModelFactory):
    """Applied; `named=True` a year ago for three years."""

    class Meta:
        model = Creation

    class Params:
        named = factory.Trait(
            state=Creation.State.NAMED,
            named_on=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=365)),
            valid_until=factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=730)),
        )

    number = factory.LazyFunction(lambda: number_for(timezone.now(), "CJ", "creations_number"))
    kind = Creation.Kind.NO_ILLEGAL
    statement = "全部楼组自查，没有新增搭建。"


class RiverSectionFactory(DjangoModelFactory):
    """Set up thirty days ago and to be patrolled each week; `chief=` is asked for."""

    class Meta:
        model = RiverSection

    code = factory.Sequence("QH-{:03}".format)
    name = factory.Sequence("清河第 {} 段".format)
    address = "幸福路桥至和平路桥"
    post = "居委副书记"
    length_m = 600
    since = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))


class RiverPatrolFactory(DjangoModelFactory):
    """An hour ago, nothing found; `section=` is asked for."""

    class Meta:
        model = RiverPatrol

    division = factory.SelfAttribute("section.division")
    patrolled_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
