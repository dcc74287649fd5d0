"""What the page of a summons tells beside its fields: the stepper, each department, the words, what is next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from cases.models import Case
from cases.selectors import places_of
from cases.summonses.forms import FORMS, StepForm
from cases.summonses.looks import STEPS, invitation_key
from cases.summonses.models import Invitation, Summons, SummonsEntry
from cases.summonses.rules import works_on
from cases.summonses.selectors import allowed_steps
from cases.views.story import Mark, Next
from governance.access.models import User
from governance.files.models import Attachment

S = Summons.State
MARKS = (
    ("提出", "raise"),
    ("街道核实", "check"),
    ("应约", "accept"),
    ("到场", "arrive"),
    ("居委确认", "settle"),
    ("评价办结", "rate"),
)
AT = {S.RAISED: 1, S.RETURNED: 0, S.SENT: 2, S.ACCEPTED: 3, S.ON_SITE: 4, S.RESOLVED: 5, S.UNRESOLVED: 5, S.CLOSED: 6}
"""Which mark is under way in a state, from 0."""
LATER = {"return": 8, "decline": 8, "fail": 7, "invite": 9, "again": 5, "escalate": 6, "attach": 9, "withdraw": 10}
ASIDE = {"return", "decline", "invite", "attach", "withdraw"}
WARNING = {"return", "decline", "fail", "withdraw"}


@dataclass(frozen=True, slots=True)
class Told:
    entry: SummonsEntry
    word: str
    icon: str
    place: str
    warns: bool


@dataclass(frozen=True, slots=True)
class Story:
    marks: list[Mark]
    number: int
    invitations: list[tuple[Invitation, str]]
    told: list[Told]
    files: Iterable[Attachment]
    case: Case | None
    following: Summons | None


def story_of(user: User, summons: Summons) -> Story:
    """The case, and the summons that follows, as far as `user` may see them."""
    prepare(summons)
    entries = list(summons.entries.select_related("by", "department"))
    places = places_of(entry.by for entry in entries)
    marks = _marks(summons, entries)
    return Story(
        marks=marks,
        number=next((at for at, mark in enumerate(marks, start=1) if mark.tone == "now"), len(marks)),
        invitations=[(one, invitation_key(one)) for one in summons.invitations.all() if _shown(one)],
        told=[_told(entry, places) for entry in entries],
        files=Attachment.objects.of(summons).select_related("uploaded_by"),
        case=Case.objects.visible_to(user).filter(pk=summons.case_id).first() if summons.case_id else None,
        following=Summons.objects.visible_to(user).filter(follows=summons).first(),
    )


def prepare(summons: Summons) -> None:
    """The invitations with their departments, once for the story, the rules and the forms."""
    every = Invitation.objects.select_related("department", "handler").order_by("sent_at", "id")
    prefetch_related_objects([summons], Prefetch("invitations", queryset=every))


def next_steps(user: User, summons: Summons, asked: StepForm | None = None) -> list[Next]:
    """What this person may do now, the usual first; the form that was just refused keeps what was typed."""
    names = sorted(allowed_steps(user, summons), key=lambda name: LATER.get(name, 1))
    if works_on(summons, user) and not summons.withdrawn_at:
        names.append("attach")
    return [_next(user, name, summons, asked) for name in names]


def _next(user: User, name: str, summons: Summons, asked: StepForm | None) -> Next:
    same = asked is not None and asked.step == name
    form: Any = asked if same else FORMS[name](name=name, summons=summons, user=user)
    return Next(name, *STEPS[name], form, name not in ASIDE)


def _shown(invitation: Invitation) -> bool:
    """Departments dropped before anything was sent are no part of the story."""
    return invitation.sent_at is not None or invitation.withdrawn_at is None


def _told(entry: SummonsEntry, places: dict[object, str]) -> Told:
    word, icon = STEPS.get(entry.step, ("", "chat-dots"))
    place = places.get(entry.by_id, "") if entry.by_id else "系统"
    return Told(entry, word, icon, place, entry.step in WARNING)


def _marks(summons: Summons, entries: list[SummonsEntry]) -> list[Mark]:
    """The newest time of each; after a bounce, what was done before counts no more."""
    newest = {entry.step: entry.at for entry in reversed(entries)}
    newest["settle"] = summons.confirmed_at  # type: ignore[assignment]
    here = AT[S(summons.state)]
    return [
        Mark(name, "done" if at < here else "now" if at == here else "", newest.get(step) if at < here else None)
        for at, (name, step) in enumerate(MARKS)
    ]
