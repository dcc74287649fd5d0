"""The work list: steps on many cases, views and columns of the own."""

from __future__ import annotations

import pytest

from cases.desk.models import ColumnChoice, SavedView
from cases.models import Case
from governance.audit.models import Event


def states(cases) -> list[str]:
    return [Case.objects.get(pk=case.pk).state for case in cases]


@pytest.mark.parametrize(
    ("step", "before", "after"),
    [("file", "received", "filed"), ("check", "handled", "checked"), ("close", "checked", "closed")],
)
def test_a_step_is_taken_on_each_of_the_ticked(step, before, after, signed_in, team, case_at):
    cases = [case_at(before), case_at(before)]
    answer = signed_in(team.staff).post(f"/cases/bulk/{step}/", {"ids": [case.pk for case in cases]}, follow=True)
    assert states(cases) == [after, after]
    assert "已办好 2 件" in answer.content.decode()


def test_a_department_accepts_several(signed_in, team, case_at):
    cases = [case_at("dispatched"), case_at("dispatched")]
    signed_in(team.worker).post("/cases/bulk/accept/", {"ids": [case.pk for case in cases]})
    assert states(cases) == ["handling", "handling"]


def test_one_that_is_refused_does_not_hold_up_the_others_and_is_told_why(signed_in, team, case_at, place):
    fit, unfit, own = case_at("handled"), case_at("filed"), case_at("handled")
    Case.objects.filter(pk=own.pk).update(handler=team.staff)
    answer = signed_in(team.staff).post(
        "/cases/bulk/check/", {"ids": [one.pk for one in (fit, unfit, own)]}, follow=True
    )
    body = answer.content.decode()
    assert states([fit, unfit, own]) == ["checked", "filed", "handled"]
    assert f"{unfit.number} 没有办：现在是“待派遣”" in body
    assert f"{own.number} 没有办：您是这件工单的承办人" in body


def test_of_many_refusals_the_rest_is_counted(signed_in, team, case_at):
    cases = [case_at("received") for _ in range(7)]
    body = (
        signed_in(team.staff)
        .post("/cases/bulk/close/", {"ids": [one.pk for one in cases]}, follow=True)
        .content.decode()
    )
    assert body.count("没有办：") == 5
    assert "另有 2 件没有办" in body


@pytest.mark.parametrize("who", ["clerk", "viewer", "worker", "stranger"])
def test_who_may_not_closes_nothing(who, signed_in, team, case_at):
    case = case_at("checked")
    before = Event.objects.exclude(verb="access.denied").count()
    signed_in(getattr(team, who)).post("/cases/bulk/close/", {"ids": [case.pk]})
    assert states([case]) == ["checked"]
    assert Event.objects.exclude(verb="access.denied").count() == before


@pytest.mark.parametrize("ids", [[], ["nonsense"], ["\0"]])
def test_nothing_ticked_is_said(ids, signed_in, team):
    body = signed_in(team.staff).post("/cases/bulk/file/", {"ids": ids}, follow=True).content.decode()
    assert "没有选中工单" in body


def test_a_step_that_asks_for_words_is_not_taken_in_bulk(signed_in, team):
    for step in ("finish", "refuse", "nonsense"):
        assert signed_in(team.staff).post(f"/cases/bulk/{step}/").status_code == 404


def test_back_to_the_same_filters_and_nowhere_else(signed_in, team):
    client = signed_in(team.staff)
    assert client.post("/cases/bulk/file/", {"query": "view=received&q=a"})["Location"] == "/cases/?view=received&q=a"
    assert client.post("/cases/bulk/file/", {"query": "//evil.example/"})["Location"].startswith("/cases/?")
    assert client.post("/cases/bulk/file/", {"back": "desk"})["Location"] == "/desk/"
    assert client.post("/cases/bulk/file/")["Location"] == "/cases/"


# views and columns


def test_a_view_is_kept_for_its_owner_only(signed_in, team, case_at):
    case_at("filed")  # brings its category along
    client = signed_in(team.staff)
    query = "view=filed&category=housing&cursor=abc&columns=due&nonsense=1"
    assert client.post("/desk/views/save/", {"name": "我的派遣", "query": query}).status_code == 302
    view = SavedView.objects.get()
    assert view.query == "view=filed&category=housing&columns=due"
    assert "我的派遣" in client.get("/cases/").content.decode()
    assert client.get(f"/cases/?{view.query}").status_code == 200
    other = signed_in(team.colleague)
    assert "我的派遣" not in other.get("/cases/").content.decode()
    assert other.post(f"/desk/views/{view.pk}/delete/").status_code == 404
    client.post("/desk/views/save/", {"name": "我的派遣", "query": "view=open"})
    assert SavedView.objects.get().query == "view=open"
    assert client.post(f"/desk/views/{view.pk}/delete/").status_code == 302
    assert not SavedView.objects.exists()


def test_a_view_without_a_name_and_one_too_many_are_refused(signed_in, team, monkeypatch):
    client = signed_in(team.staff)
    assert client.post("/desk/views/save/", {"name": " ", "query": ""}).status_code == 422
    assert client.post("/desk/views/save/", {"name": "很长的名字超过了十二个字的视图", "query": ""}).status_code == 422
    for number in range(8):
        client.post("/desk/views/save/", {"name": f"{number}", "query": "view=open"})
    assert client.post("/desk/views/save/", {"name": "第九个", "query": ""}).status_code == 422
    assert SavedView.objects.count() == 8


def test_columns_are_chosen_for_good_or_in_the_address(signed_in, team, case_at):
    case, client = case_at("filed"), signed_in(team.staff)
    assert ">来源</th>" in client.get("/cases/").content.decode()
    assert (
        client.post("/desk/columns/", {"columns": ["number", "due"], "query": "view=open"})["Location"]
        == "/cases/?view=open"
    )
    assert ColumnChoice.objects.get().columns == ["due", "number"]
    body = client.get("/cases/").content.decode()
    assert ">来源</th>" not in body
    assert case.number in body
    assert ">来源</th>" in client.get("/cases/?columns=source").content.decode()
    assert client.post("/desk/columns/", {"columns": ["moon"]}).status_code == 422
    assert client.post("/desk/columns/", {}).status_code == 422


def test_the_work_list_costs_at_most_twelve_queries(signed_in, queries_of, team, case_at):
    client = signed_in(team.staff)
    client.post("/desk/views/save/", {"name": "甲", "query": "view=open"})
    case_at("filed")
    before = queries_of(client, "/cases/")
    for _ in range(3):
        case_at("filed")
    assert queries_of(client, "/cases/") == before <= 12
