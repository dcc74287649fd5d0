"""Registers the app's resources."""

from cases.creations.api import views
from governance.api.registry import register

register("creations", views.CreationViewSet)
register("river-sections", views.RiverSectionViewSet)
register("river-patrols", views.RiverPatrolViewSet)
