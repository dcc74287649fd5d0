"""The kernel's pages in a real browser: nothing for axe-core to find, nothing against the CSP, at both sizes and schemes."""

from __future__ import annotations

import pytest

from tests.browsing import open_page, violations
from tests.factories.access import PASSWORD, UserFactory
from tests.marks import COMMITTED

pytestmark = [pytest.mark.browser, COMMITTED]


def signed_in(browser, site, user, **options):
    page = open_page(browser, **options)
    page.goto(f"{site}/login/?next=/me/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url("**/me/")
    return page


def find(page, site, addresses) -> dict[str, list[str]]:
    found = {}
    for address in addresses:
        page.goto(f"{site}{address}")
        if wrong := violations(page) + page.complaints:
            found[address] = wrong
    return found


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_the_pause_after_wrong_passwords_and_no_membership_pass_axe(chromium, live_server, place, size):
    page = signed_in(chromium, live_server.url, UserFactory(), size=size)
    assert find(page, live_server.url, ["/"]) == {}
    page = open_page(chromium, size=size)
    for _ in range(5):
        page.goto(f"{live_server.url}/login/")
        page.fill("[name=username]", "nobody")
        page.fill("[name=password]", "wrong")
        page.click("[type=submit]")
        page.wait_for_selector("[role=alert]")
    assert "已暂停用这个账号登录" in page.inner_text("[role=alert]")
    assert violations(page) == []


def test_an_account_is_made_and_its_password_shown(chromium, live_server, people, place):
    page = signed_in(chromium, live_server.url, people.street, size="phone")
    page.goto(f"{live_server.url}/users/new/")
    page.click("main [type=submit]")
    page.wait_for_selector(".errors")
    assert violations(page) == []
    page.fill("[name=username]", "lin")
    page.fill("[name=name]", "林某")
    page.select_option("[name=role]", "clerk")
    page.select_option("[name=division]", place.north1.pk)
    page.click("main [type=submit]")
    page.wait_for_selector(".secret")
    assert violations(page) == []
    assert page.inner_text(".secret").count("-") == 3
