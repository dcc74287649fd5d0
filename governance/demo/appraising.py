"""The year's appraisals and those of past quarters, a third party's findings, and the year's 睦邻中心评估, from the published runs."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access import codes
from governance.access.models import Division, User
from indices.appraisals.actions import appraisals, centers, external, rows
from indices.appraisals.models import Appraisal, CenterScheme, ExternalAssessment
from indices.appraisals.rules import Part, months_of
from indices.appraisals.selectors.figures import means, published_runs
from indices.models import IndexRun

ITEMS = (("开放时间和场地", 20), ("活动和服务", 30), ("居民参与", 20), ("自治共治", 20), ("安全和台账", 10))
GATES = (
    {"title": "发生重大安全责任事故", "kind": "event", "cap": "fail"},
    {"title": "法治维度过低", "kind": "score", "code": "FZ", "floor": 40.0, "cap": "pass"},
)
APPEAL = "上月有一批上门走访因网络原因晚了一天登记，请核对后补记。"


@transaction.atomic
def appraise(district: Division) -> None:
    """Nothing where the district has an appraisal already, or no index yet."""
    months = sorted(IndexRun.objects.public().filter(division=district).values_list("period", flat=True))
    if not months or Appraisal.objects.filter(division=district).exists():
        return
    now, rng = timezone.now(), Random(district.code)  # noqa: S311  made-up figures
    admin = User.objects.get(username=f"admin-{codes.significant(district.code)}")
    streets = list(Division.objects.current().filter(parent=district).order_by("code"))
    _running(district, int(months[-1][:4]), months, now, admin, rng)
    _settled(district, streets, months, now, admin)
    _assessed(district, months, now, admin, rng)
    _centers(district, int(months[-1][:4]), admin, rng)


def _running(district: Division, year: int, months: list[str], now: datetime, admin: User, rng: Random) -> None:
    """The year's appraisal of the streets: under way, with units that have spoken and one that does not agree."""
    table = _made(district, year, Part.YEAR, admin)
    table = appraisals.issue(table, by=admin, self_due_on=(now + timedelta(days=20)).date())
    for number, row in enumerate(table.rows.order_by("division")):
        user = _speaker(row.division_id)
        if user is None or number % 3 == 2:
            continue
        agrees = number % 3 == 0
        rows.assess(row, by=user, agrees=agrees, said="" if agrees else APPEAL)
    first = table.rows.order_by("division").first()
    if first is not None:
        rows.adjust(
            first, by=admin, kind="bonus", points=1.0, reason="睦邻楼组做法获市级通报表扬。", evidence="市级简报"
        )


def _settled(district: Division, streets: list[Division], months: list[str], now: datetime, admin: User) -> None:
    """Quarters that are over: one published in two streets and above, the last with an appeal open and one answered."""
    spans = [(year, part) for year in sorted({int(one[:4]) for one in months}) for part in ("q1", "q2", "q3", "q4")]
    over = [one for one in spans if set(months_of(*one)) <= set(months)]
    for year, part in over[-2:-1]:
        for division, by in ((district, admin), *((street, None) for street in streets[:2])):
            _publish(_made(division, year, part, by), now, by)
    if not over:
        return
    year, part = over[-1]
    table = _verified(_made(district, year, part, admin), admin)
    table = appraisals.settle(table, by=admin, appeals_until=now + timedelta(days=7))
    spoken = [(row, user) for row in table.rows.order_by("division") if (user := _speaker(row.division_id))]
    for number, (row, user) in enumerate(spoken[:2]):
        row = rows.appeal(row, by=user, appeal=APPEAL)
        if number:
            rows.uphold(row, by=admin, answer="已核对，补记后加 0.5 分。", points=0.5)
    for street in streets[:1]:
        own = _verified(_made(street, year, part, None), None)
        appraisals.settle(own, by=None, appeals_until=now + timedelta(days=7))


def _publish(table: Appraisal, now: datetime, by: User | None) -> None:
    """Through all its steps, as if the days of appeal had passed."""
    table = appraisals.settle(_verified(table, by), by=by, appeals_until=now + timedelta(days=7))
    Appraisal.objects.filter(pk=table.pk).update(appeals_until=now - timedelta(days=1))
    table.refresh_from_db()
    appraisals.publish(table, by=by)


def _made(division: Division, year: int, part: str, by: User | None) -> Appraisal:
    """Where a unit has no index yet its target is a round one."""
    table = appraisals.create(
        division=division, year=year, part=part, by=by, line_excellent=80.0, line_good=70.0, line_pass=55.0
    )
    for gate in GATES:
        table = appraisals.add_gate(table, by=by, **gate)
    missing = {row.division_id: 70.0 for row in table.rows.filter(target=None)}
    appraisals.set_targets(table, by=by, targets=missing)
    return table


def _verified(table: Appraisal, by: User | None) -> Appraisal:
    table = appraisals.issue(table, by=by, self_due_on=timezone.localdate() + timedelta(days=1))
    table = appraisals.collect(table, by=by)
    for row in table.rows.all():
        rows.verify(row, by=by, finding="与指数一致。")
    return table


def _assessed(district: Division, months: list[str], now: datetime, admin: User, rng: Random) -> None:
    """An accepted and public one of the streets, and one that is still awaited."""
    if ExternalAssessment.objects.filter(division=district).exists():
        return
    span = months[-3:]
    given: dict[str, Any] = {
        "division": district,
        "level": "subdistrict",
        "method": "入户问卷和现场观察，按社区分层抽样。",
        "by": admin,
    }
    row = external.commission(
        title="基层治理群众满意度评估", body="示例评估机构", since=span[0], until=span[-1], sample="每街镇 200 户，共 12 个街镇。", **given
    )  # fmt: skip
    streets = Division.objects.current().filter(parent=district).values_list("code", flat=True)
    ours = means(published_runs(district.code, span), streets)
    scores = [{"division": code, "score": _near(score, 8, rng), "parts": {"环境": _near(score, 12, rng), "服务": _near(score, 10, rng)}}
              for code, score in sorted(ours.items())]  # fmt: skip
    if scores:
        row = external.deliver(row, by=admin, scores=scores)
        external.publish(external.accept(row, by=admin, opinion="样本和方法符合合同，予以验收。"), by=admin)
    external.commission(
        title="睦邻中心服务评估", body="示例评估机构", since=span[-1], until=span[-1], due_on=(now + timedelta(days=30)).date(), **given
    )  # fmt: skip


def _centers(district: Division, year: int, admin: User, rng: Random) -> None:
    """Most are marked, none is published yet."""
    if CenterScheme.objects.filter(division=district).exists():
        return
    try:
        items = [{"title": title, "points": points} for title, points in ITEMS]
        scheme = centers.start(division=district, year=year, items=items, by=admin)
    except ValidationError:  # a district of the demo without an open center
        return
    for number, row in enumerate(scheme.assessments.order_by("division", "id")):
        if number % 5 == 4:
            continue
        marks = [{"score": round(points * rng.uniform(0.7, 1), 1), "evidence": "查台账、看现场"} for _, points in ITEMS]
        centers.assess(row, by=admin, marks=marks)


def _speaker(division: str) -> User | None:
    return User.objects.filter(username=f"street-admin-{division[:9]}").first()


def _near(score: float, width: float, rng: Random) -> float:
    return round(min(max(score + rng.uniform(-width, width), 0), 100), 1)
