"""Consultations and duties as they stand in the tables; `consultation_in` leads one by its steps, as in life."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cases.consultations.actions import consultations, duties, meetings
from cases.consultations.models import Consultation, Duty
from tests.factories.cases import new_case


class ConsultationFactory(DjangoModelFactory):
    """One that waits to be asked about; without cases."""

    class Meta:
        model = Consultation

    number = factory.Sequence("HS20260101{:05}".format)
    title = factory.Sequence("架空线入地第{}段".format)
    raised_at = factory.LazyFunction(timezone.now)
    recorded_at = factory.SelfAttribute("raised_at")


class DutyFactory(DjangoModelFactory):
    """`DutyFactory(consultation=…, department=…)`: due in a week."""

    class Meta:
        model = Duty

    division = factory.SelfAttribute("consultation.division")
    ordinal = factory.Sequence(lambda n: n + 1)
    task = "本周内完成整改"
    due_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))


def new_consultation(place: SimpleNamespace, by: Any = None, **fields: Any) -> Consultation:
    """One on a case of the northern committee, just raised."""
    given = {"title": "架空线入地", "cases": fields.pop("cases", None) or [new_case(place.north1)]} | fields
    return consultations.raise_consultation(by=by, **given)


def consultation_in(state: str, place: SimpleNamespace, team: SimpleNamespace, **fields: Any) -> Consultation:
    """One led to `state` by those whose work it is; the first department answers, comes and has the only duty."""
    consultation = new_consultation(place, **{"by": team.clerk} | fields)
    for act in _PATH:
        if consultation.state == state:
            break
        consultation = act(consultation, place, team)
    return consultation


def charge(place: SimpleNamespace, **fields: Any) -> meetings.Charge:
    given = {
        "department": place.department,
        "task": "两周内完成入地",
        "due_on": timezone.localdate() + timedelta(days=14),
    }
    return meetings.Charge(**given | fields)


def asked(consultation: Consultation, place: SimpleNamespace, by: Any, **fields: Any) -> Consultation:
    given = {"departments": [place.department], "answer_due_at": timezone.now() + timedelta(days=3)} | fields
    return consultations.consult(consultation, by=by, **given)


def _answered_and_held(consultation: Consultation, place: SimpleNamespace, team: SimpleNamespace) -> Consultation:
    consultations.answer(consultation, by=team.worker, opinion="可以入地。")
    return meetings.hold(
        consultation, by=team.staff, held_at=timezone.now(), place="小区东门", came=[place.department], on_site=True
    )


def _supervised(consultation: Consultation, place: SimpleNamespace, team: SimpleNamespace) -> Consultation:
    for duty in consultation.duties.all():
        duties.pass_duty(duties.fulfil(duty, by=team.worker, result="已入地。"), by=team.manager)
    return meetings.close(consultation, by=team.manager)


_PATH = (
    lambda consultation, place, team: asked(consultation, place, team.staff),
    _answered_and_held,
    lambda consultation, place, team: meetings.minute(
        consultation, by=team.staff, decision="两周内入地。", duties=[charge(place)]
    ),
    _supervised,
)
