"""上报 and 街道审核: what a committee reports, and the street passes or returns."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from governance.access.filing import file, lock, require
from governance.access.models import Division, User
from governance.access.scoping import can
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.files.actions import attach
from governance.files.models import Attachment
from governance.flow.machine import StepForbidden, StepRefused
from governance.vault.texts import allowed, needed
from indices.submissions.actions.checking import check, indicator_for, month_for
from indices.submissions.flows import SUBMISSION
from indices.submissions.models import Submission

S = Submission.State
OPEN = (S.SUBMITTED, S.RETURNED, S.REVIEWED)
Outcome = tuple[list[Submission], list[tuple[Submission, str]]]
"""(done, [(row, why not)])"""


@transaction.atomic
def report(
    *, division: Division, indicator: str, period: str, numerator: Decimal, by: User | None, denominator: Decimal | None = None,
    deviation: Decimal | None = None, note: str = "", id: uuid.UUID | None = None,
) -> Submission:  # fmt: skip
    """One figure of one whole month. Raises PermissionDenied, or ValidationError by field."""
    row = Submission(id=id or uuid7(), division=division, indicator=indicator, period=period, reporter=by)
    require("add", row, by)
    one = indicator_for(indicator, division)
    month_for(period, timezone.now())
    _fill(row, numerator, denominator, deviation, note)
    check(one, numerator, denominator, deviation)
    return file(row, by=by, indicator=indicator, period=period)


@transaction.atomic
def report_all(
    *, division: Division, period: str, rows: Mapping[str, Mapping[str, Any]], by: User | None
) -> list[Submission]:
    """{indicator: what `report` or `resubmit` takes}, all of them or none; a returned one is mended.

    Raises PermissionDenied, or ValidationError whose keys are `indicator:field`.
    """
    returned = Submission.objects.standing().filter(division=division, period=period, state=S.RETURNED)
    before = {one.indicator: one for one in returned}
    done: list[Submission] = []
    wrong: dict[str, list[str]] = {}
    for code, given in rows.items():
        try:
            done.append(
                resubmit(before[code], by=by, **given)
                if code in before
                else report(division=division, indicator=code, period=period, by=by, **given)
            )
        except ValidationError as error:
            wrong |= {f"{code}:{field}": texts for field, texts in error.message_dict.items()}
    if wrong:
        raise ValidationError(wrong)
    return done


def resubmit(
    row: Submission, *, by: User | None, numerator: Decimal, denominator: Decimal | None = None, deviation: Decimal | None = None,
    note: str = "",
) -> Submission:  # fmt: skip
    """A returned one mended. It had never counted, so it is written anew."""
    check(indicator_for(row.indicator, row.division), numerator, denominator, deviation)
    with SUBMISSION.step("resubmit", row, by=by) as row:
        _fill(row, numerator, denominator, deviation, note)
        row.reporter, row.reason = by or row.reporter, ""
    return row


def review(row: Submission, *, by: User | None) -> Submission:
    """From now on it counts."""
    with SUBMISSION.step("review", row, by=by) as row:
        _pass(row, by)
    return row


def review_all(rows: QuerySet[Submission], *, by: User) -> Outcome:
    """One that cannot be passed does not hold up the others."""
    fields = ("reviewer", "reviewed_at")
    return SUBMISSION.step_all("review", rows.order_by("pk"), by=by, fill=lambda row: _pass(row, by), fields=fields)


def send_back(row: Submission, *, by: User | None, reason: str) -> Submission:
    reason = needed("reason", "退回的理由", reason, 200)
    with SUBMISSION.step("return", row, by=by) as row:
        row.reason = reason
    return row


def may_withdraw(user: User, row: Submission) -> bool:
    taken = row.withdrawn_at or row.state not in OPEN or row.draw_id
    return not taken and can(user, "submissions.withdraw_submission", row)


@transaction.atomic
def withdraw(row: Submission, *, by: User | None, reason: str) -> Submission:
    """Taken back, and reported anew if it was wrong; what it counted for until now stays."""
    reason = needed("reason", "撤回理由", reason, 200)
    row = lock(row)
    require("withdraw", row, by)
    if row.withdrawn_at or row.state not in OPEN:
        raise StepRefused("已经撤回或抽查过的上报不能撤回。")
    if row.draw_id:
        raise StepRefused("这份上报已被抽中，等抽查有了结果再说。")
    row.withdrawn_at, row.withdrawn_reason = timezone.now(), reason
    row.save()
    record("submission.withdraw", row, by=by)
    return row


def may_attach(user: User, row: Submission) -> bool:
    return not row.withdrawn_at and row.state in OPEN and can(user, "submissions.add_submission", row)


def require_attaching(row: Submission, by: User) -> None:
    """Raises StepForbidden, StepRefused."""
    if not can(by, "submissions.add_submission", row):
        raise StepForbidden("您没有上传证明材料的权限。")
    if not may_attach(by, row):
        raise StepRefused("抽查过或撤回的上报不能再传材料。")


@transaction.atomic
def attach_evidence(row: Submission, *, by: User, file: UploadedFile) -> Attachment:
    """Raises StepForbidden, StepRefused, or ValidationError for a file that cannot be taken."""
    require_attaching(row, by)
    return attach(row, file, by=by, division=row.division_id)


def attach_all(rows: Iterable[Submission], files: Mapping[str, UploadedFile], *, by: User) -> None:
    for row in rows:
        if row.indicator in files:
            attach_evidence(row, by=by, file=files[row.indicator])


def _fill(
    row: Submission, numerator: Decimal, denominator: Decimal | None, deviation: Decimal | None, note: str
) -> None:
    row.numerator, row.denominator, row.deviation = numerator, denominator, deviation
    row.note = allowed("note", "说明", note, 400)


def _pass(row: Submission, by: User | None) -> None:
    row.reviewer, row.reviewed_at = by, timezone.now()
