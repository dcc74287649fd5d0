"""The sliders in a real browser: moved by the keyboard, answered without a reload, the address to be handed on."""

from __future__ import annotations

import pytest
from django.test import Client

from governance.access.roles import Role
from indices.actions import drafting
from indices.actions.schemes import ensure_phase_one
from tests.browsing import open_page, violations
from tests.factories.access import member
from tests.factories.indices import computed
from tests.factories.year import a_year_in
from tests.marks import COMMITTED

pytestmark = [pytest.mark.browser, COMMITTED]


@pytest.fixture
def site(live_server, place):
    a_year_in(place)
    version = ensure_phase_one(place.district, by=None)
    computed(version, place.district)
    draft = drafting.copy(version, by=None)
    client = Client()
    client.force_login(member(Role.DISTRICT_ADMIN, of=place.district))
    return live_server.url, client.cookies["sessionid"].value, draft


def test_a_slider_moves_ranks_and_the_address_and_a_table_says_its_sums(chromium, site):
    url, session, draft = site
    page = open_page(chromium)
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
    page.goto(f"{url}/index/workbench/?level=committee")
    assert violations(page) == []
    slider = page.locator("[data-range=w-ZZ]")
    slider.focus()
    with page.expect_response("**/index/workbench/?*"):
        for _ in range(10):
            page.keyboard.press("ArrowRight")
    page.wait_for_url("**w-ZZ=30*")
    assert page.locator("#w-ZZ").input_value() == "30"
    assert page.locator("output[for=w-ZZ]").inner_text() == "28.6%"
    assert "w-ZZ=30" in page.locator("#state").input_value()
    assert page.locator("#result tbody tr").count() == 3
    page.goto(f"{url}/index/schemes/{draft.pk}/edit/")
    assert violations(page) == []
    page.get_by_label("自治 权重", exact=True).fill("30")
    assert page.locator("[data-sum=Index]").inner_text() == "105，应为 100"
    assert page.complaints == []
