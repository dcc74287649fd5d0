"""What the page of a consultation tells beside its fields: the stepper, cases, parties, duties, words, what is next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone

from cases.consultations.forms import DUTY_FORMS, FORMS, StepForm
from cases.consultations.looks import STEPS, duty_key
from cases.consultations.models import Consultation, ConsultationEntry, Duty, Party
from cases.consultations.rules import works_on
from cases.consultations.selectors import allowed_steps, duty_steps
from cases.models import Case
from cases.selectors import places_of
from cases.views.story import Mark, Next
from governance.access.models import User
from governance.files.models import Attachment

S = Consultation.State
MARKS = (("提出", "raise"), ("征询", "consult"), ("会审", "hold"), ("纪要明责", "minute"), ("督察审核", "close"))
AT = {S.RAISED: 1, S.CONSULTING: 2, S.HELD: 3, S.MINUTED: 4, S.CLOSED: 5}
"""Which mark is under way in a state, from 0."""
LATER = {"assign": 5, "attach": 9, "withdraw": 10}
ASIDE = {"return", "assign", "attach", "withdraw"}


@dataclass(frozen=True, slots=True)
class Told:
    entry: ConsultationEntry
    word: str
    icon: str
    place: str


@dataclass(frozen=True, slots=True)
class Task:
    """A duty with its look and what may be done about it."""

    duty: Duty
    look: str
    next: list[Next]


@dataclass(frozen=True, slots=True)
class Story:
    marks: list[Mark]
    number: int
    cases: list[Case]
    hidden: int
    tasks: list[Task]
    told: list[Told]
    files: Iterable[Attachment]


def story_of(user: User, consultation: Consultation, asked: StepForm | None = None) -> Story:
    """Cases as far as `user` may see them; of the others, how many."""
    prepare(consultation)
    entries = list(consultation.entries.select_related("by", "department"))
    places = places_of(entry.by for entry in entries)
    marks = _marks(consultation, entries)
    seen = list(Case.objects.visible_to(user).filter(consulted__consultation=consultation).select_related("division"))
    return Story(
        marks=marks,
        number=next((at for at, mark in enumerate(marks, start=1) if mark.tone == "now"), len(marks)),
        cases=seen,
        hidden=consultation.subjects.count() - len(seen),
        tasks=tasks_of(user, consultation, asked),
        told=[_told(entry, places) for entry in entries],
        files=Attachment.objects.of(consultation).select_related("uploaded_by"),
    )


def prepare(consultation: Consultation) -> None:
    """The parties with their departments, once for the story, the rules and the forms."""
    every = Party.objects.select_related("department", "answered_by").order_by("asked_at", "id")
    prefetch_related_objects([consultation], Prefetch("parties", queryset=every))


def tasks_of(user: User, consultation: Consultation, asked: StepForm | None = None) -> list[Task]:
    now = timezone.now()
    rows: QuerySet[Duty] = consultation.duties.select_related("department", "fulfiller", "supervisor", "consultation")
    tasks = []
    for duty in rows.order_by("ordinal"):
        names = [] if consultation.withdrawn_at else duty_steps(user, duty)
        tasks.append(Task(duty, duty_key(duty, now), [_next(DUTY_FORMS, name, duty, user, asked) for name in names]))
    return tasks


def next_steps(user: User, consultation: Consultation, asked: StepForm | None = None) -> list[Next]:
    """What this person may do now, the usual first; the form that was just refused keeps what was typed."""
    names = sorted(allowed_steps(user, consultation), key=lambda name: LATER.get(name, 1))
    if works_on(consultation, user) and not consultation.withdrawn_at:
        names.append("attach")
    return [_next(FORMS, name, consultation, user, asked) for name in names]


def _next(kinds: dict[str, type[StepForm]], name: str, row: Any, user: User, asked: StepForm | None) -> Next:
    same = asked is not None and asked.step == name and asked.row.pk == row.pk
    form: Any = asked if same else kinds[name](name=name, row=row, user=user)
    return Next(name, *STEPS[name], form, name not in ASIDE)


def _told(entry: ConsultationEntry, places: dict[object, str]) -> Told:
    word, icon = STEPS.get(entry.step, ("", "chat-dots"))
    return Told(entry, word, icon, places.get(entry.by_id, "") if entry.by_id else "系统")


def _marks(consultation: Consultation, entries: list[ConsultationEntry]) -> list[Mark]:
    newest = {entry.step: entry.at for entry in reversed(entries)}
    here = AT[S(consultation.state)]
    return [
        Mark(name, "done" if at < here else "now" if at == here else "", newest.get(step) if at < here else None)
        for at, (name, step) in enumerate(MARKS)
    ]
