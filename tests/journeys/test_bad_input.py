"""The bad input of the main job, from outside: a clear Chinese answer with the right status, and nothing written."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from governance.access.roles import Role
from governance.audit.models import Event
from tests.factories.access import member, token_of
from tests.factories.cases import CategoryFactory, case_in, case_team
from tests.factories.neighborhoods import HouseholdFactory, ResidentFactory


@pytest.fixture
def told(place) -> SimpleNamespace:
    """A clerk's browser and program, a department's, and rows here and next door."""
    CategoryFactory(division=place.city, code="housing")
    team = case_team(place)
    case = case_in("handling", place, team)
    clerk = member(Role.CLERK, of=place.north1)
    page, worker_page = Client(), Client()
    page.force_login(clerk)
    worker_page.force_login(team.worker)
    return SimpleNamespace(
        page=page, worker_page=worker_page, program=program(clerk), reader=program(clerk, "read"), worker=program(team.worker),
        case=case, home=ResidentFactory(division=place.north1).household, next_door=HouseholdFactory(division=place.north2),
        tomorrow=timezone.localtime() + timedelta(days=1), now=timezone.localtime(),
    )  # fmt: skip


def program(user, scope: str = "write") -> Client:
    return Client(headers={"Authorization": f"Bearer {token_of(user, scope)}"})


def visit(told, **changed) -> tuple[str, dict]:
    return "/api/v1/visits/", {"household": str(told.home.pk), "visited_at": told.now.isoformat()} | changed


API = {
    "a visit in the future": (
        "program",
        lambda t: visit(t, visited_at=t.tomorrow.isoformat()),
        400,
        "走访时间不能晚于现在",
    ),
    "a household of another committee": (
        "program",
        lambda t: visit(t, household=str(t.next_door.pk)),
        400,
        "不在您的管辖范围内",
    ),
    "a household that is none": ("program", lambda t: visit(t, household="502 室"), 400, "没有“502 室”"),
    "a field that is none": ("program", lambda t: visit(t, visited="昨天"), 400, "没有这个字段"),
    "a need of no category": (
        "program",
        lambda t: visit(t, needs=[{"category": "moon"}]),
        400,
        "没有代码为“moon”的类别",
    ),
    "a wrong check digit": (
        "program",
        lambda t: (
            "/api/v1/residents/",
            {"household": str(t.home.pk), "name": "李某", "id_number": "310110195003070021"},
        ),
        400,
        "校验",
    ),
    "a step from a wrong state": (
        "worker",
        lambda t: (f"/api/v1/cases/{t.case.pk}/accept/", {}),
        409,
        "现在是“处理中”，不能接单",
    ),
    "a step of somebody else": (
        "program",
        lambda t: (f"/api/v1/cases/{t.case.pk}/close/", {}),
        403,
        "没有“结案”的权限",
    ),
    "a token that only reads": ("reader", visit, 403, "只读"),
}


@pytest.mark.parametrize(("who", "asked", "status", "words"), API.values(), ids=list(API))
def test_the_api_says_what_is_wrong(told, who, asked, status, words):
    before = Event.objects.exclude(verb="access.denied").count()
    address, body = asked(told)
    response = getattr(told, who).post(address, body, content_type="application/json")
    assert response.status_code == status, response.content.decode()
    assert words in response.json()["detail"]
    assert Event.objects.exclude(verb="access.denied").count() == before


def form(told, **changed) -> dict[str, str]:
    given = {"id": "01890000-0000-7000-8000-000000000001", "method": "door", "visited_at": f"{told.now:%Y-%m-%dT%H:%M}"}
    return given | changed


def new_visit(told) -> str:
    return f"/visits/new/?household={told.home.pk}"


PAGES = {
    "a visit in the future": (
        "page",
        new_visit,
        lambda t: form(t, visited_at=f"{t.tomorrow:%Y-%m-%dT%H:%M}"),
        422,
        "走访时间不能晚于现在",
    ),
    "a household of another committee": ("page", lambda t: f"/visits/new/?household={t.next_door.pk}", form, 404, ""),
    "a wrong check digit": (
        "page",
        lambda t: f"/households/{t.home.pk}/residents/new/",
        lambda t: {"name": "李某", "id_number": "310110195003070021"},
        422,
        "校验",
    ),
    "a step from a wrong state": (
        "worker_page",
        lambda t: f"/cases/{t.case.pk}/accept/",
        lambda t: {},
        409,
        "现在是“处理中”，不能接单",
    ),
    "a step of somebody else": ("page", lambda t: f"/cases/{t.case.pk}/close/", lambda t: {}, 403, "没有“结案”的权限"),
}


@pytest.mark.parametrize(("who", "address", "body", "status", "words"), PAGES.values(), ids=list(PAGES))
def test_the_page_says_what_is_wrong(told, who, address, body, status, words):
    before = Event.objects.exclude(verb="access.denied").count()
    response = getattr(told, who).post(address(told), body(told))
    assert response.status_code == status
    assert words in response.content.decode()
    assert Event.objects.exclude(verb="access.denied").count() == before


NONSENSE = [
    "visits/?household=502", "visits/?visited_at_after=gestern", "cases/?state=lost", "cases/?overdue=maybe", "cases/?within=31011",
    "cases/?nonsense=1", "residents/?page_size=0", "residents/?ordering=-phone", "households/?cursor=abc", "needs/?format=xml",
    "households/?fields=phone",
]  # fmt: skip


@pytest.mark.parametrize("query", NONSENSE)
def test_a_filter_with_nonsense_is_an_error_that_names_it(told, query):
    response = told.program.get(f"/api/v1/{query}")
    assert response.status_code == 400, response.content.decode()
    assert response.json()["errors"][0]["field"]
    assert any("一" <= letter <= "鿿" for letter in response.json()["detail"])


@pytest.mark.parametrize(
    "query", ["cases/?state=lost", "cases/?within=31011", "visits/?visited_at_after=gestern", "cases/?cursor=abc"]
)
def test_a_page_with_a_nonsense_filter_says_so_and_does_not_break(told, query):
    response = told.page.get(f"/{query}")
    assert response.status_code in (200, 422)
