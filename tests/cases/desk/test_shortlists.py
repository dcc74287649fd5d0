"""我的清单: one officer's at most, in an order that can be walked, taken over openly."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from cases.desk.actions import shortlists
from cases.desk.models import ShortlistEntry
from cases.desk.selectors import shortlist_of
from cases.models import Case
from governance.audit.log import history
from governance.flow.machine import StepForbidden, StepRefused
from governance.jobs.inbox import inbox
from tests.factories.cases import new_case


@pytest.fixture
def three(place, team):
    """On the list of `team.staff`, in the order of their making."""
    cases = [new_case(place.north1, address=f"同济新村 {number} 号") for number in (10, 9, 23)]
    for case in cases:
        shortlists.add(case, by=team.staff)
    return cases


def titles(user) -> list[str]:
    return [entry.case.address for entry in shortlist_of(user)]


def test_a_case_is_on_one_list_only(three, team):
    with pytest.raises(StepRefused, match="的清单上"):
        shortlists.add(three[0], by=team.colleague)
    assert shortlists.add(three[0], by=team.staff).owner == team.staff
    assert ShortlistEntry.objects.filter(case=three[0]).count() == 1


def test_taking_over_tells_the_former_holder(three, team):
    shortlists.add(three[0], by=team.colleague, over=True)
    assert titles(team.colleague) == ["同济新村 10 号"]
    assert titles(team.staff) == ["同济新村 9 号", "同济新村 23 号"]
    assert f"已由{team.colleague}从您的清单接过去" in inbox(team.staff).get().text
    assert history(three[0]).first().verb == "shortlist.take_over"


@pytest.mark.parametrize("who", ["stranger", "clerk", "worker", "viewer", "auditor"])
def test_a_list_is_for_officers_of_the_street(who, three, team):
    with pytest.raises(StepForbidden):
        shortlists.add(three[0], by=getattr(team, who), over=True)
    assert shortlist_of(getattr(team, who)) == []


def test_a_closed_or_withdrawn_case_is_not_listed(case_at, team):
    with pytest.raises(StepRefused, match="结案或撤回"):
        shortlists.add(case_at("closed"), by=team.staff)


def test_a_list_has_an_end(three, team, monkeypatch, place):
    monkeypatch.setattr(shortlists, "MOST", 3)
    with pytest.raises(StepRefused, match="最多 3 件"):
        shortlists.add(new_case(place.north1), by=team.staff)


def test_moving_up_and_down_stays_within_the_list(three, team):
    shortlists.move(three[2], by=team.staff, up=True)
    assert titles(team.staff) == ["同济新村 10 号", "同济新村 23 号", "同济新村 9 号"]
    shortlists.move(three[0], by=team.staff, up=True)
    assert titles(team.staff)[0] == "同济新村 10 号"
    shortlists.move(three[0], by=team.staff, up=False)
    assert titles(team.staff)[:2] == ["同济新村 23 号", "同济新村 10 号"]
    with pytest.raises(ValidationError, match="不在您的清单上"):
        shortlists.move(three[0], by=team.colleague, up=True)


def test_for_walking_house_numbers_are_numbers(three, team):
    shortlists.arrange(by=team.staff)
    assert titles(team.staff) == ["同济新村 9 号", "同济新村 10 号", "同济新村 23 号"]


def test_for_walking_the_nearest_place_is_next(place, team):
    spots = {"南": (31.20, 121.50), "北": (31.30, 121.50), "中": (31.25, 121.51), "北门": (31.29, 121.50)}
    for name, (latitude, longitude) in spots.items():
        shortlists.add(new_case(place.north1, address=name, latitude=latitude, longitude=longitude), by=team.staff)
    shortlists.add(new_case(place.north1, address="没有坐标"), by=team.staff)
    shortlists.arrange(by=team.staff)
    assert titles(team.staff) == ["北", "北门", "中", "南", "没有坐标"]


def test_off_the_list_it_is_free_for_others(three, team):
    shortlists.remove(three[0], by=team.staff)
    assert shortlists.add(three[0], by=team.colleague).position == 1
    with pytest.raises(ValidationError):
        shortlists.remove(three[0], by=team.staff)


def test_what_is_finished_is_taken_off_together(three, team):
    Case.objects.filter(pk=three[1].pk).update(withdrawn_at=three[1].opened_at, withdrawn_reason="重复")
    assert shortlists.drop_finished(by=team.staff) == 1
    assert titles(team.staff) == ["同济新村 10 号", "同济新村 23 号"]


# pages


def test_the_page_shows_the_own_list_and_moves_it(signed_in, three, team):
    client = signed_in(team.staff)
    assert client.post(f"/desk/cases/{three[2].pk}/up/").status_code == 302
    body = client.get("/desk/").content.decode()
    assert body.index("同济新村 23 号") < body.index("同济新村 9 号")
    assert "同济新村" not in signed_in(team.colleague).get("/desk/").content.decode()
    assert client.post("/desk/arrange/").status_code == 302
    assert client.post("/desk/clear/").status_code == 422
    assert client.post(f"/desk/cases/{three[2].pk}/nonsense/").status_code == 404
    assert signed_in(team.stranger).post(f"/desk/cases/{three[2].pk}/take/").status_code == 404


def test_the_panel_offers_what_fits(signed_in, three, team):
    kin = f"/cases/{three[0].pk}/kin/"
    assert "第 1 件" in signed_in(team.staff).get(kin).content.decode()
    assert "接到我的清单" in signed_in(team.colleague).get(kin).content.decode()
    assert "清单" not in signed_in(team.clerk).get(kin).content.decode()


def test_several_are_added_from_the_work_list(signed_in, place, team, three):
    fresh = new_case(place.north1)
    client = signed_in(team.colleague)
    answer = client.post("/desk/add/", {"ids": [three[0].pk, fresh.pk], "query": "view=open&q=灯"}, follow=True)
    body = answer.content.decode()
    assert answer.redirect_chain[0][0].startswith("/cases/?view=open&q=")
    assert "已把 1 件加入我的清单" in body
    assert f"{three[0].number} 没有加入" in body


def test_the_list_costs_the_same_however_long(signed_in, queries_of, place, team, three):
    client = signed_in(team.staff)
    before = queries_of(client, "/desk/")
    for _ in range(5):
        shortlists.add(new_case(place.north1), by=team.staff)
    assert queries_of(client, "/desk/") == before <= 12
