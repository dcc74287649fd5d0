"""Resources of the app: importing this registers them."""

from governance.api.registry import register
from visits.api.plans import HandoverViewSet, PlanViewSet, ReceptionViewSet
from visits.api.views import NeedViewSet, VisitViewSet

register("visits", VisitViewSet)
register("needs", NeedViewSet)
register("visit-plans", PlanViewSet)
register("receptions", ReceptionViewSet)
register("handovers", HandoverViewSet)
