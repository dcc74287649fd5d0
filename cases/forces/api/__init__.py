"""Registers the app's resources."""

from cases.forces.api import views
from governance.api.registry import register

register("forces", views.ForceViewSet)
register("callouts", views.CalloutViewSet)
