"""Registers `case-rates`."""

from cases.rates.api.views import CaseRateViewSet
from governance.api.registry import register

register("case-rates", CaseRateViewSet)  # type: ignore[arg-type]  # counts, no rows to scope
