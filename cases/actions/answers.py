"""回访: what the resident says after closing."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from cases.actions.story import lock, tell
from cases.acts import require
from cases.models import Answer, Case
from governance.access.models import User
from governance.audit.log import record
from governance.jobs import outbox
from governance.vault.texts import allowed


@transaction.atomic
def answer(case: Case, *, by: User, resolved: bool, satisfaction: int, comment: str = "") -> Answer:
    """Record whether it is solved and how satisfied they are (1 to 5). Not solved: the street is told, who may reopen."""
    comment = allowed("comment", "居民的话", comment, 200)
    case = lock(case)
    require("answer", case, by)
    last, now = case.newest_round, timezone.now()
    said = Answer(
        case=case, round=last, division_id=case.division_id, answered_at=now, by=by, created_by=by,
        resolved=resolved, satisfaction=satisfaction, comment=comment,
    )  # fmt: skip
    said.full_clean(exclude=["division", "case", "round", "by", "created_by"])
    said.save()
    words = f"{'已解决' if resolved else '未解决'}，满意度 {satisfaction} 分。{comment}"
    tell(case, "answer", at=now, by=by, text=words)
    record("case.answer", case, by=by, round=last.number, resolved=resolved, satisfaction=satisfaction)
    if not resolved:
        outbox.tell("case.unresolved", key=str(case.pk), case=str(case.pk))
    return said
