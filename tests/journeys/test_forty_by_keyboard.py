"""A street officer clears forty cases without a mouse; departments do their part in between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from cases.actions import steps
from cases.models import Case
from tests.browsing import open_page, violations
from tests.factories.access import PASSWORD
from tests.factories.cases import case_in, case_team, new_case
from tests.marks import COMMITTED

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, COMMITTED]

PICTURES = Path(settings.BASE_DIR) / ".local" / "failures"
MIXED = {"received": 14, "filed": 10, "handled": 10, "checked": 6}


@pytest.fixture
def team(place):
    return case_team(place)


@pytest.fixture
def forty(place, team) -> None:
    """Open cases in mixed states; the latest is the last of its kind."""
    for state, number in MIXED.items():
        for _ in range(number):
            case_in(state, place, team) if state != "received" else new_case(place.north1, by=team.clerk)


@pytest.fixture
def desk(chromium, team, live_server, request) -> Iterator[Page]:
    """The officer's work list, signed in by keys too; what it last showed is kept when the journey breaks off."""
    page = open_page(chromium)
    page.set_default_timeout(10_000)
    page.goto(f"{live_server.url}/login/")
    page.focus("[name=username]")
    page.keyboard.type(team.staff.username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto(f"{live_server.url}/cases/")
    yield page
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{request.node.name}.png", full_page=True)


def left(*states: str) -> int:
    return Case.objects.filter(state__in=states).count() if states else Case.objects.open().count()


def to_view(page: Page, label: str) -> None:
    """→ until the view of that name is the current one."""
    for _ in range(12):
        if label in page.inner_text(".views [aria-current]"):
            return
        with page.expect_navigation():
            page.keyboard.press("ArrowRight")
    raise AssertionError(f"no view {label}")


def agree(page: Page) -> None:
    """The question that comes before a step on many: Enter says yes."""
    page.wait_for_selector("#ask[open]")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def on_all(page: Page, view: str, key: str) -> None:
    to_view(page, view)
    page.keyboard.press("a")
    page.keyboard.press(key)
    agree(page)


def dispatch_all(page: Page, department: str) -> None:
    to_view(page, "待派遣")
    page.keyboard.press("a")
    page.keyboard.press("d")
    assert page.evaluate("document.activeElement.id") == "to"
    while page.evaluate("document.activeElement.selectedOptions[0].text") != department:
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    agree(page)


def department_works(team) -> None:
    for case in Case.objects.filter(state="dispatched"):
        steps.finish(steps.accept(case, by=team.worker), by=team.worker, result="已修好。")


def test_moving_ticking_and_searching_keep_the_focus_in_sight(desk, forty, place):
    desk.reload()
    desk.keyboard.press("j")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("k")
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    assert desk.inner_text("[data-picked]") == "1"
    here = "document.activeElement.closest('tr').rowIndex"
    assert desk.evaluate(here) == 2
    assert desk.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    desk.keyboard.press("?")
    assert desk.is_visible("#keys")
    assert violations(desk) == []
    desk.keyboard.press("Escape")
    desk.keyboard.press("/")
    assert desk.evaluate("document.activeElement.id") == "id_q"
    desk.keyboard.type("楼道灯")
    with desk.expect_response(lambda answer: "q=" in answer.url):
        desk.keyboard.press("Enter")
    desk.wait_for_url("**q=**")
    desk.keyboard.press("Escape")
    desk.wait_for_function(f"document.activeElement.matches('[data-row]') && {here} === 2")
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    assert desk.is_visible("#next")
    assert desk.complaints == []


def test_a_street_officer_clears_forty_cases_by_the_keyboard(desk, forty, place, team):
    assert left() == 40
    desk.reload()
    on_all(desk, "待立案", "f")
    assert left("received") == 0
    dispatch_all(desk, place.department.name)
    assert left("filed") == 0
    department_works(team)
    on_all(desk, "待核查", "c")
    assert left("handled") == 0
    on_all(desk, "待结案", "Shift+C")
    assert left() == 0
    assert Case.objects.filter(state="closed").count() == 40
    assert desk.complaints == []
