"""What two platforms say to each other, and what is told to webhooks: ids, states, and for a crossing its words."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cases.bridge.models import Crossing, Delivery, Webhook
from cases.models import Case
from governance.audit.models import Event

EVENTS = ("accepted", "progress", "returned", "refused", "rework", "closed", "withdrawn", "note")
"""The other platform's `event`; its own words for states lead to one of these (`Platform.states`)."""

VERSION = 1


def case_body(crossing: Crossing) -> dict[str, Any]:
    """The case as it goes over: what is the matter and where; nobody's name, no resident."""
    case = crossing.case
    return {
        "version": VERSION, "number": case.number, "division": case.division_id,
        "category": crossing.platform.categories.get(case.category.code, case.category.code), "title": case.title,
        "description": case.description, "address": case.address, "longitude": case.longitude, "latitude": case.latitude,
        "opened_at": _moment(case.opened_at), "due_at": _moment(case.due_at),
    }  # fmt: skip


def event_body(crossing: Crossing, event: str, **more: Any) -> dict[str, Any]:
    numbers = {"number": crossing.case.number, "your_number": crossing.outside_number}
    return {"version": VERSION, "event": event, **numbers, "at": _moment(timezone.now())} | more


def hook_body(event: Event, seq: int, case: Case) -> dict[str, Any]:
    """Nothing that anybody wrote: who is told looks the rest up, with rights of the own."""
    department = case.department.code if case.department else None
    return {
        "version": VERSION, "seq": seq, "event": topic_of(event), "at": _moment(event.at), "case": str(case.pk),
        "number": case.number, "division": case.division_id, "category": case.category.code, "step": step_of(event),
        "from": event.details.get("from"), "state": event.details.get("to", case.state), "department": department,
    }  # fmt: skip


def test_body() -> dict[str, Any]:
    return {"version": VERSION, "event": "ping", "at": _moment(timezone.now())}


def step_of(event: Event) -> str:
    """`case.dispatch` and `merged_case.close` are the steps dispatch and close."""
    return event.verb.rpartition(".")[2]


def topic_of(event: Event) -> str:
    topic = Webhook.Topic
    return {"open": topic.OPENED, "close": topic.CLOSED}.get(step_of(event), topic.STEPPED).value


def sent_body(delivery: Delivery) -> dict[str, Any]:
    """A case is written out as it stands when it goes; everything else as it was when it happened."""
    crossing = delivery.crossing
    body = case_body(crossing) if crossing and delivery.topic == "case" else delivery.body
    return {"id": str(delivery.pk)} | body


def _moment(at: Any) -> str | None:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None
