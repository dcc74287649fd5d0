"""The main job end to end, as people do it: a phone at the door, a desk in the street, the district in the morning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.utils import timezone

from cases.models import Answer, Case
from governance.jobs.outbox import relay
from indices.jobs import recompute
from tests.browsing import open_page
from tests.factories.access import PASSWORD
from tests.factories.story import story
from tests.marks import COMMITTED
from visits.models import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, COMMITTED]

PICTURES = Path(settings.BASE_DIR) / ".local" / "failures"


@pytest.fixture
def told(place, live_server) -> SimpleNamespace:
    return SimpleNamespace(site=live_server.url, **vars(story(place)))


@pytest.fixture
def desks(chromium, told, request) -> Iterator[Desks]:
    """Everybody's own browser; what they last saw is kept as pictures when the story breaks off."""
    opened = Desks(chromium, told.site)
    yield opened
    if not opened.told_to_the_end:
        PICTURES.mkdir(parents=True, exist_ok=True)
        for name, page in opened.pages.items():
            page.screenshot(path=PICTURES / f"{request.node.name}-{name}.png", full_page=True)


class Desks:
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

    def complaints(self) -> list[str]:
        return [line for page in self.pages.values() for line in page.complaints]


def file_visit(page: Page) -> None:
    page.click("text=登记走访")
    page.fill("#q", "lmz")
    page.click("#found a >> text=同济新村 23 号 502 室")
    page.click("label[for=n-housing]")
    page.fill("[name=say_housing]", "厨房顶漏水")
    page.click("button:has-text('保存')")
    page.wait_for_url("**/today/")
    assert "1 次走访、1 项需求、1 件工单" in page.inner_text("body")


def take(page: Page, label: str, **filled: str) -> None:
    """Take the step of the button `label`, after filling in what it asks for."""
    form = page.locator("#next form", has=page.get_by_role("button", name=label, exact=True))
    for name, value in filled.items():
        field = form.locator(f"[name={name}]")
        field.select_option(label=value) if field.evaluate("one => one.tagName") == "SELECT" else field.fill(value)
    form.get_by_role("button", name=label, exact=True).click()
    page.wait_for_selector("#messages :text('已办好')")


def open_case(page: Page, site: str) -> str:
    page.goto(f"{site}/cases/")
    page.click("text=厨房顶漏水")
    page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/"))
    return page.url


def answer(page: Page, site: str) -> None:
    page.goto(f"{site}/today/")
    page.click("#back a >> text=厨房顶漏水")
    page.click("#next label:has-text('已解决') >> nth=0")
    page.locator("#next [name=satisfaction]").select_option("5")
    page.get_by_role("button", name="居民回访").click()
    page.wait_for_selector("#messages :text('已办好')")


def drill_down(page: Page, committee: str) -> None:
    """From the dashboard to the explanation, to the street, to the committee, to the households, to the visit."""
    assert page.url.endswith("/dashboard/")
    page.select_option("#period", f"{timezone.localdate():%Y-%m}")
    page.wait_for_url("**/dashboard/?*")
    page.click("text=怎么算的")
    page.click("main a:has-text('四平路街道')")
    page.click(f"main a:has-text('{committee}')")
    page.click("#ZZ-B1 > summary")
    page.click("#ZZ-B1 >> text=计入的记录")
    page.click("text=同济新村 23 号 502 室")
    page.locator("main a[href^='/visits/']:not([href*='new'])").first.click()
    page.wait_for_url(re.compile(r"/visits/[0-9a-f-]{36}/"))


def test_from_a_door_in_the_committee_to_the_score_of_the_district_and_back(told, desks):
    clerk, staff = desks.of("clerk", size="phone"), desks.of("staff")
    assert clerk.url.endswith("/today/")
    assert staff.url.endswith("/cases/")
    file_visit(clerk)

    address = open_case(staff, told.site)
    take(staff, "立案")
    take(staff, "派遣", department="区民政局")

    worker = desks.of("worker")
    open_case(worker, told.site)
    take(worker, "接单")
    take(worker, "办结反馈", result="已补好屋面，试水不漏。")
    assert worker.get_by_role("button", name="核查通过").count() == 0

    colleague = desks.of("colleague")
    colleague.goto(address)
    take(colleague, "核查通过")
    take(colleague, "结案")
    answer(clerk, told.site)
    case, visit = Case.objects.get(household=told.home), Visit.objects.get(household=told.home)
    assert (case.state, Answer.objects.get(case=case).satisfaction) == ("closed", 5)

    relay()
    recompute(f"{timezone.localdate():%Y-%m-%d}")
    admin = desks.of("admin")
    drill_down(admin, told.north1.name)
    assert admin.url.endswith(f"/visits/{visit.pk}/")
    assert desks.complaints() == []
    desks.told_to_the_end = True
