"""Crises and their stages, the roster, and 综合整治."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases.hazards.actions import crises, violations, watches
from cases.hazards.flows import CRISIS, VIOLATION
from cases.hazards.jobs import tell_everybody_below
from cases.hazards.models import Crisis, CrisisStage, DutyMode, Violation, Watch
from cases.hazards.selectors import mode_of, on_duty
from governance.flow.machine import StepForbidden, StepRefused
from governance.jobs.models import Message, Notice
from tests.factories.access import district_of_two_streets
from tests.factories.cases import case_team
from tests.factories.hazards import CrisisFactory, RiskKindFactory, ViolationFactory, WatchFactory
from tests.marks import COMMITTED

HOUR = timedelta(hours=1)
MOVES = {"develop": crises.develop, "erupt": crises.erupt, "recover": crises.recover, "lift": crises.lift}
ACTS = {
    "identify": (violations.identify, {"text": "无证搭建"}),
    "order": (violations.order, {"document": "责令〔2026〕1 号", "order_due_at": timezone.now() + timedelta(days=9)}),
    "punish": (violations.punish, {"document": "处罚〔2026〕1 号"}), "restore": (violations.restore, {"text": "已拆除"}),
}  # fmt: skip


def plan(where, by, person, **fields) -> Watch:
    now = timezone.now()
    given = {"division": where.north, "place": "城运中心", "starts_at": now - HOUR, "ends_at": now + 8 * HOUR}
    return watches.plan(by=by, person=person, **given | fields)


def test_a_crisis_passes_through_its_stages_and_sets_the_mode(place, team):
    row = crises.declare(
        division=place.north, kind=RiskKindFactory(), title="台风“梅花”", reason="气象预报", by=team.manager
    )
    seen = [mode_of(place.north1.code)]
    for move in (crises.develop, crises.erupt, crises.recover, crises.lift):
        row = move(row, by=team.manager, reason="区防汛办通知")
        seen.append(mode_of(place.north1.code))
    assert seen == ["normal", "alert", "emergency", "recovery", "normal"]
    stages = list(CrisisStage.objects.order_by("since"))
    assert [one.stage for one in stages] == ["latent", "growing", "outbreak", "recovery", "over"]
    assert [one.until for one in stages[:-1]] == [one.since for one in stages[1:]]
    assert all(one.by == team.manager and one.reason for one in stages)


def test_the_worst_of_what_lies_above_counts(place):
    CrisisFactory(division=place.north1, state=Crisis.State.GROWING)
    CrisisFactory(division=place.district, state=Crisis.State.OUTBREAK)
    assert mode_of(place.north1.code) == DutyMode.EMERGENCY == mode_of(place.south1.code)
    CrisisFactory(division=place.south, state=Crisis.State.OUTBREAK).stages.all()
    assert mode_of(place.district.code) == DutyMode.EMERGENCY


@pytest.mark.parametrize("step", CRISIS.steps)
def test_each_switch_is_refused_from_every_other_stage(step, place, team):
    for state in set(Crisis.State) - set(CRISIS.steps[step].sources):
        over = {"over_at": timezone.now()} if state == Crisis.State.OVER else {}
        row = CrisisFactory(division=place.north, state=state, **over)
        with pytest.raises(StepRefused, match="现在是"):
            MOVES[step](row, by=team.manager, reason="通知")
        assert row.stages.count() == 1


def test_a_switch_needs_a_reason_and_the_street_s_administrator(place, team):
    row = CrisisFactory(division=place.north)
    with pytest.raises(ValidationError, match="请填写切换理由"):
        crises.develop(row, by=team.manager, reason=" ")
    for person in (team.clerk, team.staff, team.viewer, team.stranger):
        with pytest.raises(StepForbidden):
            crises.develop(row, by=person, reason="通知")
        with pytest.raises(PermissionDenied):
            crises.declare(division=place.north, kind=row.kind, title="台风", reason="预报", by=person)
    assert Crisis.objects.visible_to(team.clerk).get() == row  # known to all below
    assert not Crisis.objects.visible_to(team.stranger).exists()


def test_only_a_latent_crisis_is_taken_back(place, team):
    assert crises.withdraw(CrisisFactory(division=place.north), by=team.manager, reason="误报").withdrawn_at
    with pytest.raises(StepRefused):
        crises.withdraw(CrisisFactory(division=place.north, state="growing"), by=team.manager, reason="误报")


def test_everybody_below_hears_of_a_switch(place, team):
    row = crises.develop(CrisisFactory(division=place.north), by=team.manager, reason="通知")
    tell_everybody_below(Message.objects.get(topic="crisis.switched"))
    told = set(Notice.objects.filter(kind="crisis").values_list("user", flat=True))
    assert {team.clerk.pk, team.staff.pk, team.manager.pk} <= told
    assert not told & {team.stranger.pk, team.viewer.pk}
    assert "预警模式" in Notice.objects.filter(user=team.clerk).get().text
    assert row.mode == DutyMode.ALERT


def test_a_watch_goes_from_plan_to_handover(place, team):
    row = plan(place, team.manager, team.staff)
    assert Notice.objects.get(user=team.staff).kind == "watch"
    assert on_duty(place.north1.code, timezone.now()) == [row]  # the committee sees whom to call
    row = watches.begin(row, by=team.staff)
    with pytest.raises(ValidationError, match="请填写交接记录"):
        watches.hand_over(row, by=team.staff, handover="")
    row = watches.hand_over(row, by=team.staff, handover="一处积水已处置。")
    assert (row.state, on_duty(place.north.code, timezone.now())) == ("handed_over", [])


def test_a_person_is_on_one_watch_at_a_time_and_told_so(place, team):
    first = plan(place, team.manager, team.staff)
    with pytest.raises(ValidationError, match="已经排了值班"):
        plan(place, team.manager, team.staff, starts_at=first.ends_at - HOUR, ends_at=first.ends_at + HOUR)
    plan(place, team.manager, team.staff, starts_at=first.ends_at, ends_at=first.ends_at + HOUR)
    watches.withdraw(first, by=team.manager, reason="换班")
    assert plan(place, team.manager, team.staff, ends_at=first.ends_at)


def test_a_watch_is_one_s_own_unless_the_planner_acts(place, team):
    row = plan(place, team.manager, team.staff)
    for person in (team.clerk, team.colleague):
        with pytest.raises(StepForbidden, match="由本人上岗"):
            watches.begin(row, by=person)
    row = watches.begin(row, by=team.manager)
    with pytest.raises(StepForbidden):
        watches.hand_over(row, by=team.clerk, handover="无事")
    with pytest.raises(PermissionDenied):
        plan(place, team.staff, team.colleague)


def test_watch_steps_are_refused_out_of_turn(place, team):
    early = plan(
        place, team.manager, team.staff, starts_at=timezone.now() + 3 * HOUR, ends_at=timezone.now() + 9 * HOUR
    )
    with pytest.raises(StepRefused, match="还没有到值班时间"):
        watches.begin(early, by=team.staff)
    with pytest.raises(StepRefused, match="现在是"):
        watches.hand_over(early, by=team.staff, handover="无事")
    row = watches.begin(plan(place, team.manager, team.colleague), by=team.colleague)
    for step, given in ((watches.begin, {}), (watches.withdraw, {"reason": "换班"})):
        with pytest.raises(StepRefused):
            step(row, by=team.manager, **given)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"place": ""}, "请填写值班地点"), ({"ends_at": timezone.now() - 9 * HOUR}, "结束要晚于开始"),
        ({"ends_at": timezone.now() + timedelta(days=99)}, "不超过 31 天"), ({"phone": "13812345678"}, "手机号"), ({"kind": "x"}, "x"),
    ],
)  # fmt: skip
def test_a_roster_with_nonsense_is_refused(place, team, wrong, sentence):
    with pytest.raises(ValidationError) as refused:
        plan(place, team.manager, team.staff, **wrong)
    assert sentence in str(refused.value)
    assert not Watch.objects.exists()


def test_only_people_of_the_place_are_put_on_the_roster(place, team):
    for person in (team.stranger, team.worker, team.viewer):
        with pytest.raises(ValidationError, match="本区划在岗"):
            plan(place, team.manager, person)


def test_a_violation_goes_from_finding_to_restoring_with_its_documents(place, team):
    row = violations.report(
        division=place.north1, kind="building", must="demolish", title="天井搭建", address="幸福路 1 号", by=team.clerk
    )
    for name in ("identify", "order", "punish", "restore"):
        act, given = ACTS[name]
        row = act(row, by=team.manager, **given)
    assert (row.state, row.restored_at is not None) == ("restored", True)
    assert [one.document for one in row.acts.order_by("at")] == ["", "责令〔2026〕1 号", "处罚〔2026〕1 号", ""]


@pytest.mark.parametrize("step", VIOLATION.steps)
def test_each_act_is_refused_from_every_other_state(step, place, team):
    act, given = ACTS[step]
    for state in set(Violation.State) - set(VIOLATION.steps[step].sources):
        row = ViolationFactory(division=place.north1, state=state, order_due_at=timezone.now())
        with pytest.raises(StepRefused, match="现在是"):
            act(row, by=team.admin, **given)
        assert not row.acts.exists()


def test_a_department_enforces_only_what_names_it(place, team):
    row = ViolationFactory(division=place.north1, department=place.department)
    with pytest.raises(StepForbidden):
        violations.identify(row, by=team.outsider, text="无证搭建")
    with pytest.raises(StepForbidden):
        violations.identify(row, by=team.stranger, text="无证搭建")
    row = violations.identify(row, by=team.worker, text="无证搭建")
    with pytest.raises(ValidationError, match="责令期限要晚于现在"):
        violations.order(row, by=team.worker, document="1 号", order_due_at=timezone.now() - HOUR)
    with pytest.raises(ValidationError, match="请填写文书编号"):
        violations.order(row, by=team.worker, document="", order_due_at=timezone.now() + HOUR)
    with pytest.raises(ValidationError, match="文书日期"):
        violations.order(
            row,
            by=team.worker,
            document="1 号",
            order_due_at=timezone.now() + HOUR,
            on=timezone.localdate() + timedelta(days=2),
        )
    assert violations.withdraw(row, by=team.staff, reason="不成立").withdrawn_at


def test_what_is_ordered_is_not_taken_back(place, team):
    row = ViolationFactory(division=place.north1, state="ordered", order_due_at=timezone.now())
    with pytest.raises(StepRefused):
        violations.withdraw(row, by=team.staff, reason="不成立")


@pytest.fixture
def site(transactional_db):
    place = district_of_two_streets()
    return SimpleNamespace(place=place, team=case_team(place))


@COMMITTED
def test_of_twenty_switches_at_once_one_wins(site, together):
    row = CrisisFactory(division=site.place.north)
    answers = together(lambda _: crises.develop(row, by=site.team.manager, reason="通知"), threads=20)
    assert sum(isinstance(answer, StepRefused) for answer in answers) == 19
    assert CrisisStage.objects.count() == 2


@COMMITTED
def test_of_twenty_turns_of_one_person_at_once_one_is_kept(site, together):
    answers = together(lambda _: plan(site.place, site.team.manager, site.team.staff), threads=20)
    assert sum(isinstance(answer, Watch) for answer in answers) == 1 == Watch.objects.count()


@COMMITTED
def test_of_twenty_who_take_over_at_once_one_wins(site, together):
    row = WatchFactory(division=site.place.north, person=site.team.staff)
    answers = together(lambda _: watches.begin(row, by=site.team.staff), threads=20)
    assert sum(isinstance(answer, StepRefused) for answer in answers) == 19


@COMMITTED
def test_of_twenty_who_restore_at_once_one_wins(site, together):
    row = ViolationFactory(division=site.place.north1, state="ordered", order_due_at=timezone.now())
    answers = together(lambda _: violations.restore(row, by=site.team.staff, text="已拆除"), threads=20)
    assert sum(isinstance(answer, StepRefused) for answer in answers) == 19
    assert row.acts.count() == 1
