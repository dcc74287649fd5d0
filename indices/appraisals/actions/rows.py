"""A unit in an appraisal: what it says of itself, what the appraiser finds, its appeal, points given and taken."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from governance.access.models import User
from governance.audit.log import record
from governance.files.actions import attach
from governance.files.models import Attachment
from governance.flow.machine import StepForbidden, StepRefused
from governance.jobs.inbox import notify
from governance.vault.texts import allowed, needed
from indices.appraisals.flows import APPRAISAL_ROW, is_appraiser
from indices.appraisals.models import Adjustment, Appraisal, AppraisalRow

K, S = Adjustment.Kind, Appraisal.State
MOST = 30  # adjustments of a row


def assess(row: AppraisalRow, *, by: User | None, agrees: bool, said: str = "", evidence: str = "") -> AppraisalRow:
    """自评: the figures are there already; who does not agree says where."""
    said = (allowed if agrees else needed)("said", "不同的地方", said, 2000)
    evidence = allowed("evidence", "佐证", evidence, 1000)
    with APPRAISAL_ROW.step("assess", row, by=by, agrees=agrees) as row:
        row.agrees, row.said, row.evidence = agrees, said, evidence
        row.assessed_by, row.assessed_at = by, timezone.now()
    return row


def verify(row: AppraisalRow, *, by: User | None, corrected: float | None = None, finding: str = "") -> AppraisalRow:
    """核验: the figures stand, or another score does and why."""
    finding = (allowed if corrected is None else needed)("finding", "核验意见", finding, 1000)
    if corrected is not None and not 0 <= corrected <= 100:
        raise ValidationError({"corrected": "核定得分应在 0 到 100 之间。"})
    with APPRAISAL_ROW.step("verify", row, by=by, corrected=corrected is not None) as row:
        row.corrected, row.finding = corrected, finding
        row.verified_by, row.verified_at = by, timezone.now()
    return row


def appeal(row: AppraisalRow, *, by: User | None, appeal: str) -> AppraisalRow:
    text = needed("appeal", "申诉的理由", appeal, 1000)
    with APPRAISAL_ROW.step("appeal", row, by=by) as row:
        row.appeal, row.appealed_by, row.appealed_at = text, by, timezone.now()
    return row


def uphold(row: AppraisalRow, *, by: User | None, answer: str, points: float) -> AppraisalRow:
    """The unit was right: `points` more (or, seldom, less)."""
    if not -100 <= points <= 100 or not points:
        raise ValidationError({"points": "申诉成立的，请写调整多少分（-100 到 100，不能是 0）。"})
    return _answer("uphold", row, by, answer, points)


def reject(row: AppraisalRow, *, by: User | None, answer: str) -> AppraisalRow:
    return _answer("reject", row, by, answer, 0.0)


@transaction.atomic
def adjust(
    row: AppraisalRow, *, by: User | None, kind: str, reason: str, points: float = 0.0, gate: str = "", evidence: str = ""
) -> Adjustment:  # fmt: skip
    """Points given or taken, or an event that a gate asks for. Raises ValidationError by field."""
    row = _open(row, by)
    if kind not in K.values:
        raise ValidationError({"kind": "请选加分、扣分或门槛事件。"})
    if kind == K.EVENT:
        known = row.appraisal.gate(gate)
        if known is None or known["kind"] != "event":
            raise ValidationError({"gate": "请选这次考核的一条门槛事件。"})
    elif not 0 < points <= 100:
        raise ValidationError({"points": "加分、扣分要写大于 0、不超过 100 的分值。"})
    if row.adjustments.filter(withdrawn_at=None).count() >= MOST:
        raise ValidationError(f"一个单位的加减分项最多 {MOST} 条。")
    one = Adjustment(
        row=row, kind=kind, points=0.0 if kind == K.EVENT else points, gate=gate if kind == K.EVENT else "", by=by,
        reason=needed("reason", "理由", reason, 400), evidence=allowed("evidence", "依据", evidence, 400),
    )  # fmt: skip
    one.full_clean(exclude=["row", "by"])
    one.save(force_insert=True)
    record("appraisal_row.adjust", row, by=by, adjustment=str(one.pk), kind=kind, points=one.points)
    return one


@transaction.atomic
def take_back(adjustment: Adjustment, *, by: User | None, reason: str) -> Adjustment:
    reason = needed("reason", "撤销理由", reason, 200)
    row = _open(adjustment.row, by)
    adjustment = Adjustment.objects.select_for_update(of=("self",)).get(pk=adjustment.pk)
    if adjustment.withdrawn_at:
        raise StepRefused("这一条已经撤销。")
    adjustment.withdrawn_at, adjustment.withdrawn_reason = timezone.now(), reason
    adjustment.save()
    record("appraisal_row.take_back", row, by=by, adjustment=str(adjustment.pk))
    return adjustment


@transaction.atomic
def add_file(row: AppraisalRow, upload: UploadedFile, *, by: User) -> Attachment:
    """A paper beside the self-assessment, as long as that is open."""
    row = _locked(row)
    if not any(step.name == "assess" for step in APPRAISAL_ROW.open_to(by, row)):
        raise StepForbidden("只有被考核的单位在自评期间可以上传佐证。")
    try:
        return attach(row, upload, by=by, division=row.division_id)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from None


def _answer(step: str, row: AppraisalRow, by: User | None, answer: str, points: float) -> AppraisalRow:
    text = needed("answer", "答复", answer, 1000)
    with APPRAISAL_ROW.step(step, row, by=by, points=points) as row:
        row.upheld, row.answer, row.appeal_points = step == "uphold", text, points
        row.answered_by, row.answered_at = by, timezone.now()
        if row.appealed_by is not None:
            said = "成立" if row.upheld else "不成立"
            notify(
                [row.appealed_by],
                f"{row.appraisal.title}：您的申诉{said}。",
                url=row.get_absolute_url(),
                kind="appraisal",
            )
    return row


def _locked(row: AppraisalRow) -> Any:
    return AppraisalRow.objects.select_for_update(of=("self", "appraisal")).select_related("appraisal").get(pk=row.pk)


def _open(row: AppraisalRow, by: User | None) -> AppraisalRow:
    """Raises StepForbidden, StepRefused: only the appraiser, from issuing to settling."""
    row = _locked(row)
    if by is not None and not is_appraiser(row, by):
        raise StepForbidden("加减分由考核单位登记。")
    if row.withdrawn_at or row.appraisal.state not in (S.SELF, S.VERIFYING):
        raise StepRefused("自评和核验期间才能登记加减分；得分核定以后不能再改。")
    return row
