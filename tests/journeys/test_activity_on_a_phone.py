"""An activity from the plan to the door: published on a phone, residents signed up, checked in with one tap each, held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.utils import timezone

from governance.access.roles import Role
from neighborhoods.models import Activity, Booking, Participation
from tests.browsing import open_page, violations
from tests.factories.access import PASSWORD, member
from tests.factories.centers import RoomFactory
from tests.factories.neighborhoods import HouseholdFactory, ResidentFactory
from tests.marks import COMMITTED

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, COMMITTED]

PICTURES = Path(settings.BASE_DIR) / ".local" / "failures"


@pytest.fixture
def phone(chromium, place, live_server, request) -> Iterator[Page]:
    """The clerk's, signed in; what it last showed is kept as a picture when the journey breaks off."""
    page = open_page(chromium, size="phone")
    page.set_default_timeout(10_000)
    page.goto(f"{live_server.url}/login/")
    page.fill("[name=username]", member(Role.CLERK, of=place.north1).username)
    page.fill("[name=password]", PASSWORD)
    page.click("main [type=submit]")
    page.wait_for_url(lambda url: "/login/" not in url)
    yield page
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{request.node.name}.png", full_page=True)


@pytest.fixture
def people(place):
    homes = [
        HouseholdFactory(division=place.north1, room=room, address=f"同济新村 23 号 {room}")
        for room in ("501 室", "502 室")
    ]
    names = ("王秀英", "李建国")
    return [
        ResidentFactory(division=place.north1, household=home, name=name)
        for home, name in zip(homes, names, strict=True)
    ]


def plan(page: Page, site: str, room) -> None:
    """Tomorrow in the street's room: saved as a draft, then published."""
    page.goto(f"{site}/activities/new/?room={room.pk}")
    page.fill("[name=title]", "邻里书场")
    page.fill("[name=day]", f"{timezone.localdate() + timedelta(days=1)}")
    page.fill("[name=begins]", "14:00")
    page.fill("[name=ends]", "16:00")
    page.fill("[name=capacity]", "20")
    page.click("main [type=submit]")
    page.click("#next button:has-text('发布')")
    page.wait_for_selector("#messages :text('已办好')")


def sign_up(page: Page, name: str) -> None:
    page.fill("#q", name)
    page.click("#found button:has-text('报名')")
    page.wait_for_selector("#messages :text('报名')")


def the_day_comes() -> None:
    now = timezone.now()
    for model in (Activity, Booking):
        model.objects.update(starts_at=now - timedelta(minutes=10), ends_at=now + timedelta(hours=1))


def check_in(page: Page) -> None:
    """One by the roster, one who only turned up; a slip of the thumb is undone."""
    page.click("a:has-text('签到')")
    assert [page.locator(".btn-tap").first.bounding_box()["height"] >= 44, violations(page)] == [True, []]
    page.click(".btn-tap")
    page.wait_for_selector("#roster li.came")
    page.click("#roster button:has-text('撤销')")
    page.wait_for_selector("#roster .btn-tap")
    page.click(".btn-tap")
    page.wait_for_selector("#roster li.came")
    page.fill("#q", "李建国")
    page.click("#found button:has-text('签到')")
    page.wait_for_selector("#roster .came >> text=2")


def test_an_activity_is_published_filled_checked_in_and_held_on_a_phone(phone, people, place, live_server, chromium):
    room, site = RoomFactory(division=place.north), live_server.url
    plan(phone, site, room)
    assert Booking.objects.get().state == "confirmed"
    assert "邻里书场" in wall(chromium, site, room)

    sign_up(phone, "王秀英")
    the_day_comes()
    phone.reload()
    check_in(phone)
    assert Participation.objects.came().count() == 2

    phone.fill("#next [name=guests]", "3")
    phone.click("#next button:has-text('登记举办')")
    phone.wait_for_selector("#messages :text('已办好')")
    held = Activity.objects.get()
    assert (held.state, held.guests) == ("held", 3)

    seen = wall(chromium, site, room)
    assert "最近办过" in seen
    assert "邻里书场" in seen
    assert not any(word in seen for word in ("王", "李建国", "同济新村 23 号"))
    assert phone.complaints == []


def wall(browser: Browser, site: str, room) -> str:
    """The public timetable as a stranger reads it."""
    page = open_page(browser, size="phone")
    page.goto(f"{site}/public/centers/")
    page.click(f"text={room.center.name}")
    page.wait_for_url("**/public/centers/*/")
    assert violations(page) == []
    return page.inner_text("main")
