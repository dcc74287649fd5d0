"""Menu entries, and the app's part of a household's history."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time

from django.utils import timezone

from cases.models import Answer
from governance.access.models import User
from governance.vault import masks
from governance.web import gather, metering, nav
from governance.web.gather import Line
from neighborhoods.models import KeyPerson
from visits.models import Need, Visit

DAILY, PLAN = nav.DAILY, "visits.view_plan"


nav.register(nav.NavItem(DAILY, "今日", "calendar-check", "visits:today", "visits.add_visit", tabbar=True, order=10))
nav.register(nav.NavItem(DAILY, "走访", "person-walking", "visits:list", "visits.view_visit", tabbar=True, order=20))
nav.register(nav.NavItem(DAILY, "走访计划", "list-check", "visits:plans", PLAN, order=22))
nav.register(nav.NavItem(DAILY, "应访超期", "hourglass-split", "visits:due", "visits.view_visit", order=23))
nav.register(nav.NavItem(DAILY, "需求", "clipboard-check", "visits:needs", "visits.view_need", order=25))
nav.register(nav.NavItem(DAILY, "首问接待", "chat-dots", "visits:receptions", "visits.view_reception", order=26))
nav.register(nav.NavItem(DAILY, "首问移交", "box-arrow-right", "visits:handovers", "visits.confirm_handover", order=27))


def visits_of(user: User, household: uuid.UUID, most: int) -> list[Line]:
    found = Visit.objects.visible_to(user).standing().filter(household=household).select_related("visitor")[:most]
    return [
        Line(
            one.visited_at, f"{one.get_method_display()}走访{'' if one.met else '，家中无人'}",
            " · ".join(filter(None, ["敏感走访" if one.sensitivity else one.content, str(one.visitor)])), one.get_absolute_url(),
            "person-walking",
        )
        for one in found
    ]  # fmt: skip


def needs_of(user: User, household: uuid.UUID, most: int) -> list[Line]:
    """Needs without a case as they were raised, met, and answered: one query for all three."""
    rows = Need.objects.visible_to(user).standing().filter(visit__household=household, case=None)
    lines = []
    for one in rows.select_related("category").with_answer()[:most]:
        url = one.get_absolute_url()
        lines.append(Line(one.raised_at, f"提出需求：{one.category}", one.description, url, "clipboard-check"))
        if one.resolved_at:
            lines.append(Line(one.resolved_at, f"需求办结：{one.category}", one.outcome, url, "check-circle-fill"))
        if one.solved is not None:
            said = f"{'已解决' if one.solved else '没有解决'}，满意度 {one.satisfaction} 分"
            lines.append(Line(one.answered_at, f"居民答复：{one.category}", said, url, "chat-dots"))
    return lines


def answers_of(user: User, household: uuid.UUID, most: int) -> list[Line]:
    rows = Answer.objects.visible_to(user).standing().filter(case__household=household).select_related("case")
    return [
        Line(
            one.answered_at, f"回访工单：{one.case.title}",
            f"{'已解决' if one.resolved else '没有解决'}，满意度 {one.satisfaction} 分。{one.comment}", one.case.get_absolute_url(), "chat-dots",
        )
        for one in rows[:most]
    ]  # fmt: skip


def key_persons_of(user: User, household: uuid.UUID, most: int) -> list[Line]:
    """From when to when somebody was listed."""
    rows = KeyPerson.objects.visible_to(user).standing().filter(household=household).select_related("resident")
    lines = []
    for one in rows.order_by("-since")[:most]:
        who = masks.name(one.resident.name)
        lines.append(
            Line(
                _morning(one.since),
                f"列为重点人群：{one.get_kind_display()}",
                f"{who}，每 {one.interval} 天走访",
                "",
                "people",
            )
        )
        if one.until:
            lines.append(Line(_morning(one.until), f"移出重点人群：{one.get_kind_display()}", who, "", "people"))
    return lines


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


gather.register_history("visits", visits_of)
gather.register_history("needs", needs_of, detail=True)
gather.register_history("answers", answers_of, detail=True)
gather.register_history("key-persons", key_persons_of, detail=True)
metering.register("visit", "登记走访")
