"""Plans and tasks: what each kind goes through, who sees and tells what, what the index says of a figure."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from governance.access.models import Department
from governance.audit.models import Event
from governance.flow.machine import StepForbidden, StepRefused
from governance.jobs.models import Message, Notice
from indices.models import Observation
from indices.plans.actions import adopting, plans, progress, tasks
from indices.plans.actions.parts import Bodies
from indices.plans.actions.reminding import remind
from indices.plans.jobs import tell_of_tasks
from indices.plans.models import AnnualPlan, PlanTask, TaskFigure
from indices.plans.selectors.boards import DONE, LATE, ON, WAITING, lines_of
from indices.plans.selectors.figures import figures_now, observed
from tests.factories.indices import OCTOBER, computed
from tests.factories.plans import PlanFactory, TaskFactory
from tests.factories.year import a_year_in

YEAR = timezone.localdate().year
TODAY = timezone.localdate()


def line_of(task: PlanTask, user):
    return lines_of(PlanTask.objects.filter(pk=task.pk).for_list(), user, TODAY)[0]


@pytest.mark.parametrize(
    ("kind", "walk"),
    [
        ("annual", ("assign", "start", "evaluate")),
        ("action", ("assign", "start", "evaluate")),
        ("key", ("start", "complete")),
        ("review", ("assign", "answer", "report")),
    ],
)
def test_each_kind_walks_its_own_way_and_no_other(kind, walk, place, team):
    plan = plans.make_plan(place.district, by=team.admin, kind=kind, year=YEAR, title="方案")
    with pytest.raises(StepRefused, match="还没有任务"):
        getattr(plans, walk[0])(plan, by=team.admin)
    task = tasks.add_task(plan, by=team.admin, title="走访全覆盖")
    with pytest.raises(StepRefused, match="还没有牵头部门"):
        getattr(plans, walk[0])(plan, by=team.admin)
    tasks.change_task(task, by=team.admin, bodies=Bodies(lead=place.department))
    for step in walk:
        for other in {"assign", "start", "evaluate", "complete", "answer", "report"} - {step}:
            with pytest.raises(StepRefused):
                take(other, plan, by=team.admin)
        with pytest.raises(StepForbidden):
            take(step, plan, by=team.viewer)
        plan = take(step, plan, by=team.admin)
    assert plan.state in AnnualPlan.OVER
    assert plan.concluded_at
    with pytest.raises(StepRefused, match="已经结束"):
        tasks.add_task(plan, by=team.admin, title="太晚了")


def take(step: str, plan: AnnualPlan, *, by) -> AnnualPlan:
    asked = {"conclusion": "按期完成。"} if step in ("evaluate", "complete", "answer") else {}
    return getattr(plans, step)(plan, by=by, **asked)


def test_a_plan_under_way_is_not_taken_back_and_a_draft_is(place, team):
    with pytest.raises(StepRefused, match="已经开始推进"):
        plans.withdraw(PlanFactory(division=place.district), by=team.admin, reason="写错了")
    draft = PlanFactory(division=place.district, state="draft")
    with pytest.raises(PermissionDenied):
        plans.withdraw(draft, by=team.manager, reason="写错了")
    assert plans.withdraw(draft, by=team.admin, reason="写错了").withdrawn_at


def test_only_a_district_plans_and_only_for_itself(place, team):
    for division, by, error in (
        (place.north, team.admin, ValidationError), (place.district, team.manager, PermissionDenied),
        (place.district, team.viewer, PermissionDenied),
    ):  # fmt: skip
        with pytest.raises(error):
            plans.make_plan(division, by=by, kind="annual", year=YEAR, title="方案")
    with pytest.raises(ValidationError, match="不能早于"):
        plans.make_plan(place.district, by=team.admin, kind="annual", year=YEAR, last_year=YEAR - 1, title="方案")
    assert not AnnualPlan.objects.exists()


def test_a_task_is_refused_with_what_is_wrong_and_nothing_is_kept(place, team):
    plan = PlanFactory(division=place.district)
    for given, says in (
        ({"title": " "}, "请填写任务"),
        ({"figures": [{"indicator": "XX-1", "target": Decimal(1)}]}, "没有代码"),
        ({"figures": [{"name": "睦邻中心", "target": None}]}, "目标值"),
        ({"milestones": [{"text": "中期", "due_on": date(YEAR + 1, 1, 1)}]}, "不在方案的年度"),
        ({"bodies": Bodies(lead=place.department, supports=[place.department])}, "不用再选为配合"),
        ({"bodies": Bodies(lead=Department.objects.create(division=place.south, code="x", name="外单位"))}, "不是这里的部门"),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=says):
            tasks.add_task(plan, by=team.admin, **{"title": "任务"} | given)
    with pytest.raises(PermissionDenied):
        tasks.add_task(plan, by=team.manager, title="任务")
    assert not PlanTask.objects.exists()
    assert not Event.objects.filter(verb="plantask.added").exists()


def test_editing_keeps_what_was_told_of_a_milestone_and_withdraws_what_is_gone(place, team):
    task = TaskFactory(division=place.district, due_on=TODAY, figures_of={"ZZ-B1": 90})
    kept = task.milestones.get()
    progress.report(task, by=team.admin, text="做完了", percent=50, done=[kept])
    tasks.change_task(
        task,
        by=team.admin,
        milestones=[{"id": kept.pk, "text": "中期检查", "due_on": TODAY}],
        figures=[],
        title="新名称",
    )
    kept.refresh_from_db()
    assert (kept.text, kept.done_on) == ("中期检查", TODAY)
    assert TaskFigure.objects.get().withdrawn_at


def test_a_department_sees_what_names_it_once_it_was_sent_and_reports_only_that(place, team):
    draft = PlanFactory(division=place.district, state="draft")
    led = TaskFactory(plan=draft, division=place.district, lead=place.department)
    other = TaskFactory(plan=draft, division=place.north, lead=place.other_department)
    assert not PlanTask.objects.visible_to(team.worker)
    plans.assign(draft, by=team.admin)
    assert list(PlanTask.objects.visible_to(team.worker)) == [led]
    supported = TaskFactory(
        division=place.north1, plan=draft, lead=place.other_department, supports=(place.department,)
    )
    assert set(PlanTask.objects.visible_to(team.worker)) == {led, supported}
    progress.report(supported, by=team.worker, text="已派人", percent=10)
    with pytest.raises(StepForbidden, match="不由您填报"):
        progress.report(other, by=team.worker, text="不归我", percent=10)


def test_streets_and_committees_see_their_own_and_only_a_street_reports(place, team):
    plan = PlanFactory(division=place.district)
    whole, street, committee = (
        TaskFactory(plan=plan, division=one) for one in (place.district, place.north, place.north1)
    )
    seen = {name: set(PlanTask.objects.visible_to(getattr(team, name))) for name in vars(team)}
    assert seen["admin"] == seen["viewer"] == {whole, street, committee}
    assert seen["manager"] == seen["staff"] == {street, committee}
    assert seen["clerk"] == {committee}
    assert seen["rival"] == seen["neighbour"] == seen["worker"] == set()
    progress.report(street, by=team.manager, text="已布置", percent=20)
    for by, task in ((team.clerk, committee), (team.staff, street), (team.rival, street), (team.viewer, whole)):
        with pytest.raises(StepForbidden):
            progress.report(task, by=by, text="不行", percent=20)


def test_progress_is_refused_whole_or_kept_with_its_evidence(place, team):
    task = TaskFactory(division=place.north, due_on=TODAY)
    stated = TaskFigure.objects.create(task=task, ordinal=1, name="新建睦邻中心", target=Decimal(3), unit="个")
    page = SimpleUploadedFile("evidence.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF", "application/pdf")
    for given, says in (
        ({"percent": 101}, "0 到 100"), ({"percent": 100}, "还有没完成的时间节点"), ({"text": ""}, "请填写进展"),
        ({"text": "张三 13812345678"}, "手机号"), ({"stated": {"0": Decimal(1)}}, "只能填报"),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=says):
            progress.report(task, by=team.manager, **{"text": "进展", "percent": 50} | given)
    assert not task.progress.exists()
    told = progress.report(
        task, by=team.manager, text="全部完成", percent=100, done=task.milestones.all(), stated={stated.pk: Decimal(4)},
        evidence=[page],
    )  # fmt: skip
    stated.refresh_from_db()
    task.refresh_from_db()
    assert (task.percent, stated.stated, told.percent) == (100, Decimal(4), 100)
    with pytest.raises(StepRefused, match="还没有下达"):
        progress.report(TaskFactory(division=place.north, plan__state="draft"), by=team.manager, text="早了", percent=1)


def test_lights_follow_state_progress_and_days(place, team):
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    plan = PlanFactory(division=place.district)
    for task, light in (
        (TaskFactory(division=place.district, plan__state="draft", due_on=yesterday), WAITING),
        (TaskFactory(plan=plan, division=place.district, due_on=yesterday), LATE),
        (TaskFactory(plan=plan, division=place.district, due_on=tomorrow), ON),
        (TaskFactory(plan=plan, division=place.district, percent=100, due_on=yesterday), DONE),
        (TaskFactory(division=place.district, plan__year=YEAR - 1), LATE),
    ):
        assert line_of(task, team.admin).light == light


def test_progress_equals_the_figure_of_the_index_and_freezes_with_the_evaluation(place, team, version):
    a_year_in(place)
    run = computed(version, place.district)
    code = "GZ-B3"
    plan = PlanFactory(division=place.district)
    whole = TaskFactory(plan=plan, division=place.district, lead=place.department, figures_of={code: 90})
    street = TaskFactory(plan=plan, division=place.north, lead=place.department, figures_of={code: 10})
    rows = PlanTask.objects.filter(plan=plan).for_list().order_by("ordinal")
    now = figures_now(list(rows), observed(list(rows), team.admin))
    for task in (whole, street):
        one = now[task.pk][0]
        figure = Observation.objects.get(run=run, indicator=code, division=task.division)
        assert (one.value, one.period) == (figure.value, OCTOBER.code)
        assert one.reached is (None if figure.value is None else figure.value >= one.figure.target)
    plans.evaluate(plan, by=team.admin, conclusion="按期完成。")
    before = now[whole.pk][0].value
    Observation.objects.filter(run=run).update(value=1.5)
    assert line_of(whole, team.admin).figures[0].value == before


def test_a_department_reads_published_figures_only(place, team, version):
    a_year_in(place)
    computed(version, place.district)
    task = TaskFactory(division=place.district, lead=place.department, figures_of={"GZ-B3": 90})
    assert line_of(task, team.worker).figures[0].value is None
    assert "指数还没有算" in line_of(task, team.worker).figures[0].said


def test_breaking_down_goes_to_places_below_once(place, team):
    task = TaskFactory(
        division=place.district, lead=place.department, due_on=TODAY, figures_of={"ZZ-B1": 90}, goal="全覆盖"
    )
    with pytest.raises(PermissionDenied):
        tasks.divide(task, by=team.manager, divisions=[place.north1])
    street, _ = tasks.divide(task, by=team.admin, divisions=[place.north, place.south])
    assert (street.parent, street.goal, street.milestones.get().due_on) == (task, "全覆盖", TODAY)
    assert (street.figures.get().target, street.parties.get().department) == (Decimal(90), place.department)
    with pytest.raises(ValidationError, match="还没有分解到"):
        tasks.divide(task, by=team.admin, divisions=[place.north])
    with pytest.raises(ValidationError, match="下面的"):
        tasks.divide(street, by=team.manager, divisions=[place.south1])
    (part,) = tasks.divide(street, by=team.manager, divisions=[place.north1])
    tasks.withdraw_task(task, by=team.admin, reason="重新分解")
    assert not PlanTask.objects.standing().exists()
    part.refresh_from_db()
    assert part.withdrawn_reason == "重新分解"


def test_the_seven_projects_are_taken_over_in_one_action_and_once(place, team):
    made = adopting.adopt(place.district, by=team.admin, name="key", year=YEAR)
    assert len(made) == 7
    assert {one.state for one in made} == {"planned"}
    names = [one.name for one in made[0].tasks.get().parties.all()]
    assert names[0] == "区委组织部"
    assert "滨江沿线相关街道" in names
    known = PlanTask.objects.filter(parties__department=place.department)
    assert known.count() == 4  # 区民政局 stands in four of the seven
    assert adopting.adopt(place.district, by=team.admin, name="key", year=YEAR) == []
    with pytest.raises(PermissionDenied):
        adopting.adopt(place.district, by=team.manager, name="review", year=YEAR)
    (opinions,) = adopting.adopt(place.district, by=team.admin, name="review", year=YEAR)
    assert (opinions.tasks.count(), opinions.state) == (3, "received")
    assert adopting.adopt(place.district, by=team.admin, name="annual", year=YEAR)[0].tasks.count() == 7


def test_people_hear_of_a_plan_once_however_many_tasks_name_them(place, team):
    plan = PlanFactory(division=place.district, state="draft")
    for _ in range(2):
        TaskFactory(plan=plan, division=place.north, lead=place.department)
    plans.assign(plan, by=team.admin)
    tell_of_tasks(Message.objects.get(topic=plans.ASSIGNED))
    heard = Notice.objects.values_list("user", flat=True)
    assert sorted(heard) == sorted([team.worker.pk, team.manager.pk])
    assert "2 项任务" in Notice.objects.first().text


def test_a_milestone_is_reminded_of_once_before_and_once_after_its_day(place, team):
    due = TODAY + timedelta(days=10)
    plan = PlanFactory(division=place.district)
    TaskFactory(plan=plan, division=place.north1, lead=place.department, due_on=due)
    TaskFactory(division=place.north1, plan__state="draft", due_on=due)
    days = [due - timedelta(days=8), due - timedelta(days=7), due - timedelta(days=6), due, due + timedelta(days=1), due + timedelta(days=2)]  # fmt: skip
    assert [remind(day)["milestones"] for day in days] == [0, 1, 0, 0, 1, 0]
    for user in (team.worker, team.manager, team.clerk):
        assert [("快到时限" in one.text, "已过时限" in one.text) for one in Notice.objects.filter(user=user).order_by("at")] == [
            (True, False), (False, True)
        ]  # fmt: skip
    assert not Notice.objects.filter(user__in=[team.rival, team.neighbour, team.outsider]).exists()
