from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Case, Category
from governance.access.roles import Role
from tests.factories.access import member


@pytest.fixture
def case(place):
    category = Category.objects.create(division=place.district, code="qita", name="其他")
    now = timezone.now()
    return Case.objects.create(
        number="2026-1",
        category=category,
        title="路灯不亮",
        division=place.north1,
        opened_at=now,
        due_at=now + timedelta(days=9),
    )


def address(case, step=""):
    return f"/trial/cases/{case.pk}/{step}"


def test_a_detail_lists_the_steps_that_the_caller_may_take(case, street_admin, clerk):
    assert street_admin.get(address(case)).json()["allowed_steps"] == ["file"]
    assert clerk.get(address(case)).json()["allowed_steps"] == []


def test_a_step_answers_with_the_row_as_it_now_stands(case, street_admin):
    answer = street_admin.send("post", address(case, "file/"))
    assert (answer.status_code, answer.json()["state"], answer.json()["allowed_steps"]) == (200, "filed", ["dispatch"])


def test_a_step_from_the_wrong_state_is_409_in_a_sentence(case, street_admin):
    street_admin.send("post", address(case, "file/"))
    answer = street_admin.send("post", address(case, "file/"))
    assert answer.status_code == 409
    assert "不能立案" in answer.json()["detail"]


def test_a_step_of_another_role_is_403_and_of_another_street_404(case, clerk, caller, place):
    assert clerk.send("post", address(case, "file/")).status_code == 403
    stranger = caller(member(Role.SUBDISTRICT_ADMIN, of=place.south))
    assert stranger.send("post", address(case, "file/")).status_code == 404


def test_a_step_names_rows_by_code_among_those_the_caller_may_see(case, street_admin):
    street_admin.send("post", address(case, "file/"))
    answer = street_admin.send("post", address(case, "dispatch/"), {"department": "nowhere"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "department")
    answer = street_admin.send("post", address(case, "dispatch/"), {"department": "minzheng"})
    assert answer.json()["state"] == "dispatched"


def test_a_step_that_does_not_exist_or_is_asked_by_get_is_refused(case, street_admin):
    assert street_admin.send("post", address(case, "explode/")).status_code == 404
    assert street_admin.get(address(case, "file/")).status_code == 405
