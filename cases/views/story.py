"""What the page of a case tells beside its fields: seven steps, entries, people, the household, what is next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from cases.forms import FORMS, StepForm
from cases.looks import LOOKS, STEP_ICONS, STEP_WORDS, look_key
from cases.models import Case, CaseEntry, Question
from cases.selectors import allowed_steps, children_of, household_of, places_of, reporter_of, similar, trail_of
from governance.access.models import User
from governance.vault import masks
from governance.web.forms import Fitted
from neighborhoods.models import Household

S = Case.State
SEVEN = (
    ("信息收集", "open"), ("案卷建立", "file"), ("任务派遣", "dispatch"), ("任务处理", "accept"), ("处理反馈", "finish"),
    ("核查结案", "close"), ("综合评价", "answer"),
)  # fmt: skip
ORDER = (
    "answer", "file", "dispatch", "accept", "finish", "check", "close", "approve", "reject", "resume", "separate", "refuse",
    "return", "transfer", "rework", "reopen", "extend", "pause", "urge", "merge", "publish", "unpublish", "hide", "unhide",
    "withdraw",
)  # fmt: skip
"""Of what may be done, the usual first."""
SELDOM = {"extend", "pause", "urge", "merge", "publish", "unpublish", "hide", "unhide", "withdraw"}
"""Shown folded together below the others."""
WARNING = {"refuse", "return", "transfer", "rework", "reopen", "withdraw", "reject", "urge"}
AT = {S.RECEIVED: 1, S.FILED: 2, S.DISPATCHED: 3, S.HANDLING: 3, S.HANDLED: 5, S.CHECKED: 5, S.CLOSED: 6}
"""Which of the seven is under way in a state, from 0."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One of the way of a case or its kin: `tone` is done, now or empty."""

    name: str
    tone: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as the timeline shows it."""

    entry: CaseEntry
    word: str
    icon: str
    place: str

    @property
    def tone(self) -> str:
        return "warn" if self.entry.step in WARNING else "step"


@dataclass(frozen=True, slots=True)
class Next:
    """A step that may be taken, with its form; `bare` asks for nothing, `leads` is what one comes for."""

    name: str
    label: str
    icon: str
    form: Fitted
    leads: bool = True

    @property
    def bare(self) -> bool:
        return not self.form.fields


class Offered(list[Next]):
    """All that may be done; `usual` in full, `other` folded."""

    @property
    def usual(self) -> list[Next]:
        return [one for one in self if one.name not in SELDOM]

    @property
    def other(self) -> list[Next]:
        return [one for one in self if one.name in SELDOM]

    @property
    def other_is_wrong(self) -> bool:
        return any(one.form.errors for one in self.other)


@dataclass(frozen=True, slots=True)
class Story:
    look: str
    looks: dict[str, Any]
    marks: list[Mark]
    number: int
    told: list[Told]
    trail: list[tuple[str, str]]
    people: list[tuple[str, str]]
    household: Household | None
    resident: str
    near: list[Case] = field(default_factory=list)
    children: list[Case] = field(default_factory=list)
    reporter: str = ""
    answers: list[tuple[str, str]] = field(default_factory=list)


def story_of(user: User, case: Case) -> Story:
    words = Prefetch("entries", queryset=CaseEntry.objects.select_related("by", "department"))
    prefetch_related_objects([case], words)  # the guards of the steps read them too
    entries = list(case.entries.all())
    places = places_of(entry.by for entry in entries)
    told = [
        Told(entry, STEP_WORDS.get(entry.step, ""), STEP_ICONS.get(entry.step, "chat-dots"), _place(entry, places))
        for entry in entries
    ]
    household = household_of(user, case)
    marks = _marks(case, entries)
    number = next((at for at, mark in enumerate(marks, start=1) if mark.tone == "now"), 7)
    near = list(similar(user, case, household.building_id if household else None)) if case.is_open() else []
    children = list(children_of(user, case)) if case.had_children else []
    trail = [(unit.name, "") for unit in trail_of(case)]
    return Story(
        look_key(case), LOOKS, marks, number, told, trail, _people(told), household, _resident(household), near,
        children, reporter_of(user, case), _answers(case),
    )  # fmt: skip


def next_steps(user: User, case: Case, asked: StepForm | None = None) -> Offered:
    """What this person may do now, the usual first; the form that was just refused keeps what was typed."""
    rank = {name: at for at, name in enumerate(ORDER)}
    return Offered(_next(name, case, asked) for name in sorted(allowed_steps(user, case), key=rank.__getitem__))


def _next(name: str, case: Case, asked: StepForm | None) -> Next:
    form = asked if asked is not None and asked.step == name else FORMS[name](name=name, case=case)
    return Next(name, STEP_WORDS[name], STEP_ICONS[name], form)


def _answers(case: Case) -> list[tuple[str, str]]:
    """What was answered to the category's questions, in words; an answer to a question that is gone by its code."""
    if not case.details:
        return []
    questions = {one.code: one for one in case.category.questions.all()}
    known = [code for code in questions if code in case.details] + [
        code for code in case.details if code not in questions
    ]
    return [
        (str(getattr(questions.get(code), "label", code)), _said(questions.get(code), case.details[code]))
        for code in known
    ]


def _said(question: Question | None, value: Any) -> str:
    names = {one["key"]: one["name"] for one in question.choices} if question else {}
    return "、".join(str(names.get(one, one)) for one in (value if isinstance(value, list) else [value]))


def _marks(case: Case, entries: list[CaseEntry]) -> list[Mark]:
    """The newest time of each; after reopening, what was done before counts no more."""
    newest = {entry.step: entry.at for entry in reversed(entries)}
    here = AT[S(case.state)]
    here = (
        7
        if case.state == S.CLOSED and newest.get("answer", case.opened_at) > (case.closed_at or timezone.now())
        else here
    )
    return [
        Mark(name, "done" if at < here else "now" if at == here else "", newest.get(step) if at < here else None)
        for at, (name, step) in enumerate(SEVEN)
    ]


def _place(entry: CaseEntry, places: dict[object, str]) -> str:
    if entry.by is None:
        return "系统"
    return places.get(entry.by_id, "")


def _people(told: list[Told]) -> list[tuple[str, str]]:
    """首接, 派遣, 承办, 核查: who took the step last."""
    roles = {"open": "首接", "dispatch": "派遣", "finish": "承办", "accept": "承办", "check": "核查"}
    found: dict[str, str] = {}
    for one in told:  # newest first
        role = roles.get(one.entry.step)
        if role and one.entry.by:
            found.setdefault(role, f"{one.entry.by}，{one.place}".rstrip("，"))
    return [(role, found.get(role, "")) for role in ("首接", "派遣", "承办", "核查")]


def _resident(household: Any) -> str:
    """The first of the household, masked."""
    name = getattr(household, "resident_name", None)
    return " · ".join(filter(None, [masks.name(name), household.resident_phone])) if name else ""
