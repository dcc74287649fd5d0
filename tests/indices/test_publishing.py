"""Computed, reviewed, open to objections, published; corrected beside what was published, never in it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from governance.access.roles import Role
from governance.flow.machine import StepForbidden, StepRefused
from governance.flow.workdays import add_workdays
from indices.actions.objections import object_to, reject, uphold
from indices.actions.publishing import correct, publish, review, take_back
from indices.models import IndexRun, Objection, Score
from indices.selectors.runs import public_runs
from tests.factories.access import member
from tests.factories.indices import at, households, published, visit


@pytest.fixture
def street(place):
    return member(Role.SUBDISTRICT_ADMIN, of=place.north)


@pytest.fixture
def reviewed(run, admin):
    return review(run, by=admin)


def closed(run: IndexRun) -> IndexRun:
    """The window is over."""
    IndexRun.objects.filter(pk=run.pk).update(objections_until=timezone.now() - timedelta(minutes=1))
    run.refresh_from_db()
    return run


def test_review_opens_five_working_days_and_the_figures_stand_still(reviewed, run, place, admin):
    until = add_workdays(reviewed.reviewed_at, 5, place.district.code)
    assert (reviewed.state, reviewed.objections_until) == ("reviewed", until)
    with pytest.raises(StepRefused, match="期满才能发布"):
        publish(reviewed, by=admin)
    assert publish(closed(reviewed), by=admin).state == "published"


def test_under_review_nothing_is_shown_to_the_public(reviewed, place, neighbour):
    assert public_runs(place.district.code) == []
    seen = Score.objects.for_reader(neighbour).filter(run=reviewed)
    assert set(seen.values_list("division", flat=True)) <= {place.south.code, place.south1.code}


def test_a_community_objects_to_its_own_figure_and_is_answered(reviewed, place, admin, street, clerk):
    row = object_to(reviewed, place.north1, by=clerk, indicator="ZZ-B1", text="有 30 户是空关房，应从分母去掉。")
    assert admin.notices.filter(kind="objection").exists()
    with pytest.raises(StepRefused, match="1 条异议没有答复"):
        publish(closed(reviewed), by=admin)
    with pytest.raises(StepForbidden):
        reject(row, by=street, text="按方案计算。")
    with pytest.raises(ValidationError, match="写明答复"):
        reject(row, by=admin, text=" ")
    answered = reject(row, by=admin, text="空关房按方案仍在分母里。")
    assert (answered.state, answered.answered_by) == ("rejected", admin)
    assert clerk.notices.filter(kind="objection").exists()
    with pytest.raises(StepRefused):
        uphold(row, by=admin, text="改判。")
    assert publish(reviewed, by=admin).state == "published"


def test_what_is_upheld_is_computed_again_from_what_was_recorded_meanwhile(reviewed, place, admin, clerk):
    row = object_to(reviewed, place.north1, by=clerk, text="漏报走访。")
    uphold(row, by=admin, text="请补报，重算。")
    with pytest.raises(StepRefused, match="退回重算"):
        publish(closed(reviewed), by=admin)
    before = reviewed.observations.get(indicator="ZZ-B1", division=place.north1)
    home = households(place.north1, 1)[0]
    visit(home, "2026-10-20 10:00", recorded_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(ValidationError, match="为什么"):
        take_back(reviewed, by=admin, reason="")
    again = take_back(reviewed, by=admin, reason="补报走访")
    after = again.observations.get(indicator="ZZ-B1", division=place.north1)
    assert (again.state, after.numerator) == ("computed", before.numerator + 1)
    assert publish(review(again, by=admin, days=0), by=admin).state == "published"


def test_objections_are_refused_outside_the_window_the_reach_and_the_run(run, place, admin, clerk, neighbour, viewer):
    with pytest.raises(StepRefused, match="公示期"):
        object_to(run, place.north1, by=clerk, text="早了。")
    reviewed = review(run, by=admin)
    for person in (neighbour, viewer, admin):
        with pytest.raises(PermissionDenied):
            object_to(reviewed, place.north1, by=person, text="不是我的。")
    with pytest.raises(ValidationError, match="没有指标"):
        object_to(reviewed, place.north1, by=clerk, indicator="XX-1", text="没有这个。")
    with pytest.raises(ValidationError):
        object_to(reviewed, place.north1, by=clerk, text=" ")
    with pytest.raises(StepRefused, match="公示期"):
        object_to(closed(reviewed), place.north1, by=clerk, text="晚了。")
    assert not Objection.objects.exists()
    assert not Objection.objects.visible_to(neighbour).exists()


def test_a_correction_stands_beside_what_it_replaces(run, place, admin):
    old = published(run)
    scores = list(old.scores.order_by("pk").values_list("score", flat=True))
    visit(households(place.north1, 1)[0], "2026-10-20 10:00", recorded_at=at("2026-11-10 09:00"))
    with pytest.raises(ValidationError, match="更正的原因"):
        correct(old, by=admin, reason="")
    new = correct(old, by=admin, reason="北一居委漏报走访 1 户。")
    assert (new.correction, new.state) == (1, "computed")
    assert new.observations_hash != old.observations_hash
    with pytest.raises(StepRefused, match="已有一次更正"):
        correct(old, by=admin, reason="再来一次。")
    publish(review(new, by=admin, days=0), by=admin)
    old.refresh_from_db()
    assert old.state == "replaced"
    assert list(old.scores.order_by("pk").values_list("score", flat=True)) == scores
    assert [one.pk for one in public_runs(place.district.code)] == [new.pk]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUBDISTRICT_ADMIN, Role.CLERK])
def test_only_the_district_reviews_takes_back_and_corrects(run, place, role):
    person = member(role, of=place.district)
    with pytest.raises(StepForbidden):
        review(run, by=person)
    reviewed = review(run, by=None, days=0)
    with pytest.raises(StepForbidden):
        take_back(reviewed, by=person, reason="不对。")
    with pytest.raises(StepForbidden):
        correct(publish(reviewed, by=None), by=person, reason="不对。")


@pytest.mark.parametrize("days", [-1, 31])
def test_a_window_has_a_sensible_length(run, admin, days):
    with pytest.raises(ValidationError, match="0 到 30"):
        review(run, by=admin, days=days)


def test_what_is_not_published_cannot_be_corrected(run, admin):
    with pytest.raises(StepRefused, match="已发布的结果"):
        correct(run, by=admin, reason="不对。")
