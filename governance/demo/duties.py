"""责任分工 and 督导 of a demo district: the year's plan with its streets' parts, the seven projects, 审议意见, inspections."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from governance.access import codes
from governance.access.models import Department, Division, User
from governance.demo.calendar import Calendar
from governance.demo.quality import chance
from indices.plans.actions import adopting, plans, standards, tasks
from indices.plans.actions.parts import Bodies
from indices.plans.models import AnnualPlan, Finding, Inspection, PlanTask, StandardItem, TaskProgress
from indices.windows import SHANGHAI

LEADS = ("minzheng", "minzheng", "chengguan", "minzheng", "minzheng", "sifa", "renshe")
"""Who leads each of the seven main tasks."""
HELPS = ("sifa", "fangguan", "weijian", "jianjiao", "lvhua", "yingji", "jiaoyu")
WORDS = (
    "已召开部署会，任务分到街道。",
    "进展顺利，按月通报各街道情况。",
    "个别街道偏慢，已约谈并列入督办。",
    "年度目标基本完成，正在总结。",
)
WRONG = ("记录不全，缺少签到", "公开栏内容没有更新", "台账与清单不一致", "整改没有闭环记录")
INSPECTED = ("reported", "rectify", "reported", "planned", "rechecked")
"""States of the inspections, street after street; two in each."""


def lay_down(district: Division, calendar: Calendar, *, seed: int) -> None:
    """By the ORM: a few hundred rows a district. What a district has taken over stays as it is."""
    rng, year = chance(seed, calendar.today, f"duties {district.code}"), calendar.today.year
    made = [
        one for name in ("annual", "key", "review") for one in adopting.adopt(district, by=None, name=name, year=year)
    ]
    for plan in made:
        _send(plan, district, calendar, rng)
    standards.adopt_standard(district, by=None)
    if not Inspection.objects.filter(division__gte=district.code, division__lt=codes.within(district.code)[1]).exists():
        _inspect(district, calendar, rng)


def _send(plan: AnnualPlan, district: Division, calendar: Calendar, rng: Random) -> None:
    """Lead each task, break the year's plan down to the streets, begin, and tell how far everybody is."""
    offices = {one.code: one for one in Department.objects.filter(division=district)}
    if plan.kind == AnnualPlan.Kind.ANNUAL:
        for at, task in enumerate(plan.tasks.order_by("ordinal")):
            lead, helper = offices.get(LEADS[at % 7]), offices.get(HELPS[at % 7])
            others = [helper] if helper and helper != lead else []
            tasks.change_task(task, by=None, bodies=Bodies(lead=lead, supports=others))
            tasks.divide(task, by=None, divisions=_streets(district))
        plan = plans.assign(plan, by=None)
    if plan.kind == AnnualPlan.Kind.REVIEW:
        plans.assign(plan, by=None)
    else:
        plans.start(plan, by=None)
    sent = _moment(min(calendar.today, date(plan.year, 2, 20)))
    AnnualPlan.objects.filter(pk=plan.pk).update(recorded_at=sent, assigned_at=sent)
    PlanTask.objects.filter(plan=plan).update(recorded_at=sent)
    for task in PlanTask.objects.filter(plan=plan).select_related("division"):
        _tell(task, calendar, rng)


def _tell(task: PlanTask, calendar: Calendar, rng: Random) -> None:
    """Two reports at most, told by who works there; nine of ten reached what was due."""
    passed = (calendar.today - date(task.plan.year, 2, 20)).days
    if passed <= 0:
        return
    by, percent = _teller(task), 0
    for share, word in zip((0.4, 0.9), rng.sample(WORDS[:3], 2), strict=True):
        percent = max(percent, min(95, round(100 * passed * share / 293) + rng.randint(-6, 6)))
        day = calendar.today - timedelta(days=round(passed * (1 - share)))
        TaskProgress.objects.create(task=task, at=_moment(day), by=by, percent=percent, text=word)
    for one in task.milestones.filter(due_on__lte=calendar.today):
        if rng.random() < 0.9:
            one.done_on = one.due_on - timedelta(days=rng.randint(0, 9))
            one.save()
    PlanTask.objects.filter(pk=task.pk).update(percent=percent, progressed_at=_moment(day))


def _teller(task: PlanTask) -> User | None:
    """The administrator of the street, or the district's for what it carries itself."""
    level, cut = task.division.level, codes.significant(task.division_id)
    name = f"street-admin-{cut}" if level == Division.Level.SUBDISTRICT else f"admin-{cut}"
    return User.objects.filter(username=name).first()


def _streets(district: Division) -> list[Division]:
    return list(Division.objects.current().filter(parent=district, level=Division.Level.SUBDISTRICT).order_by("code"))


def _inspect(district: Division, calendar: Calendar, rng: Random) -> None:
    items = list(StandardItem.objects.filter(division=district, active=True))
    inspector = User.objects.filter(username=f"admin-{codes.significant(district.code)}").first()
    at = 0
    for street in _streets(district):
        for committee in Division.objects.current().filter(parent=street).order_by("code")[:2]:
            state = INSPECTED[at % len(INSPECTED)]
            day = calendar.today + timedelta(days=rng.randint(2, 20) if state == "planned" else -rng.randint(8, 70))
            _write(committee, state, day, inspector, items, rng)
            at += 1


def _write(
    division: Division, state: str, day: date, inspector: User | None, items: list[StandardItem], rng: Random
) -> None:
    seen, mended = state != "planned", state in ("rechecked", "reported")
    bad = set(rng.sample(range(len(items)), rng.randint(1, 3))) if seen else set()
    due, done = day + timedelta(days=15), _moment(day + timedelta(days=6))
    row = Inspection.objects.create(
        division=division, title="居委会标准化督导", planned_on=day, inspector=inspector, state=state, visited_on=day if seen else None,
        rectify_due_on=due if seen else None, rechecked_at=done if mended else None, report="总体规范，个别问题已整改到位。" if state == "reported" else "",
        reported_at=done if state == "reported" else None, recorded_at=_moment(day - timedelta(days=30)),
    )  # fmt: skip
    clerk = User.objects.filter(username=f"clerk-{division.code}").first()
    Finding.objects.bulk_create(
        [
            Finding(
                inspection=row, item=item, number=at + 1, topic=item.topic, text=item.text, verdict=("failed" if at in bad else "passed") if seen else "",
                note=rng.choice(WRONG) if at in bad else "", due_on=due if at in bad else None,
                answer="已按要求整改。" if mended and at in bad else "", answered_at=done if mended and at in bad else None,
                answered_by=clerk if mended and at in bad else None, passed_at=done if mended and at in bad else None,
            )
            for at, item in enumerate(items)
        ]
    )  # fmt: skip


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI)
