"""`/api/v1/bridge/`: the platforms, and the two doors that each of them has; `crossings` and `deliveries` to look on."""

from cases.bridge.api.views import CrossingViewSet, DeliveryViewSet, PlatformViewSet
from governance.api.registry import register

register("bridge", PlatformViewSet)
register("crossings", CrossingViewSet)
register("deliveries", DeliveryViewSet)
