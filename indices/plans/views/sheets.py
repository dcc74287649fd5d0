"""A plan and the register of inspections as Excel files, and each row of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from governance.access.requests import SignedIn
from governance.audit.log import record
from governance.web import sheets
from indices.plans.filters import InspectionFilter
from indices.plans.looks import LIGHTS
from indices.plans.models import Finding, Inspection
from indices.plans.selectors.boards import TaskLine, lines_of
from indices.plans.views.plans import read, tasks_of

HEAD = (
    "序号", "任务", "责任主体", "牵头部门", "配合部门", "责任部门", "年度目标", "主要指标", "推进措施", "时间节点", "评估办法", "完成百分比", "状态",
)  # fmt: skip
WIDTHS = (6, 36, 14, 16, 30, 20, 36, 36, 48, 36, 24, 10, 8)
INSPECTED = (
    "督导对象",
    "主题",
    "计划日期",
    "走访日期",
    "督导人",
    "状态",
    "合格",
    "不合格",
    "不适用",
    "已整改",
    "整改期限",
    "督导结论",
)
SIZES = (24, 24, 12, 12, 12, 10, 8, 8, 8, 8, 12, 60)
Verdict = Finding.Verdict


@require_GET
def plan_export(request: SignedIn, pk: uuid.UUID) -> FileResponse | HttpResponse:
    plan = read(request, pk)
    record("plan.export", plan, by=request.user, format="xlsx")
    lines = lines_of(tasks_of(request, plan), request.user, timezone.localdate())
    book = sheets.workbook("责任分工", HEAD, WIDTHS, _tasks(lines))
    return FileResponse(book, as_attachment=True, filename=f"{plan.year}-责任分工-{timezone.localdate():%Y%m%d}.xlsx")


@require_GET
def inspection_export(request: SignedIn) -> FileResponse | HttpResponse:
    found = Inspection.objects.visible_to(request.user).standing().for_list().prefetch_related("findings")
    asked = InspectionFilter(request.GET, found, request=request)
    if not asked.is_valid():
        raise ValidationError(["筛选条件有误，请回到列表改正后再导出。"])
    names = sorted(set(request.GET) & set(asked.base_filters))
    record("inspections.export", None, by=request.user, format="xlsx", filters=names)
    book = sheets.workbook("督导检查", INSPECTED, SIZES, _inspections(asked.qs.order_by("planned_on", "pk")))
    return FileResponse(book, as_attachment=True, filename=f"督导检查-{timezone.localdate():%Y%m%d}.xlsx")


def _tasks(lines: Iterable[TaskLine]) -> Iterator[tuple[Any, ...]]:
    for number, line in enumerate(lines, start=1):
        task = line.task
        figures = "\n".join(f"{one.figure.name} 目标 {one.figure.target.normalize():f}{one.figure.unit}，现在 {_value(one.value)}" for one in line.figures)  # fmt: skip
        days = "\n".join(f"{one.due_on:%m-%d} {one.text}{'（完成）' if one.done_on else '（逾期）' if late else ''}" for one, late in line.milestones)  # fmt: skip
        texts = (task.title, task.division.name, line.lead, line.supports, line.responsibles, task.goal, figures, task.measures, days, task.method)  # fmt: skip
        yield (number, *map(sheets.plain, texts), task.percent, LIGHTS[line.light].label)


def _value(value: float | None) -> str:
    return "—" if value is None else f"{value:.1f}"


def _inspections(rows: Any) -> Iterator[tuple[Any, ...]]:
    for one in rows.iterator(chunk_size=500):
        verdicts = [finding.verdict for finding in one.findings.all()]
        counts = [verdicts.count(verdict) for verdict in (Verdict.PASSED, Verdict.FAILED, Verdict.NOT_APPLICABLE)]
        mended = sum(finding.passed_at is not None for finding in one.findings.all())
        yield (
            one.division.name, sheets.plain(one.title), one.planned_on, one.visited_on or "", sheets.plain(str(one.inspector or "")),
            one.get_state_display(), *counts, mended, one.rectify_due_on or "", sheets.plain(one.report),
        )  # fmt: skip
