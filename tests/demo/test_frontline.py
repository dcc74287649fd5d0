"""Stations, teams and callouts of a demo district."""

from __future__ import annotations

from collections import Counter

from cases.forces.models import Callout, Force, Member
from governance.demo import frontline
from governance.demo.calendar import Calendar
from tests.demo.conftest import NOW


def test_each_street_has_a_station_and_a_team_that_was_called_out(demo):
    assert Counter(Force.objects.values_list("kind", "state")) == {("station", "running"): 2, ("patrol", "running"): 2}
    assert Member.objects.filter(lead=True).count() == 4
    assert set(Callout.objects.values_list("state", flat=True)) == {"called", "arrived", "done"}
    for row in (*Force.objects.all(), *Callout.objects.all()):
        row.full_clean(validate_unique=False)
    for row in Callout.objects.select_related("case", "force"):
        assert row.case.opened_at < row.called_at <= (row.ended_at or row.arrived_at or row.called_at) <= NOW
        assert row.division_id.startswith(row.force.division_id[:9])
    frontline.set_up(demo.district, Calendar.at(NOW), seed=1)
    assert Force.objects.count() == 4
