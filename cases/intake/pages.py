"""What the app brings to pages that gather: menu entries, and its part of a case's page."""

from __future__ import annotations

from cases import panels
from cases.intake.models import ReporterWord, SensorEvent, Support
from cases.models import Case
from governance.access.models import User
from governance.web import nav


def of_case(user: User, case: Case) -> panels.Panel | None:
    """Of a report: who else met it, what the reporter said. Of a sensor's case: how often it reported."""
    if case.entrance == Case.Entrance.HOTLINE:
        return panels.Panel("intake/_panel.html", {"case": case})
    if case.entrance == Case.Entrance.SENSOR:
        events = SensorEvent.objects.visible_to(user).filter(case=case).select_related("sensor").order_by("-at")
        return panels.Panel("intake/_panel.html", {"case": case, "events": events[:5], "count": events.count()})
    if case.entrance not in Case.FROM_THE_PUBLIC:
        return None
    words = ReporterWord.objects.visible_to(user).filter(case=case)
    met = Support.objects.visible_to(user).filter(case=case).count()
    return panels.Panel("intake/_panel.html", {"case": case, "met": met, "words": list(words)})


panels.register("intake", of_case, order=10)
nav.register(nav.NavItem(nav.JOINED, "12345 导入", "telephone", "intake:batches", "intake.add_hotlinebatch", order=26))
nav.register(nav.NavItem(nav.ADMIN, "传感器", "broadcast", "intake:sensors", "intake.add_sensor", order=66))
