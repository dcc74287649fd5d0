"""A volunteer's day in the browser: signed up, there, away, confirmed by another, and the hours stand on the person's page."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from governance.access.roles import Role
from governance.web.templatetags.mulin import num
from indices.actions.compute import compute
from indices.actions.schemes import ensure_phase_two
from indices.windows import period_of
from tests.browsing import open_page
from tests.factories.access import PASSWORD, member
from tests.factories.neighborhoods import ResidentFactory
from tests.factories.volunteers import ProjectFactory, ShiftFactory, UnitFactory, VolunteerFactory
from tests.marks import COMMITTED
from volunteers.models import HourEntry, ServiceRecord

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, COMMITTED]


@pytest.fixture
def told(place, live_server) -> SimpleNamespace:
    """A station with a shift under way, a resident who volunteers, and two clerks of the committee."""
    station = UnitFactory(division=place.north1, name="同济新村志愿者工作站")
    shift = ShiftFactory(project=ProjectFactory(unit=station, title="为老送餐"))
    resident = ResidentFactory(division=place.north1, name="陆妙珍")
    volunteer = VolunteerFactory(division=place.north1, resident=resident, unit=station)
    clerks = [member(Role.CLERK, of=place.north1) for _ in range(2)]
    return SimpleNamespace(site=live_server.url, shift=shift, volunteer=volunteer, clerks=clerks, **vars(place))


@pytest.fixture
def signed_in(chromium: Browser, told) -> Iterator[object]:
    """`signed_in(user, size)` is a page of that user's own."""
    opened: list[Page] = []

    def open_for(user, size: str) -> Page:
        page = open_page(chromium, size=size)
        page.set_default_timeout(10_000)
        page.goto(f"{told.site}/login/")
        page.fill("[name=username]", user.username)
        page.fill("[name=password]", PASSWORD)
        page.click("main [type=submit]")
        page.wait_for_url(lambda url: "/login/" not in url)
        opened.append(page)
        return page

    yield open_for
    assert [line for page in opened for line in page.complaints] == []


def serve(page: Page, told: SimpleNamespace) -> None:
    """On a phone at the place: found by initials, signed up, there, and away with the way there left out."""
    page.goto(f"{told.site}{told.shift.get_absolute_url()}")
    page.fill("#vq", "lmz")
    page.click("#found >> text=报名")
    page.wait_for_selector("#messages :text('已报名')")
    page.get_by_role("button", name="签到").click()
    page.wait_for_selector("#messages :text('签到，已办好')")
    page.get_by_role("button", name="签退").click()
    page.wait_for_selector("#messages :text('签退，已办好')")


def correct(page: Page, told: SimpleNamespace) -> None:
    """The telephone came out late: the times are set by hand, and the one who sets them cannot confirm them."""
    record = ServiceRecord.objects.get()
    page.goto(f"{told.site}{record.get_absolute_url()}")
    assert page.get_by_role("button", name="确认时长").count() == 0
    page.click("summary:has-text('更正时间')")
    page.fill("[name=checked_in_at]", f"{timezone.localtime(told.shift.starts_at):%Y-%m-%dT%H:%M}")
    page.fill("[name=travel_minutes]", "10")
    page.fill("#retime_reason", "手机没电，按签到表补。")
    page.get_by_role("button", name="更正时间").click()
    page.wait_for_selector("#messages :text('更正时间，已办好')")


def confirm(page: Page, told: SimpleNamespace) -> None:
    page.goto(f"{told.site}/volunteers/records/")
    page.check(f"[aria-label='选择 {told.volunteer.number}']")
    page.get_by_role("button", name="确认时长").click()
    page.locator("#ask button[value=yes]").click()
    page.wait_for_selector("#messages :text('已确认 1 条')")


def test_from_signing_up_to_confirmed_hours(told, signed_in):
    clerk, colleague = told.clerks
    phone = signed_in(clerk, "phone")
    serve(phone, told)
    correct(phone, told)
    assert not HourEntry.objects.exists()

    desk = signed_in(colleague, "desk")
    confirm(desk, told)
    record = ServiceRecord.objects.get()
    assert (record.state, record.timed_by, record.confirmed_by) == ("confirmed", clerk, colleague)
    assert 45 <= record.minutes <= 55

    desk.goto(f"{told.site}{told.volunteer.get_absolute_url()}")
    assert f"{num(record.minutes / 60, 1)} 小时" in desk.inner_text("#hours")
    desk.goto(f"{told.site}/volunteers/hours/")
    assert desk.inner_text("#total") == str(record.minutes)
    into_the_index(told, record, signed_in)


def into_the_index(told: SimpleNamespace, record: ServiceRecord, signed_in) -> None:
    """The night counts these minutes, and its page leads back to the volunteer."""
    period = period_of(timezone.now())
    run = compute(ensure_phase_two(told.district, by=None), told.district, period, by=None)
    hours = run.observations.get(indicator="DZ-B3", division=told.north1)
    assert (hours.numerator, hours.denominator) == (record.minutes, 1)
    assert run.observations.get(indicator="DZ-G1", division=told.north1).numerator == 1  # a resident who helped another

    board = signed_in(member(Role.VIEWER, of=told.district), "desk")
    board.goto(f"{told.site}/index/{told.north1.pk}/{period.code}/DZ-B3/numerator/")
    board.click(f"main >> text={told.volunteer.number}")
    assert f"{num(record.minutes / 60, 1)} 小时" in board.inner_text("#hours")
