"""Resources of the app: importing this registers them."""

from governance.api.registry import register
from visits.api.views import NeedViewSet, VisitViewSet

register("visits", VisitViewSet)
register("needs", NeedViewSet)
