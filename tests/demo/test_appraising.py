from __future__ import annotations

import pytest

from governance.access.roles import Role
from governance.demo.appraising import appraise
from indices.appraisals.models import Appraisal, AppraisalRow, ExternalAssessment
from tests.factories.access import MembershipFactory
from tests.factories.appraisals import YEAR, center, month

pytestmark = pytest.mark.django_db


def test_a_scored_district_shows_appraisals_in_every_stage(place):
    MembershipFactory(user__username="admin-310110", role=Role.DISTRICT_ADMIN, division=place.district)
    for street in (place.north, place.south):
        MembershipFactory(
            user__username=f"street-admin-{street.code[:9]}", role=Role.SUBDISTRICT_ADMIN, division=street
        )
    center(place.north1)
    for number in range(1, 7):
        scores = {
            place.district: 70,
            place.north: 70 + number,
            place.south: 60,
            place.north1: 66,
            place.north2: 55,
            place.south1: 50,
        }
        month(place.district, f"{YEAR}-{number:02d}", scores)
    appraise(place.district)
    appraise(place.district)  # a second time adds nothing
    assert set(Appraisal.objects.values_list("division__name", "part", "state")) == {
        ("杨浦区", "year", "self"), ("杨浦区", "q1", "published"), ("四平路街道", "q1", "published"), ("大桥街道", "q1", "published"),
        ("杨浦区", "q2", "appeals"), ("四平路街道", "q2", "appeals"),
    }  # fmt: skip
    assert set(AppraisalRow.objects.values_list("state", flat=True)) >= {"assessed", "verified", "appealed", "answered"}
    assert ExternalAssessment.objects.public().get().scores.count() == 2
