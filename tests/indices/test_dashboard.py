"""一屏观全域, as each kind of reader meets it: now, and at the end of a past day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.models import CaseEntry
from governance.access.roles import Role
from indices.models import Observation, Score
from indices.windows import Period
from neighborhoods.models import Household
from tests.factories.access import DivisionFactory, member
from tests.factories.counted import activity, adult, came, center, certificate, hours, posting, volunteer
from tests.factories.indices import at, case, computed, visit
from tests.factories.indices import published as publish_now
from tests.indices.reading import OCTOBER, asked_of_the_database, text_of
from workers.models import Quota


@pytest.fixture
def published(run):
    return publish_now(run)


def test_the_district_begins_with_its_own_dashboard(client, run, viewer, place):
    client.force_login(viewer)
    assert client.get("/").headers["Location"] == "/dashboard/"
    page = client.get("/dashboard/")
    score = Score.objects.get(run=run, division=place.district)
    assert f"{score.score:.1f}" in text_of(page)
    assert all(
        name in text_of(page)
        for name in ("杨浦区 · 一屏观全域", "四平路街道", "大桥街道", "示意图", "待审核", "示例方案·一期 v1")
    )


def test_the_numbers_lead_down_and_keep_the_period(client, run, viewer, place):
    client.force_login(viewer)
    page = client.get("/dashboard/").content.decode()
    assert f'href="/dashboard/?division={place.north.code}&amp;period={OCTOBER}"' in page
    assert f'href="/index/{place.north.code}/{OCTOBER}/"' in page
    assert f"/index/{place.north.code}/{OCTOBER}/ZZ-B1/numerator/" in page
    street = client.get(f"/dashboard/?division={place.north.code}&period={OCTOBER}").content.decode()
    assert f'href="/index/{place.north1.code}/{OCTOBER}/"' in street
    assert f"/dashboard/?division={place.district.code}&amp;period={OCTOBER}" in street
    assert client.get(f"/dashboard/?division={place.north1.code}&period={OCTOBER}").status_code == 200


def test_a_street_sees_its_own_street_and_nothing_above_or_beside_it(client, run, place):
    client.force_login(member(Role.STAFF, of=place.north))
    page = text_of(client.get("/dashboard/"))
    assert "四平路街道 · 一屏观全域" in page
    assert f"{Score.objects.get(run=run, division=place.north).score:.1f}" in page
    assert "同济新村居委会" in page
    assert "大桥街道" not in page
    for code in (place.district.code, "310110", place.south.code, place.south1.code):
        assert client.get("/dashboard/", {"division": code}).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["division=abc", "division=31", "division=310110999", "period=2020-01", "period=<b>", "division=3101100090"],
)
def test_nonsense_is_not_found(client, run, viewer, query):
    client.force_login(viewer)
    assert client.get(f"/dashboard/?{query}").status_code == 404


@pytest.mark.parametrize("role", [Role.AUDITOR])
def test_who_may_not_see_scores_has_no_dashboard(client, run, place, role):
    client.force_login(member(role, of=place.district))
    assert client.get("/dashboard/").status_code == 403


def test_a_department_has_no_dashboard_but_reads_what_is_published(client, published, place):
    client.force_login(member(Role.DEPARTMENT, of=place.district, department=place.department))
    assert client.get("/dashboard/").status_code == 403
    assert client.get(f"/index/{place.north.code}/{OCTOBER}/").status_code == 200


def test_a_district_without_a_computation_has_a_calm_dashboard(client, viewer, version):
    client.force_login(viewer)
    assert "还没有计算结果" in text_of(client.get("/dashboard/"))


def test_what_needs_a_look_is_worked_out_from_the_records(client, run, place, version, viewer):
    now = timezone.now()
    late = case(place.north1, "2026-10-01 09:00")
    type(late).objects.filter(pk=late.pk).update(due_at=now - timezone.timedelta(days=4))
    for score in Score.objects.filter(run=run, division=place.south):
        score.nodes = {code: value if code == "Index" else 0 for code, value in score.nodes.items()} | {"ZZ-B1": 100}
        score.score += 90
        score.save()
    Observation.objects.filter(run=run, division=place.south, indicator="ZZ-B1").update(value=99)
    november = computed(version, place.district, Period("2026-11"), now=now)
    client.force_login(viewer)
    page = text_of(client.get(f"/dashboard/?period={november.period}"))
    assert "件工单超期，其中" in page
    assert "大桥街道下降" in page
    assert "主要因居民走访覆盖率由 99.0% 降到" in page
    assert "人次重点人群超过走访间隔" in page


@pytest.mark.parametrize("address", ["/dashboard/", "/dashboard/?division=310110009"])
def test_the_dashboard_asks_at_most_twelve_questions_however_many_units(client, run, viewer, place, version, address):
    for number in range(30):
        DivisionFactory(code=f"310110009{number + 100:03d}", level="committee", parent=place.north)
        DivisionFactory(code=f"310110{number + 100:03d}000", level="subdistrict", parent=place.district)
    computed(version, place.district)
    client.force_login(viewer)
    client.get(address)
    assert asked_of_the_database(client, address) <= 12


# the tiles of plain counts


def test_the_tiles_count_what_is_known_now_and_lead_down_to_their_rows(client, run, viewer, place, now):
    _something_of_each(place, now)
    client.force_login(viewer)
    page = client.get("/dashboard/")
    board, today = page.context["board"], timezone.localdate()
    assert {name: board.tallies.get(name, 0) for name in ("visits_today", "volunteers", "workers", "certified", "centers")} == {
        "visits_today": 1, "volunteers": 1, "workers": 2, "certified": 1, "centers": 1,
    }  # fmt: skip
    assert (board.tallies["activities"], board.tallies["came"], board.tallies["guests"]) == (1, 1, 7)
    assert (board.tallies["places"], board.tallies["filled"], board.tallies[f"{today:%Y-%m}"]) == (5, 2, 90)
    shown = page.content.decode()
    for address in (
        f"/visits/?within={place.district.code}&amp;visited_after={today}&amp;visited_before={today}",
        f"/volunteers/?within={place.district.code}",
        f"/workers/figures/?within={place.district.code}&amp;as_of={today}",
        f"/centers/?within={place.district.code}&amp;state=open",
        f"/activities/?within={place.district.code}&amp;starts_after={today.replace(day=1)}&amp;starts_before={today}",
    ):
        assert f'href="{address}"' in shown
        assert client.get(address.replace("&amp;", "&")).status_code == 200


def _something_of_each(place, now) -> None:
    said = f"{timezone.localtime(now):%Y-%m-%d %H:%M:%S}"
    home = Household.objects.filter(division=place.north1).first()
    visit(home, said)
    hours(volunteer(place.north1), timezone.localdate(), 90, booked=said)
    certificate(posting(place.north1))
    posting(place.north2)
    Quota.objects.create(division=place.north, places=5, recorded_at=now)
    held = activity(place.north1, said, center=center(place.north1), guests=7, held_at=now)
    came(adult(home), held)


@pytest.fixture
def now():
    """Within today and within this month, and a moment ago: what is filed now is known now."""
    return timezone.now() - timedelta(seconds=2)


def test_a_street_counts_only_what_lies_in_it(client, run, viewer, place, now):
    _something_of_each(place, now)
    client.force_login(member(Role.STAFF, of=place.south))
    counted = client.get("/dashboard/").context["board"].tallies
    assert not any(counted.values())


# the state of a past day


def test_a_past_day_shows_its_own_state_and_says_so(client, run, viewer, place, version):
    left = posting(place.north1, until=date(2026, 10, 20), ending="retired", ended_at=at("2026-10-20 09:00"))
    hours(volunteer(place.north1), date(2026, 10, 10), 60)
    late = case(place.north1, "2026-10-02 09:00")
    CaseEntry.objects.create(case=late, at=at("2026-10-03 09:00"), step="file", by=None)
    type(late).objects.filter(pk=late.pk).update(due_at=at("2026-10-12 09:00"), state="filed")
    client.force_login(viewer)
    page = client.get("/dashboard/?as_of=2026-10-15")
    board, shown = page.context["board"], text_of(page)
    assert (board.run.period, board.tallies["workers"], board.tallies["2026-10"]) == ("2026-10", 1, 60)
    assert "2026-10-15 当天结束时的情况" in shown
    assert "回到今天" in shown
    assert "当天需要看的" in shown
    assert client.get("/dashboard/?as_of=2026-10-20").context["board"].tallies.get("workers", 0) == 0
    assert left.until == date(2026, 10, 20)
    before = client.get("/dashboard/?as_of=2026-10-01").context["board"]
    assert late.pk is not None
    assert board.unit.open == before.unit.open + 1


def test_a_past_day_is_what_was_known_when_it_ended(client, run, viewer, place):
    home = Household.objects.filter(division=place.north1).first()
    client.force_login(viewer)
    before = client.get("/dashboard/?as_of=2026-10-15").context["board"].tallies
    visit(home, "2026-10-15 10:00", recorded_at=at("2026-10-16 09:00"))
    hours(volunteer(place.north1), date(2026, 10, 15), 60, booked="2026-10-16 09:00")
    posting(place.north1, recorded_at=at("2026-10-16 09:00"))
    after = client.get("/dashboard/?as_of=2026-10-15").context["board"].tallies
    assert {name: after.get(name) for name in ("visits_today", "workers", "2026-10")} == {
        name: before.get(name) for name in ("visits_today", "workers", "2026-10")
    }


def test_the_way_down_keeps_the_day(client, run, viewer, place):
    client.force_login(viewer)
    page = client.get("/dashboard/?as_of=2026-10-15").content.decode()
    down = f"/dashboard/?division={place.north.code}&amp;period={OCTOBER}&amp;as_of=2026-10-15"
    assert f'href="{down}"' in page
    street = client.get(down.replace("&amp;", "&"))
    assert street.context["board"].as_of == date(2026, 10, 15)
    assert (
        f"/dashboard/?division={place.district.code}&amp;period={OCTOBER}&amp;as_of=2026-10-15"
        in street.content.decode()
    )


def test_a_day_of_a_month_without_a_computation_has_counts_and_no_score(client, run, viewer):
    client.force_login(viewer)
    page = client.get("/dashboard/?as_of=2026-03-15")
    assert page.status_code == 200
    assert page.context["board"].run is None


@pytest.mark.parametrize("day", ["2999-01-01", "1999-12-31", "2026-02-30", "x", "2026-10"])
def test_a_day_that_is_none_or_to_come_is_not_found(client, run, viewer, day):
    client.force_login(viewer)
    assert client.get(f"/dashboard/?as_of={day}").status_code == 404


def test_today_is_no_past_day(client, run, viewer):
    client.force_login(viewer)
    assert client.get(f"/dashboard/?as_of={timezone.localdate()}").context["board"].as_of is None


def test_the_wall_asks_for_its_part_alone(client, run, viewer):
    client.force_login(viewer)
    whole = client.get("/dashboard/").content.decode()
    part = client.get("/dashboard/", headers={"hx-request": "true"}).content.decode()
    assert 'hx-trigger="wall"' in whole
    assert part.strip().startswith('<div id="shown"')
    assert "<html" not in part
