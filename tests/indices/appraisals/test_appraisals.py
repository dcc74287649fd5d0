"""From target to published grade: who may, what is refused, what strikes, what stays when a run is corrected."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from governance.flow.machine import StepForbidden, StepRefused
from governance.jobs.models import Notice
from indices.appraisals.actions import appraisals, rows
from indices.appraisals.flows import APPRAISAL, APPRAISAL_ROW
from indices.appraisals.models import Adjustment, Appraisal, AppraisalRow
from indices.appraisals.selectors.levels import appraisals_in, three_levels
from indices.appraisals.selectors.tables import drift, standings
from tests.factories.appraisals import YEAR, appraisal, lead, month, over, row_of

SOON = timedelta(days=7)
S, W = Appraisal.State, AppraisalRow.State


def in_state(place, wanted: str) -> AppraisalRow:
    """The northern street's row, led to `wanted`."""
    table = appraisal(
        place.district, {W.PENDING: S.SELF, W.ASSESSED: S.SELF, W.VERIFIED: S.APPEALS}.get(wanted, S.APPEALS)
    )
    row = row_of(table, place.north)
    if wanted == W.ASSESSED:
        row = rows.assess(row, by=None, agrees=True)
    if wanted in (W.APPEALED, W.ANSWERED):
        row = rows.appeal(row, by=None, appeal="漏算了一个月。")
    return rows.reject(row, by=None, answer="没有漏算。") if wanted == W.ANSWERED else row


def test_a_street_is_appraised_from_target_to_grade_without_typing_a_figure(place, team, year):
    table = appraisals.create(division=place.district, year=YEAR, by=team.admin)
    assert {row.division_id: row.target for row in table.rows.all()} == {place.north.code: 90.0, place.south.code: 70.0}
    table = appraisals.issue(table, by=team.admin, self_due_on=timezone.localdate())
    row = rows.assess(row_of(table, place.north), by=team.manager, agrees=True)
    assert Notice.objects.filter(user=team.staff, text__contains="目标已下达").exists()
    table = appraisals.collect(table, by=team.admin)
    row = rows.verify(row, by=team.admin)
    rows.verify(row_of(table, place.south), by=team.admin, corrected=60, finding="一月有一笔重复计入。")
    table = appraisals.settle(table, by=team.admin, appeals_until=timezone.now() + SOON)
    row = rows.appeal(row, by=team.manager, appeal="二月的走访漏了一批。")
    row = rows.uphold(row, by=team.admin, answer="核实，补 1.5 分。", points=1.5)
    table = appraisals.publish(over(table), by=team.admin)
    north, south = row_of(table, place.north), row_of(table, place.south)
    assert (north.computed, north.score, north.grade, north.rank) == (85.0, 86.5, "excellent", 1)
    assert (south.computed, south.score, south.grade, south.rank) == (70.0, 60.0, "pass", 2)
    assert [one[0] for one in north.figures["months"]] == [f"{YEAR}-01", f"{YEAR}-02"]


@pytest.mark.parametrize("step", APPRAISAL.steps)
def test_each_step_is_refused_from_every_other_state(place, team, year, step):
    given = {"issue": {"self_due_on": timezone.localdate()}, "settle": {"appeals_until": timezone.now() + SOON}}
    table = appraisal(place.district)
    for state in S:
        table = lead(table, state)
        if state not in APPRAISAL.steps[step].sources:
            with pytest.raises(StepRefused, match="现在是"):
                getattr(appraisals, step)(table, by=team.admin, **given.get(step, {}))


@pytest.mark.parametrize("step", APPRAISAL_ROW.steps)
def test_each_step_of_a_unit_is_refused_from_every_other_state(place, team, year, step):
    given = {
        "assess": {"agrees": True}, "verify": {}, "appeal": {"appeal": "漏算。"}, "uphold": {"answer": "对。", "points": 1.0},
        "reject": {"answer": "不对。"},
    }  # fmt: skip
    by = team.manager if step in ("assess", "appeal") else team.admin
    for state in set(W) - set(APPRAISAL_ROW.steps[step].sources):
        row = in_state(place, state)
        with pytest.raises(StepRefused, match="现在是"):
            getattr(rows, step)(row, by=by, **given[step])
        appraisals_withdrawn(row)


def appraisals_withdrawn(row: AppraisalRow) -> None:
    """Out of the way of the next one of the same period."""
    Appraisal.objects.filter(pk=row.appraisal_id).update(withdrawn_at=timezone.now(), withdrawn_reason="试完")


def test_a_unit_speaks_for_itself_and_nobody_checks_the_own(place, team, year):
    row = row_of(appraisal(place.district, S.SELF), place.north)
    for other in (team.admin, team.neighbour, team.viewer):
        with pytest.raises(StepForbidden):
            rows.assess(row, by=other, agrees=True)
    assert rows.assess(row, by=team.staff, agrees=True).state == W.ASSESSED
    appraisals.collect(row.appraisal, by=team.admin)
    with pytest.raises(StepForbidden, match="不能核验自己"):
        rows.verify(row, by=team.manager)
    with pytest.raises(StepForbidden, match="由考核单位登记"):
        rows.adjust(row, by=team.manager, kind="bonus", points=5.0, reason="给自己加分")
    own = appraisal(place.north, S.SELF)
    with pytest.raises(StepForbidden, match="不能代填"):
        rows.assess(row_of(own, place.north1), by=team.staff, agrees=True)
    assert rows.assess(row_of(own, place.north1), by=team.clerk, agrees=True).state == W.ASSESSED


def test_only_the_own_units_are_appraised(place, team, year):
    with pytest.raises(PermissionDenied):
        appraisals.create(division=place.north, year=YEAR, by=team.neighbour)
    with pytest.raises(PermissionDenied):
        appraisals.create(division=place.district, year=YEAR, by=team.manager)
    table = appraisals.create(division=place.north, year=YEAR, by=team.manager)
    with pytest.raises(ValidationError, match="没有单位"):
        appraisals.set_targets(table, by=team.manager, targets={place.south1.code: 80.0})


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"weights": {"2023-01": 1.0}}, "不在这个时段里"), ({"weights": {f"{YEAR}-{m:02d}": 0.0 for m in range(1, 13)}}, "不能都是 0"),
        ({"part": "nonsense"}, "请选时段"), ({"line_good": 90.0}, "要依次降低"), ({"share_excellent": 60.0}, "不能超过 100%"),
        ({"title": "找王某 13812345678"}, "手机号"), ({"year": 1999}, "year"),
    ],
)  # fmt: skip
def test_bad_input_says_what_to_do_and_writes_nothing(place, team, wrong, sentence):
    with pytest.raises(ValidationError) as refused:
        appraisals.create(by=team.admin, **{"division": place.district, "year": YEAR} | wrong)
    assert sentence in str(refused.value)
    assert not Appraisal.objects.exists()


def test_there_is_one_appraisal_of_a_period(place, team, year):
    first = appraisal(place.district)
    with pytest.raises(ValidationError, match="已经有了"):
        appraisals.create(division=place.district, year=YEAR, by=team.admin)
    appraisals.withdraw(first, by=team.admin, reason="重新制定")
    assert appraisals.create(division=place.district, year=YEAR, by=team.admin).state == S.TARGETS


def test_nothing_is_issued_without_targets_nor_changed_afterwards(place, team):
    table = appraisals.create(division=place.district, year=YEAR, by=team.admin)  # no index yet, so no target either
    with pytest.raises(StepRefused, match="还有 2 个单位没有目标值"):
        appraisals.issue(table, by=team.admin, self_due_on=timezone.localdate())
    appraisals.set_targets(table, by=team.admin, targets={place.north.code: 80.0, place.south.code: 80.0})
    table = appraisals.issue(table, by=team.admin, self_due_on=timezone.localdate())
    for late in (
        lambda: appraisals.set_targets(table, by=team.admin, targets={place.north.code: 1.0}),
        lambda: appraisals.edit(table, by=team.admin, note="改一改"),
        lambda: appraisals.add_gate(table, by=team.admin, title="事故", kind="event", cap="fail"),
    ):
        with pytest.raises(StepRefused, match="不能再改"):
            late()


def test_nothing_is_settled_before_all_are_verified_and_a_month_is_published(place, team):
    table = appraisal(place.district, S.VERIFYING)
    with pytest.raises(StepRefused, match="还有 2 个单位没有核验"):
        appraisals.settle(table, by=team.admin, appeals_until=timezone.now() + SOON)
    for row in table.rows.all():
        rows.verify(row, by=team.admin)
    with pytest.raises(StepRefused, match="还没有一期指数发布"):
        appraisals.settle(table, by=team.admin, appeals_until=timezone.now() + SOON)


def test_results_wait_for_the_end_of_appeals_and_for_their_answers(place, team, year):
    table = appraisal(place.district, S.APPEALS)
    row = rows.appeal(row_of(table, place.north), by=team.manager, appeal="漏算。")
    with pytest.raises(StepRefused, match="才结束"):
        appraisals.publish(table, by=team.admin)
    with pytest.raises(StepRefused, match="还有 1 件申诉没有答复"):
        appraisals.publish(over(table), by=team.admin)
    with pytest.raises(StepRefused, match="申诉期已经过了"):
        rows.appeal(row_of(table, place.south), by=team.neighbour, appeal="也漏了。")
    with pytest.raises(ValidationError, match="不能是 0"):
        rows.uphold(row, by=team.admin, answer="对。", points=0.0)
    rows.reject(row, by=team.admin, answer="核对过，没有漏。")
    assert appraisals.publish(table, by=team.admin).state == S.PUBLISHED


def test_months_weigh_as_stated_and_an_unpublished_one_is_left_out(place, team, year):
    table = appraisal(place.district, weights={f"{YEAR}-02": 3.0, f"{YEAR}-03": 9.0})
    north = next(one for one in standings(table) if one.row.division_id == place.north.code)
    assert north.score == (80 + 3 * 90) / 4
    assert [month.period for month in north.basis.months] == [f"{YEAR}-01", f"{YEAR}-02"]


def test_gates_cap_the_grade_and_say_why(place, team):
    month(place.district, f"{YEAR}-01", {place.north: 95, place.south: 94}, nodes={"FZ": 50.0}, values={"ZZ-B1": 88.0})
    gates = [
        {"title": "法治过低", "kind": "score", "code": "FZ", "floor": 40.0, "cap": "fail"},
        {"title": "走访不足", "kind": "value", "code": "ZZ-B1", "floor": 90.0, "cap": "pass"},
        {"title": "重大事故", "kind": "event", "cap": "fail"},
    ]
    table = appraisal(place.district, S.VERIFYING, gates=gates)
    found = {one.row.division_id: one for one in standings(table)}
    assert [found[code.code].grade for code in (place.north, place.south)] == ["pass", "pass"]
    assert [one.hit for one in found[place.north.code].made.gates] == [False, True, False]
    assert "期末实际值 88.00，低于 90" in found[place.north.code].made.gates[1].why
    event = rows.adjust(
        row_of(table, place.north), by=team.admin, kind="event", gate="g3", reason="三月发生火灾。", evidence="消防通报"
    )
    assert standings(table)[0].grade == "fail"
    rows.take_back(event, by=team.admin, reason="责任不在街道")
    assert standings(table)[0].grade == "pass"


def test_bonus_and_deduction_stop_at_their_limits(place, team, year):
    table = appraisal(place.district, S.VERIFYING, bonus_limit=3.0, deduction_limit=4.0)
    row = row_of(table, place.north)
    for kind, points in (("bonus", 2.0), ("bonus", 2.0), ("deduction", 9.0)):
        rows.adjust(row, by=team.admin, kind=kind, points=points, reason="市级通报")
    assert standings(table)[0].score == 85 + 3 - 4
    for wrong in (
        {"kind": "bonus", "points": 0.0},
        {"kind": "event", "gate": "g9"},
        {"kind": "bonus", "points": 1.0, "reason": " "},
    ):
        with pytest.raises(ValidationError):
            rows.adjust(row, by=team.admin, **{"reason": "通报"} | wrong)
    table = settle_now(table, team)
    with pytest.raises(StepRefused, match="不能再改"):
        rows.adjust(row, by=team.admin, kind="bonus", points=1.0, reason="迟了")
    with pytest.raises(StepRefused, match="不能再改"):
        rows.take_back(Adjustment.objects.first(), by=team.admin, reason="迟了")


def settle_now(table: Appraisal, team) -> Appraisal:
    for row in table.rows.all():
        rows.verify(row, by=team.admin)
    return appraisals.settle(table, by=team.admin, appeals_until=timezone.now() + SOON)


def test_grades_by_share_follow_the_ranks(place, team, year):
    table = appraisal(place.district, grading="shares", share_excellent=50.0, share_good=0.0, line_pass=71.0)
    assert [one.grade for one in standings(table)] == ["excellent", "fail"]


def test_a_correction_afterwards_changes_nothing_and_is_shown(place, team, year):
    table = appraisal(place.district, S.PUBLISHED)
    assert drift(table, standings(table)) is None
    month(place.district, f"{YEAR}-02", {place.north: 60, place.south: 70}, correction=1)
    month(place.district, f"{YEAR}-03", {place.north: 10, place.south: 10})  # published later: no correction
    told = drift(table, standings(table))
    assert [(run.period, run.correction) for run in told.runs] == [(f"{YEAR}-02", 1)]
    [(was, now)] = [pair for pair in told.changes if pair[0].row.division_id == place.north.code]
    assert (was.score, was.grade, now.score, now.grade) == (85.0, "excellent", 70.0, "pass")
    assert row_of(table, place.north).score == 85.0


def test_until_it_is_settled_a_correction_counts(place, team, year):
    table = appraisal(place.district, S.VERIFYING)
    month(place.district, f"{YEAR}-02", {place.north: 60, place.south: 70}, correction=1)
    assert standings(table)[0].score == 70.0


def test_three_levels_rest_on_the_same_scores(place, team, year):
    appraisal(place.district, S.PUBLISHED)
    appraisal(place.north, S.PUBLISHED)
    top = three_levels(team.admin, place.district, appraisals_in(team.admin, place.district))
    assert top.index == 75.0
    assert [(unit.division, unit.index, unit.row.score) for unit in top.below] == [
        (place.north, 85.0, 85.0),
        (place.south, 70.0, 70.0),
    ]
    assert [(unit.division, unit.index, unit.row.score) for unit in top.below[0].below] == [
        (place.north1, 87.0, 87.0), (place.north2, 65.0, 65.0)
    ]  # fmt: skip
    assert (
        three_levels(team.neighbour, place.district, appraisals_in(team.neighbour, place.district)).below[0].below == ()
    )


def test_before_publication_a_unit_reads_its_own_row_and_no_other(place, team, year):
    table = appraisal(place.district, S.APPEALS)
    assert [one.division for one in AppraisalRow.objects.for_reader(team.manager)] == [place.north]
    appraisals.publish(over(table), by=None)
    assert AppraisalRow.objects.for_reader(team.manager).count() == 2
    assert AppraisalRow.objects.visible_to(team.manager).count() == 1
