"""Registers the app's resources: `hazards` as contract.md lists it, and what its pages show besides."""

from cases.hazards.api import duty, hazards
from governance.api.registry import register

register("hazards", hazards.HazardViewSet)
register("rectifications", hazards.RectificationViewSet)
register("risk-points", hazards.RiskPointViewSet)
register("risk-kinds", hazards.RiskKindViewSet)
register("violations", hazards.ViolationViewSet)
register("crises", duty.CrisisViewSet)
register("watches", duty.WatchViewSet)
