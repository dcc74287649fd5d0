"""Registers the app's resources: `plans` as contract.md lists it, their tasks, and inspections."""

from governance.api.registry import register
from indices.plans.api.inspections import InspectionViewSet
from indices.plans.api.plans import PlanTaskViewSet, PlanViewSet

register("plans", PlanViewSet)
register("plan-tasks", PlanTaskViewSet)
register("inspections", InspectionViewSet)
