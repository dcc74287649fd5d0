from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from governance.access.roles import Role
from governance.flow.machine import StepForbidden, StepRefused
from governance.jobs.models import Notice
from tests.factories.access import member
from tests.factories.visits import sensitive, visit
from visits.actions import receptions
from visits.actions.needs import answer, resolve
from visits.actions.visits import NeedAsked, withdraw_visit
from visits.models import Handover, Need, NeedAnswer, Reception

R = Reception.State


@pytest.fixture
def heard(clerk, home):
    return visit(home, by=clerk, method="reception", content="问低保").reception


@pytest.fixture
def colleague(place):
    return member(Role.CLERK, of=place.north1)


def test_who_hears_it_first_owns_it_and_sees_it_today(heard, clerk, client, home, queries_of):
    assert (heard.receiver, heard.state) == (clerk, R.RECEIVED)
    client.force_login(clerk)
    assert queries_of(client, "/today/") <= 12
    page = client.get("/today/").content.decode()
    assert "我首问的" in page
    assert f"/receptions/{heard.pk}/" in page


def test_answered_on_the_spot_it_waits_for_nobody(clerk, home, client):
    told = visit(home, by=clerk, method="reception", answer="带身份证到街道受理中心。").reception
    assert (told.state, told.answer) == (R.ANSWERED, "带身份证到街道受理中心。")
    assert not Reception.objects.open().exists()


def test_other_visits_and_sensitive_ones_are_no_reception(clerk, home):
    visit(home, by=clerk)
    sensitive(home, by=clerk, method="reception")
    assert not Reception.objects.exists()


def test_only_the_first_receiver_answers_and_only_once(heard, clerk, colleague):
    with pytest.raises(StepForbidden, match="首问人"):
        receptions.answer(heard, by=colleague, answer="我来答")
    with pytest.raises(ValidationError, match="请填写答复"):
        receptions.answer(heard, by=clerk, answer=" ")
    receptions.answer(heard, by=clerk, answer="已告诉他怎么办。")
    with pytest.raises(StepRefused):
        receptions.answer(heard, by=clerk, answer="再答一次")
    with pytest.raises(StepRefused):
        receptions.hand_over(heard, by=clerk, matter="低保", division=heard.division)


def test_until_it_is_confirmed_it_stays_with_the_first_receiver(heard, clerk, place):
    street = member(Role.STAFF, of=place.north)
    receptions.hand_over(heard, by=clerk, matter="问低保怎么办", division=place.north, taker=street)
    assert Reception.objects.open().filter(receiver=clerk).count() == 1
    handover = Handover.objects.get()
    assert Notice.objects.filter(user=street).count() == 1
    with pytest.raises(StepForbidden, match="指名移交给别人"):
        receptions.confirm(handover, by=member(Role.STAFF, of=place.north))
    receptions.confirm(handover, by=street)
    heard.refresh_from_db()
    assert heard.state == R.CONFIRMED
    assert Notice.objects.filter(user=clerk, text__contains="已确认接手").exists()
    with pytest.raises(StepRefused):
        receptions.confirm(handover, by=street)


def test_given_back_with_a_reason_it_is_the_first_receivers_again(heard, clerk, place):
    office = member(Role.DEPARTMENT, of=place.district, department=place.department)
    receptions.hand_over(heard, by=clerk, matter="问低保", department=place.department)
    handover = Handover.objects.visible_to(office).get()
    with pytest.raises(ValidationError, match="退回理由"):
        receptions.give_back(handover, by=office, reason="")
    receptions.give_back(handover, by=office, reason="归街道办理。")
    heard.refresh_from_db()
    assert heard.state == R.RECEIVED
    receptions.hand_over(heard, by=clerk, matter="问低保", division=place.north)
    assert receptions.take_back(heard, by=clerk).state == R.RECEIVED
    assert not Handover.objects.waiting().exists()


def test_a_neighbouring_committee_confirms_without_seeing_the_visit(heard, clerk, neighbour, place, client):
    receptions.hand_over(heard, by=clerk, matter="那边的树倒了", division=place.north2)
    client.force_login(neighbour)
    page = client.get("/handovers/").content.decode()
    assert "那边的树倒了" in page
    assert "问低保" not in page
    assert client.get(f"/receptions/{heard.pk}/").status_code == 404
    handover = Handover.objects.get()
    assert client.post(f"/handovers/{handover.pk}/confirm/").status_code == 302
    heard.refresh_from_db()
    assert heard.state == R.CONFIRMED


@pytest.mark.parametrize(
    ("given", "said"),
    [({}, "请选一个接手的部门"), ({"matter": " "}, "请填写移交的事项"), ({"matter": "13812345678"}, "手机号")],
)
def test_a_bad_handover_leaves_it_where_it_is(heard, clerk, place, given, said):
    told = {"matter": "问低保"} | ({"division": place.north} if given else {}) | given
    with pytest.raises(ValidationError, match=said):
        receptions.hand_over(heard, by=clerk, **told)
    heard.refresh_from_db()
    assert (heard.state, Handover.objects.count()) == (R.RECEIVED, 0)


def test_the_taker_belongs_where_it_goes_and_is_another(heard, clerk, place):
    for taker, said in ((member(Role.STAFF, of=place.south), "不在所选的单位"), (clerk, "移交给自己")):
        with pytest.raises(ValidationError, match=said):
            receptions.hand_over(
                heard, by=clerk, matter="问低保", division=place.north1 if taker == clerk else place.north, taker=taker
            )


def test_what_is_overdue_is_told_to_the_street(heard, place, client, queries_of):
    Reception.objects.update(due_at=timezone.now() - timedelta(days=1))
    client.force_login(member(Role.STAFF, of=place.north))
    assert queries_of(client, "/receptions/?overdue=true") <= 12
    assert str(heard.pk) in client.get("/receptions/?overdue=true").content.decode()
    client.force_login(member(Role.STAFF, of=place.south))
    assert str(heard.pk) not in client.get("/receptions/").content.decode()


def test_a_visit_taken_back_takes_its_reception_along(heard, clerk, place):
    receptions.hand_over(heard, by=clerk, matter="问低保", division=place.north)
    withdraw_visit(heard.visit, by=clerk, reason="登记错了")
    assert not Reception.objects.open().exists()
    assert not Handover.objects.waiting().exists()


def test_the_pages_hand_over_and_answer(heard, clerk, client, place):
    client.force_login(clerk)
    assert client.post(f"/receptions/{heard.pk}/hand-over/", {"to": "d:0", "matter": "问低保"}).status_code == 422
    assert (
        client.post(
            f"/receptions/{heard.pk}/hand-over/", {"to": f"d:{place.department.pk}", "matter": "问低保"}
        ).status_code
        == 302
    )
    assert client.post(f"/receptions/{heard.pk}/take-back/").status_code == 302
    assert client.post(f"/receptions/{heard.pk}/answer/", {"answer": ""}).status_code == 422
    assert client.post(f"/receptions/{heard.pk}/answer/", {"answer": "已答复。"}).status_code == 302


def test_the_residents_word_on_a_need_is_a_dated_fact_and_the_last_counts(clerk, home, care, client, place):
    need = visit(home, by=clerk, needs=[NeedAsked(care)]).needs.get()
    with pytest.raises(ValidationError, match="还没有办结"):
        answer(need, by=clerk, solved=True, satisfaction=5)
    resolve(need, by=clerk, outcome="已联系送餐点")
    for satisfaction, solved in ((2, False), (5, True)):
        answer(need, by=clerk, solved=solved, satisfaction=satisfaction)
    assert NeedAnswer.objects.count() == 2
    last = Need.objects.with_answer().get()
    assert (last.solved, last.satisfaction) == (True, 5)
    with pytest.raises(ValidationError):
        answer(need, by=clerk, solved=True, satisfaction=6)
    client.force_login(clerk)
    assert str(need.pk) in client.get("/needs/?solved=true").content.decode()
    assert str(need.pk) not in client.get("/needs/?solved=false").content.decode()
    page = client.get(f"/households/{home.pk}/history/").content.decode()
    assert page.index("居民答复") < page.index("需求办结") < page.index("提出需求")


def test_the_streets_list_of_late_follow_ups_is_oldest_first(clerk, home, care, client, place, queries_of):
    for days in (1, 9):
        need = visit(home, by=clerk, needs=[NeedAsked(care)]).needs.get()
        Need.objects.filter(pk=need.pk).update(follow_up_on=timezone.localdate() - timedelta(days=days))
    client.force_login(member(Role.STAFF, of=place.north))
    rows = client.get("/needs/?overdue=true").context["page"].rows
    assert [(timezone.localdate() - one.follow_up_on).days for one in rows] == [9, 1]
    assert queries_of(client, "/needs/?overdue=true") <= 12


def test_the_whole_history_of_a_household_takes_few_queries_and_is_paged(
    clerk, home, care, client, queries_of, neighbour
):
    for _ in range(52):
        visit(home, by=clerk)
    client.force_login(clerk)
    assert queries_of(client, f"/households/{home.pk}/history/") <= 12
    first = client.get(f"/households/{home.pk}/history/").context
    rest = client.get(f"/households/{home.pk}/history/?page=2").context
    assert (len(first["lines"]), len(rest["lines"]), first["more"], rest["more"]) == (50, 2, True, False)
    assert client.get(f"/households/{home.pk}/history/?kind=needs").context["lines"] == []
    client.force_login(neighbour)
    assert client.get(f"/households/{home.pk}/history/").status_code == 404
