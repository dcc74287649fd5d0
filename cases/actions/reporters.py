"""Who reported a case, if they said so."""

from __future__ import annotations

import re
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from cases.models import Case, Reporter
from governance.access import revealing
from governance.access.models import User
from governance.access.revealing import Revealed
from governance.audit.log import record


@transaction.atomic
def note(case: Case, *, by: User | None, name: str = "", phone: str = "", email: str = "") -> Reporter | None:
    """Keep who reported `case`, sealed; nothing is kept when nothing was said. Raises ValidationError by field."""
    name, phone, email = name.strip(), re.sub(r"[\s-]", "", phone), email.strip()
    if not (name or phone or email):
        return None
    wrong = {}
    if len(name) > 40 or re.search(r"\d{5}", name):
        wrong["name"] = "请填称呼，不超过 40 个字。"
    if phone and not re.fullmatch(r"\+?\d{7,15}", phone):
        wrong["phone"] = "请填正确的电话号码，或者不填。"
    if email:
        try:
            validate_email(email)
        except ValidationError:
            wrong["email"] = "请填正确的邮箱，或者不填。"
    if wrong:
        raise ValidationError(wrong)
    reporter = Reporter(
        case=case,
        division_id=case.division_id,
        name=name or None,
        phone=phone or None,
        email=email or None,
        created_by=by,
    )
    reporter.full_clean(exclude=["division", "case", "created_by"])
    reporter.save(force_insert=True)
    record("reporter.noted", reporter, by=by, case=str(case.pk))
    return reporter


def reveal(row: Reporter, *, by: User, reason: str) -> Revealed:
    """The whole of it, for one look; the mailbox stands beside the telephone."""
    seen = revealing.reveal(row, by=by, reason=reason)
    return replace(seen, name=row.name or "", phone="，".join(filter(None, [row.phone, row.email])))
