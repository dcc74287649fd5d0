"""A period under 二期: both kinds valid everywhere, the same bytes whatever is told later, the same numbers on page and API."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.test import Client

from indices.actions import schemes
from indices.actions.compute import recompute
from indices.indicators import indicator
from indices.models import Observation, Score
from indices.schemes import DIMENSIONS
from neighborhoods.models import Activity, BuildingGroup, Household, JointMeeting, Onboarding, Opening, Participation
from tests.factories.access import token_of
from tests.factories.counted import (
    activity,
    adult,
    attendance,
    came,
    certificate,
    hours,
    partner,
    posting,
    recognition,
    two_kinds_in,
    volunteer,
)
from tests.factories.indices import at, computed
from tests.factories.year import a_year_in
from volunteers.models import Recognition, Volunteer
from workers.models import Attendance, Certificate, Posting

LATER = at("2026-11-02 09:00")
OCTOBER = "2026-10"


@pytest.fixture
def second(place):
    return schemes.ensure_phase_two(place.district, by=None)


@pytest.fixture
def run(place, second):
    a_year_in(place)
    two_kinds_in(place)
    return computed(second, place.district)


def test_both_kinds_of_every_dimension_are_valid_in_every_unit(run):
    assert Observation.objects.filter(run=run).count() == 25 * 6
    for one in Score.objects.filter(run=run):
        assert all(one.nodes[f"{code}-{kind}"] is not None for code in DIMENSIONS for kind in "BG"), one
        for code in DIMENSIONS:
            basic, guiding = one.nodes[f"{code}-B"], one.nodes[f"{code}-G"]
            assert one.nodes[code] == pytest.approx(0.7 * basic + 0.3 * min(guiding, basic + 20), abs=1e-9)


def test_what_is_told_after_the_period_leaves_its_hash_alone(run, place):
    before = run.observations_hash, run.scores_hash
    _end_what_stands(place)
    _withdraw_what_was_held(place)
    _tell_more(place)
    assert recompute(run) == before
    run.refresh_from_db()
    assert (run.observations_hash, run.scores_hash) == before


def _end_what_stands(place) -> None:
    told = {"until": date(2026, 10, 5), "ended_at": LATER}
    for model in (Onboarding, Opening, Volunteer, Recognition, BuildingGroup):
        model.objects.filter(division=place.north1, until=None).update(**told)
    Posting.objects.filter(division=place.north1, until=None).update(ending="resigned", **told)


def _withdraw_what_was_held(place) -> None:
    for model in (Activity, Participation, JointMeeting, Attendance, Certificate):
        model.objects.filter(division=place.north2).update(withdrawn_at=LATER)


def _tell_more(place) -> None:
    home = Household.objects.filter(division=place.south1).first()
    late = {"recorded_at": LATER}
    one = adult(home, **late)
    held = activity(place.south1, "2026-10-20 14:00", theme="law", partner=partner(place.south1), held_at=LATER)
    came(one, held)
    came(adult(home, since=date(2026, 11, 2)), Activity.objects.filter(theme="virtue").first(), noted_at=LATER)
    helper = Volunteer.objects.filter(division=place.south1).first()
    hours(helper, date(2026, 10, 20), 120, theme="mutual", booked="2026-11-02 09:00")
    hours(helper, date(2026, 9, 1), -60, theme="mutual", booked="2026-11-02 09:00")
    recognition(volunteer(place.south1, **late), "talent", **late)
    staff = posting(place.south1, **late)
    certificate(Posting.objects.filter(division=place.south1).last(), issued_on=date(2026, 10, 1), **late)
    attendance(staff, "2026-10-20 09:00", "8", noted_at=LATER)
    JointMeeting.objects.filter(division=place.south1, noted_at=None).update(held_at=LATER, noted_at=LATER)


def test_what_is_told_within_the_period_changes_it(run, place, second):
    hours(Volunteer.objects.first(), date(2026, 10, 20), 120, booked="2026-10-31 23:00")
    assert computed(second, place.district).observations_hash != run.observations_hash


@pytest.fixture
def reader(client, viewer):
    client.force_login(viewer)
    return client


@pytest.fixture
def leaves(run, place, viewer):
    """{indicator: its leaf in the API's explanation of the northern street}."""
    api = Client(headers={"authorization": f"Bearer {token_of(viewer, 'read')}"})
    score = Score.objects.get(run=run, division=place.north)
    tree = api.get(f"/api/v1/index-scores/{score.pk}/explain/").json()["tree"]
    found = {leaf["code"]: leaf for top in tree["children"] for kind in top["children"] for leaf in kind["children"]}
    return api, found


def test_page_api_and_records_tell_the_same_numbers(run, place, leaves):
    api, found = leaves
    assert len(found) == 25
    for one in Observation.objects.filter(run=run, division=place.north):
        leaf, known = found[one.indicator], indicator(one.indicator)
        for side in ("numerator", "denominator"):
            number = getattr(one, side)
            assert leaf[side]["count"] == number
            answer = api.get(f"{leaf[side]['records']}&format=ndjson")
            rows = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
            assert len({row["id"] for row in rows}) == len(rows)
            assert len(rows) == number or side in known.summed, (one.indicator, side)


@pytest.mark.parametrize(
    ("code", "side", "said"),
    [
        ("DZ-B3", "numerator", "小时"),
        ("DZ-B4", "denominator", "平均在岗人数"),
        ("GZ-G1", "numerator", "共建单位"),
        ("ZZ-B7", "numerator", "24.5 课时"),
        ("DZ-G2", "rest", "没有计入"),
    ],
)
def test_the_pages_of_the_new_records_name_them(reader, run, place, code, side, said):
    page = reader.get(f"/index/{place.north1.code}/{OCTOBER}/{code}/{side}/")
    if code != "DZ-G2":
        assert page.context["rows"]
    assert said in page.content.decode()


def test_a_ratio_has_no_rest(reader, run, place):
    assert reader.get(f"/index/{place.north1.code}/{OCTOBER}/GZ-G1/rest/").status_code == 404


def test_names_of_volunteers_and_workers_are_masked(reader, run, place):
    for code in ("DZ-B3", "FZ-B8", "DZ-B2"):
        shown = reader.get(f"/index/{place.north1.code}/{OCTOBER}/{code}/denominator/").content.decode()
        assert "李社工" not in shown
        assert "王志愿" not in shown
        assert "*" in shown
