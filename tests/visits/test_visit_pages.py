from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Case
from governance.access.roles import Role
from tests.factories.access import member
from tests.factories.neighborhoods import HouseholdFactory, KeyPersonFactory, ResidentFactory
from tests.factories.visits import visit
from visits.actions.visits import NeedAsked
from visits.models import Need, Visit

MOST = 12


@pytest.fixture
def phone(client, clerk):
    """A signed-in clerk; the session has noted that they were seen this minute."""
    client.force_login(clerk)
    client.get("/visits/new/")
    return client


def form(**given):
    stamp = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    return {"id": "0190a0a0-0000-7000-8000-000000000001", "method": "door", "visited_at": stamp} | given


def test_today_names_the_doors_that_come_due_in_masks(phone, place, home, queries_of):
    resident = ResidentFactory(division=place.north1, household=home, name="李秀英")
    KeyPersonFactory(
        division=place.north1, resident=resident, interval=30, since=timezone.localdate() - timedelta(days=40)
    )
    assert queries_of(phone, "/today/") <= MOST
    page = phone.get("/today/").content.decode()
    assert "鞍山四村 23 号 601 室" in page
    assert "李**" in page
    assert "李秀英" not in page
    assert "独居老人" in page


def test_a_door_that_was_met_today_is_no_longer_due(phone, clerk, place, home):
    resident = ResidentFactory(division=place.north1, household=home)
    KeyPersonFactory(division=place.north1, resident=resident, since=timezone.localdate() - timedelta(days=40))
    visit(home, by=clerk)
    assert "还要走访 0 户" in phone.get("/today/").content.decode()


def test_filing_takes_one_post(phone, home, repairs, care):
    answer = phone.post(
        f"/visits/new/?household={home.pk}",
        form(needs=["repairs", "care"], case_repairs="on", say_repairs="渗水", content="看过了"),
    )
    assert answer.status_code == 302
    assert (Visit.objects.count(), Need.objects.count(), Case.objects.count()) == (1, 2, 1)


def test_the_same_form_sent_twice_is_one_visit(phone, home):
    for _ in range(2):
        assert phone.post(f"/visits/new/?household={home.pk}", form()).status_code == 302
    assert Visit.objects.count() == 1


def test_a_visit_in_the_future_comes_back_with_what_was_typed(phone, home):
    later = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    answer = phone.post(f"/visits/new/?household={home.pk}", form(visited_at=later, content="不要丢"))
    assert answer.status_code == 422
    assert "走访时间不能晚于现在" in answer.content.decode()
    assert "不要丢" in answer.content.decode()
    assert not Visit.objects.exists()


@pytest.mark.parametrize("household", ["nonsense", "0190a0a0-0000-7000-8000-00000000dead"])
def test_a_household_that_is_none_is_not_found(phone, household):
    assert phone.get(f"/visits/new/?household={household}").status_code == 404


def test_a_neighbours_household_is_not_found(phone, place):
    foreign = HouseholdFactory(division=place.north2)
    assert phone.get(f"/visits/new/?household={foreign.pk}").status_code == 404
    assert phone.post(f"/visits/new/?household={foreign.pk}", form()).status_code == 404
    assert not Visit.objects.exists()


@pytest.mark.parametrize("address", ["/visits/", "/needs/"])
def test_lists_ask_the_same_number_of_queries_however_long(phone, clerk, home, repairs, address, queries_of):
    visit(home, by=clerk, needs=[NeedAsked(repairs)])
    one = queries_of(phone, address)
    for _ in range(3):
        visit(home, by=clerk, needs=[NeedAsked(repairs)])
    assert queries_of(phone, address) == one <= MOST


def test_the_neighbour_sees_no_visit_by_list_or_id(client, clerk, neighbour, home):
    filed = visit(home, by=clerk, content="只给本居委看")
    client.force_login(neighbour)
    assert "只给本居委看" not in client.get("/visits/").content.decode()
    assert client.get(f"/visits/{filed.pk}/").status_code == 404
    assert client.post(f"/visits/{filed.pk}/withdraw/", {"reason": "不是我的"}).status_code == 404
    assert not Visit.objects.get().withdrawn_at


def test_the_street_reads_and_does_not_withdraw(client, clerk, place, home):
    filed = visit(home, by=clerk)
    client.force_login(member(Role.STAFF, of=place.north))
    assert client.get(f"/visits/{filed.pk}/").status_code == 200
    assert client.post(f"/visits/{filed.pk}/withdraw/", {"reason": "街道撤回"}).status_code == 403


def test_nonsense_in_a_filter_is_said_and_shows_no_rows(phone, clerk, home):
    visit(home, by=clerk, content="有一条")
    page = phone.get("/visits/?visited_after=昨天").content.decode()
    assert "有一条" not in page
    assert "errors" in page


def test_a_need_is_resolved_on_its_page(phone, clerk, home, care):
    need = visit(home, by=clerk, needs=[NeedAsked(care)]).needs.get()
    assert phone.post(f"/needs/{need.pk}/resolve/", {"outcome": ""}).status_code == 422
    assert phone.post(f"/needs/{need.pk}/resolve/", {"outcome": "已送餐"}).status_code == 302
    need.refresh_from_db()
    assert need.outcome == "已送餐"


def test_who_may_not_file_is_offered_nothing_to_file(client, place, home):
    KeyPersonFactory(division=place.north1, resident=ResidentFactory(division=place.north1, household=home))
    client.force_login(member(Role.STAFF, of=place.north))
    for address in ("/visits/new/", "/visits/new/?q=23", f"/visits/new/?household={home.pk}"):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "走访由居委干事登记" in answer.content.decode()
    assert client.post(f"/visits/new/?household={home.pk}", form()).status_code == 403
    assert "/visits/new/" not in client.get("/today/").content.decode()
    assert not Visit.objects.exists()
