"""The pages of 约请 as each role meets them."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from cases.summonses.models import Clock, Invitation, Summons
from governance.audit.models import Event
from governance.files.models import Attachment
from governance.web.gather import search
from tests.factories.cases import new_case
from tests.factories.summonses import InvitationFactory, SummonsFactory, new_summons

LIST = "/summonses/"
QUERIES = 12 + 3  # the test's own transaction adds a savepoint, its release and the scope set back


def step(summons, name):
    return f"{LIST}{summons.pk}/{name}/"


@pytest.mark.parametrize("name", ["clerk", "staff", "manager", "worker", "admin", "viewer"])
def test_the_list_and_the_summons_open_for_who_may_see_them(name, team, summons_at, visit):
    summons = summons_at("on_site")
    assert summons.number in visit(getattr(team, name), LIST).content.decode()
    assert summons.title in visit(getattr(team, name), summons.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["neighbour", "stranger", "outsider", "auditor"])
def test_for_everybody_else_the_summons_does_not_exist(name, team, summons_at, visit, send, photo):
    summons, person = summons_at("on_site"), getattr(team, name)
    for query in ({}, {"within": summons.division_id}, {"q": summons.number}, {"department": "minzheng"}):
        assert summons.title not in visit(person, LIST, **query).content.decode()
    assert visit(person, summons.get_absolute_url()).status_code == 404
    assert send(person, step(summons, "resolve")).status_code == 404
    assert send(person, step(summons, "attach"), photo=photo()).status_code == 404
    assert summons.number not in names_in(visit(person, f"{LIST}export/"))
    assert summons.number not in str(search(person, "东门", 10))
    assert Summons.objects.get(pk=summons.pk).state == "on_site"


def test_a_department_sees_nothing_before_it_is_sent(team, summons_at, visit):
    for state in ("raised", "returned"):
        summons = summons_at(state)
        assert visit(team.worker, summons.get_absolute_url()).status_code == 404
        assert summons.number not in visit(team.worker, LIST).content.decode()


def names_in(response) -> set[str]:
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return {row[0].value for row in book.active.iter_rows(min_row=2)}


def test_the_whole_story_on_pages(place, team, visit, send, photo):
    case = new_case(place.north1, by=team.clerk, title="东门积水", address="小区东门")
    shown = visit(team.clerk, f"{LIST}new/", case=case.pk).content.decode()
    assert case.number in shown
    asked = {
        "division": place.north1.code,
        "title": "东门积水",
        "place": "小区东门",
        "departments": [place.department.pk],
        "kind": "summons",
    }
    made = send(team.clerk, f"{LIST}new/?case={case.pk}", **asked)
    assert made.status_code == 302, made.context["form"].errors
    summons = Summons.objects.get()
    assert summons.case == case
    taken = (
        (team.staff, "check", {"departments": [place.department.pk, place.other_department.pk]}),
        (team.worker, "accept", {}),
        (team.outsider, "decline", {"reason": "不归我局管。"}),
        (team.worker, "arrive", {"note": "来了两人。", "photo": photo()}),
        (team.worker, "report", {"report": "疏通了。"}),
        (team.clerk, "resolve", {}),
        (team.clerk, "rate", {f"rating_{place.department.pk}": "5", f"comment_{place.department.pk}": "来得快。"}),
    )
    for who, name, fields in taken:
        label = visit(who, summons.get_absolute_url()).content.decode()
        assert step(summons, name) in label, name
        answered = send(who, step(summons, name), **fields)
        assert answered.status_code == 302, (name, answered.context["asked"].errors)
    summons.refresh_from_db()
    assert (summons.state, summons.result) == ("closed", "resolved")
    text = visit(team.viewer, summons.get_absolute_url()).content.decode()
    for words in ("居委确认已解决", "5 分：来得快。", "疏通了。", "不归我局管。", "东门.png"):
        assert words in text


def test_a_photo_is_read_through_its_summons(team, summons_at, visit, send, photo):
    summons = summons_at("on_site")
    assert send(team.worker, step(summons, "attach"), photo=photo()).status_code == 302
    kept = Attachment.objects.of(summons).get()
    address = f"{summons.get_absolute_url()}files/{kept.pk}/"
    assert visit(team.clerk, address)["Content-Type"] == "image/png"
    for who in (team.stranger, team.outsider):
        assert visit(who, address).status_code == 404
    assert visit(team.clerk, f"{summons_at('sent').get_absolute_url()}files/{kept.pk}/").status_code == 404
    assert send(team.viewer, step(summons, "attach"), photo=photo()).status_code == 403
    assert send(team.clerk, step(summons, "attach")).status_code == 422


@pytest.mark.parametrize(
    ("state", "who", "name", "fields", "words"),
    [
        ("raised", "staff", "check", {}, "请选择"),
        ("raised", "staff", "return", {"reason": " "}, "请填写"),
        ("sent", "worker", "decline", {"reason": "很" * 201}, "200"),
        ("on_site", "worker", "report", {"report": ""}, "请填写"),
        ("on_site", "worker", "report", {"report": "电话 13800000000"}, "手机号"),
        ("on_site", "clerk", "fail", {}, "请填写"),
        ("resolved", "clerk", "rate", {}, "请选择"),
        ("unsolved", "clerk", "escalate", {}, "请选择"),
    ],
)
def test_a_form_with_nonsense_comes_back_with_what_is_wrong(team, summons_at, send, state, who, name, fields, words):
    summons = summons_at(state)
    answered = send(getattr(team, who), step(summons, name), **fields)
    assert answered.status_code == 422
    assert words in answered.content.decode()
    assert Summons.objects.get(pk=summons.pk).state == summons.state


def test_a_step_out_of_turn_is_409_and_one_not_allowed_403(team, summons_at, send):
    summons = summons_at("accepted")
    assert send(team.staff, step(summons, "check"), departments=[]).status_code in (409, 422)
    assert send(team.clerk, step(summons, "resolve")).status_code == 409
    assert send(team.staff, step(summons, "resolve")).status_code == 403
    assert send(team.worker, step(summons, "accept")).status_code == 409
    assert send(team.clerk, step(summons, "nonsense")).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "请填写"),
        ({"departments": []}, "请选择"),
        ({"division": "310110018001"}, "请从列表中选择"),
        ({"kind": "offer"}, "邀约请写明"),
        ({"place": "很" * 121}, "120"),
    ],
)
def test_a_new_one_with_nonsense_is_not_kept(place, team, send, wrong, words):
    asked = {
        "division": place.north1.code,
        "title": "积水",
        "place": "东门",
        "departments": [place.department.pk],
        "kind": "summons",
    }
    answered = send(team.clerk, f"{LIST}new/", **asked | wrong)
    assert answered.status_code == 422
    assert words in answered.content.decode()
    assert not Summons.objects.exists()


def test_a_new_one_is_for_the_own_committees_and_their_cases(place, team, visit, send):
    assert visit(team.viewer, f"{LIST}new/").status_code == 403
    assert visit(team.worker, f"{LIST}new/").status_code == 403
    foreign = new_case(place.south1)
    assert visit(team.clerk, f"{LIST}new/", case=foreign.pk).status_code == 404
    assert visit(team.clerk, f"{LIST}new/", case="x").status_code == 404


def test_tabs_filters_and_counts_agree(team, summons_at, visit):
    rows = {state: summons_at(state) for state in ("raised", "sent", "on_site", "resolved", "closed", "unsolved")}
    rows["sent"].invitations.update(answer_due_at=timezone.now() - timedelta(hours=1))
    for view, states in {
        "open": {"raised", "sent", "on_site", "resolved"}, "raised": {"raised"}, "sent": {"sent"}, "settled": {"resolved"},
        "overdue": {"sent"}, "closed": {"closed", "unsolved"}, "all": set(rows),
    }.items():  # fmt: skip
        shown = visit(team.staff, LIST, view=view)
        text = shown.content.decode()
        assert {state for state, one in rows.items() if one.number in text} == states, view
        assert view in ("closed", "all") or shown.context["counts"][view] == len(states)
    shown = visit(team.staff, LIST, view="all", result="unresolved")
    assert [one.pk for one in shown.context["page"].rows] == [rows["unsolved"].pk]


@pytest.mark.parametrize(
    "wrong",
    [
        {"view": "?"},
        {"department": "none"},
        {"within": "31x"},
        {"closed_year": "19"},
        {"due_year": "x"},
        {"overdue": "so"},
    ],
)
def test_a_filter_with_nonsense_is_named(wrong, team, visit):
    assert visit(team.staff, LIST, **wrong).status_code == 422


def test_the_list_asks_as_little_for_sixty_as_for_one(place, team, client, django_assert_max_num_queries):
    client.force_login(team.staff)
    for _ in range(60):
        new_summons(place, by=team.clerk)
    client.get(LIST)
    with django_assert_max_num_queries(QUERIES):
        shown = client.get(LIST)
    first = [one.pk for one in shown.context["page"].rows]
    second = [one.pk for one in client.get(LIST + shown.context["page"].next).context["page"].rows]
    assert (len(first), len(second), len({*first, *second})) == (50, 10, 60)


@pytest.mark.parametrize(("state", "who"), [("raised", "staff"), ("on_site", "worker"), ("resolved", "clerk")])
def test_the_page_of_one_asks_little(team, summons_at, client, django_assert_max_num_queries, state, who):
    summons = summons_at(state)
    client.force_login(getattr(team, who))
    client.get(LIST)
    with django_assert_max_num_queries(QUERIES + 6):
        client.get(summons.get_absolute_url())


def closed(place, at, *, department, on_time=True, **fields):
    """A closed summons with its one invitation, due and settled at `at`."""
    summons = SummonsFactory(division=fields.pop("division", place.north1), closed_at=at, **fields)
    arrived = at if on_time else at + timedelta(days=1)
    InvitationFactory(summons=summons, department=department, arrive_due_at=at, arrived_at=arrived, rating=4)
    return summons


def test_each_number_of_the_year_is_the_number_of_its_rows(place, team, visit, client):
    last, this = (timezone.now().replace(year=timezone.localdate().year - back, month=1, day=15) for back in (1, 0))
    closed(place, this, department=place.department)
    closed(place, this, department=place.department, result="unresolved", on_time=False)
    closed(place, this, department=place.other_department, division=place.north2)
    closed(place, this, department=place.department, division=place.south1)
    closed(place, last, department=place.department)
    closed(place, this, department=place.department, kind="offer", inviter="业委会")  # 邀约 do not count
    new_summons(place, by=team.clerk)
    for who, whole in ((team.staff, (2, 3)), (team.admin, (3, 4)), (team.clerk, (1, 2)), (team.worker, (2, 3))):
        shown = visit(who, f"{LIST}rates/")
        lines = [*shown.context["places"], *shown.context["departments"]]
        assert (lines[0].resolved.value, lines[0].closed.value) == whole
        for line in lines:
            for number in filter(None, (line.resolved, line.closed, line.in_time, line.due)):
                rows = client.get(f"{LIST}?{number.query}").context["page"].rows
                assert len(rows) == number.value, (who, line.name, number)
    in_time = {
        line.name: (line.in_time.value, line.due.value)
        for line in visit(team.staff, f"{LIST}rates/").context["departments"]
    }
    assert in_time == {"区民政局": (1, 2), "区房管局": (1, 1)}
    assert visit(team.staff, f"{LIST}rates/", year=last.year).context["places"][0].closed.value == 1
    assert visit(team.staff, f"{LIST}rates/", year="1999").status_code == 422


def test_the_list_and_the_rates_are_taken_along_as_excel(place, team, summons_at, visit):
    summons = summons_at("closed", title="=1+1")
    assert names_in(visit(team.staff, f"{LIST}export/", view="closed")) == {summons.number}
    assert "区民政局" in names_in(visit(team.staff, f"{LIST}rates/export/"))
    verbs = set(Event.objects.filter(actor=team.staff).values_list("verb", flat=True))
    assert {"summonses.export", "summonses.export_rates"} <= verbs


def test_the_district_sets_the_clock(place, team, visit, send):
    days = {"answer_days": 2, "arrive_days": 5, "urgent_answer_hours": 1, "urgent_arrive_hours": 4}
    assert "约请时限" in visit(team.admin, f"{LIST}clock/").content.decode()
    assert send(team.admin, f"{LIST}clock/", **days).status_code == 302
    assert Clock.objects.get().arrive_days == 5
    assert send(team.admin, f"{LIST}clock/", **days | {"arrive_days": 1}).status_code == 422
    assert send(team.admin, f"{LIST}clock/", **days | {"arrive_days": "x"}).status_code == 422
    for who in (team.staff, team.clerk, team.worker):
        assert visit(who, f"{LIST}clock/").status_code == 403
    assert Clock.objects.get().arrive_days == 5


def test_a_case_shows_its_summonses_and_the_way_to_one(place, team, visit):
    case = new_case(place.north1, by=team.clerk)
    kin = f"/cases/{case.pk}/kin/"
    assert f"/summonses/new/?case={case.pk}" in visit(team.clerk, kin).content.decode()
    assert "/summonses/new/" not in visit(team.viewer, kin).content.decode()
    summons = new_summons(place, by=team.clerk, case=case)
    assert summons.number in visit(team.viewer, kin).content.decode()


def test_who_answers_for_several_departments_is_asked_which(place, team, send, visit):
    both = [place.department, place.other_department]
    summons = new_summons(place, by=team.clerk, departments=both)
    send(team.staff, step(summons, "check"), departments=[one.pk for one in both])
    assert 'name="department"' in visit(team.admin, summons.get_absolute_url()).content.decode()
    assert send(team.admin, step(summons, "accept")).status_code == 422
    assert send(team.admin, step(summons, "accept"), department=place.other_department.pk).status_code == 302
    assert Invitation.objects.get(department=place.other_department).state == "accepted"
