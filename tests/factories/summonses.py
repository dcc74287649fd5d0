"""Summonses as they stand in the table, with the times a test asks for; `summons_in` leads one by its steps, as in life."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cases.summonses.models import Invitation, Summons


class SummonsFactory(DjangoModelFactory):
    """A summons that waits for the street; `closed_at=` makes it a closed one, resolved unless `result=` says otherwise."""

    class Meta:
        model = Summons

    number = factory.Sequence("YQ20260101{:05}".format)
    title = factory.Sequence("小区积水第{}处".format)
    place = "小区东门"
    raised_at = factory.LazyAttribute(lambda one: one.closed_at or timezone.now())
    recorded_at = factory.SelfAttribute("raised_at")
    closed_at = None
    confirmed_at = factory.SelfAttribute("closed_at")
    state = factory.LazyAttribute(lambda one: Summons.State.CLOSED if one.closed_at else Summons.State.RAISED)
    result = factory.LazyAttribute(lambda one: Summons.Result.RESOLVED if one.closed_at else Summons.Result.NONE)


class InvitationFactory(DjangoModelFactory):
    """`InvitationFactory(summons=…, department=…)`: sent when the summons was raised, due three days later."""

    class Meta:
        model = Invitation

    division = factory.SelfAttribute("summons.division")
    state = factory.LazyAttribute(lambda one: Invitation.State.ARRIVED if one.arrived_at else Invitation.State.SENT)
    sent_at = factory.SelfAttribute("summons.raised_at")
    recorded_at = factory.SelfAttribute("sent_at")
    answer_due_at = factory.LazyAttribute(lambda one: one.sent_at + timedelta(days=1))
    arrive_due_at = factory.LazyAttribute(lambda one: one.sent_at + timedelta(days=3))
    arrived_at = None
