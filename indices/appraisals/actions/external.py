"""第三方评估: commissioned, delivered as a file or as a list, sent back, accepted, shown to everybody."""

from __future__ import annotations

import hashlib
import io
import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.utils import timezone
from xlsxwriter import Workbook

from governance.access import codes
from governance.access.filing import file, lock, require
from governance.access.models import Division, User
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.files.actions import MAX_BYTES, attach
from governance.flow.machine import StepRefused
from governance.vault.texts import allowed, needed
from indices.appraisals.flows import EXTERNAL
from indices.appraisals.models import ExternalAssessment, ExternalScore
from indices.appraisals.selectors import sheets

S = ExternalAssessment.State
LEVELS = {
    Division.Level.DISTRICT: (Division.Level.SUBDISTRICT, Division.Level.COMMITTEE),
    Division.Level.SUBDISTRICT: (Division.Level.COMMITTEE,),
}


@transaction.atomic
def commission(
    *, division: Division, title: str, body: str, level: str, since: str, until: str, method: str, by: User | None,
    sample: str = "", commissioned_on: date | None = None, due_on: date | None = None, id: uuid.UUID | None = None,
) -> ExternalAssessment:  # fmt: skip
    """Raises PermissionDenied, or ValidationError by field."""
    row = ExternalAssessment(
        id=id or uuid7(), division=division, level=level, since=since, until=until, due_on=due_on,
        commissioned_on=commissioned_on or timezone.localdate(),
    )  # fmt: skip
    require("add", row, by)
    if division.valid_until or level not in LEVELS.get(Division.Level(division.level), ()):
        raise ValidationError({"level": "区可以评街镇或居村，街镇可以评居村。"})
    if row.commissioned_on > timezone.localdate():
        raise ValidationError({"commissioned_on": "委托日期不能晚于今天。"})
    row.title, row.body = needed("title", "名称", title, 80), needed("body", "受托机构", body, 80)
    row.method, row.sample = needed("method", "评估方法", method, 1000), allowed("sample", "样本", sample, 400)
    return file(row, by=by, level=level)


def deliver_file(assessment: ExternalAssessment, *, by: User | None, upload: UploadedFile) -> ExternalAssessment:
    """An xlsx or csv of unit scores: all of it or nothing. Raises ValidationError on `file` with the lines that are wrong."""
    if upload.size is None or upload.size > MAX_BYTES:
        raise ValidationError({"file": f"文件超过 {MAX_BYTES // 1024 // 1024} MB。"})
    content = upload.read()
    with EXTERNAL.step("deliver", assessment, by=by) as row:
        try:
            lines = sheets.cells_of(upload.name or "", content)
            found, parts = sheets.read(lines, units_of(row))
            attach(row, _to_keep(upload.name or "", content, lines), by=by, division=row.division_id)
        except ValidationError as error:
            raise ValidationError({"file": error.messages}) from None
        _put(row, found, parts, hashlib.sha256(content).hexdigest())
    return row


def deliver(assessment: ExternalAssessment, *, by: User | None, scores: Sequence[dict[str, Any]]) -> ExternalAssessment:
    """The same from a program: [{"division", "score", "parts": {name: score}}]. Raises ValidationError on `scores`."""
    names = list(dict.fromkeys(name for one in scores for name in one.get("parts") or {}))
    head = [sheets.UNIT, sheets.SCORE, *names]
    body = [[one["division"], one["score"], *((one.get("parts") or {}).get(name) for name in names)] for one in scores]
    lines = list(enumerate([head, *body]))
    with EXTERNAL.step("deliver", assessment, by=by) as row:
        try:
            found, parts = sheets.read(lines, units_of(row))
        except ValidationError as error:
            raise ValidationError({"scores": error.messages}) from None
        _put(row, found, parts, hashlib.sha256(repr(lines).encode()).hexdigest())
    return row


def send_back(assessment: ExternalAssessment, *, by: User | None, reason: str) -> ExternalAssessment:
    """退回重交: what was delivered stays on file and no longer counts."""
    reason = needed("reason", "退回理由", reason, 400)
    with EXTERNAL.step("return", assessment, by=by) as row:
        row.opinion = reason
    return row


def accept(assessment: ExternalAssessment, *, by: User | None, opinion: str) -> ExternalAssessment:
    opinion = needed("opinion", "验收意见", opinion, 400)
    with EXTERNAL.step("accept", assessment, by=by, delivery=assessment.delivery) as row:
        row.opinion, row.accepted_by, row.accepted_at = opinion, by, timezone.now()
    return row


@transaction.atomic
def publish(assessment: ExternalAssessment, *, by: User | None) -> ExternalAssessment:
    """On the public page, beside ours."""
    row = lock(assessment)
    require("publish", row, by)
    if row.state != S.ACCEPTED or row.published_at or row.withdrawn_at:
        raise StepRefused("验收以后才能公开，公开过的不必再公开。")
    row.published_at = timezone.now()
    row.save()
    record("external_assessment.publish", row, by=by)
    return row


@transaction.atomic
def withdraw(assessment: ExternalAssessment, *, by: User | None, reason: str) -> ExternalAssessment:
    reason = needed("reason", "撤回理由", reason, 200)
    row = lock(assessment)
    require("withdraw", row, by)
    if row.withdrawn_at or row.state == S.ACCEPTED:
        raise StepRefused("已经验收或撤回的评估不能撤回。")
    row.withdrawn_at, row.withdrawn_reason = timezone.now(), reason
    row.save()
    record("external_assessment.withdraw", row, by=by)
    return row


def units_of(assessment: ExternalAssessment) -> list[Division]:
    """Who is assessed."""
    low, high = codes.within(assessment.division_id)
    found = Division.objects.current().filter(level=assessment.level, code__gte=low, code__lt=high)
    return list(found.order_by("code"))


def _put(row: ExternalAssessment, found: list[sheets.Found], parts: list[str], digest: str) -> None:
    row.delivery += 1
    row.delivered_at, row.dimensions, row.digest = timezone.now(), parts, digest
    ExternalScore.objects.bulk_create(
        ExternalScore(assessment=row, delivery=row.delivery, unit=one.unit, score=one.score, parts=one.parts)
        for one in found
    )


def _to_keep(name: str, content: bytes, lines: sheets.Lines) -> UploadedFile:
    """The file as it came; a csv, which the portal does not store, as an xlsx of the same cells."""
    if not name.lower().endswith(".csv"):
        return SimpleUploadedFile(name, content)
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("得分")
        for number, row in lines:
            for column, cell in enumerate(row):
                sheet.write_string(number - 1, column, str(cell))
    return SimpleUploadedFile(f"{name[:-4]}.xlsx", target.getvalue())
