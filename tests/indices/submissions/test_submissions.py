"""上报, 审核 and 抽查: who may do what, what is refused, and what is written down."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile

from governance.audit.models import Event
from governance.files.models import Attachment
from governance.flow.machine import StepForbidden, StepRefused
from indices.submissions.actions import sampling, submissions
from indices.submissions.models import Draw, Submission
from indices.submissions.selectors.surveys import estimate
from indices.windows import Period

S = Submission.State


def test_a_figure_is_reported_reviewed_drawn_and_upheld_by_four_people(told, team, place, last):
    row = told(note="附清单")
    assert (row.state, row.reporter, row.reviewed_at) == (S.SUBMITTED, team.clerk, None)
    row = submissions.review(row, by=team.staff)
    assert (row.state, row.reviewer) == (S.REVIEWED, team.staff)
    sampling.draw(division=place.district, period=last.code, by=team.district, size=1, seed=7)
    row = sampling.uphold(row, by=team.district)
    assert (row.state, row.sampler) == (S.UPHELD, team.district)
    verbs = set(Event.objects.filter(subject_id=str(row.pk)).values_list("verb", flat=True))
    assert verbs == {"submission.added", "submission.review", "submission.draw", "submission.uphold"}


def test_who_reported_does_not_review_even_with_the_right(told, team, place):
    own = told(by=team.staff)
    with pytest.raises(StepForbidden, match="请由别人审核"):
        submissions.review(own, by=team.staff)
    with pytest.raises(StepForbidden):
        submissions.review(own, by=team.clerk)
    assert submissions.review(own, by=team.boss).state == S.REVIEWED


def test_nobody_reports_or_reviews_next_door(told, team, place):
    with pytest.raises(PermissionDenied):
        told(by=team.neighbour)
    with pytest.raises(StepForbidden):
        submissions.review(told(), by=team.next_staff)
    with pytest.raises(PermissionDenied):
        told("ZZ-B4", by=team.viewer)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"code": "ZZ-B1"}, "不是上报指标", id="computed from records"),
        pytest.param({"code": "XX"}, "不是上报指标", id="no indicator"),
        pytest.param({"numerator": 6}, "不能多于", id="more than the whole"),
        pytest.param({"numerator": -1}, "不能小于 0", id="less than nothing"),
        pytest.param({"numerator": "1.5"}, "整数", id="half a topic"),
        pytest.param({"denominator": None}, "当月应议决", id="without a denominator"),
        pytest.param({"code": "ZZ-G2"}, "分母由系统计算", id="a denominator nobody asked for"),
        pytest.param({"code": "GZ-G3", "numerator": 7, "denominator": None}, "最多 6", id="a seventh kind of engineer"),
        pytest.param({"code": "DZ-G4", "numerator": 501}, "100 倍", id="more than full marks"),
        pytest.param({"deviation": Decimal(3)}, "标准差", id="the deviation of no survey"),
        pytest.param({"code": "DZ-G4", "deviation": Decimal(51)}, "标准差", id="a deviation beyond the scale"),
        pytest.param({"period": Period("2019-01")}, "近 12 个月", id="long ago"),
        pytest.param({"note": "电话 13812345678"}, "手机号", id="a telephone"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(told, given, said):
    with pytest.raises(ValidationError, match=said):
        told(**given)
    assert not Submission.objects.exists()
    assert not Event.objects.filter(verb__startswith="submission").exists()


def test_a_month_that_still_runs_is_not_reported_and_none_twice(told, last):
    with pytest.raises(ValidationError, match="还没有过完"):
        told(period=last.shifted(1))
    told()
    with pytest.raises(ValidationError, match="已经报过"):
        told()


def test_a_street_reports_its_own_work_only(told, team, place):
    assert told("GZ-G2", 1, 2, division=place.north, by=team.staff).division == place.north
    with pytest.raises(ValidationError, match="由现有的居委报"):
        told("ZZ-B3", division=place.north, by=team.staff)


def test_a_returned_one_is_mended_and_counts_once_it_is_passed(told, team):
    with pytest.raises(ValidationError, match="理由"):
        submissions.send_back(told(), by=team.staff, reason=" ")
    row = submissions.send_back(Submission.objects.get(), by=team.staff, reason="没有清单")
    with pytest.raises(StepRefused, match="已退回"):
        submissions.review(row, by=team.staff)
    row = submissions.resubmit(row, by=team.clerk, numerator=Decimal(3), denominator=Decimal(5))
    assert (row.state, row.numerator, row.reason) == (S.SUBMITTED, 3, "")
    with pytest.raises(StepRefused):
        submissions.resubmit(row, by=team.clerk, numerator=Decimal(3), denominator=Decimal(5))
    row = submissions.review(row, by=team.staff)
    for step, given in ((submissions.review, {}), (submissions.send_back, {"reason": "没有清单"})):
        with pytest.raises(StepRefused, match="已审核"):
            step(row, by=team.boss, **given)


def test_a_reviewed_one_is_taken_back_and_reported_anew(told, team):
    row = submissions.withdraw(submissions.review(told(), by=team.staff), by=team.clerk, reason="报错了，重新报。")
    assert row.withdrawn_at
    for step in (submissions.review, sampling.uphold):
        with pytest.raises(StepRefused, match="已经撤回"):
            step(row, by=None)
    with pytest.raises(StepRefused):
        submissions.withdraw(row, by=team.clerk, reason="报错了，重新报。")
    assert told(numerator=1).state == S.SUBMITTED


def test_only_what_was_drawn_is_sampled_and_by_nobody_who_had_a_hand_in_it(told, team, place, last):
    row = submissions.review(told(), by=team.staff)
    for step, given in ((sampling.uphold, {}), (sampling.overturn, {"reason": "没有清单"})):
        with pytest.raises(StepRefused, match="没有抽中"):
            step(row, by=team.district, **given)
    sampling.draw(division=place.district, period=last.code, by=team.district)
    Submission.objects.filter(pk=row.pk).update(reviewer=team.other)
    with pytest.raises(StepForbidden, match="请由别人抽查"):
        sampling.uphold(row, by=team.other)
    with pytest.raises(StepForbidden):
        sampling.uphold(row, by=team.boss)
    with pytest.raises(StepRefused, match="已被抽中"):
        submissions.withdraw(row, by=team.clerk, reason="报错了，重新报。")
    with pytest.raises(ValidationError, match="理由"):
        sampling.overturn(row, by=team.district, reason="")
    row = sampling.overturn(row, by=team.district, reason="没有清单")
    assert (row.state, row.overturned_at) == (S.OVERTURNED, row.sampled_at)
    with pytest.raises(StepRefused):
        sampling.uphold(row, by=team.district)
    assert told(numerator=1).state == S.SUBMITTED  # the month may be reported anew


def test_the_same_seed_draws_the_same_and_as_many_as_asked(told, team, place, last):
    for committee, clerk in ((place.north1, team.clerk), (place.north2, team.neighbour)):
        for code in ("ZZ-B3", "ZZ-B5"):
            submissions.review(told(code, division=committee, by=clerk), by=team.staff)
    told("ZZ-B4")  # not passed yet: cannot be drawn
    candidates = list(Submission.objects.filter(state=S.REVIEWED).order_by("indicator", "division_id"))
    one = sampling.draw(division=place.district, period=last.code, by=team.district, size=1, seed=42)
    drawn = set(Submission.objects.filter(draw=one))
    assert one.drawn_from == 4
    assert {row.indicator for row in drawn} == {"ZZ-B3", "ZZ-B5"}
    assert set(sampling.chosen_of(candidates, size=1, seed=42)) == drawn
    orders = {tuple(row.pk for row in sampling.chosen_of(candidates, size=1, seed=seed)) for seed in range(12)}
    assert len(orders) > 1
    with pytest.raises(ValidationError, match="已经抽过"):
        sampling.draw(division=place.district, period=last.code, by=team.district)


def test_a_draw_needs_the_district_something_to_draw_from_and_a_sane_size(team, place, last):
    with pytest.raises(PermissionDenied):
        sampling.draw(division=place.north, period=last.code, by=team.boss)
    for given, said in (
        ({}, "没有可抽的"),
        ({"period": "2026-13"}, "2026-10"),
        ({"size": 0}, "1 到 50"),
        ({"size": 51}, "1 到 50"),
    ):
        with pytest.raises(ValidationError, match=said):
            sampling.draw(**{"division": place.district, "period": last.code, "by": team.district} | given)
    assert not Draw.objects.exists()


def test_evidence_hangs_on_an_open_submission(told, team):
    row, pdf = told(), ContentFile(b"%PDF-1.4\n%%EOF\n", "清单.pdf")
    with pytest.raises(StepForbidden):
        submissions.attach_evidence(row, by=team.viewer, file=pdf)
    submissions.attach_evidence(row, by=team.clerk, file=pdf)
    assert Attachment.objects.of(row).count() == 1
    row = submissions.withdraw(row, by=team.clerk, reason="报错了，重新报。")
    with pytest.raises(StepRefused):
        submissions.attach_evidence(row, by=team.clerk, file=pdf)


def test_a_survey_tells_its_mean_with_the_interval():
    def told(mean, answers, deviation):
        return Submission(numerator=Decimal(mean * answers), denominator=Decimal(answers), deviation=deviation)

    one = estimate([told(80, 100, Decimal(10))])
    assert (one.mean, one.answers) == (80, 100)
    assert (one.low, one.high) == pytest.approx((80 - 1.96, 80 + 1.96), abs=1e-3)  # 1.96 · 10 / √100
    two = estimate([told(80, 50, Decimal(10)), told(70, 50, Decimal(10))])
    assert two.mean == 75
    assert two.high - two.low > one.high - one.low  # the surveys differ, so the pooled one is less certain
    assert estimate([told(80, 100, None)]).low is None
    assert estimate([told(0, 0, None)]) is None
