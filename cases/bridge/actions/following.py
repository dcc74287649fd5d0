"""Reads the sealed events of cases, in order, and puts on its way what others are to be told of them.

Core cases know nothing of this: a follower remembers how far it has read (`Bookmark`), and each (receiver, event) pair
is written once, so that a run that is killed, doubled or late tells nobody twice and forgets nobody.
"""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction

from cases.bridge.actions.crossings import end, redo, tell
from cases.bridge.flows import CROSSING
from cases.bridge.models import Bookmark, Crossing, Delivery, Webhook
from cases.bridge.words import hook_body, step_of, topic_of
from cases.models import Case, CaseEntry
from governance.access import codes, rls
from governance.audit.chain import head
from governance.audit.models import Event, Seal
from governance.flow.machine import StepRefused

NAME = "cases"
AT_ONCE = 1000
S = Crossing.State


def follow() -> int:
    """Read on from the bookmark. Returns how many deliveries were written."""
    written = 0
    while True:
        with rls.system():
            found = _read_on()
        if found is None:
            return written
        written += found


def _read_on() -> int | None:
    """One batch; None where there is nothing new. The first time ever, what is past stays untold."""
    mark, new = Bookmark.objects.select_for_update().get_or_create(
        name=NAME, defaults={"seq": (last.seq if (last := head()) else 0)}
    )
    seals = [] if new else list(Seal.objects.filter(seq__gt=mark.seq).select_related("event").order_by("seq")[:AT_ONCE])
    if not seals:
        return None
    told = [seal for seal in seals if _is_step(seal.event)]
    ids = [seal.event.subject_id for seal in told]
    cases = {str(one.pk): one for one in Case.objects.filter(pk__in=ids).select_related("category", "department")}
    written = sum(_tell(seal, cases[seal.event.subject_id]) for seal in told if seal.event.subject_id in cases)
    Bookmark.objects.filter(pk=mark.pk).update(seq=seals[-1].seq)
    return written


def _is_step(event: Event) -> bool:
    """Opened, moved from one state to another, or withdrawn; not what is only noted beside a case."""
    if event.subject_type != "cases.case":
        return False
    return event.verb in ("case.open", "case.withdraw") or "to" in event.details


def _tell(seal: Seal, case: Case) -> int:
    for crossing in Crossing.objects.under_way().filter(case=case).select_related("platform", "case"):
        with suppress(StepRefused), transaction.atomic():
            (_over_there if crossing.direction == Crossing.Direction.OUT else _over_here)(crossing, seal, case)
    return _tell_hooks(seal, case)


def _tell_hooks(seal: Seal, case: Case) -> int:
    line = [case.division_id, *codes.ancestors(case.division_id)]
    hooks = Webhook.objects.filter(division__in=line, active=True, topics__contains=[topic_of(seal.event)])
    body = hook_body(seal.event, seal.seq, case)
    waiting = [
        Delivery(webhook=hook, division_id=hook.division_id, topic=body["event"], seq=seal.seq, body=body)
        for hook in hooks
    ]
    return len(Delivery.objects.bulk_create(waiting, ignore_conflicts=True))


def _over_there(crossing: Crossing, seal: Seal, case: Case) -> None:
    """What our officers did to a case that is being worked on there."""
    match step_of(seal.event):
        case "rework" if crossing.state == S.RETURNED:
            redo(crossing, by=None, reason=_words(case, "rework") or "请重办。", seq=seal.seq)
        case "close" if crossing.state == S.RETURNED:
            end(crossing, by=None, event="closed", seq=seal.seq)
        case "withdraw" | "refuse" | "return" | "transfer":
            end(crossing, by=None, event="withdrawn", seq=seal.seq)


def _over_here(crossing: Crossing, seal: Seal, case: Case) -> None:
    """What happens here to a case that came from there."""
    step = step_of(seal.event)
    if step == "close" and crossing.state == S.ACCEPTED:
        _return(crossing, seal, Crossing.Outcome.DONE, case.result)
    elif step == "withdraw" and crossing.state == S.ACCEPTED:
        _return(crossing, seal, Crossing.Outcome.REFUSED, case.withdrawn_reason)
    elif step == "reopen" and crossing.state == S.RETURNED:
        CROSSING.take("redo", crossing, by=None)
    if step not in ("open", "close", "withdraw"):
        tell(crossing, "progress", seq=seal.seq, step=step, state=seal.event.details.get("to", case.state))


def _return(crossing: Crossing, seal: Seal, outcome: str, words: str) -> None:
    with CROSSING.step("return", crossing, by=None, outcome=outcome) as crossing:
        crossing.outcome, crossing.result, crossing.returned_at = outcome, words, seal.event.at
    tell(crossing, "returned", seq=seal.seq, outcome=outcome, text=words)


def _words(case: Case, step: str) -> str:
    entry = CaseEntry.objects.filter(case=case, step=step).first()
    return entry.text[:200] if entry else ""
