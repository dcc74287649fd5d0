"""The registry of indicators. Importing this package registers all of them."""

from indices.indicators import handling, visiting  # noqa: F401  each module registers its own
from indices.indicators.base import SIDES, Card, Indicator, Side, indicator, indicators

__all__ = ["SIDES", "Card", "Indicator", "Side", "indicator", "indicators"]
