"""不公开, 公开, who reported; and what the API tells and filters of all of it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cases.actions import merged, publicity, reporters, requests
from cases.models import Case, ReporterReveal
from governance.audit.models import Event
from governance.flow.machine import StepForbidden, StepRefused
from tests.factories.access import token_of
from tests.factories.cases import new_case

WHY = "大家都关心。"


def public(case: Case) -> bool:
    return Case.objects.public().filter(pk=case.pk).exists()


def program(user) -> Client:
    return Client(headers={"authorization": f"Bearer {token_of(user)}"})


def test_an_officer_publishes_and_takes_back_with_a_reason(team, case_at):
    case = publicity.publish(case_at("handling"), by=team.staff, reason=WHY)
    assert public(case)
    assert Event.objects.filter(verb="case.publish", actor=team.staff).exists()
    with pytest.raises(StepRefused, match="已经公开"):
        publicity.publish(case, by=team.staff, reason=WHY)
    assert not public(publicity.unpublish(case, by=team.manager, reason="涉及个人。"))


def test_a_private_case_is_public_by_no_way(place, team):
    case = new_case(place.north1, by=None, entrance=Case.Entrance.SNAPSHOT)
    assert public(case)
    case = publicity.hide(case, by=team.staff, reason="涉及个人。")
    assert not public(case)
    with pytest.raises(StepRefused, match="设为不公开"):
        publicity.publish(case, by=team.staff, reason=WHY)
    assert public(publicity.unhide(case, by=team.staff, reason="已经脱敏。"))


def test_hiding_ends_an_earlier_publication(team, case_at):
    case = publicity.hide(
        publicity.publish(case_at("filed"), by=team.staff, reason=WHY), by=team.staff, reason="涉及个人。"
    )
    assert (case.private, case.published_at) == (True, None)
    assert not public(publicity.unhide(case, by=team.staff, reason="看错了。"))


@pytest.mark.parametrize("act", [publicity.hide, publicity.publish])
@pytest.mark.parametrize("name", ["clerk", "worker", "viewer", "stranger"])
def test_publicity_is_the_streets_to_decide(act, name, team, case_at):
    with pytest.raises(StepForbidden):
        act(case_at("handling"), by=getattr(team, name), reason=WHY)


@pytest.mark.parametrize("reason", ["", "  ", "请电 13812345678"])
def test_publicity_has_a_reason(reason, team, case_at):
    with pytest.raises(ValidationError):
        publicity.publish(case_at("filed"), by=team.staff, reason=reason)


def test_who_reported_is_masked_and_shown_for_a_reason_once(client, team, case_at, settings):
    settings.SECOND_FACTOR_MAY_WAIT = True
    case = case_at("handling")
    reporters.note(case, by=None, name="张三丰", phone="13812345678", email="zhang@example.com")
    client.force_login(team.staff)
    text = client.get(case.get_absolute_url()).content.decode()
    assert "张**" in text
    assert "13812345678" not in text
    address = f"/cases/{case.pk}/reporter/"
    assert client.post(address, {"category": ""}).status_code == 422
    seen = client.post(address, {"category": "办理工单"})
    assert "13812345678，zhang@example.com" in seen.content.decode()
    assert ReporterReveal.objects.get().category == "case"
    assert Event.objects.filter(verb="reporter.revealed", actor=team.staff).count() == 1
    client.force_login(team.worker)
    assert client.get(address).status_code == 404
    assert "张**" not in client.get(case.get_absolute_url()).content.decode()


def test_the_list_is_filtered_by_entrance_parent_pause_privacy_and_place(place, team, case_at):
    parent, child = case_at("handling", latitude=31.29, longitude=121.5), case_at("filed", private=True)
    merged.merge(child, by=team.staff, parent=parent)
    snap = new_case(place.north1, by=None, entrance=Case.Entrance.SNAPSHOT, latitude=31.292, longitude=121.5)
    requests.pause(parent, by=team.worker, until=timezone.localdate() + timedelta(days=5), reason="等配件到货。")
    requests.approve(Case.objects.get(pk=parent.pk), by=team.staff)
    staff = program(team.staff)

    def found(**query):
        answered = staff.get("/api/v1/cases/", query)
        assert answered.status_code == 200, answered.content.decode()
        return {row["id"] for row in answered.json()["results"]}

    assert found(entrance="snapshot") == {str(snap.pk)}
    assert found(parent=str(parent.pk)) == {str(child.pk)}
    assert found(paused="true") == {str(parent.pk)}
    assert found(private="true") == {str(child.pk)}
    assert found(near="31.29,121.5,150") == {str(parent.pk)}
    assert found(near="31.29,121.5,300") == {str(parent.pk), str(snap.pk)}
    assert found(as_of=timezone.localdate().isoformat()) == {str(one.pk) for one in (parent, child, snap)}
    assert found(as_of=(timezone.localdate() - timedelta(days=1)).isoformat()) == set()
    for wrong in (
        {"near": "31,121"},
        {"near": "95,121,10"},
        {"near": "31,121,99999"},
        {"as_of": "soon"},
        {"parent": "x"},
    ):
        assert staff.get("/api/v1/cases/", wrong).status_code == 400


def test_a_row_tells_how_it_came_in_and_what_waits(place, team, case_at):
    case = case_at("handling")
    worker = program(team.worker)
    answered = worker.post(
        f"/api/v1/cases/{case.pk}/extend/",
        json.dumps({"days": 2, "reason": "等配件。"}),
        content_type="application/json",
    )
    row = answered.json()
    assert answered.status_code == 200, row
    assert (row["asking"], row["request"]["days"], row["entrance"]) == ("extension", 2, "clerk")
    assert (row["parent"], row["private"], row["published_at"], row["paused_at"]) == (None, False, None, None)
    too_many = worker.post(
        f"/api/v1/cases/{case.pk}/extend/",
        json.dumps({"days": 2, "reason": "等配件。"}),
        content_type="application/json",
    )
    assert too_many.status_code == 409
    assert (
        program(team.staff)
        .post(f"/api/v1/cases/{case.pk}/approve/", "{}", content_type="application/json")
        .json()["extensions"]
        == 1
    )


def test_a_category_is_edited_over_rest_by_who_read_it(place, team, case_at):
    from cases.actions.categories import ensure_samples

    ensure_samples(place.district)
    admin = program(team.admin)
    address = "/api/v1/categories/housing/"
    tag = admin.get(address)["ETag"]

    def patch(tag=None, **body):
        given = {"headers": {"if-match": tag}} if tag else {}
        return admin.patch(address, json.dumps(body), content_type="application/json", **given)

    assert patch(days=6).status_code == 428
    assert patch(tag, days=0).status_code == 400
    changed = patch(tag, days=6, check_days=3)
    assert (changed.status_code, changed.json()["days"], changed.json()["check_days"]) == (200, 6, 3)
    assert patch(tag, days=7).status_code == 412
