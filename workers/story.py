"""职业发展: postings, changes, certificates and trainings of one worker on one line of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from governance.access.models import User
from workers.looks import KIND_ICONS
from workers.models import Attendance, Change, Posting, Worker

MOST = 100  # class days told


@dataclass(frozen=True, slots=True)
class Told:
    """One line: `kind` says of which sort it is, `tone` warn for what ended or ends soon."""

    day: date
    kind: str
    text: str
    note: str
    icon: str
    tone: str = "step"
    url: str = ""


def story_of(user: User, worker: Worker) -> list[Told]:
    """Newest first. The record goes with the person: who may see the worker sees where they were before, too."""
    told = [*_postings(worker), *_changes(user, worker), *_certificates(worker), *_classes(worker)]
    return sorted(told, key=lambda one: one.day, reverse=True)


def _postings(worker: Worker) -> Iterator[Told]:
    for one in worker.postings.standing().select_related("post", "division"):
        yield Told(one.since, "任职", f"任{one.post.name}", one.division.name, "briefcase")
        if one.until and one.ending != Posting.Ending.MOVED:
            yield Told(one.until, "任职", f"离职：{one.get_ending_display()}", one.division.name, "archive", "warn")


def _changes(user: User, worker: Worker) -> Iterator[Told]:
    seen = set(Change.objects.visible_to(user).filter(worker=worker).values_list("pk", flat=True))
    for one in worker.changes.select_related("to_division", "to_post").exclude(state=Change.State.DRAFT):
        day = timezone.localdate(one.effective_at or one.recorded_at)
        where = f"到 {one.to_division.name} {one.to_post.name}，" if one.to_division else ""
        note = f"{where}{one.get_procedure_display()}，{one.get_state_display()}，生效 {one.effective_on}"
        url = one.get_absolute_url() if one.pk in seen else ""
        yield Told(day, "人事变动", f"{one.get_kind_display()}办理", note, KIND_ICONS[one.kind], "", url)


def _certificates(worker: Worker) -> Iterator[Told]:
    for one in worker.certificates.standing():
        until = f"，有效期至 {one.expires_on}" if one.expires_on else "，长期有效"
        yield Told(
            one.issued_on, "证书", f"取得{one.get_kind_display()}", f"{one.number}{until}".lstrip("，"), "patch-check"
        )


def _classes(worker: Worker) -> Iterator[Told]:
    rows: list[Attendance] = list(
        worker.attendances.standing()
        .filter(attended=True)
        .select_related("session__training")
        .order_by("-held_at")[:MOST]
    )
    for one in rows:
        day = timezone.localdate(one.held_at)
        note = f"{one.hours} 课时 {one.session.place}".strip()
        url = one.session.training.get_absolute_url()
        yield Told(day, "培训", f"参加{one.session.training.title}", note, "mortarboard", "", url)


def hours_this_year(worker: Worker, today: date) -> Decimal:
    """Class hours of the calendar year."""
    rows = worker.attendances.standing().filter(attended=True, held_at__year=today.year)
    return rows.aggregate(hours=Sum("hours"))["hours"] or Decimal(0)
