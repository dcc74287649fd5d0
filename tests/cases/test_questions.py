"""What a category asks: set by the district, asked on the page and in the API, shown with the case."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from cases.actions import asking
from cases.models import Case, Question
from tests.factories.access import token_of
from tests.factories.cases import CategoryFactory

COLOURS = [{"key": "red", "name": "红"}, {"key": "blue", "name": "蓝"}]


@pytest.fixture
def category(place):
    return CategoryFactory(division=place.district, code="streets", name="市容环境")


@pytest.fixture
def asked(category):
    given = {"category": category, "by": None}
    asking.add(**given, code="floor", label="第几层", kind="number", required=True)
    asking.add(**given, code="colour", label="什么颜色", kind="singlevaluelist", choices=COLOURS)
    return category


def body(place, **details):
    return {"division": place.north1.code, "category": "streets", "title": "垃圾箱房异味", **details}


def send(user, given):
    client = Client(headers={"authorization": f"Bearer {token_of(user)}"})
    return client.post("/api/v1/cases/", json.dumps(given), content_type="application/json")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "singlevaluelist"}, "choices"), ({"kind": "singlevaluelist", "choices": COLOURS[:1]}, "choices"),
        ({"kind": "string", "choices": COLOURS}, "choices"), ({"kind": "multivaluelist", "choices": COLOURS + COLOURS}, "choices"),
        ({"kind": "singlevaluelist", "choices": [{"key": "红 色", "name": "红"}, *COLOURS]}, "choices"),
        ({"kind": "colour"}, "kind"), ({"code": "有 空格"}, "code"), ({"label": ""}, "label"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_asked_is_refused(wrong, field, category, team):
    with pytest.raises(ValidationError) as refused:
        asking.add(category, by=team.admin, **{"code": "colour", "label": "什么颜色", "kind": "string"} | wrong)
    assert field in refused.value.message_dict
    assert not Question.objects.exists()


def test_a_code_is_used_once_and_only_the_district_asks(category, team, asked):
    with pytest.raises(ValidationError, match="已有这个代码"):
        asking.add(category, by=team.admin, code="floor", label="楼层", kind="string")
    with pytest.raises(PermissionDenied):
        asking.add(category, by=team.manager, code="other", label="楼层", kind="string")
    with pytest.raises(PermissionDenied):
        asking.change(Question.objects.get(code="floor"), by=team.staff, label="楼层")


def test_the_district_edits_the_questions_of_a_category(client, team, category, settings):
    settings.SECOND_FACTOR_MAY_WAIT = True
    client.force_login(team.admin)
    address = f"/cases/categories/{category.pk}/questions/"
    given = {"label": "什么颜色", "code": "colour", "kind": "singlevaluelist", "order": "1", "active": "on"}
    assert client.post(address, given | {"choices": "red"}).status_code == 422
    assert client.post(address, given | {"choices": "red 红\nblue 蓝"}).status_code == 302
    question = Question.objects.get()
    assert question.choices == COLOURS
    page = f"/cases/questions/{question.pk}/"
    assert "red 红" in client.get(page).content.decode()
    assert client.post(page, {"label": "颜色", "choices": "red 红\nblue 蓝", "order": "1"}).status_code == 302
    question.refresh_from_db()
    assert (question.label, question.active) == ("颜色", False)
    assert "停用" in client.get(f"/cases/categories/{category.pk}/").content.decode()


def test_the_form_asks_what_the_chosen_category_does(client, place, team, asked):
    client.force_login(team.clerk)
    query = {"division": place.north1.code, "category": "streets"}
    shown = client.get("/cases/new/questions/", query).content.decode()
    assert "第几层" in shown
    assert "什么颜色" in shown
    assert "第几层" not in client.get("/cases/new/questions/", query | {"category": "none"}).content.decode()
    given = body(place) | {"source": "passive", "opened_at": "2026-11-01T09:30"}
    refused = client.post("/cases/new/", given)
    assert refused.status_code == 422
    assert "第几层" in refused.content.decode()
    assert client.post("/cases/new/", given | {"details.floor": "六"}).status_code == 422
    opened = client.post("/cases/new/", given | {"details.floor": "6", "details.colour": "red", "private": "on"})
    assert opened.status_code == 302
    case = Case.objects.get()
    assert (case.details, case.private, case.entrance) == ({"floor": 6, "colour": "red"}, True, "clerk")
    text = client.get(opened.url).content.decode()
    assert "第几层" in text
    assert "红" in text


def test_a_program_answers_by_code_and_reads_what_is_asked(place, team, asked):
    assert send(team.clerk, body(place, details={"floor": "六"})).status_code == 400
    assert send(team.clerk, body(place, details={"colour": "red"})).status_code == 400
    assert send(team.clerk, body(place, details={"floor": 6, "age": 3})).status_code == 400
    assert not Case.objects.exists()
    made = send(team.clerk, body(place, details={"floor": 6, "colour": "blue"}))
    assert (made.status_code, made.json()["details"]) == (201, {"floor": 6, "colour": "blue"})
    client = Client(headers={"authorization": f"Bearer {token_of(team.clerk)}"})
    questions = client.get("/api/v1/categories/streets/").json()["questions"]
    assert [(one["code"], one["required"]) for one in questions] == [("floor", True), ("colour", False)]
    assert send(team.clerk, body(place)).status_code == 201
