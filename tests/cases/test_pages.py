"""The pages as each role meets them."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from cases.actions import steps
from cases.actions.answers import answer
from cases.actions.cases import withdraw
from cases.actions.categories import ensure_samples
from cases.models import Case, Category
from governance.audit.models import Event
from governance.web.gather import history, search
from tests.factories.cases import CategoryFactory, new_case
from tests.factories.neighborhoods import HouseholdFactory, ResidentFactory

LIST = "/cases/"
QUERIES = 12 + 4  # the test's own transaction adds a savepoint, its release, and the scope read and set back


@pytest.fixture(autouse=True)
def _second_factor_waits(settings):
    settings.SECOND_FACTOR_MAY_WAIT = True


@pytest.fixture
def visit(client):
    """`visit(user, address)` is what that person is shown."""

    def get(user, address, **query):
        client.force_login(user)
        return client.get(address, query)

    return get


@pytest.fixture
def send(client):
    def post(user, address, **fields):
        client.force_login(user)
        return client.post(address, fields)

    return post


def page(case: Case) -> str:
    return reverse("cases:case", args=[case.pk])


def step(case: Case, name: str) -> str:
    return reverse("cases:step", args=[case.pk, name])


@pytest.mark.parametrize("name", ["clerk", "staff", "manager", "worker", "admin", "viewer"])
def test_the_list_and_the_case_open_for_who_may_see_them(name, team, case_at, visit):
    case = case_at("handling")
    shown = visit(getattr(team, name), LIST)
    assert shown.status_code == 200
    assert case.number in shown.content.decode()
    assert visit(getattr(team, name), page(case)).status_code == 200


@pytest.mark.parametrize("name", ["neighbour", "stranger", "outsider", "auditor"])
def test_for_everybody_else_the_case_does_not_exist(name, team, case_at, visit, send):
    case, person = case_at("handled"), getattr(team, name)
    assert case.number not in visit(person, LIST).content.decode()
    assert case.number not in visit(person, LIST, within=case.division_id).content.decode()
    assert visit(person, page(case)).status_code == 404
    assert send(person, step(case, "check")).status_code == 404
    assert send(person, "/cases/dispatch/", ids=[case.pk], department="minzheng").status_code in (302, 422)
    assert case.number not in names_in(visit(person, "/cases/export/"))
    assert Case.objects.get(pk=case.pk).state == "handled"


def names_in(response) -> set[str]:
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return {row[0].value for row in book.active.iter_rows(min_row=2)}


def test_views_filters_and_counts_agree(place, team, case_at, visit):
    cases = {state: case_at(state) for state in ("received", "filed", "handling", "handled", "closed")}
    for view, states in {
        "open": {"received", "filed", "handling", "handled"}, "filed": {"filed"}, "closed": {"closed"}, "handled": {"handled"},
    }.items():  # fmt: skip
        shown = visit(team.staff, LIST, view=view)
        text = shown.content.decode()
        assert {state for state, case in cases.items() if case.number in text} == states
        assert view == "closed" or shown.context["counts"][view] == len(states)
    assert visit(team.viewer, LIST, view="mine").context["counts"]["mine"] == 0
    assert visit(team.worker, LIST, view="mine").context["counts"]["mine"] == 2
    shown = visit(team.staff, LIST, q=cases["filed"].number.lower(), category="housing")
    assert [case.pk for case in shown.context["page"].rows] == [cases["filed"].pk]


@pytest.mark.parametrize(
    "wrong", [{"category": "none"}, {"within": "31x"}, {"view": "?"}, {"source": "x"}, {"due_before": "soon"}]
)
def test_a_filter_with_nonsense_is_named(wrong, team, visit):
    shown = visit(team.staff, LIST, **wrong)
    assert shown.status_code == 422
    assert "要改" in shown.content.decode()


@pytest.mark.parametrize("wrong", [{"cursor": "x"}, {"ordering": "title"}])
def test_a_page_that_is_none_is_refused(wrong, team, visit):
    assert visit(team.staff, LIST, **wrong).status_code == 422


def test_the_list_asks_as_little_for_sixty_cases_as_for_one(place, team, client, django_assert_max_num_queries):
    client.force_login(team.staff)
    for _ in range(60):
        new_case(place.north1, by=team.clerk, address="鞍山三村 41 号旁")
    client.get(LIST)  # the session is written once a minute
    with django_assert_max_num_queries(QUERIES):
        shown = client.get(LIST)
    first = [case.pk for case in shown.context["page"].rows]
    second = [case.pk for case in client.get(LIST + shown.context["page"].next).context["page"].rows]
    assert (len(first), len(second), len({*first, *second})) == (50, 10, 60)


def test_the_case_page_asks_little(team, case_at, place, client, django_assert_max_num_queries):
    household = HouseholdFactory(division=place.north1)
    ResidentFactory(household=household, division=place.north1, name="张三丰")
    case = case_at("handled", household=household)
    client.force_login(team.staff)
    client.get(LIST)
    with django_assert_max_num_queries(QUERIES):
        text = client.get(page(case)).content.decode()
    assert "张**" in text
    assert "张三丰" not in text


def test_a_department_reads_the_case_but_not_the_household(place, team, case_at, visit):
    household = HouseholdFactory(division=place.north1, address="同济新村 5 号 301 室")
    ResidentFactory(household=household, division=place.north1, name="张三丰")
    case = case_at("handling", household=household)
    text = visit(team.worker, page(case)).content.decode()
    assert "张**" not in text
    assert "办结反馈" in text
    assert steps.finish(case, by=team.worker, result="已修好。").state == "handled"


def test_a_step_is_taken_with_a_form_and_answered_with_the_case(place, team, case_at, send):
    case = case_at("filed")
    answered = send(team.staff, step(case, "dispatch"), department=place.department.pk)
    assert (answered.status_code, answered.url) == (302, page(case))
    assert Case.objects.get(pk=case.pk).department == place.department


@pytest.mark.parametrize("reason", ["", "请打 13812345678"])
def test_a_form_that_is_wrong_comes_back_with_what_was_typed(reason, team, case_at, send):
    case = case_at("dispatched")
    answered = send(team.worker, step(case, "refuse"), reason=reason)
    assert answered.status_code == 422
    assert reason in answered.content.decode()
    assert "要改" in answered.content.decode()
    assert Case.objects.get(pk=case.pk).state == "dispatched"


def test_a_step_too_late_is_409_and_one_not_permitted_403(team, case_at, send):
    assert send(team.staff, step(case_at("closed"), "check")).status_code == 409
    assert send(team.clerk, step(case_at("handled"), "check")).status_code == 403
    assert send(team.staff, step(case_at("filed"), "nonsense")).status_code == 404


def test_the_next_panel_offers_what_the_person_may_do(team, case_at, visit):
    def offered(person, case):
        return [item.name for item in visit(person, page(case)).context["next"].usual]

    assert offered(team.staff, case_at("received")) == ["file"]
    assert [item.name for item in visit(team.clerk, page(case_at("received"))).context["next"]] == ["withdraw"]
    assert offered(team.worker, case_at("dispatched")) == ["accept", "refuse"]
    assert offered(team.viewer, case_at("handled")) == []
    assert offered(team.clerk, case_at("closed")) == ["answer"]
    assert offered(team.manager, case_at("closed")) == ["answer", "reopen"]


def test_bulk_dispatch_does_what_it_can_and_says_what_it_could_not(place, team, case_at, send, client):
    ready, late = case_at("filed"), case_at("handling")
    answered = send(team.staff, "/cases/dispatch/", ids=[ready.pk, late.pk], department="fangguan")
    text = client.get(answered.url).content.decode()
    assert "已派遣 1 件给区房管局" in text
    assert f"{late.number} 没有派遣" in text
    assert Case.objects.get(pk=ready.pk).state == "dispatched"


def test_the_export_holds_the_filtered_rows_and_no_formula(place, team, case_at, visit):
    case, _ = new_case(place.north1, by=team.clerk, title="=1+1"), case_at("closed")
    answered = visit(team.staff, "/cases/export/", view="open")
    sheet = load_workbook(io.BytesIO(b"".join(answered.streaming_content))).active
    assert [[cell.value for cell in row][:3] for row in sheet.iter_rows(min_row=2)] == [[case.number, "待立案", "=1+1"]]
    assert sheet["C2"].data_type == "s"
    assert Event.objects.filter(verb="cases.export", actor=team.staff).exists()


def test_a_clerk_opens_a_case_on_the_page(place, team, send, visit):
    CategoryFactory(division=place.district, code="streets", name="市容环境")
    household = HouseholdFactory(division=place.north1, address="同济新村 5 号 301 室")
    address = f"/cases/new/?household={household.pk}"
    assert "同济新村 5 号 301 室" in visit(team.clerk, address).content.decode()
    fields = {
        "division": place.north1.code,
        "category": "streets",
        "title": "垃圾箱房异味",
        "source": "passive",
        "opened_at": "2026-11-01T09:30",
    }
    assert send(team.clerk, address, **fields | {"title": ""}).status_code == 422
    assert send(team.clerk, address, **fields | {"division": place.south1.code}).status_code == 422
    assert send(team.clerk, address, **fields).status_code == 302
    assert Case.objects.get().household == household


@pytest.mark.parametrize("name", ["worker", "viewer", "auditor"])
def test_who_opens_no_cases_has_no_such_page(name, team, visit):
    assert visit(getattr(team, name), "/cases/new/").status_code == 403


def test_categories_are_listed_for_all_and_changed_by_the_district(place, team, visit, send):
    ensure_samples(place.district)
    one = Category.objects.get(code="hazard")
    address = reverse("cases:category", args=[one.pk])
    assert "安全隐患" in visit(team.staff, "/cases/categories/").content.decode()
    assert visit(team.staff, address).status_code == 403
    assert send(team.admin, address, days=0).status_code == 422
    clocks = {
        "file_days": 1,
        "dispatch_days": 2,
        "accept_days": 1,
        "check_days": 3,
        "close_days": 1,
        "reopen_days": 15,
        "radius": 80,
    }
    assert send(team.admin, address, days=4, department=place.department.pk, active="on", **clocks).status_code == 302
    one.refresh_from_db()
    assert (one.days, one.department, one.dispatch_days, one.reopen_days, one.radius) == (
        4,
        place.department,
        2,
        15,
        80,
    )


def test_search_and_a_households_history_find_what_may_be_seen(place, team):
    household = HouseholdFactory(division=place.north1)
    case = new_case(place.north1, by=team.clerk, title="路灯不亮一周", household=household)
    for person, found in ((team.staff, 1), (team.stranger, 0)):
        hits = dict(search(person, "路灯不亮")).get("工单", [])
        lines = [line for line in history(person, household.pk) if line.url == page(case)]
        assert (len(hits), len(lines)) == (found, found)


def test_a_closed_answered_and_a_withdrawn_case_say_so(team, case_at, visit):
    case = case_at("closed")
    answer(case, by=team.clerk, resolved=True, satisfaction=4)
    assert "已解决，满意度 4 分" in visit(team.staff, page(case)).content.decode()
    gone = withdraw(case_at("filed"), by=team.clerk, reason="登记错了。")
    assert "登记错了。" in visit(team.clerk, page(gone)).content.decode()
    assert gone.number not in visit(team.clerk, LIST).content.decode()
