"""Clusters, weeks and early signals, each number a link to its cases."""

from __future__ import annotations

import io
import itertools
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from cases.advice.actions.clusters import cluster
from cases.advice.jobs import cluster as cluster_job
from cases.advice.models import Cluster, ClusterRun
from cases.advice.selectors.trends import at_least, counted, signals, trends, weeks
from governance.audit.models import Event
from governance.jobs.models import JobRun
from tests.factories.cases import CategoryFactory, new_case
from tests.marks import COMMITTED


@pytest.fixture
def housing(place):
    return CategoryFactory(division=place.district, code="housing", name="住房修缮")


@pytest.fixture
def leaks(place, housing):
    """Three cases that say the same in one committee, and two that do not."""
    titles = ("3 号楼屋顶漏水", "屋顶漏水，3 号楼", "3 号楼屋顶一直漏水")
    found = [new_case(place.north1, category=housing, title=title, entrance="hotline") for title in titles]
    new_case(place.north1, category=housing, title="电梯停运")
    new_case(place.south1, category=housing, title="3 号楼屋顶漏水")
    return found


def test_cases_that_say_the_same_in_one_street_are_one_cluster(place, leaks):
    run = cluster(place.district)
    found = Cluster.objects.get()
    assert (run.cases, run.clusters, found.size, found.hotline, found.division) == (5, 1, 3, 3, place.north)
    assert {one.case for one in found.members.all()} == set(leaks)


def test_far_apart_is_not_one_cluster(place, housing):
    for number in range(4):
        new_case(place.north1, category=housing, title="屋顶漏水", latitude=31.2 + number / 50, longitude=121.5)
    assert cluster(place.district).clusters == 0


def test_two_are_no_cluster_and_none_is_none(place, housing):
    assert cluster(place.district).clusters == 0
    for _ in range(2):
        new_case(place.north1, category=housing, title="屋顶漏水")
    assert cluster(place.district).clusters == 0


@COMMITTED
def test_the_nightly_job_clusters_each_district(place, leaks):
    cluster_job("2026-11-22")
    assert JobRun.objects.get(job="advice.cluster").result[place.district.code]["clusters"] == 1
    assert ClusterRun.objects.count() == 1


def test_an_early_signal_needs_both_many_and_rare():
    assert at_least(0, 1) == 1
    assert at_least(4, 0.5) < 0.01 < at_least(4, 2)
    assert at_least(3, 1.0) == pytest.approx(1 - (1 + 1 + 0.5) / 2.718281828, abs=1e-6)


def test_a_week_is_seven_days_up_to_today():
    known = weeks(timezone.localdate())
    assert (len(known), known[-1].last, known[-1].ago) == (9, timezone.localdate(), 0)
    assert all(later.first - earlier.first == timedelta(days=7) for earlier, later in itertools.pairwise(known))


def test_what_stands_out_this_week_is_told_with_the_rows_behind_it(place, team, housing):
    now = timezone.now()
    for ago in range(1, 9):
        new_case(place.north1, category=housing, opened_at=now - timedelta(days=7 * ago))
    for number in range(6):
        new_case(place.north1, category=housing, title=f"漏水 {number}", opened_at=now - timedelta(hours=number))
    found = counted(team.staff, place.north.code, timezone.localdate())
    told = signals(found)
    assert [(one.street, one.code, one.cases, one.mean) for one in told] == [(place.north, "housing", 6, 1.0)]
    line = trends(found, timezone.localdate())[0]
    assert [cases for _, cases in line.weeks] == [1] * 8 + [6]
    client = Client()
    client.force_login(team.staff)
    page = client.get("/advice/records/?category=housing&ago=0").content.decode()
    assert page.count('class="k-what"') == 6
    assert client.get("/advice/records/?category=housing").content.decode().count('class="k-what"') == 14


def test_the_pages_export_and_refusals(place, team, leaks, queries_of):
    cluster(place.district)
    client = Client()
    client.force_login(team.staff)
    page = client.get("/advice/").content.decode()
    found = Cluster.objects.get()
    assert found.get_absolute_url() in page
    assert all(case.number in client.get(found.get_absolute_url()).content.decode() for case in leaks)
    for path in ("/advice/", found.get_absolute_url(), "/advice/records/"):
        assert queries_of(client, path) <= 12, path
    book = load_workbook(io.BytesIO(client.get("/advice/export/").getvalue()))
    assert book.active.max_row == 4
    assert Event.objects.filter(verb="clusters.export").exists()
    assert client.get("/advice/?within=abc").status_code == 404
    assert client.get("/advice/records/?ago=99").status_code == 422
    assert client.get("/advice/records/?category=%00").status_code in (200, 400)


def test_the_neighbouring_street_sees_none_of_it(place, team, leaks):
    cluster(place.district)
    client = Client()
    client.force_login(team.stranger)
    for path in ("", "records/", "export/"):
        assert client.get(f"/advice/{path}?within={place.north.code}").status_code == 404
    page = client.get("/advice/").content.decode()
    assert Cluster.objects.get().get_absolute_url() not in page
    assert client.get(Cluster.objects.get().get_absolute_url()).status_code == 404
    assert leaks[0].number not in client.get("/advice/records/").content.decode()
    book = load_workbook(io.BytesIO(client.get("/advice/export/").getvalue()))
    assert book.active.max_row == 1


def test_a_clerk_and_a_department_have_no_analysis(team):
    for who in (team.clerk, team.worker):
        client = Client()
        client.force_login(who)
        for path in ("/advice/", "/advice/records/", "/advice/export/"):
            assert client.get(path).status_code == 403, path
