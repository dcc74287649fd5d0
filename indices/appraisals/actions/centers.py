"""睦邻中心/家园评估: a year's items, the marks of each center, the results published together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access.filing import file, lock, require
from governance.access.models import Division, User
from governance.access.scoping import can_in
from governance.audit.log import record
from governance.flow.machine import StepForbidden, StepRefused
from governance.vault.texts import allowed, needed
from indices.appraisals.flows import CENTER_ASSESSMENT
from indices.appraisals.models import CenterAssessment, CenterScheme
from indices.appraisals.rules import BEST, by_lines, ranks_of
from neighborhoods.models import Center

S = CenterAssessment.State
LEVELS = (Division.Level.DISTRICT, Division.Level.SUBDISTRICT)
MOST_ITEMS = 30


@transaction.atomic
def start(
    *, division: Division, year: int, items: Sequence[Mapping[str, Any]], by: User | None, title: str = "", **lines: float
) -> CenterScheme:  # fmt: skip
    """The year's scheme, and a row for every center open in `division`. Raises ValidationError by field."""
    title = allowed("title", "名称", title, 60) or f"{division.name} {year} 年睦邻中心评估"
    scheme = CenterScheme(division=division, year=year, title=title, **lines)
    require("add", scheme, by)
    if division.level not in LEVELS or division.valid_until:
        raise ValidationError({"division": "评估由现有的区或街镇组织。"})
    scheme.items = _items(items)
    file(scheme, by=by, items=len(scheme.items))
    centers = list(
        Center.objects.standing().inside(division.code).filter(state=Center.State.OPEN).order_by("division", "name")
    )
    if not centers:
        raise ValidationError({"division": "这里没有开放的睦邻中心。"})
    CenterAssessment.objects.bulk_create(
        CenterAssessment(division_id=center.division_id, scheme=scheme, center=center, created_by=by, version=1)
        for center in centers
    )
    return scheme


def assess(assessment: CenterAssessment, *, by: User | None, marks: Sequence[Mapping[str, Any]]) -> CenterAssessment:
    """[{"score", "evidence"}] in the order of the items: none above its points. Raises ValidationError by item."""
    with CENTER_ASSESSMENT.step("assess", assessment, by=by) as row:
        row.marks = _marks(row.scheme, marks)
        row.total = round(sum(one["score"] for one in row.marks), 10)
        row.grade = by_lines(row.total, row.scheme)
        row.assessed_by, row.assessed_at = by, timezone.now()
    return row


@transaction.atomic
def publish(scheme: CenterScheme, *, by: User | None) -> int:
    """All centers of the year together, ranked. Returns how many."""
    scheme = lock(scheme)
    if by is not None and not can_in(by, "appraisals.publish_centerassessment", scheme.division_id):
        raise StepForbidden("评估结果由组织评估的单位公布。")
    rows = list(scheme.assessments.standing())
    if left := sum(one.state == S.PENDING for one in rows):
        raise StepRefused(f"还有 {left} 家没有评分，评完再公布。")
    ready = [one for one in rows if one.state == S.ASSESSED]
    if not ready:
        raise StepRefused("这一年的结果已经公布。")
    places = dict(zip((one.pk for one in ready), ranks_of([one.total for one in ready]), strict=True))
    now = timezone.now()

    def fill(row: CenterAssessment) -> None:
        row.rank, row.published_at = places[row.pk], now

    waiting = CenterAssessment.objects.filter(pk__in=list(places))
    taken, refused = CENTER_ASSESSMENT.step_all("publish", waiting, by=by, fill=fill, fields=["rank", "published_at"])
    if refused:
        raise StepRefused(refused[0][1])
    return len(taken)


@transaction.atomic
def withdraw(scheme: CenterScheme, *, by: User | None, reason: str) -> CenterScheme:
    """Set up by mistake, and nothing published yet."""
    reason = needed("reason", "撤回理由", reason, 200)
    scheme = lock(scheme)
    require("withdraw", scheme, by)
    if scheme.withdrawn_at or scheme.assessments.filter(state=S.PUBLISHED).exists():
        raise StepRefused("已经公布或撤回的评估不能撤回。")
    scheme.withdrawn_at, scheme.withdrawn_reason = timezone.now(), reason
    scheme.save()
    scheme.assessments.update(withdrawn_at=scheme.withdrawn_at, withdrawn_reason=reason)
    record("center_scheme.withdraw", scheme, by=by)
    return scheme


def _items(given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if not 1 <= len(given) <= MOST_ITEMS:
        raise ValidationError({"items": f"评估项目应有 1 到 {MOST_ITEMS} 项。"})
    found: list[dict[str, Any]] = [
        {"title": needed("items", "项目名称", one["title"], 60), "points": float(one["points"])} for one in given
    ]
    if any(not one["points"] > 0 for one in found):
        raise ValidationError({"items": "每项的分值要大于 0。"})
    if abs(sum(one["points"] for one in found) - BEST) > 1e-6:
        raise ValidationError({"items": f"各项分值合起来应是 100，现在是 {sum(one['points'] for one in found):g}。"})
    return found


def _marks(scheme: CenterScheme, given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if len(given) != len(scheme.items):
        raise ValidationError({"marks": f"要给 {len(scheme.items)} 项都打分，现在是 {len(given)} 项。"})
    found = []
    for item, mark in zip(scheme.items, given, strict=True):
        score = mark.get("score")
        if score is None or not 0 <= score <= item["points"]:
            raise ValidationError({"marks": f"“{item['title']}”应打 0 到 {item['points']:g} 分。"})
        found.append({"score": float(score), "evidence": allowed("marks", "依据", mark.get("evidence", ""), 200)})
    return found
