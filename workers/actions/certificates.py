"""证书 of a worker."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access.filing import amend, file, lock, only, require
from governance.access.models import User
from governance.audit.ids import uuid7
from workers.models import Certificate, Worker


@transaction.atomic
def add_certificate(
    worker: Worker, *, by: User | None, kind: str, issued_on: date, id: uuid.UUID | None = None, **values: Any
) -> Certificate:
    """`number expires_on`. In the division where the worker is now."""
    worker = lock(worker)
    given = only(values, "number", "expires_on")
    row = Certificate(
        id=id or uuid7(), worker=worker, division_id=worker.division_id, kind=kind, issued_on=issued_on, **given
    )
    require("add", row, by)
    if issued_on > timezone.localdate():
        raise ValidationError({"issued_on": "发证日期不能晚于今天。"})
    return file(row, by=by, worker=worker.pk, kind=kind)


@transaction.atomic
def withdraw(certificate: Certificate, *, by: User | None, reason: str) -> Certificate:
    """Noted by mistake, or revoked. Figures of a day before still count it."""
    certificate = lock(certificate)
    require("withdraw", certificate, by)
    if certificate.withdrawn_at is not None:
        raise ValidationError("这张证书已经撤销登记。")
    reason = reason.strip()
    if not 2 <= len(reason) <= 200:
        raise ValidationError({"reason": "请写明理由，2 至 200 个字。"})
    amend(certificate, by=by, verb="withdrawn", withdrawn_at=timezone.now(), withdrawn_reason=reason)
    return certificate
