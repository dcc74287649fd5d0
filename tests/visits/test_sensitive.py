from __future__ import annotations

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases.models import Case
from governance.access.roles import Role
from governance.audit.models import Event
from governance.flow.machine import StepForbidden, StepRefused
from tests.factories.access import member, token_of
from tests.factories.visits import plan, sensitive, visit
from visits import selectors
from visits.actions import closures
from visits.actions.needs import answer, resolve
from visits.actions.visits import Delicate, NeedAsked, withdraw_visit
from visits.models import Closure, Need, Visit
from visits.selectors.today import month

SECRET = "不能外传的话"


@pytest.fixture
def told(clerk, home, care):
    return sensitive(home, by=clerk, needs=[NeedAsked(care, "要人陪")])


@pytest.fixture
def approver(place):
    return member(Role.SUBDISTRICT_ADMIN, of=place.north)


@pytest.fixture
def colleague(place):
    return member(Role.CLERK, of=place.north1)


def outsiders(place):
    return [
        member(Role.CLERK, of=place.north1), member(Role.STAFF, of=place.north), member(Role.VIEWER, of=place.district),
        member(Role.SUBDISTRICT_ADMIN, of=place.south), member(Role.CLERK, of=place.north2),
    ]  # fmt: skip


def test_its_words_are_sealed_and_no_plain_column_holds_them(told):
    row = Visit.objects.filter(pk=told.pk).values().get()
    need = Need.objects.filter(visit=told).values().get()
    assert SECRET not in str(row)
    assert "要人陪" not in str(need)
    assert (told.words, told.purpose, told.consent) == (SECRET, "回访处置情况", "本人同意")
    assert Need.objects.get().words == "要人陪"


def test_others_learn_by_no_way_that_it_exists(told, place, client):
    need = told.needs.get()
    for user in outsiders(place):
        client.force_login(user)
        for address in (
            "/visits/",
            "/visits/?sensitive=true",
            f"/visits/?household={told.household_id}",
            "/needs/",
            "/needs/?waiting=true",
            "/today/",
        ):
            page = client.get(address).content.decode()
            assert not any(text in page for text in (str(told.pk), str(need.pk), SECRET, "敏感走访：")), (
                user.home,
                address,
            )
        for address in (f"/visits/{told.pk}/", f"/needs/{need.pk}/"):
            assert client.get(address).status_code == 404
        history = client.get(f"/households/{told.household_id}/history/")
        assert str(told.pk) not in history.content.decode()
        assert list(selectors.visits_of(user, timezone.localdate(told.visited_at))[0]) == []


def test_nor_through_the_api_its_exports_and_searches(told, place, client):
    for user in outsiders(place):
        header = {"Authorization": f"Bearer {token_of(user)}"}
        for path in (
            "visits/",
            "visits/?format=csv",
            "visits/?format=ndjson",
            f"visits/?household={told.household_id}",
            "needs/?format=ndjson",
            "needs/",
        ):
            body = client.get(f"/api/v1/{path}", headers=header).getvalue().decode()
            assert str(told.pk) not in body, path
        assert client.get(f"/api/v1/visits/{told.pk}/", headers=header).status_code == 404
        assert client.get(f"/api/v1/needs/{told.needs.get().pk}/", headers=header).status_code == 404


def test_a_list_shows_no_words_even_to_who_may_see_it(told, approver, clerk, client):
    for user in (approver, clerk):
        header = {"Authorization": f"Bearer {token_of(user)}"}
        for path in ("visits/", "visits/?format=csv", "needs/"):
            body = client.get(f"/api/v1/{path}", headers=header).getvalue().decode()
            assert str(told.pk) in body
            assert SECRET not in body
            assert "要人陪" not in body
        client.force_login(user)
        page = client.get("/visits/").content.decode()
        assert "敏感走访" in page
        assert SECRET not in page
    assert not Event.objects.filter(verb="visit.viewed").exists()


def test_each_look_is_an_event_and_the_approver_sees_them(told, approver, clerk, client):
    client.force_login(clerk)
    assert SECRET in client.get(f"/visits/{told.pk}/").content.decode()
    assert "谁看过" not in client.get(f"/visits/{told.pk}/").content.decode()
    assert "要人陪" in client.get(f"/needs/{told.needs.get().pk}/").content.decode()
    header = {"Authorization": f"Bearer {token_of(clerk)}"}
    assert client.get(f"/api/v1/visits/{told.pk}/", headers=header).json()["content"] == SECRET
    looks = Event.objects.filter(verb="visit.viewed", subject_id=str(told.pk))
    assert [one.actor for one in looks] == [clerk] * 4
    assert SECRET not in json.dumps([one.details for one in Event.objects.all()], ensure_ascii=False)
    client.force_login(approver)
    page = client.get(f"/visits/{told.pk}/").content.decode()
    assert "谁看过" in page
    assert looks.filter(actor=approver).count() == 1


def test_its_case_says_nothing_and_hangs_on_no_door(clerk, home, repairs):
    sensitive(home, by=clerk, needs=[NeedAsked(repairs, "门被砸坏")])
    case = Case.objects.get()
    assert (case.title, case.description, case.address, case.household, case.private) == (
        "敏感事项",
        "",
        "",
        None,
        True,
    )
    assert case.number not in str(Case.objects.public().values())


def test_coverage_counts_it_as_a_visit(told, place, colleague, home):
    made = plan(place.north, days_ago=400)
    doors, states = selectors.doors_asked(
        colleague, selectors.terms_on(made, timezone.localdate(told.visited_at)), timezone.localdate(told.visited_at)
    )
    assert states.keep(doors, "met").count() == 1
    assert month(colleague, told.visited_at).met == 1
    assert [
        door.last_on
        for door in selectors.due_doors(
            colleague, selectors.due(colleague, timezone.localdate(told.visited_at)), most=5
        )
    ] == []


def test_it_needs_a_purpose_and_a_known_kind(clerk, home):
    for delicate, said in ((Delicate("violence", " "), "走访目的"), (Delicate("gossip", "问问"), "gossip")):
        with pytest.raises(ValidationError, match=said):
            visit(home, by=clerk, delicate=delicate)
    assert not Visit.objects.exists()


def test_it_closes_by_anothers_approval_and_its_needs_with_it(told, clerk, approver):
    need = told.needs.get()
    with pytest.raises(ValidationError, match="申请结案"):
        resolve(need, by=clerk, outcome="自己办结")
    asked = closures.ask(told, by=clerk, conclusion="已联系妇联，安全。")
    with pytest.raises(ValidationError, match="已经申请过结案"):
        closures.ask(told, by=clerk, conclusion="再申请一次。")
    with pytest.raises(StepForbidden):
        closures.approve(asked, by=clerk)
    closures.approve(asked, by=approver)
    need.refresh_from_db()
    assert (need.outcome, need.resolved_by) == ("经批准结案", approver)
    with pytest.raises(StepRefused):
        closures.give_back(asked, by=approver, reason="晚了")
    assert answer(need, by=clerk, solved=True, satisfaction=5).answers.get().solved
    with pytest.raises(ValidationError, match="不写居民的话"):
        answer(need, by=clerk, solved=True, satisfaction=5, comment="谢谢")


def test_returned_it_may_be_asked_again(told, clerk, approver):
    asked = closures.ask(told, by=clerk, conclusion="已处置。")
    with pytest.raises(ValidationError, match="退回理由"):
        closures.give_back(asked, by=approver, reason="")
    closures.give_back(asked, by=approver, reason="请再回访一次。")
    assert told.needs.get().resolved_at is None
    assert closures.ask(told, by=clerk, conclusion="已再回访。").state == Closure.State.ASKED


def test_only_the_visitor_asks_and_a_plain_visit_needs_no_closing(told, clerk, colleague, approver, home):
    for other in (colleague, approver):
        with pytest.raises(PermissionDenied):
            closures.ask(told, by=other, conclusion="代为申请。")
    with pytest.raises(ValidationError, match="不是敏感走访"):
        closures.ask(visit(home, by=clerk), by=clerk, conclusion="普通走访。")


def test_a_colleague_cannot_touch_what_does_not_exist_for_them(told, colleague):
    with pytest.raises(PermissionDenied):
        withdraw_visit(told, by=colleague, reason="代为撤回")
    with pytest.raises(PermissionDenied):
        answer(told.needs.get(), by=colleague, solved=True, satisfaction=5)


def test_the_whole_way_on_the_pages(told, clerk, approver, client):
    client.force_login(clerk)
    assert client.post(f"/visits/{told.pk}/close/", {"conclusion": ""}).status_code == 422
    assert client.post(f"/visits/{told.pk}/close/", {"conclusion": "已处置。"}).status_code == 302
    closure = Closure.objects.get()
    assert client.post(f"/closures/{closure.pk}/approve/").status_code == 403
    client.force_login(approver)
    assert "待批准 1 件" in client.get("/visits/").content.decode()
    assert client.post(f"/closures/{closure.pk}/return/", {"reason": ""}).status_code == 422
    assert client.post(f"/closures/{closure.pk}/approve/").status_code == 302
