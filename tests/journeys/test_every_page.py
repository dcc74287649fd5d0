"""Every page of the access matrix in a real browser, phone and desk, light and dark: nothing for axe-core to find,
nothing against the CSP, nothing that failed to load, nothing wider than a phone.
"""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from playwright.sync_api import Error as PlaywrightError

from tests.browsing import AXE, SIZES, open_page
from tests.governance.access_matrix import COLUMNS
from tests.governance.specimens import specimens, team_of
from tests.governance.test_access_matrix import SECTIONS
from tests.marks import COMMITTED

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response

pytestmark = [pytest.mark.browser, COMMITTED]

READERS = ("stranger", "clerk", "staff", "district_admin", "auditor", "department")
"""Each page is read by the first of these who may; everybody reads the own first pages."""
FIRST = {"staff": ["/cases/", "/me/"], "department": ["/cases/", "/cases/{case_handling}/"], "auditor": ["/nowhere/"]}
DRAWN = {"/api/v1/docs/": ".swagger-ui .opblock-tag", "/dashboard/": ".drawn canvas, .empty"}
"""What a page's script draws before it can be looked over."""
LOOK = "options => axe.run({exclude: ['.swagger-ui']}, options)"
"""What Swagger UI draws from our description is Swagger's own (its headings skip a level)."""
LOOKS = (
    ("phone", "light", ["color-contrast", "target-size", "scrollable-region-focusable"]),
    ("desk", "light", None),
    ("desk", "dark", ["color-contrast"]),
)
"""All rules at the desk, where nothing is folded away; elsewhere those that size and colours decide."""
HEAVIEST = 250_000  # bytes of a first visit, compressed


def pages_of(column: str) -> list[str]:
    found = list(FIRST.get(column, []))
    for section in (name for name in SECTIONS if not name.startswith("api ")):
        for method, address, cells in SECTIONS[section]:
            may = [reader for reader in READERS if cells[COLUMNS.index(reader)] in ("200", "0")]
            if method == "GET" and may[:1] == [column]:
                found.append(address)
    return found + (["/api/v1/docs/"] if column == "clerk" else [])


ROUNDS = [("clerk", pages_of("clerk")[at::3]) for at in range(3)]
ROUNDS += [(column, pages_of(column)) for column in READERS if column != "clerk"]


@pytest.mark.parametrize(("column", "pages"), ROUNDS, ids=[column for column, _ in ROUNDS])
def test_pages_hold_nothing_against_anybody(column, pages, chromium, live_server, place):
    team = team_of(place)
    names = specimens(place, team)
    page = open_page(chromium, size="phone", reduced_motion="reduce")  # else colours are still on their way
    page.on(
        "requestfailed", lambda one: page.complaints.append(f"failed: {one.url}") if not one.redirected_from else None
    )
    page.on("response", lambda one: page.complaints.append(f"{one.status}: {one.url}") if _is_broken(one) else None)
    if column != "stranger":
        sign_in(page, team[column], live_server.url)
    wrong = []
    for address in pages:
        if not is_page(page, live_server.url + address.format(**names)):
            page.complaints.clear()
            continue
        page.wait_for_selector(DRAWN.get(address, "main"))
        wrong += [f"{address} {found}" for found in looked_over(page) + page.complaints]
        page.complaints.clear()
    assert not wrong, "\n".join(wrong)


def is_page(page: Page, address: str) -> bool:
    """Go there; false for a file and for a fragment, which stands in pages that are looked over themselves."""
    try:
        answer = page.goto(address)
    except PlaywrightError as wrong:
        if "Download is starting" in str(wrong):
            return False
        raise
    kind = answer.headers.get("content-type", "")
    return kind.startswith("text/html") and answer.text().lstrip()[:9].lower() == "<!doctype"


def sign_in(page: Page, user: object, site: str) -> None:
    client = Client()
    client.force_login(user)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])


def looked_over(page: Page) -> list[str]:
    """What is wrong in the three looks of the page as it stands."""
    page.evaluate(AXE.read_text())
    found = []
    for size, scheme, rules in LOOKS:
        page.set_viewport_size(SIZES[size])
        page.emulate_media(color_scheme=scheme)
        found += [f"({size}, {scheme}) {line}" for line in _violations(page, rules)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"({size}) wider than its window")
    page.set_viewport_size(SIZES["phone"])
    page.emulate_media(color_scheme="light")
    return found


def _violations(page: Page, rules: list[str] | None) -> list[str]:
    only = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
    found = page.evaluate(LOOK, {"resultTypes": ["violations"], **only})["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def _is_broken(response: Response) -> bool:
    """A page may say no to its reader; what it is made of may not be missing."""
    return response.status >= (500 if response.request.is_navigation_request() else 400)


@pytest.mark.parametrize(("column", "address"), [("clerk", "/today/"), ("staff", "/cases/")])
def test_the_first_page_of_the_day_is_light(column, address, chromium, live_server, place):
    team = team_of(place)
    specimens(place, team)
    page, seen = open_page(chromium, size="phone"), []
    page.on("response", lambda one: seen.append(one))
    sign_in(page, team[column], live_server.url)
    page.goto(live_server.url + address, wait_until="networkidle")
    weight = sum(len(gzip.compress(one.body())) for one in seen if one.status == 200)
    assert weight < HEAVIEST, sorted((len(gzip.compress(one.body())), one.url) for one in seen)[-5:]
