"""回复模板: inherited downwards, filled in for the case, written by administrators."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from cases.desk.actions import replies
from cases.desk.models import ReplyTemplate
from cases.desk.places import PLACES, filled
from cases.desk.selectors import replies_for
from cases.models import Case
from governance.audit.models import Event
from governance.flow.machine import StepForbidden
from tests.factories.cases import CategoryFactory
from tests.factories.desk import ReplyFactory

GIVEN = {"step": "finish", "title": "已修好", "text": "{工单号}已修好。", "order": 1, "active": True, "category": None}


def test_every_place_is_filled(case_at):
    case = Case.objects.for_list().get(pk=case_at("handling", address="同济新村 23 号").pk)
    text = filled("".join(f"{{{name}}}|" for name in PLACES), case)
    assert "{" not in text
    assert text.startswith(f"{case.number}|楼道灯不亮|住房修缮|同济新村 23 号|同济新村居委会|区民政局|")
    assert filled("{别的}不变", case) == "{别的}不变"


def test_the_nearest_and_the_most_particular_come_first(place, case_at):
    case = case_at("handling")
    other = CategoryFactory(division=place.city, code="other")
    general = ReplyFactory(division=place.district, title="区通用")
    street = ReplyFactory(division=place.north, title="街道通用")
    special = ReplyFactory(division=place.district, title="住房", category=case.category)
    for hidden in ({"category": other}, {"division": place.south}, {"active": False}, {"step": "refuse"}):
        ReplyFactory(**{"division": place.district} | hidden)
    assert replies_for(case, "finish") == [special, street, general]


def test_an_unknown_place_is_refused(place, team):
    with pytest.raises(ValidationError, match=r"没有“\{姓名\}”这个空"):
        replies.add(division=place.district, by=team.admin, **GIVEN | {"text": "{姓名}您好"})
    with pytest.raises(ValidationError, match="不要写证件号和电话"):
        replies.add(division=place.district, by=team.admin, **GIVEN | {"text": "请打 13800000001"})
    with pytest.raises(ValidationError, match="最多 200 个字"):
        replies.add(division=place.district, by=team.admin, **GIVEN | {"step": "refuse", "text": "长" * 201})
    assert not ReplyTemplate.objects.exists()


def test_a_street_writes_its_own_and_not_the_districts(place, team):
    with pytest.raises(StepForbidden):
        replies.add(division=place.district, by=team.manager, **GIVEN)
    own = replies.add(division=place.north, by=team.manager, **GIVEN)
    above = replies.add(division=place.district, by=team.admin, **GIVEN)
    replies.change(own, by=team.manager, text="{事项}修好了。")
    with pytest.raises(StepForbidden, match="上级维护"):
        replies.change(above, by=team.manager, active=False)
    with pytest.raises(StepForbidden):
        replies.add(division=place.north, by=team.staff, **GIVEN | {"title": "另一个"})
    with pytest.raises(ValidationError, match="同名"):
        replies.add(division=place.north, by=team.manager, **GIVEN)


# pages


def test_a_department_fills_in_its_result_and_may_change_it(signed_in, place, team, case_at):
    case, reply = case_at("handling"), ReplyFactory(division=place.district)
    client = signed_in(team.worker)
    offered = client.get(f"/cases/{case.pk}/offered/finish/", headers={"HX-Request": "true"}).content.decode()
    assert reply.title in offered
    assert 'hx-target="#finish_result"' in offered
    field = client.get(f"/cases/{case.pk}/offered/finish/?reply={reply.pk}").content.decode()
    assert f"{case.number}“楼道灯不亮”已由区民政局处理完毕。" in field.replace("&quot;", '"')
    assert 'id="finish_result"' in field
    assert 'name="result"' in field
    for wrong in ("?reply=999999", "?reply=abc"):
        assert client.get(f"/cases/{case.pk}/offered/finish/{wrong}").status_code == 404
    assert client.get(f"/cases/{case.pk}/offered/check/").status_code == 404
    assert client.get(f"/cases/{case.pk}/offered/nonsense/").status_code == 404
    assert signed_in(team.outsider).get(f"/cases/{case.pk}/offered/finish/").status_code == 404


def test_pages_of_upkeep(signed_in, place, team):
    manager = signed_in(team.manager)
    given = {
        "division": place.north.code,
        "step": "rework",
        "title": "再看看",
        "text": "请补照片。",
        "order": "2",
        "active": "on",
    }
    assert manager.post("/desk/replies/new/", given).status_code == 302
    reply = ReplyTemplate.objects.get()
    before = Event.objects.count()
    bad = manager.post(f"/desk/replies/{reply.pk}/", given | {"text": "{电话}"})
    assert (bad.status_code, "没有“{电话}”这个空" in bad.content.decode(), Event.objects.count()) == (422, True, before)
    assert manager.post("/desk/replies/new/", given | {"division": place.district.code}).status_code == 422
    assert manager.post(f"/desk/replies/{reply.pk}/", given | {"title": "请再看看"}).status_code == 302
    assert "请再看看" in signed_in(team.staff).get("/desk/replies/").content.decode()
    assert signed_in(team.staff).get(f"/desk/replies/{reply.pk}/").status_code == 403
    assert signed_in(team.stranger).get(f"/desk/replies/{reply.pk}/").status_code == 404
    assert signed_in(team.clerk).get("/desk/replies/new/").status_code == 403
