"""Registers the app's resources: `consultations` as contract.md lists it, and `duties`, the tasks of their minutes."""

from cases.consultations.api.views import ConsultationViewSet, DutyViewSet
from governance.api.registry import register

register("consultations", ConsultationViewSet)
register("duties", DutyViewSet)
