"""Inspections: planning one, the visit, what is to be put right, the recheck, the report."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access import codes
from governance.access.filing import file, lock, require
from governance.access.models import Division, User
from governance.access.scoping import can, can_in
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.flow.machine import StepForbidden, StepRefused
from governance.jobs.outbox import tell
from governance.vault.texts import allowed, needed
from indices.plans.flows import INSPECTION, inspects
from indices.plans.models import Finding, Inspection, StandardItem

PLACES = (Division.Level.COMMITTEE, Division.Level.SUBDISTRICT)
TO_RECTIFY = "inspection.rectify"
Verdict = Finding.Verdict


@transaction.atomic
def plan_inspection(
    *, division: Division, title: str, planned_on: date, by: User | None, companions: str = "", id: uuid.UUID | None = None
) -> Inspection:  # fmt: skip
    """With the district's standard as it stands today. Whoever inspects works above the inspected.

    Raises PermissionDenied, or ValidationError by field.
    """
    row = Inspection(id=id or uuid7(), division=division, planned_on=planned_on, inspector=by)
    require("add", row, by)
    if division.level not in PLACES or division.valid_until:
        raise ValidationError({"division": "督导的对象是现有的居委或街镇。"})
    if by is not None and not can_in(by, "plans.add_inspection", division.parent_id or division.code):
        raise ValidationError({"division": "不能督导本街镇自己，请选择下面的居委；街镇由区里督导。"})
    row.title = needed("title", "主题", title, 80)
    row.companions = allowed("companions", "同行人员（单位）", companions, 120)
    items = list(StandardItem.objects.filter(division=codes.full(division.code[:6]), active=True))
    if not items:
        raise ValidationError("区里还没有督导标准。请先在“督导标准”里取用示例标准或新增标准项。")
    file(row, by=by, planned_on=planned_on.isoformat())
    Finding.objects.bulk_create(
        [Finding(inspection=row, item=one, number=at, topic=one.topic, text=one.text) for at, one in enumerate(items, start=1)]
    )  # fmt: skip
    return row


def visit(
    inspection: Inspection, *, by: User | None, visited_on: date, verdicts: Mapping[int, tuple[str, str]]
) -> Inspection:  # fmt: skip
    """`verdicts`: {number: (verdict, note)} for every line of the standard. Who took it becomes the inspector."""
    if visited_on > timezone.localdate():
        raise ValidationError({"visited_on": "走访日期不能晚于今天。"})
    with INSPECTION.step("visit", inspection, by=by) as row:
        findings = list(row.findings.all())
        if missing := [one.number for one in findings if verdicts.get(one.number, ("",))[0] not in Verdict.values[1:]]:
            raise ValidationError(
                {"verdicts": f"第 {'、'.join(map(str, missing))} 项还没有结果。每一项都要选合格、不合格或不适用。"}
            )
        for one in findings:
            one.verdict, note = verdicts[one.number]
            one.note = _note(one, note)
            one.save(update_fields=["verdict", "note"])
        row.visited_on, row.inspector = visited_on, by or row.inspector
    return row


def _note(one: Finding, note: str) -> str:
    note = allowed("verdicts", f"第 {one.number} 项的情况", note, 400)
    if one.verdict == Verdict.FAILED and not note:
        raise ValidationError({"verdicts": f"第 {one.number} 项不合格，请写明情况。"})
    return note


def rectify(inspection: Inspection, *, by: User | None, due_on: date) -> Inspection:
    """下发整改: every failure is to be put right by `due_on`; the inspected hear of it."""
    if due_on < timezone.localdate():
        raise ValidationError({"due_on": "整改期限不能早于今天。"})
    with INSPECTION.step("rectify", inspection, by=by) as row:
        row.findings.failed().update(due_on=due_on)
        row.rectify_due_on = due_on
        tell(TO_RECTIFY, key=str(row.pk), inspection=str(row.pk))
    return row


@transaction.atomic
def answer(finding: Finding, *, by: User | None, answer: str) -> Finding:
    """整改: the committee says what it did. Raises StepForbidden, StepRefused, ValidationError by field."""
    require_answering(finding, by)
    text = needed("answer", "整改情况", answer, 1000)
    inspection = lock(finding.inspection)
    finding = Finding.objects.select_for_update().get(pk=finding.pk)
    if inspection.withdrawn_at or inspection.state != Inspection.State.RECTIFY or not finding.is_waiting():
        raise StepRefused("这一项不在整改中，或已经答复。请刷新后再看。")
    finding.answer, finding.answered_at, finding.answered_by = text, timezone.now(), by
    finding.full_clean()
    finding.save()
    record("inspection.answer", inspection, by=by, number=finding.number)
    return finding


def require_answering(finding: Finding, by: User | None) -> None:
    if by is not None and not can(by, "plans.rectify_inspection", finding.inspection):
        raise StepForbidden("您没有答复整改的权限。")


def send_back(inspection: Inspection, *, by: User | None, numbers: Iterable[int], reason: str) -> Inspection:
    """退回: these were said to be done and are not."""
    reason, wanted = needed("reason", "退回理由", reason, 400), set(numbers)
    with INSPECTION.step("return", inspection, by=by) as row:
        found = [one for one in row.findings.failed() if one.number in wanted and one.answered_at]
        if not wanted or len(found) != len(wanted):
            raise ValidationError({"numbers": "请选择已经答复的整改项。"})
        for one in found:
            one.answered_at, one.return_reason, one.returned, one.urged_on = None, reason, one.returned + 1, None
            one.save()
        tell(TO_RECTIFY, key=str(row.pk), inspection=str(row.pk))
    return row


def recheck(inspection: Inspection, *, by: User | None) -> Inspection:
    with INSPECTION.step("recheck", inspection, by=by) as row:
        row.rechecked_at = timezone.now()
        row.findings.failed().update(passed_at=row.rechecked_at)
    return row


def report(inspection: Inspection, *, by: User | None, report: str) -> Inspection:
    text = needed("report", "督导结论", report, 2000)
    with INSPECTION.step("report", inspection, by=by) as row:
        row.report, row.reported_at = text, timezone.now()
    return row


@transaction.atomic
def withdraw(inspection: Inspection, *, by: User | None, reason: str) -> Inspection:
    """Only before the visit: what was found stays."""
    reason = needed("reason", "撤回理由", reason, 200)
    row = lock(inspection)
    require("withdraw", row, by)
    if by is not None and not inspects(row, by):
        raise StepForbidden("督导由上级单位办理，不能撤回对自己的督导。")
    if row.withdrawn_at or row.state != Inspection.State.PLANNED:
        raise StepRefused("已经走访或撤回的督导不能撤回。")
    row.withdrawn_at, row.withdrawn_reason = timezone.now(), reason
    row.save()
    record("inspection.withdraw", row, by=by)
    return row
