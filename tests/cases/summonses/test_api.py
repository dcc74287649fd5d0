"""`summonses` and `invitations` over REST, with tokens of every role; and what the index asks of them."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.summonses.models import Invitation, Summons
from cases.summonses.selectors import arrivals, resolution
from tests.factories.cases import CategoryFactory, new_case
from tests.factories.summonses import InvitationFactory, SummonsFactory, summons_in

HOME = "/api/v1/summonses/"


def new(place, /, **more):
    return {"division": place.north1.code, "title": "东门积水", "place": "小区东门", "departments": ["minzheng"]} | more


def test_the_whole_story_by_programs(place, team, call):
    case = new_case(place.north1, by=team.clerk)
    made = call("clerk", "POST", HOME, **new(place, case=str(case.pk)))
    assert made.status_code == 201, made.content.decode()
    home = f"{HOME}{made.json()['id']}/"
    assert made.json()["case"] == str(case.pk)
    assert call("worker", "GET", home).status_code == 404
    sent = call("staff", "POST", f"{home}check/", departments=["minzheng", "fangguan"]).json()
    assert (sent["state"], {one["department"] for one in sent["invitations"]}) == ("sent", {"minzheng", "fangguan"})
    assert call("worker", "GET", home).json()["allowed_steps"] == ["accept", "decline", "arrive"]
    assert call("outsider", "POST", f"{home}decline/", reason="不归我局管。").json()["state"] == "sent"
    assert call("worker", "POST", f"{home}accept/").json()["state"] == "accepted"
    assert call("worker", "POST", f"{home}arrive/", note="来了两人。").json()["state"] == "on_site"
    assert call("worker", "POST", f"{home}report/", report="疏通了。").status_code == 200
    assert call("worker", "POST", f"{home}resolve/").status_code == 403
    assert call("clerk", "POST", f"{home}resolve/").json()["result"] == "resolved"
    closed = call("clerk", "POST", f"{home}rate/", ratings=[{"department": "minzheng", "rating": 5}]).json()
    assert (closed["state"], closed["overdue"], closed["invitations"][0]["rating"]) == ("closed", False, 5)
    assert [one["step"] for one in closed["history"]][:3] == ["rate", "resolve", "report"]
    listed = call("clerk", "GET", "/api/v1/invitations/?withdrawn=true").json()["results"]
    assert [one["declined_reason"] for one in listed] == ["不归我局管。"]


def test_asking_again_answers_with_the_new_one(place, team, call):
    summons = summons_in("unsolved", place, team)
    second = call("clerk", "POST", f"{HOME}{summons.pk}/again/").json()
    assert (second["follows"], second["state"]) == (str(summons.pk), "raised")
    CategoryFactory(division=place.district, code="housing")
    assert call("clerk", "POST", f"{HOME}{summons.pk}/escalate/").status_code == 400
    assert call("clerk", "POST", f"{HOME}{summons.pk}/escalate/", category="housing").json()["escalated_at"]


def test_putting_one_twice_raises_one(place, call):
    own = f"{HOME}{uuid.uuid4()}/"
    bodies = (new(place), new(place), new(place, title="别的事"))
    assert [call("clerk", "PUT", own, **one).status_code for one in bodies] == [201, 200, 409]
    assert Summons.objects.count() == Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"departments": ["none"]}, "department"), ({"departments": []}, "departments"), ({"division": "310110018001"}, "division"),
        ({"title": "请电 13812345678"}, "title"), ({"kind": "x"}, "kind"), ({"case": str(uuid.uuid4())}, "case"),
        ({"kind": "offer"}, "inviter"), ({"state": "closed"}, "state"), ({"place": ""}, "place"),
    ],
)  # fmt: skip
def test_a_body_with_nonsense_is_400_and_nothing_kept(place, call, wrong, field):
    answered = call("clerk", "POST", HOME, **new(place, **wrong))
    assert answered.status_code == 400
    assert field in {one["field"] for one in answered.json()["errors"]}
    assert not Summons.objects.exists()


def test_neighbours_find_nothing(place, team, call):
    summons = summons_in("on_site", place, team)
    for who in ("neighbour", "stranger", "outsider", "auditor"):
        assert call(who, "GET", f"{HOME}{summons.pk}/").status_code == 404
        assert call(who, "POST", f"{HOME}{summons.pk}/resolve/").status_code == 404
        for query in ("", f"?within={summons.division_id}", "?department=minzheng", f"?q={summons.number}"):
            answered = call(who, "GET", f"{HOME}{query}")
            assert answered.status_code == 400 or answered.json()["results"] == []
        assert call(who, "GET", f"/api/v1/invitations/?within={summons.division_id}").json()["results"] == []
    assert call("neighbour", "POST", HOME, **new(place)).status_code in (400, 403)


def test_who_answers_for_several_departments_names_one(place, team, call):
    home = f"{HOME}{summons_in('raised', place, team).pk}/"
    call("staff", "POST", f"{home}check/", departments=["minzheng", "fangguan"])
    assert call("admin", "POST", f"{home}accept/").status_code == 400
    assert call("admin", "POST", f"{home}accept/", department="fangguan").status_code == 200


def test_lists_stream_as_csv(place, team, call):
    summons = summons_in("on_site", place, team)
    body = b"".join(call("staff", "GET", f"{HOME}?format=csv&fields=number,state").streaming_content).decode()
    assert body.splitlines()[1:] == [f"{summons.number},on_site"]
    assert json.loads(call("staff", "GET", f"{HOME}?overdue=true").content)["results"] == []


def settled(place, at, **fields):
    return SummonsFactory(**{"division": place.north1, "closed_at": at} | fields)


def test_the_index_counts_what_was_closed_in_the_time(place, team):
    now = timezone.now()
    span = (now - timedelta(days=365), now)
    for back in (1, 200):
        settled(place, now - timedelta(days=back))
    settled(place, now - timedelta(days=3), result="unresolved")
    settled(place, now - timedelta(days=366))  # before
    settled(place, now, division=place.south1)  # on the day after: half-open
    settled(place, now - timedelta(days=5), division=place.south1)
    settled(place, now - timedelta(days=2), kind="offer", inviter="业委会")
    SummonsFactory(division=place.north1)
    found = resolution(team.admin, place.north.code, *span)
    assert (found.numerator, found.denominator, round(found.share, 4)) == (2, 3, 0.6667)
    assert resolution(Summons.objects.all(), "310110", *span).denominator == 4
    assert resolution(team.stranger, place.north.code, *span).share is None


def test_the_index_counts_who_came_in_time_of_who_was_due(place, team):
    now = timezone.now()
    summons = settled(place, now)
    for department, come in ((place.department, -1), (place.other_department, 1)):
        due = now - timedelta(days=2)
        InvitationFactory(
            summons=summons, department=department, arrive_due_at=due, arrived_at=due + timedelta(hours=come)
        )
    waiting = SummonsFactory(division=place.north1)
    InvitationFactory(summons=waiting, department=place.department, arrive_due_at=now - timedelta(hours=1))
    declined = SummonsFactory(division=place.north1)
    InvitationFactory(
        summons=declined, department=place.department, arrive_due_at=now - timedelta(hours=1), withdrawn_at=now, state="declined"
    )  # fmt: skip
    found = arrivals(team.admin, place.district.code, now - timedelta(days=365), now)
    assert (found.numerator, found.denominator) == (1, 3)
