"""`/api/v1/bridge/`: the platforms, and the two doors that each of them has."""

from cases.bridge.api.views import PlatformViewSet
from governance.api.registry import register

register("bridge", PlatformViewSet)
