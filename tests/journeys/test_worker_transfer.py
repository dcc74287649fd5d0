"""转岗 between two subdistricts, as people do it: the street applies, a colleague agrees, the district decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.utils import timezone

from governance.access.roles import Role
from tests.browsing import open_page
from tests.factories.access import PASSWORD, member
from tests.factories.workers import QuotaFactory, WorkerFactory
from tests.marks import COMMITTED
from workers.actions.posts import ensure_posts
from workers.models import Change, Worker
from workers.selectors import headcount, turnover

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, COMMITTED]

PICTURES = Path(settings.BASE_DIR) / ".local" / "failures"
PEOPLE = {
    "applicant": (Role.SUBDISTRICT_ADMIN, "north"), "colleague": (Role.SUBDISTRICT_ADMIN, "north"),
    "receiving": (Role.SUBDISTRICT_ADMIN, "south"), "district": (Role.DISTRICT_ADMIN, "district"),
}  # fmt: skip


@pytest.fixture
def told(place, live_server) -> SimpleNamespace:
    ensure_posts(place.district, by=None)
    for name, (role, unit) in PEOPLE.items():
        user = member(role, of=getattr(place, unit))
        user.username = name
        user.save(update_fields=["username"])
    QuotaFactory(division=place.south, places=2)
    WorkerFactory(division=place.south1, name="孙小圣")
    worker = WorkerFactory(division=place.north1, name="欧阳若兰")
    return SimpleNamespace(site=live_server.url, worker=worker, **vars(place))


@pytest.fixture
def desk(chromium, told, request) -> Iterator[Desk]:
    opened = Desk(chromium, told.site)
    yield opened
    if not opened.told_to_the_end:
        PICTURES.mkdir(parents=True, exist_ok=True)
        for name, page in opened.pages.items():
            page.screenshot(path=PICTURES / f"{request.node.name}-{name}.png", full_page=True)


class Desk:
    def __init__(self, browser: Browser, site: str) -> None:
        self.browser, self.site = browser, site
        self.pages: dict[str, Page] = {}
        self.told_to_the_end = False

    def of(self, name: str, *, size: str = "desk") -> Page:
        """The page of `name`, signed in at the first use."""
        if name not in self.pages:
            page = self.pages[name] = open_page(self.browser, size=size)
            page.set_default_timeout(10_000)
            page.goto(f"{self.site}/login/")
            page.fill("[name=username]", name)
            page.fill("[name=password]", PASSWORD)
            page.click("main [type=submit]")
            page.wait_for_url(lambda url: "/login/" not in url)
        return self.pages[name]

    def reads(self, name: str, path: str) -> str:
        page = self.of(name)
        page.goto(self.site + path)
        return page.inner_text("main")


def past_figures(told: SimpleNamespace) -> list[object]:
    """What every past month-end says of both streets, as known now."""
    today = timezone.localdate()
    days = [today - timedelta(days=days) for days in (1, 40, 400)]
    now = timezone.now()
    return [
        asked(street.code, day, now)
        for street in (told.north, told.south)
        for day in days
        for asked in (headcount, turnover)
    ]


def apply_for_transfer(page: Page, told: SimpleNamespace) -> str:
    page.goto(f"{told.site}/workers/")
    page.click("main a >> text=欧阳**")
    page.click("main a:has-text('转岗')")
    page.select_option("[name=to]", label=told.south1.name)
    page.select_option("[name=post]", label="居委会委员")
    page.fill("[name=note]", "充实幸福村居委会力量。")
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_url(re.compile(r"/workers/changes/[0-9a-f-]{36}/"))
    assert "待街道审批" in page.inner_text("main")
    return page.url


def take(page: Page, address: str, label: str) -> None:
    page.goto(address)
    page.get_by_role("button", name=label, exact=True).click()
    page.wait_for_selector("#messages :text('已办好')")


def notices(page: Page, site: str) -> str:
    page.goto(f"{site}/inbox/")
    return page.inner_text("main")


def test_a_worker_moves_to_another_street_and_the_past_stays_as_it_was(told, desk):
    before, number = past_figures(told), told.worker.number
    applicant, receiving = desk.of("applicant"), desk.of("receiving")
    address = apply_for_transfer(applicant, told)
    assert applicant.get_by_role("button", name="街道同意").count() == 0  # not the own application
    receiving.goto(address)
    assert "幸福村" in receiving.inner_text("main")
    assert receiving.locator("#next button").count() == 0

    colleague = desk.of("colleague", size="phone")
    assert "等街道办理" in notices(colleague, told.site)
    take(colleague, address, "街道同意")
    district = desk.of("district")
    assert "等区级办理" in notices(district, told.site)
    take(district, address, "区级同意")
    assert "已生效" in district.inner_text("main")
    assert Change.objects.get().state == Change.State.EFFECTIVE

    assert "转入 幸福村居委会" in notices(receiving, told.site)
    assert number in desk.reads("receiving", "/workers/")
    assert "任居委会委员" in desk.reads("receiving", f"/workers/{told.worker.pk}/")
    assert number not in desk.reads("applicant", "/workers/")
    assert "没有找到" in desk.reads("applicant", f"/workers/{told.worker.pk}/")

    yesterday = timezone.localdate() - timedelta(days=1)
    assert number in desk.reads("applicant", f"/workers/?as_of={yesterday}")
    assert number not in desk.reads("receiving", f"/workers/?as_of={yesterday}")
    assert past_figures(told) == before
    assert [headcount(one.code, timezone.localdate(), timezone.now()).people for one in (told.north, told.south)] == [
        0,
        2,
    ]
    assert Worker.objects.get(number=number).division == told.south1
    assert [line for page in desk.pages.values() for line in page.complaints] == []
    desk.told_to_the_end = True
