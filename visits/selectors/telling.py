"""What is told of a household between visits and cases: needs, what the residents say, who was listed; in one query."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from typing import Any

from django.db.models import Case, CharField, DateTimeField, F, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from cases.models import Answer
from governance.access.models import User
from governance.vault import masks
from governance.web.gather import Line
from neighborhoods.models import KeyPerson
from visits.models import Need, NeedAnswer

HEADS = {
    "raised": ("提出需求：", "clipboard-check", "visits:need"), "met": ("需求办结：", "check-circle-fill", "visits:need"),
    "said": ("居民答复：", "chat-dots", "visits:need"), "asked": ("回访工单：", "chat-dots", "cases:case"),
    "listed": ("列为重点人群：", "people", ""), "delisted": ("移出重点人群：", "people", ""),
}  # fmt: skip


def told_of(user: User, household: uuid.UUID, most: int) -> list[Line]:
    needs = Need.objects.visible_to(user).standing().filter(visit__household=household, case=None)
    words = NeedAnswer.objects.visible_to(user).standing().filter(need__visit__household=household)
    asked = Answer.objects.visible_to(user).standing().filter(case__household=household)
    spans = KeyPerson.objects.visible_to(user).standing().filter(household=household)
    rows = _rows("raised", needs, "raised_at", "category__name", "description", "pk").union(
        _rows("met", needs.exclude(resolved_at=None), "resolved_at", "category__name", "outcome", "pk"),
        _rows("said", words, "answered_at", "need__category__name", _said("solved"), "need"),
        _rows("asked", asked, "answered_at", "case__title", _said("resolved"), "case"),
        _rows("listed", spans, "since", "kind", "resident__name", "pk"),
        _rows("delisted", spans.exclude(until=None), "until", "kind", "resident__name", "pk"),
        all=True,
    )
    return [_line(*row) for row in rows.order_by("-at_")[:most]]


def _rows(name: str, rows: QuerySet, at: str, text: str, note: Any, pk: str) -> QuerySet:
    told = note if hasattr(note, "resolve_expression") else Cast(note, CharField())
    return rows.order_by().annotate(
        name_=Value(name, CharField()), at_=Cast(at, DateTimeField()), text_=Cast(text, CharField()), note_=told, pk_=F(pk)
    ).values_list("name_", "at_", "text_", "note_", "pk_")  # fmt: skip


def _said(solved: str) -> Concat:
    verdict = Case(When(**{solved: True}, then=Value("已解决，满意度 ")), default=Value("没有解决，满意度 "))
    return Concat(verdict, Cast("satisfaction", CharField()), Value(" 分 "), "comment", output_field=CharField())


def _line(name: str, at: datetime, text: str, note: str, pk: uuid.UUID) -> Line:
    head, icon, url = HEADS[name]
    if not url:  # a span of days, of a person
        at = timezone.make_aware(datetime.combine(timezone.localdate(at), time.min))
        return Line(at, f"{head}{KeyPerson.Kind(text).label}", masks.name(note), "", icon)
    return Line(at, f"{head}{text}", note.strip(), reverse(url, args=[pk]), icon)
