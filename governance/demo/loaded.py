"""Which districts hold demo data: told by the audit, where nothing can be taken back."""

from __future__ import annotations

from django.db.models import Q

from governance.access import codes
from governance.access.models import Division
from governance.audit.models import Event
from neighborhoods.models import Center, Household, Resident
from visits.models import Visit
from volunteers.models import Volunteer
from workers.models import Worker

VERB = "demo.loaded"


def districts() -> set[str]:
    return set(Event.objects.filter(verb=VERB).values_list("subject_id", flat=True))


def letters() -> str:
    """What the next district's case numbers begin with after the day: A, B … Z, BA, BB …"""
    count, text = Event.objects.filter(verb=VERB).count(), ""
    while count or not text:
        count, digit = divmod(count, 26)
        text = chr(ord("A") + digit) + text
    return text


def has_real_data() -> bool:
    """Is there a row of the registers or a visit outside the demo's districts? Call it inside `rls.system()`."""
    demo = Q()
    for code in districts():
        low, high = codes.within(code)
        demo |= Q(division__gte=low, division__lt=high)
    return any(
        model.objects.exclude(demo).exists() if demo else model.objects.exists()
        for model in (Household, Resident, Visit, Center, Volunteer, Worker)
    )


def find(code: str) -> Division | None:
    """The district of a code, cut or full."""
    return Division.objects.current().filter(code=codes.full(code), level=Division.Level.DISTRICT).first()
