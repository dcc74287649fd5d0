"""The registry of indicators. Importing this package registers all of them."""

from indices.indicators import gathering, handling, serving, settling, staffing, visiting  # noqa: F401  each registers its own
from indices.indicators.base import SIDES, Card, Figures, Indicator, Side, indicator, indicators

__all__ = ["SIDES", "Card", "Figures", "Indicator", "Side", "indicator", "indicators"]
