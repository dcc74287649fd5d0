"""Registers the app's resources, as contract.md lists them."""

from cases.api.views import CaseViewSet, CategoryViewSet
from governance.api.registry import register

register("cases", CaseViewSet)
register("categories", CategoryViewSet)
