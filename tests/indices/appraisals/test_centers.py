"""A year of 睦邻中心评估: items, marks, results published together."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from governance.flow.machine import StepForbidden, StepRefused
from indices.appraisals.actions import centers
from indices.appraisals.models import CenterAssessment, CenterScheme
from tests.factories.appraisals import YEAR, center

ITEMS = [{"title": "开放和场地", "points": 40}, {"title": "活动和服务", "points": 60}]


def marks(*scores: float) -> list[dict]:
    return [{"score": score, "evidence": "台账"} for score in scores]


@pytest.fixture
def scheme(place):
    center(place.north1), center(place.south1, "大桥睦邻中心")
    return centers.start(division=place.district, year=YEAR, items=ITEMS, by=None)


def of(place_division) -> CenterAssessment:
    return CenterAssessment.objects.get(division=place_division)


def test_centers_are_marked_by_item_ranked_and_published_together(place, team, scheme):
    row = centers.assess(of(place.north1), by=team.manager, marks=marks(38, 55))
    assert (row.total, row.grade, row.items[1]) == (
        93.0,
        "excellent",
        {"title": "活动和服务", "points": 60.0, "score": 55.0, "evidence": "台账"},
    )
    with pytest.raises(StepRefused, match="还有 1 家没有评分"):
        centers.publish(scheme, by=team.admin)
    centers.assess(of(place.south1), by=team.admin, marks=marks(20, 30))
    with pytest.raises(StepForbidden):
        centers.publish(scheme, by=team.manager)
    assert centers.publish(scheme, by=team.admin) == 2
    assert [(one.rank, one.grade, one.state) for one in CenterAssessment.objects.order_by("rank")] == [
        (1, "excellent", "published"), (2, "fail", "published")
    ]  # fmt: skip
    with pytest.raises(StepRefused, match="现在是"):
        centers.assess(row, by=team.admin, marks=marks(40, 60))
    with pytest.raises(StepRefused, match="已经公布"):
        centers.publish(scheme, by=team.admin)
    with pytest.raises(StepRefused):
        centers.withdraw(scheme, by=team.admin, reason="重来")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [(marks(41, 60), "应打 0 到 40 分"), (marks(40), "要给 2 项都打分"), (marks(-1, 60), "应打 0 到 40"), ([{"score": None}, {"score": 1}], "应打 0 到")],
)  # fmt: skip
def test_wrong_marks_are_refused(place, team, scheme, given, sentence):
    with pytest.raises(ValidationError, match=sentence):
        centers.assess(of(place.north1), by=team.admin, marks=given)
    assert of(place.north1).state == "pending"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"items": ITEMS[:1]}, "合起来应是 100"), ({"items": []}, "1 到 30 项"), ({"items": [{"title": "", "points": 100}]}, "请填写项目名称"),
        ({"items": [{"title": "甲", "points": 110}, {"title": "乙", "points": -10}]}, "要大于 0"), ({"line_good": 95.0}, "要依次降低"),
    ],
)  # fmt: skip
def test_a_scheme_adds_up_to_a_hundred(place, team, wrong, sentence):
    center(place.north1)
    with pytest.raises(ValidationError) as refused:
        centers.start(by=team.admin, **{"division": place.district, "year": YEAR, "items": ITEMS} | wrong)
    assert sentence in str(refused.value)
    assert not CenterScheme.objects.exists()


def test_neighbours_and_viewers_mark_nothing(place, team, scheme):
    for person in (team.neighbour, team.viewer, team.clerk):
        with pytest.raises(StepForbidden):
            centers.assess(of(place.north1), by=person, marks=marks(1, 1))
    with pytest.raises(PermissionDenied):
        centers.start(division=place.district, year=YEAR + 1, items=ITEMS, by=team.manager)
    assert [one.division for one in CenterAssessment.objects.visible_to(team.neighbour)] == [place.south1]
