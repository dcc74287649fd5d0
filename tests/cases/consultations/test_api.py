"""`consultations` and `duties` over REST, with tokens of every role."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.consultations.models import Consultation, Duty
from tests.factories.cases import new_case
from tests.factories.consultations import consultation_in

HOME, DUTIES = "/api/v1/consultations/", "/api/v1/duties/"


def test_the_whole_story_by_programs(place, team, call):
    case = new_case(place.north1, by=team.clerk)
    made = call("clerk", "POST", HOME, title="架空线入地", cases=[str(case.pk)])
    assert made.status_code == 201, made.content.decode()
    assert (made.json()["cases"], made.json()["division"]) == ([str(case.pk)], place.north1.code)
    home = f"{HOME}{made.json()['id']}/"
    soon = (timezone.now() + timedelta(days=3)).isoformat()
    asked = call("staff", "POST", f"{home}consult/", departments=["minzheng"], answer_due_at=soon)
    assert asked.json()["state"] == "consulting"
    assert call("worker", "GET", home).json()["allowed_steps"] == ["answer"]
    assert call("worker", "GET", home).json()["cases"] == []  # the case itself was never dispatched to it
    assert call("worker", "POST", f"{home}answer/", opinion="可以入地。").status_code == 200
    held = call(
        "staff",
        "POST",
        f"{home}hold/",
        held_at=timezone.now().isoformat(),
        place="东门",
        came=["minzheng"],
        on_site=True,
    )
    assert (held.json()["state"], held.json()["on_site"], held.json()["parties"][0]["came"]) == ("held", True, True)
    day = timezone.localdate() + timedelta(days=9)
    charge = {"department": "minzheng", "task": "完成入地", "due_on": f"{day}"}
    assert call("staff", "POST", f"{home}minute/", decision="入地。", duties=[charge]).json()["state"] == "minuted"
    more = call("staff", "POST", f"{home}assign/", **charge | {"department": "fangguan", "task": "清运杆件"})
    assert [one["department"] for one in more.json()["duties"]] == ["minzheng", "fangguan"]
    for who in ("worker", "outsider"):
        (duty,) = call(who, "GET", DUTIES).json()["results"]
        assert call(who, "GET", f"{DUTIES}{duty['id']}/").json()["allowed_steps"] == ["fulfil"]
        assert call(who, "POST", f"{DUTIES}{duty['id']}/fulfil/", result="已办。").json()["state"] == "fulfilled"
        assert call("staff", "POST", f"{DUTIES}{duty['id']}/pass/").status_code == 403
        assert call("manager", "POST", f"{home}close/").status_code == 409
        assert call("manager", "POST", f"{DUTIES}{duty['id']}/pass/").json()["passed_at"]
    assert call("manager", "POST", f"{home}close/").json()["state"] == "closed"
    history = call("viewer", "GET", home).json()["history"]
    assert [one["step"] for one in history][-5:] == ["minute", "hold", "answer", "consult", "raise"]


def test_putting_one_twice_raises_one(place, team, call):
    case = new_case(place.north1, by=team.clerk)
    own, body = f"{HOME}{uuid.uuid4()}/", {"title": "入地", "cases": [str(case.pk)]}
    answers = [call("clerk", "PUT", own, **one) for one in (body, body, body | {"title": "别的"})]
    assert [one.status_code for one in answers] == [201, 200, 409]
    assert Consultation.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"cases": []}, "cases"), ({"cases": ["x"]}, "cases"), ({"title": ""}, "title"), ({"state": "closed"}, "state")],
)
def test_a_body_with_nonsense_is_400_and_nothing_kept(place, team, call, wrong, field):
    case = new_case(place.north1, by=team.clerk)
    answered = call("clerk", "POST", HOME, **{"title": "入地", "cases": [str(case.pk)]} | wrong)
    assert answered.status_code == 400
    assert any(one["field"].startswith(field) for one in answered.json()["errors"])
    assert not Consultation.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"duties": []}, {"duties": [{"department": "none", "task": "入地", "due_on": "2099-01-01"}]}, {"decision": ""},
     {"duties": [{"department": "minzheng", "task": "入地", "due_on": "2020-01-01"}]},
     {"duties": [{"department": "minzheng", "task": "入地", "due_on": "soon"}]}],
)  # fmt: skip
def test_minutes_with_nonsense_lay_nothing_down(place, team, call, wrong):
    row = consultation_in("held", place, team)
    body = {"decision": "入地。", "duties": [{"department": "minzheng", "task": "入地", "due_on": "2099-01-01"}]}
    assert call("staff", "POST", f"{HOME}{row.pk}/minute/", **body | wrong).status_code == 400
    assert not Duty.objects.exists()
    assert Consultation.objects.get().state == "held"


def test_neighbours_find_nothing(place, team, call):
    row = consultation_in("minuted", place, team)
    duty = row.duties.get()
    foreign = str(row.cases.get().pk)
    for who in ("neighbour", "stranger", "outsider", "auditor"):
        for address in (f"{HOME}{row.pk}/", f"{DUTIES}{duty.pk}/"):
            assert call(who, "GET", address).status_code == 404
        assert call(who, "POST", f"{HOME}{row.pk}/close/").status_code == 404
        assert call(who, "POST", f"{DUTIES}{duty.pk}/pass/").status_code == 404
        for home in (HOME, DUTIES):
            for query in ("", f"?within={row.division_id}"):
                assert call(who, "GET", home + query).json()["results"] == []
    assert call("neighbour", "POST", HOME, title="入地", cases=[foreign]).status_code == 400


def test_late_duties_are_found(place, team, call):
    row = consultation_in("minuted", place, team)
    assert call("staff", "GET", f"{DUTIES}?overdue=true").json()["results"] == []
    row.duties.update(due_at=timezone.now() - timedelta(days=1))
    (late,) = call("worker", "GET", f"{DUTIES}?overdue=true&department=minzheng").json()["results"]
    assert late["overdue"] is True
    assert row.number.encode() in b"".join(call("staff", "GET", f"{HOME}?format=csv&on_site=true").streaming_content)
