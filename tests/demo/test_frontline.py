"""Stations, teams, rivers and names of a demo district."""

from __future__ import annotations

from collections import Counter

from cases.creations.models import Creation, RiverPatrol, RiverSection
from cases.forces.models import Callout, Force, Member
from governance.demo import frontline
from governance.demo.calendar import Calendar
from tests.demo.conftest import NOW


def test_each_street_has_forces_that_were_called_out_rivers_and_names(demo):
    assert Counter(Force.objects.values_list("kind", "state")) == {("station", "running"): 2, ("patrol", "running"): 2}
    assert Member.objects.filter(lead=True).count() == 4
    assert set(Callout.objects.values_list("state", flat=True)) == {"called", "arrived", "done"}
    for row in (*Force.objects.all(), *Callout.objects.all(), *Creation.objects.all(), *RiverSection.objects.all()):
        row.full_clean(validate_unique=False)
    for row in Callout.objects.select_related("case", "force"):
        assert row.case.opened_at < row.called_at <= (row.ended_at or row.arrived_at or row.called_at) <= NOW
        assert row.division_id.startswith(row.force.division_id[:9])
    assert Counter(Creation.objects.values_list("kind", "state")) == {
        ("disaster_ready", "named"): 2,
        ("no_illegal", "checked"): 2,
    }
    assert Creation.objects.due(NOW.date()).count() == RiverSection.objects.overdue(NOW.date()).count() == 2
    assert not RiverPatrol.objects.filter(patrolled_at__gt=NOW).exists()
    frontline.set_up(demo.district, Calendar.at(NOW), seed=1)
    assert Force.objects.count() == 4
