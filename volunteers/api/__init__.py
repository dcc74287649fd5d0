"""Registers the app's resources, as contract.md lists them."""

from governance.api.registry import register
from volunteers.api.people import UnitViewSet, VolunteerViewSet
from volunteers.api.service import ProjectViewSet, ServiceRecordViewSet, ShiftViewSet

register("volunteer-units", UnitViewSet)
register("volunteers", VolunteerViewSet)
register("service-projects", ProjectViewSet)
register("shifts", ShiftViewSet)
register("service-records", ServiceRecordViewSet)
