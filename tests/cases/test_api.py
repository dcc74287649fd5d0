"""`cases` and `categories` over REST, with tokens of every role."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cases.actions import steps
from cases.actions.categories import ensure_samples
from cases.flows import CASE
from cases.models import Case
from governance.access.models import Department
from tests.factories.access import token_of
from tests.factories.cases import CategoryFactory, new_case

CASES = "/api/v1/cases/"
BODIES = {
    "dispatch": {"department": "minzheng"}, "refuse": {"reason": "不属于本部门职责。"}, "finish": {"result": "已更换灯具。"},
    "return": {"reason": "应由房管部门办理。"}, "transfer": {"department": "fangguan", "reason": "应由房管部门办理。"},
    "rework": {"reason": "现场仍不亮。"}, "reopen": {"reason": "居民反映又坏了。"},
}  # fmt: skip
MAY_NOT = {
    "file": ["clerk", "viewer", "worker"], "dispatch": ["clerk", "viewer"], "accept": ["clerk", "staff", "viewer"],
    "refuse": ["clerk", "staff", "viewer"], "finish": ["clerk", "staff", "viewer"], "rework": ["clerk", "viewer", "worker"],
    "return": ["clerk", "staff", "viewer"], "transfer": ["clerk", "viewer"], "check": ["clerk", "viewer", "worker"], "close": ["clerk", "viewer", "worker"], "reopen": ["clerk", "viewer", "worker"],
}  # fmt: skip
STEPS = list(CASE.steps.values())
WRONG = [(step.name, state) for step in STEPS for state in Case.State.values if state not in step.sources]


class Program:
    """A program with the token of one person."""

    def __init__(self, user) -> None:
        self.client = Client(headers={"authorization": f"Bearer {token_of(user)}"})

    def get(self, path="", /, **query):
        return self.client.get(CASES + path, query)

    def send(self, method, path="", /, **body):
        return self.client.generic(method, CASES + path, json.dumps(body), content_type="application/json")

    def step(self, case, name, **body):
        return self.send("POST", f"{case.pk}/{name}/", **(body or BODIES.get(name, {})))


@pytest.fixture
def program(team):
    """`program("staff")` is a program of the team's `staff`."""
    return lambda name: Program(getattr(team, name))


@pytest.mark.parametrize(("name", "state"), WRONG)
def test_a_step_from_a_wrong_state_is_409(name, state, case_at, program):
    case = case_at(state)
    answered = program("admin").step(case, name)
    assert answered.status_code == 409, answered.content.decode()
    assert "不能" in answered.json()["detail"]
    assert Case.objects.get(pk=case.pk).state == state


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_a_step_by_who_may_not_is_403_and_by_strangers_404(step, case_at, program):
    case = case_at(step.sources[0])
    had = case.dispatches.exists()
    for name in MAY_NOT[step.name]:
        expected = 404 if name == "worker" and not had else 403
        assert program(name).step(case, step.name).status_code == expected, name
    for name in ("neighbour", "stranger", "outsider", "auditor"):
        assert program(name).step(case, step.name).status_code == 404, name
    assert Case.objects.get(pk=case.pk).state == step.sources[0]


def test_the_whole_story_by_four_programs(place, case_at, program, team):
    ensure_samples(place.district)
    clerk, staff, worker = program("clerk"), program("staff"), program("worker")
    body = {
        "division": place.north1.code,
        "category": "housing",
        "title": "厨房顶部渗水",
        "address": "鞍山四村 23 号",
        "source": "active",
    }
    made = clerk.send("POST", **body)
    assert made.status_code == 201, made.content.decode()
    case = Case.objects.get(pk=made.json()["id"])
    assert staff.step(case, "file").json()["state"] == "filed"
    assert staff.step(case, "dispatch", department="fangguan").json()["department"] == "fangguan"
    assert worker.get(f"{case.pk}/").status_code == 404
    owner = program("outsider")
    assert owner.step(case, "accept").json()["state"] == "handling"
    assert owner.step(case, "finish").json()["allowed_steps"] == []
    assert program("colleague").step(case, "check").json()["state"] == "checked"
    closed = staff.step(case, "close").json()
    assert (closed["state"], closed["overdue"], closed["closed_at"] is not None) == ("closed", False, True)
    assert clerk.get(f"{case.pk}/").json()["allowed_steps"] == ["answer"]
    told = clerk.step(case, "answer", resolved=True, satisfaction=5)
    assert [one["step"] for one in told.json()["history"]] == [
        "answer", "close", "check", "finish", "accept", "dispatch", "file", "open"
    ]  # fmt: skip
    assert clerk.step(case, "answer", resolved=True, satisfaction=5).status_code == 409


def test_a_detail_has_what_the_contract_says(case_at, program):
    found = program("staff").get(f"{case_at('dispatched').pk}/").json()
    wanted = "id number source category title description division address longitude latitude state step_due_at due_at overdue"
    assert set(wanted.split()) | {"department", "allowed_steps", "history"} <= set(found)
    assert (found["category"], found["department"], found["division"]) == ("housing", "minzheng", "310110009001")
    assert found["allowed_steps"] == ["withdraw", "extend", "pause", "merge", "urge", "hide", "publish"]


def test_putting_one_case_twice_files_one(place, program):
    CategoryFactory(division=place.district, code="housing")
    clerk, own = program("clerk"), f"{uuid.uuid4()}/"
    body = {"division": place.north1.code, "category": "housing", "title": "路灯不亮"}
    answers = [
        clerk.send("PUT", own, **body),
        clerk.send("PUT", own, **body),
        clerk.send("PUT", own, **body | {"title": "别的事"}),
    ]
    assert [one.status_code for one in answers] == [201, 200, 409]
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"category": "none"}, "category"),
        ({"division": "310110018001"}, "division"),
        ({"title": "请电 13812345678"}, "title"),
        ({"source": "x"}, "source"),
        ({"opened_at": "2099-01-01T00:00:00+08:00"}, "opened_at"),
        ({"household": str(uuid.uuid4())}, "household"),
        ({"state": "closed"}, "state"),
    ],
)
def test_wrong_input_is_400_in_chinese_and_nothing_is_written(wrong, field, place, program):
    CategoryFactory(division=place.district, code="housing")
    body = {"division": place.north1.code, "category": "housing", "title": "路灯不亮"} | wrong
    answered = program("clerk").send("POST", **body)
    assert (answered.status_code, answered["Content-Type"]) == (400, "application/problem+json")
    assert field in {error["field"] for error in answered.json()["errors"]}
    assert not Case.objects.exists()


def test_a_department_is_named_by_code_and_the_streets_own_comes_first(place, team, case_at, program):
    near = Department.objects.create(division=place.north, code="minzheng", name="四平路街道民政科")
    case = case_at("filed")
    assert program("staff").step(case, "dispatch", department="none").status_code == 400
    assert program("staff").step(case, "dispatch").status_code == 200
    assert Case.objects.get(pk=case.pk).department == near


def test_a_department_that_refused_still_sees_the_case(team, case_at, program):
    case = steps.refuse(case_at("dispatched"), by=team.worker, reason="应由房管部门办理。")
    worker, outsider = program("worker"), program("outsider")
    assert [row["id"] for row in worker.get().json()["results"]] == [str(case.pk)]
    assert outsider.get().json()["results"] == []
    steps.dispatch(case, by=team.staff, department=Department.objects.get(code="fangguan"))
    assert worker.step(case, "accept").status_code == 403
    assert outsider.step(case, "accept").status_code == 200


def test_filters_keep_what_they_say(place, team, case_at, program):
    late = new_case(place.north1, by=team.clerk, opened_at=timezone.now() - timedelta(days=40))
    case_at("handling")
    gone = new_case(place.north1, by=team.clerk, title="登记错了")
    assert program("clerk").step(gone, "withdraw", reason="登记错了。").status_code == 200
    staff = program("staff")

    def numbers(**query):
        answered = staff.get(**query)
        assert answered.status_code == 200, answered.content.decode()
        return len(answered.json()["results"])

    assert numbers() == 2
    assert numbers(withdrawn="true") == 1
    assert (numbers(overdue="true"), numbers(overdue="false")) == (1, 1)
    assert (numbers(state="handling"), numbers(department="minzheng"), numbers(category="housing")) == (1, 1, 2)
    assert (numbers(due_before=timezone.now().isoformat()), numbers(opened_after="2099-01-01")) == (1, 0)
    assert (
        numbers(within="310110009"),
        numbers(within="310110018"),
        numbers(q=late.number),
        numbers(source="passive"),
    ) == (2, 0, 1, 0)


@pytest.mark.parametrize(
    "wrong", [{"state": "x"}, {"category": "x"}, {"overdue": "perhaps"}, {"due_before": "soon"}, {"stat": "filed"}]
)
def test_a_filter_with_nonsense_is_400(wrong, program, case_at):
    assert program("staff").get(**wrong).status_code == 400


@pytest.mark.parametrize("name", ["neighbour", "stranger", "outsider", "auditor"])
def test_a_neighbours_program_sees_nothing_by_any_way(name, case_at, program):
    case, other = case_at("handled"), program(name)
    assert other.get().json()["results"] == []
    assert other.get(within=case.division_id).json()["results"] == []
    assert other.get(q=case.number).json()["results"] == []
    assert other.get(f"{case.pk}/").status_code == 404
    assert b"".join(other.get(format="ndjson").streaming_content) == b""


def test_a_page_of_cases_costs_the_same_however_many(place, team, program, django_assert_max_num_queries):
    for _ in range(30):
        new_case(place.north1, by=team.clerk)
    staff = program("staff")
    staff.get()
    with django_assert_max_num_queries(12):
        assert len(staff.get().json()["results"]) == 30


def test_categories_are_read_by_all_and_named_by_code(place, program):
    ensure_samples(place.district)
    answered = program("clerk").client.get("/api/v1/categories/")
    found = {row["code"]: row for row in answered.json()["results"]}
    assert (len(found), found["hazard"]["theme"], found["elderly"]["department"]) == (12, "hazard", "minzheng")
    assert program("clerk").client.get("/api/v1/categories/dispute/").json()["days"] == 10
    assert program("clerk").client.get("/api/v1/categories/?theme=x").status_code == 400
