"""Each benchmark runs on a miniature and prints its lines. Speed is not asserted: that is what `make bench` is for."""

from __future__ import annotations

import socket
from datetime import timedelta
from threading import Thread

import pytest
from django.utils import timezone

from governance.access.models import Token
from governance.access.roles import Role
from governance.demo.bench import engine, export, filing, listing, live, nightly, pages, race, reporting
from governance.demo.bench.aggregates import STATEMENTS
from governance.demo.bench.clients import drive, request
from governance.demo.bench.figures import line, percentile
from governance.demo.bench.subject import Subject
from indices.indicators import indicators
from neighborhoods.models import KeyPerson
from tests.factories.access import member
from tests.factories.cases import CategoryFactory
from tests.factories.centers import RoomFactory
from tests.factories.neighborhoods import HouseholdFactory, ResidentFactory
from tests.factories.visits import visit
from visits.actions.visits import NeedAsked

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def subject(place):
    """One committee with a clerk, a household visited three times, a key person and a need."""
    home = HouseholdFactory(division=place.north1)
    clerk = member(Role.CLERK, of=place.north1)
    member(Role.STAFF, of=place.north)
    member(Role.DISTRICT_ADMIN, of=place.district)
    category = CategoryFactory(division=place.district)
    ill = NeedAsked(category, "要修水管", open_case=False)
    for days, needs in ((1, [ill]), (2, []), (400, [])):
        visit(home, by=clerk, visited_at=timezone.now() - timedelta(days=days), needs=needs)
    KeyPerson.objects.create(
        resident=ResidentFactory(household=home, division=home.division), household=home, division=home.division, kind="alone",
        since=timezone.localdate() - timedelta(days=90),
    )  # fmt: skip
    return Subject.found()


def names(lines):
    return [text.split(" ")[0] for text in lines]


def test_a_line_is_name_value_unit():
    assert [line("a", 1234.5, "ms"), line("b", 0.12345, "s")] == ["a 1234 ms", "b 0.123 s"]


def test_a_percentile_is_one_of_the_values():
    assert [percentile([3, 1, 2], 0.5), percentile(range(1, 101), 0.95)] == [2, 95]


def test_the_nightly_run_is_compared_with_the_same_figures(subject):
    assert names(nightly.run(subject, repeats=1)) == ["nightly", "nightly_floor", "nightly_engine", "nightly_ratio"]


def test_a_changed_record_is_timed_until_its_scores_are_right(subject):
    assert names(live.run(subject, repeats=2)) == ["live_record_p50", "live_record_p95", "live_queries"]


def test_every_indicator_has_a_bare_statement():
    assert set(STATEMENTS) == {one.code for one in indicators()}


def test_a_figure_that_differs_stops_the_comparison(subject, monkeypatch):
    monkeypatch.setitem(STATEMENTS, "ZZ-B1", STATEMENTS["ZZ-B1"].replace("v.met AND", "NOT v.met AND"))
    with pytest.raises(RuntimeError, match="ZZ-B1"):
        list(nightly.run(subject, repeats=1))


def test_pages_are_found_by_following_links(subject):
    lines = list(pages.run(subject, requests=1, roles=[Role.DISTRICT_ADMIN]))
    assert names(lines)[:2] == ["pages", "pages_p95_worst"]
    assert float(lines[0].split(" ")[1]) > 100


def test_the_export_has_every_row_of_copy(subject):
    expected = ["export_rows", "export_rate", "export_floor", "export_ratio", "export_memory_growth"]
    lines = list(export.run(subject, repeats=1))
    assert (names(lines), lines[0]) == (expected, "export_rows 3 rows")


def test_the_list_is_asked_with_a_token_that_is_gone_afterwards(subject):
    lines = names(listing.run(subject, requests=40))
    assert lines == ["list_rate", "list_p50", "list_p95", "list_floor", "list_ratio"]
    assert not Token.objects.exists()


def test_filing_loses_nothing(subject):
    lines = list(filing.run(subject, alone=3, together=20))
    assert lines[-1] == "filing_lost 0 rows"


def test_what_was_refused_is_an_error_not_a_figure(subject, monkeypatch):
    monkeypatch.setattr(filing, "_body", lambda *asked: b"{}")
    with pytest.raises(RuntimeError, match="400"):
        list(filing.run(subject, alone=1, together=1))


def test_pages_that_nothing_leads_to_stop_the_benchmark(subject, monkeypatch):
    monkeypatch.setattr(pages, "REQUIRED", {"neighborhoods:list", "nowhere:at-all"})
    with pytest.raises(RuntimeError, match="no link leads to nowhere:at-all"):
        list(pages.run(subject, roles=[Role.CLERK]))


def test_of_fifty_clients_for_one_room_one_wins(subject, place):
    RoomFactory(division=place.district)
    lines = list(race.run(subject, rounds=2))
    assert lines[:3] == ["race_clients 50 clients", "race_winners_fewest 1 bookings", "race_winners_most 1 bookings"]


def test_a_race_without_a_center_is_an_error_not_a_figure(subject):
    with pytest.raises(RuntimeError, match="no center"):
        list(race.run(subject, rounds=1))


def test_both_reports_are_written(subject):
    lines = names(reporting.run(subject, repeats=1))
    assert lines[::3] == ["report_district", "report_street"]


def test_the_engine_is_compared_with_bare_numpy_on_made_up_tables(subject):
    lines = names(engine.run(subject, sizes={"tiny": 20}, committees=5, draws=3))
    expected = ["engine_tiny", "engine_tiny_floor", "engine_tiny_ratio", "engine_tiny_memory"]
    assert lines == [*expected, "montecarlo", "montecarlo_floor", "montecarlo_ratio"]


def test_a_server_that_hangs_up_is_an_error_not_a_figure():
    with socket.create_server(("127.0.0.1", 0)) as server:
        hanging_up = Thread(target=lambda: server.accept()[0].close())
        hanging_up.start()
        with pytest.raises(ConnectionError):
            drive(server.getsockname(), [request("GET", "/", "token")], count=1)
        hanging_up.join()
