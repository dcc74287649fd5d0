"""From sealed events to what they made stale: (district, indicator, division)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps

from governance.access import codes
from governance.access.models import Division
from governance.audit.models import Event
from indices.selectors.sources import touched

ELSEWHERE = {
    "volunteers.servicerecord": ("volunteer__division_id", "volunteer__resident__division_id"),
    "neighborhoods.participation": ("resident__division_id",),
    "neighborhoods.activity": ("center__division_id", "group__division_id"),
    "neighborhoods.center": (),
    "neighborhoods.household": (),
    "neighborhoods.resident": (),
    "volunteers.volunteer": ("resident__division_id",),
    "volunteers.recognition": (),
    "workers.posting": (),
    "workers.certificate": ("worker__postings__division_id",),
    "workers.attendance": (),
}
"""Events about these may change figures of another division than the row's own: where to look for it."""

Stale = dict[str, set[str]]
"""{code of an indicator: codes of divisions whose own rows changed}; a district's code stands for all of it."""


def stale(events: Iterable[Event]) -> dict[str, Stale]:
    """{district: what is stale in it}. Events of what no indicator reads make nothing stale."""
    found: dict[str, Stale] = defaultdict(lambda: defaultdict(set))
    waiting: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        waiting[event.subject_type].append(event)
    for subject, told in waiting.items():
        near = touched(subject) if subject else ()
        places = _elsewhere(subject, told) if any(not one.near for one in near) else {}
        for event in {(one.division, one.subject_id): one for one in told if one.division}.values():
            _mark(found, subject, event, places)
    return {district: dict(of) for district, of in found.items()}


def _mark(found: dict[str, Stale], subject: str, event: Event, places: dict[str, set[str]]) -> None:
    if len(codes.significant(event.division)) < codes.CUTS[Division.Level.DISTRICT]:
        return
    district = codes.at_level(event.division, Division.Level.DISTRICT)
    for one in touched(subject):
        if not one.additive:
            found[district][one.code].add(district)
        elif one.near:
            found[district][one.code].add(event.division)
        elif subject in ELSEWHERE:
            for code in {event.division, *places.get(event.subject_id, ())}:
                found[codes.at_level(code, Division.Level.DISTRICT)][one.code].add(code)
        else:
            found[district][one.code].add(district)


def _elsewhere(subject: str, told: list[Event]) -> dict[str, set[str]]:
    """{row: divisions beside its own}, in one query; nothing where no event of this sort reaches that far."""
    paths = ELSEWHERE.get(subject)
    if not paths:
        return {}
    places: dict[str, set[str]] = defaultdict(set)
    rows = apps.get_model(subject)._base_manager.filter(pk__in={one.subject_id for one in told})
    for pk, *divisions in rows.values_list("pk", *paths):
        places[str(pk)].update(code for code in divisions if code)
    return places
