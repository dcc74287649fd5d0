"""Registers the app's resources, as contract.md lists them."""

from governance.api.registry import register
from neighborhoods.api.people import HouseholdViewSet, ResidentViewSet
from neighborhoods.api.places import BuildingViewSet, EstateViewSet

register("estates", EstateViewSet)
register("buildings", BuildingViewSet)
register("households", HouseholdViewSet)
register("residents", ResidentViewSet)
