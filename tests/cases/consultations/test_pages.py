"""The pages of 会商 and of its duties as each role meets them."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from cases.consultations.actions import duties
from cases.consultations.models import Consultation, Duty
from governance.files.models import Attachment
from governance.web.gather import search
from tests.factories.cases import new_case
from tests.factories.consultations import new_consultation

LIST, DUTIES = "/consultations/", "/consultations/duties/"
QUERIES = 12 + 3  # the test's own transaction adds a savepoint, its release and the scope set back


def step(row, name):
    return f"{DUTIES if isinstance(row, Duty) else LIST}{row.pk}/{name}/"


def names_in(response) -> set[str]:
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return {row[0].value for row in book.active.iter_rows(min_row=2)}


@pytest.mark.parametrize("name", ["clerk", "staff", "manager", "worker", "admin", "viewer"])
def test_the_lists_and_the_page_open_for_who_may_see_them(name, team, consultation_at, visit):
    row = consultation_at("minuted")
    person = getattr(team, name)
    assert row.number in visit(person, LIST).content.decode()
    assert "两周内完成入地" in visit(person, DUTIES).content.decode()
    assert "一线工作法" in visit(person, row.get_absolute_url()).content.decode()
    assert "两周内入地。" in visit(person, f"{row.get_absolute_url()}minutes/").content.decode()


@pytest.mark.parametrize("name", ["neighbour", "stranger", "outsider", "auditor"])
def test_for_everybody_else_it_does_not_exist(name, team, consultation_at, visit, send, photo):
    row, person = consultation_at("minuted"), getattr(team, name)
    duty = row.duties.get()
    for query in ({}, {"within": row.division_id}, {"q": row.number}):
        assert row.title not in visit(person, LIST, **query).content.decode()
        assert duty.task not in visit(person, DUTIES, **query).content.decode()
    for address in (row.get_absolute_url(), f"{row.get_absolute_url()}minutes/"):
        assert visit(person, address).status_code == 404
    assert send(person, step(row, "close")).status_code == 404
    assert send(person, step(row, "attach"), photo=photo()).status_code == 404
    assert send(person, step(duty, "fulfil"), result="已入地。").status_code == 404
    assert row.number not in names_in(visit(person, f"{DUTIES}export/"))
    assert row.number not in str(search(person, "架空线", 10))
    assert Duty.objects.get().state == "assigned"


def test_the_whole_story_on_pages(place, team, visit, send, photo):
    cases = [new_case(place.north1, by=team.clerk), new_case(place.north2)]
    shown = visit(team.staff, f"{LIST}new/?case={cases[0].pk}&case={cases[1].pk}").content.decode()
    assert all(case.number in shown for case in cases)
    numbers = f"{cases[0].number}，{cases[1].number.lower()}"
    made = send(team.staff, f"{LIST}new/", title="架空线入地", numbers=numbers)
    assert made.status_code == 302, made.context["form"].errors
    row = Consultation.objects.get()
    assert (row.division, row.cases.count()) == (place.north, 2)
    soon, day = timezone.localtime() + timedelta(days=2), timezone.localdate() + timedelta(days=9)
    duty = {"department_1": place.department.pk, "task_1": "完成入地", "due_on_1": f"{day}"}
    taken = (
        (team.staff, "consult", {"departments": [place.department.pk], "answer_due_at": f"{soon:%Y-%m-%dT%H:%M}"}),
        (team.worker, "answer", {"opinion": "可以入地。"}),
        (
            team.staff,
            "hold",
            {
                "held_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
                "place": "东门",
                "on_site": "on",
                "came": [place.department.pk],
                "photo": photo(),
            },
        ),
        (team.staff, "minute", {"decision": "九日内入地。", **duty}),
    )
    for who, name, fields in taken:
        assert step(row, name) in visit(who, row.get_absolute_url()).content.decode(), name
        answered = send(who, step(row, name), **fields)
        assert answered.status_code == 302, (name, answered.context["asked"].errors)
    laid = row.duties.get()
    assert laid.due_at.date() == day
    for who, name, fields in (
        (team.worker, "fulfil", {"result": "已入地。"}), (team.manager, "return", {"reason": "还有一段。"}),
        (team.worker, "fulfil", {"result": "全部入地。"}), (team.manager, "pass", {}),
    ):  # fmt: skip
        assert step(laid, name) in visit(who, row.get_absolute_url()).content.decode(), name
        assert send(who, step(laid, name), **fields).status_code == 302, name
    assert send(team.manager, step(row, "close")).status_code == 302
    text = visit(team.worker, row.get_absolute_url()).content.decode()
    for words in ("九日内入地。", "全部入地。", "可以入地。", "东门.png", "退回 1 次", "不在您的管辖范围内"):
        assert words in text
    assert Attachment.objects.of(row).count() == 1


@pytest.mark.parametrize(
    ("state", "who", "name", "fields", "words"),
    [
        ("raised", "staff", "consult", {}, "请选择"),
        ("raised", "staff", "consult", {"answer_due_at": "明天"}, "请写成"),
        ("consulting", "worker", "answer", {"opinion": ""}, "请填写"),
        ("held", "staff", "minute", {"decision": "入地。"}, "纪要须明确责任"),
        ("held", "staff", "minute", {"decision": "入地。", "task_1": "入地"}, "每项任务都要写明"),
        ("minuted", "staff", "assign", {"task": "入地"}, "请选择"),
    ],
)
def test_a_form_with_nonsense_comes_back_with_what_is_wrong(
    team, consultation_at, send, state, who, name, fields, words
):
    row = consultation_at(state)
    answered = send(getattr(team, who), step(row, name), **fields)
    assert answered.status_code == 422
    assert words in answered.content.decode()
    assert Consultation.objects.get(pk=row.pk).state == state


def test_a_duty_with_nonsense_comes_back_on_its_consultation(team, consultation_at, send):
    duty = consultation_at("minuted").duties.get()
    answered = send(team.worker, step(duty, "fulfil"), result="电话 13800000000")
    assert answered.status_code == 422
    assert "手机号" in answered.content.decode()
    assert send(team.worker, step(duty, "pass")).status_code == 403
    assert send(team.manager, step(duty, "pass")).status_code == 409
    assert send(team.worker, step(duty, "nonsense")).status_code == 404


def test_a_new_one_is_on_cases_that_one_may_see(place, team, visit, send):
    foreign = new_case(place.south1)
    assert visit(team.clerk, f"{LIST}new/", case=foreign.pk).status_code == 404
    assert visit(team.clerk, f"{LIST}new/", case="x").status_code == 404
    assert visit(team.worker, f"{LIST}new/").status_code == 403
    for numbers, words in ((foreign.number, "不在您的管辖范围内"), ("", "请填写"), ("SP1", "没有工单")):
        answered = send(team.clerk, f"{LIST}new/", title="入地", numbers=numbers)
        assert answered.status_code == 422
        assert words in answered.content.decode()
    assert not Consultation.objects.exists()


def test_tabs_and_counts_agree(team, consultation_at, visit):
    rows = {state: consultation_at(state) for state in ("raised", "consulting", "held", "minuted", "closed")}
    for view in ("open", "raised", "consulting", "held", "minuted", "closed"):
        shown = visit(team.staff, LIST, view=view)
        text = shown.content.decode()
        states = set(rows) - {"closed"} if view == "open" else {view}
        assert {state for state, one in rows.items() if one.number in text} == states
        assert view == "closed" or shown.context["counts"][view] == len(states)
    Duty.objects.filter(state="assigned").update(due_at=timezone.now() - timedelta(days=1))
    for view, most in (("open", 1), ("overdue", 1), ("fulfilled", 0), ("passed", 1), ("all", 2)):
        assert len(visit(team.worker, DUTIES, view=view).context["page"].rows) == most, view
    assert visit(team.staff, LIST, view="?").status_code == 422
    assert visit(team.staff, DUTIES, due_before="soon").status_code == 422


def test_the_lists_ask_as_little_for_sixty_as_for_one(
    place, team, client, django_assert_max_num_queries, consultation_at
):
    case = new_case(place.north1)
    for _ in range(60):
        new_consultation(place, by=team.clerk, cases=[case])
    consultation_at("minuted")
    client.force_login(team.staff)
    client.get(LIST)
    with django_assert_max_num_queries(QUERIES):
        shown = client.get(LIST)
    assert len(shown.context["page"].rows) == 50
    with django_assert_max_num_queries(QUERIES):
        client.get(DUTIES)


def test_a_photo_is_read_through_its_consultation(team, consultation_at, visit, send, photo):
    row = consultation_at("held")
    assert send(team.worker, step(row, "attach"), photo=photo()).status_code == 302
    kept = Attachment.objects.of(row).get()
    address = f"{row.get_absolute_url()}files/{kept.pk}/"
    assert visit(team.clerk, address)["Content-Type"] == "image/png"
    assert visit(team.outsider, address).status_code == 404
    assert send(team.viewer, step(row, "attach"), photo=photo()).status_code == 403


def test_a_case_shows_its_consultations_and_their_duties(place, team, visit, consultation_at):
    case = new_case(place.north1, by=team.clerk)
    kin = f"/cases/{case.pk}/kin/"
    assert f"/consultations/new/?case={case.pk}" in visit(team.clerk, kin).content.decode()
    row = consultation_at("minuted", cases=[case])
    duties.fulfil(row.duties.get(), by=team.worker, result="已入地。")
    text = visit(team.viewer, kin).content.decode()
    assert row.number in text
    assert "两周内完成入地" in text
    assert "/consultations/new/" not in text
