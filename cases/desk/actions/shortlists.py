"""我的清单: put a case on it, take it off, move it, take it over, put the whole in the order of walking."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max

from cases.actions.bulk import Outcome
from cases.desk.models import ShortlistEntry
from cases.desk.routes import walking_order
from cases.desk.selectors import PERMISSION
from cases.models import Case
from governance.access.models import User
from governance.access.scoping import can
from governance.audit.log import record
from governance.flow.machine import StepForbidden, StepRefused
from governance.jobs import inbox

MOST = 200


@transaction.atomic
def add(case: Case, *, by: User, over: bool = False) -> ShortlistEntry:
    """Put `case` at the end of the list of `by`. With `over` also from somebody else's list, who is told so.

    Raises StepForbidden, or StepRefused where it is on a list already, closed, withdrawn, or the list is full.
    """
    if not can(by, PERMISSION, case):
        raise StepForbidden("您不能把这件工单加入清单。")
    if not case.is_open():
        raise StepRefused("这件工单已经结案或撤回，不必再加入清单。")
    _lock(by)
    entry = ShortlistEntry.objects.select_for_update().filter(case=case).select_related("owner").first()
    if entry and entry.owner_id == by.pk:
        return entry
    if entry and not over:
        raise StepRefused(f"这件工单在{entry.owner}的清单上。要由您接着办，请打开工单接过来。")
    return _take_over(entry, by) if entry else _append(case, by)


def add_all(cases: Iterable[Case], *, by: User) -> Outcome:
    outcome = Outcome()
    for case in cases:
        try:
            outcome.done.append(add(case, by=by).case)
        except (StepRefused, StepForbidden) as error:
            outcome.refused.append((case, str(error)))
    return outcome


@transaction.atomic
def remove(case: Case, *, by: User) -> None:
    """Take `case` off the own list. Raises ValidationError where it is not on it."""
    entry = _own(case, by)
    record("shortlist.remove", case, by=by)
    entry.delete()


@transaction.atomic
def move(case: Case, *, by: User, up: bool) -> None:
    """Change places with the entry before or after; the first stays first."""
    _lock(by)
    entries = _all(by)
    at = next((number for number, one in enumerate(entries) if one.case_id == case.pk), None)
    if at is None:
        raise ValidationError("这件工单不在您的清单上。")
    to = min(max(at + (-1 if up else 1), 0), len(entries) - 1)
    entries.insert(to, entries.pop(at))
    _number(entries)


@transaction.atomic
def arrange(*, by: User) -> int:
    """Put the own list in an order that is good to walk. Returns how many cases are on it."""
    _lock(by)
    entries = walking_order(_all(by))
    _number(entries)
    return len(entries)


def drop_finished(*, by: User) -> int:
    """Take off the own list what is closed or withdrawn."""
    gone = [entry for entry in _all(by) if not entry.case.is_open()]
    for entry in gone:
        remove(entry.case, by=by)
    return len(gone)


def _lock(owner: User) -> None:
    """One change of a list at a time, so that positions and the limit hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"shortlist {owner.pk}"])


def _all(owner: User) -> list[ShortlistEntry]:
    found = ShortlistEntry.objects.filter(owner=owner).select_related("case")
    return list(found.order_by("position", "id"))


def _own(case: Case, by: User) -> ShortlistEntry:
    entry = ShortlistEntry.objects.filter(case=case, owner=by).first()
    if entry is None:
        raise ValidationError("这件工单不在您的清单上。")
    return entry


def _append(case: Case, by: User) -> ShortlistEntry:
    entry = ShortlistEntry(case=case, owner=by, position=_end(by))
    entry.save(force_insert=True)
    record("shortlist.add", case, by=by)
    return entry


def _take_over(entry: ShortlistEntry, by: User) -> ShortlistEntry:
    former, case = entry.owner, entry.case
    entry.owner, entry.position = by, _end(by)
    entry.save()
    record("shortlist.take_over", case, by=by, former=former.pk)
    text = f"{case.number} {case.title}：已由{by}从您的清单接过去办理。"
    inbox.notify([former], text, url=case.get_absolute_url(), kind="case")
    return entry


def _end(owner: User) -> int:
    mine = ShortlistEntry.objects.filter(owner=owner)
    if mine.count() >= MOST:
        raise StepRefused(f"清单最多 {MOST} 件，请先移出办好的。")
    return (mine.aggregate(last=Max("position"))["last"] or 0) + 1


def _number(entries: list[ShortlistEntry]) -> None:
    for position, entry in enumerate(entries, start=1):
        entry.position = position
    ShortlistEntry.objects.bulk_update(entries, ["position"])
