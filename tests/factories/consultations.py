"""Consultations and duties as they stand in the tables; `consultation_in` leads one by its steps, as in life."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cases.consultations.models import Consultation, Duty


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
