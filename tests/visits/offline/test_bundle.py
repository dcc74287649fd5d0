"""What a phone gets to keep."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from governance.access.models import Membership
from governance.access.roles import Role
from governance.audit.models import Event
from tests.factories.access import member
from tests.factories.neighborhoods import KeyPersonFactory
from visits.offline import selectors

BUNDLE = "/offline/bundle/"


def test_the_bundle_holds_due_doors_follow_ups_and_what_the_form_needs(as_clerk, clerk, due, promised):
    found = as_clerk.get(BUNDLE).json()
    assert found["user"] == str(clerk.pk)
    doors = {door["address"]: door for door in found["doors"]}
    assert set(doors) == {"同济新村 23 号 502 室", "同济新村 24 号 101 室"}
    [person] = doors["同济新村 23 号 502 室"]["people"]
    assert (person["name"], person["kinds"]) == ("陆**", ["独居老人"])
    assert doors["同济新村 24 号 101 室"]["last_on"] == timezone.localdate(promised.visit.visited_at).isoformat()
    assert [(one["id"], one["category"]) for one in found["follow_ups"]] == [(str(promised.pk), "助老服务")]
    assert [one["code"] for one in found["categories"][due.division_id]] == ["care"]


def test_nobodys_name_number_or_words_are_in_it(as_clerk, due, promised):
    text = as_clerk.get(BUNDLE).content.decode()
    assert not any(word in text for word in ("陆妙珍", "13812345678", "138****5678", "扶手"))


def test_the_neighbour_gets_nothing_of_this_committee(place, due, promised):
    client = Client()
    client.force_login(member(Role.CLERK, of=place.north2))
    found = client.get(BUNDLE).json()
    assert (found["doors"], found["follow_ups"], found["categories"]) == ([], [], {})


def test_what_a_clerk_may_only_look_at_stays_in_the_office(place, clerk, as_clerk, due, promised):
    KeyPersonFactory(division=place.north2)
    Membership.objects.create(user=clerk, role=Role.STAFF, division=place.north)
    addresses = {door["address"] for door in as_clerk.get(BUNDLE).json()["doors"]}
    assert addresses == {due.address.text, promised.visit.household.address.text}


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.CLERK, Role.DEPARTMENT)])
@pytest.mark.parametrize("address", [BUNDLE, "/offline/session/"])
def test_only_who_files_visits_may_ask(place, role, address):
    client = Client()
    client.force_login(member(role, of=place.north))
    assert client.get(address).status_code in (302, 403)  # or the second factor first
    assert not Event.objects.filter(verb__startswith="offline.").exists()


def test_the_same_list_is_sent_once_and_is_one_event(as_clerk, clerk, due):
    first = as_clerk.get(BUNDLE)
    again = as_clerk.get(BUNDLE, headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert {first["Cache-Control"], again["Cache-Control"]} == {"no-store"}
    event = Event.objects.get(verb="offline.bundle")
    assert (event.actor_id, event.division, event.details) == (clerk.pk, due.division_id, {"doors": 1, "follow_ups": 0})


def test_a_list_that_changed_is_sent_anew(as_clerk, due, place):
    first = as_clerk.get(BUNDLE)
    KeyPersonFactory(division=place.north1)
    assert as_clerk.get(BUNDLE, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_bundle_is_bounded_and_keeps_the_most_urgent(monkeypatch, as_clerk, due, promised):
    monkeypatch.setattr(selectors, "MOST", 1)
    assert [door["address"] for door in as_clerk.get(BUNDLE).json()["doors"]] == [due.address.text]


def test_the_bundle_costs_the_same_for_one_door_and_for_many(as_clerk, due, promised, place, queries_of):
    few = queries_of(as_clerk, BUNDLE)
    for _ in range(5):
        KeyPersonFactory(division=place.north1)
    assert queries_of(as_clerk, BUNDLE) == few <= 14
