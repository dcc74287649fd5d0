"""Summonses as they stand in the table, with the times a test asks for; `summons_in` leads one by its steps, as in life."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cases.summonses.actions import answers, steps
from cases.summonses.actions.summonses import raise_summons
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


def new_summons(place: SimpleNamespace, /, by: Any = None, **fields: Any) -> Summons:
    """One of the northern committee to the first department, just raised."""
    given = {
        "title": "东门积水",
        "place": "小区东门",
        "division": place.north1,
        "departments": [place.department],
    } | fields
    return raise_summons(by=by, **given)


def summons_in(state: str, place: SimpleNamespace, team: SimpleNamespace, **fields: Any) -> Summons:
    """One led to `state` by those whose work it is; `closed` means solved and rated, `unsolved` closed in vain."""
    summons = new_summons(place, **{"by": team.clerk} | fields)
    if state == "returned":
        return steps.send_back(summons, by=team.staff, reason="请写清楚地点。")
    path = _IN_VAIN if state in ("unresolved", "unsolved") else _PATH
    for act in path:
        if summons.state == state:
            break
        summons = act(summons, place, team)
    return summons


def rated(summons: Summons, team: SimpleNamespace, rating: int = 4) -> Summons:
    asked = summons.invitations.standing().values_list("department", flat=True)
    return steps.rate(summons, by=team.clerk, ratings=dict.fromkeys(asked, (rating, "来得快。")))


_TO_SITE = (
    lambda summons, place, team: steps.check(summons, by=team.staff),
    lambda summons, place, team: answers.accept(summons, by=team.worker),
    lambda summons, place, team: answers.arrive(summons, by=team.worker, note="来了两人。"),
)
_PATH = (
    *_TO_SITE,
    lambda summons, place, team: steps.resolve(summons, by=team.clerk),
    lambda summons, place, team: rated(summons, team),
)
_IN_VAIN = (
    *_TO_SITE,
    lambda summons, place, team: steps.fail(summons, by=team.clerk, reason="没有备件。"),
    lambda summons, place, team: rated(summons, team, rating=2),
)
