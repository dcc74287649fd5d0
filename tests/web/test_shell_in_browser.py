"""The shell in a real browser: nothing for axe-core to find, nothing against the CSP, and the small scripts at work."""

from __future__ import annotations

import pytest

from governance.access.roles import Role
from governance.web import nav
from governance.web.nav import NavItem, register
from tests.browsing import open_page, violations
from tests.factories.access import PASSWORD, member
from tests.marks import COMMITTED

pytestmark = [pytest.mark.browser, COMMITTED, pytest.mark.urls("tests.web.specimen")]

LOOKS = [(size, scheme) for size in ("phone", "desk") for scheme in ("light", "dark")]


@pytest.fixture
def site(live_server, place, monkeypatch):
    monkeypatch.setattr(nav, "_items", {})
    register(NavItem(nav.DAILY, "首页", "house", "home", tabbar=True, badge=lambda user: 42))
    register(NavItem(nav.ME, "密码", "key", "password-change"))
    member(Role.CLERK, of=place.north1).__class__.objects.update(username="clerk")
    return live_server.url


def signed_in(browser, site, **options):
    page = open_page(browser, **options)
    page.goto(f"{site}/login/?next=/specimen/")
    page.fill("[name=username]", "clerk")
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url("**/specimen/")
    return page


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_every_part_passes_axe_and_the_csp(chromium, site, size, scheme):
    page = signed_in(chromium, site, size=size, scheme=scheme)
    page.wait_for_selector(".drawn canvas")
    assert violations(page) == []
    page.locator("details.menu summary").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.evaluate("document.querySelector('form[method=post][novalidate]').submit()")
    page.wait_for_selector(".errors")
    assert violations(page) == []
    assert page.complaints == []


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_sign_in_and_errors_pass_axe(chromium, site, size, scheme):
    page = open_page(chromium, size=size, scheme=scheme)
    page.goto(f"{site}/login/")
    assert violations(page) == []
    page.fill("[name=username]", "clerk")
    page.fill("[name=password]", "wrong")
    page.click("[type=submit]")
    page.wait_for_selector(".errors")
    assert violations(page) == []
    page.goto(f"{site}/nowhere/")
    assert violations(page) == []
    assert page.complaints == []


def test_large_type_stays_on_and_fits_a_phone(chromium, site):
    page = signed_in(chromium, site, size="phone")
    page.click("details.menu summary")
    page.click(".menu [data-do=elder]")
    page.reload()
    assert page.get_attribute("html", "data-size") == "elder"
    assert violations(page) == []


def test_asking_first_and_sending_once(chromium, site):
    page = signed_in(chromium, site)
    posts = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.click("#save")
    page.click("#ask [value=no]")
    assert posts == []
    page.click("#save")
    page.click("#ask [value=yes]")
    page.wait_for_selector(".errors")
    assert len(posts) == 1


def test_a_refused_step_says_why_without_leaving_the_page(chromium, site):
    page = signed_in(chromium, site)
    page.click("#step")
    page.wait_for_selector("#messages .notice")
    assert "工单已被别人派遣。" in page.inner_text("#messages")
    assert page.inner_text("#answer") == ""


def test_ticking_boxes_shows_the_bulk_bar(chromium, site):
    page = signed_in(chromium, site)
    assert not page.is_visible(".bulk")
    page.check("[data-check-all]")
    assert page.inner_text("[data-picked]") == "3"
    page.click("[data-check-none]")
    assert not page.is_visible(".bulk")


def test_without_scripts_the_tables_and_the_bulk_bar_are_there(chromium, site):
    page = signed_in(chromium, site, java_script_enabled=False)
    assert page.is_visible("[data-chart=stage] table")
    assert page.is_visible(".bulk")
    assert not page.is_visible("[data-do=theme]")


def test_a_chart_follows_the_links_of_its_table(chromium, site):
    page = signed_in(chromium, site)
    page.wait_for_selector(".drawn canvas")
    plot = page.locator("[data-chart=trend] .plot")
    size = plot.bounding_box()
    plot.click(position={"x": size["width"] - 60, "y": size["height"] / 2})
    page.wait_for_url(lambda url: url.endswith("/specimen/?month=10"))
