"""Registers the app's resources: `mediations` as contract.md lists it, and the legal desk's `consults`."""

from cases.mediations.api.views import ConsultViewSet, MediationViewSet
from governance.api.registry import register

register("mediations", MediationViewSet)
register("consults", ConsultViewSet)
