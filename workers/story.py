"""职业发展: postings, changes, certificates and trainings of one worker on one line of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from governance.access.models import User
from workers.looks import KIND_ICONS, looks_of
from workers.models import Attendance, Certificate, Change, Posting, Worker

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


@dataclass(frozen=True, slots=True)
class Career:
    """What is on record of one worker; `changes` are those the reader may see."""

    postings: list[Posting]
    changes: list[Change]
    certificates: list[Certificate]
    classes: list[Attendance]

    @property
    def now(self) -> Posting | None:
        return next((one for one in self.postings if one.until is None), None)

    @property
    def pending(self) -> Change | None:
        return next((one for one in self.changes if one.state in Change.PENDING), None)

    @property
    def told(self) -> list[Told]:
        """Newest first."""
        told = [*_postings(self), *_changes(self), *_certificates(self), *_classes(self)]
        return sorted(told, key=lambda one: one.day, reverse=True)


def career_of(user: User, worker: Worker) -> Career:
    """The record goes with the person: who may see the worker sees where they were before, too."""
    seen = Change.objects.visible_to(user).filter(worker=worker).select_related("to_division", "to_post")
    classes = worker.attendances.standing().filter(attended=True).select_related("session__training")
    return Career(
        list(worker.postings.standing().select_related("post", "division")), list(seen),
        list(worker.certificates.standing().order_by("-issued_on")), list(classes.order_by("-held_at")[:MOST]),
    )  # fmt: skip


def _postings(career: Career) -> Iterator[Told]:
    for one in career.postings:
        yield Told(one.since, "任职", f"任{one.post.name}", one.division.name, "briefcase")
        if one.until and one.ending != Posting.Ending.MOVED:
            yield Told(one.until, "任职", f"离职：{one.get_ending_display()}", one.division.name, "archive", "warn")


def _changes(career: Career) -> Iterator[Told]:
    for one in career.changes:
        day = timezone.localdate(one.effective_at or one.recorded_at)
        where = f"到 {one.to_division.name} {one.to_post.name}，" if one.to_division and one.to_post else ""
        state = looks_of(one)[one.state].label
        note = f"{where}{one.get_procedure_display()}，{state}，{one.effective_on} 生效"
        title = f"{one.get_kind_display()}申请"
        yield Told(day, "人事变动", title, note, KIND_ICONS[one.kind], "", one.get_absolute_url())


def _certificates(career: Career) -> Iterator[Told]:
    for one in career.certificates:
        until = f"有效期至 {one.expires_on}" if one.expires_on else "长期有效"
        note = "，".join(filter(None, [one.number, until]))
        yield Told(one.issued_on, "证书", f"取得{one.get_kind_display()}", note, "patch-check")


def _classes(career: Career) -> Iterator[Told]:
    for one in career.classes:
        note, course = f"{one.hours} 课时 {one.session.place}".strip(), one.session.training
        day = timezone.localdate(one.held_at)
        yield Told(day, "培训", f"参加{course.title}", note, "mortarboard", "", course.get_absolute_url())


def hours_this_year(worker: Worker, today: date) -> Decimal:
    """Class hours of the calendar year."""
    rows = worker.attendances.standing().filter(attended=True, held_at__year=today.year)
    return rows.aggregate(hours=Sum("hours"))["hours"] or Decimal(0)
