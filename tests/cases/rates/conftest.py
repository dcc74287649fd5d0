"""Some months of cases of a small district, whose numbers can be counted by hand."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Case, CaseEntry, Dispatch, Round
from cases.rates.asked import asked_of
from tests.factories.cases import case_in


def at(text: str) -> datetime:
    """`10-08 09:00` of 2026, in Shanghai."""
    return timezone.make_aware(datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M"))  # noqa: DTZ007


@pytest.fixture
def told(place, team):
    """`told(opened=…, filed=…, sent=…, done=…, due=…, closed=…)`: a case whose times are set by hand."""

    def tell(state: str = "closed", *, division=None, **times: str) -> Case:
        case = case_in(state, place, team)
        when = {name: at(text) for name, text in times.items() if text}
        fields = {"opened_at": when.get("opened"), "filed_at": when.get("filed"), "closed_at": when.get("closed")}
        Case.objects.filter(pk=case.pk).update(**{name: value for name, value in fields.items() if value})
        Dispatch.objects.filter(case=case).update(at=when.get("sent", at("10-09 10:00")))
        spans = {"started_at": when.get("filed", at("10-08 09:00")), "due_at": when.get("due", at("10-20 17:00"))}
        Round.objects.filter(case=case).update(**spans, closed_at=when.get("closed"))
        CaseEntry.objects.filter(case=case, step="finish").update(at=when.get("done", at("10-15 10:00")))
        if division:
            Case.objects.filter(pk=case.pk).update(division=division)
        return Case.objects.get(pk=case.pk)

    return tell


@pytest.fixture
def ask(team):
    """`ask(user, since=…)`: what the page is asked, in November 2026."""
    return lambda user=team.admin, **given: asked_of(given, user, at("11-22 10:00"))


@pytest.fixture
def signed_in():
    def sign(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign
