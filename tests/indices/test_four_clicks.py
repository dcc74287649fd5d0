"""From the district's score to the visits in four clicks; at each of them the parts add up to the whole."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from indices.models import Observation
from neighborhoods.models import Household
from tests.factories.indices import computed, households, key_person, published, visit
from tests.factories.year import a_year_in
from tests.indices.reading import OCTOBER, asked_of_the_database
from visits.models import Visit


@pytest.fixture
def run(place, version):
    """Homes filed with the street itself (本级), some of them visited, one twice, beside those of its committees."""
    a_year_in(place)
    for home in (own := households(place.north, 7))[:4]:
        visit(home, "2026-10-08 10:00")
    visit(own[0], "2026-10-09 10:00")
    return computed(version, place.district)


class Part(NamedTuple):
    name: str
    count: int
    href: str


class Page:
    """A page as somebody reads it: the number of its title, its table of parts, its links."""

    def __init__(self, client, address: str) -> None:
        answer = client.get(address)
        assert answer.status_code == 200, address
        self.html, self.context = answer.content.decode(), answer.context

    @property
    def number(self) -> int:
        (title,) = re.findall(r"<h1>(.*?)</h1>", self.html, re.DOTALL)
        return _number(re.search(r"：([\d,]+)", title)[1])

    @property
    def parts(self) -> list[Part]:
        rows = re.findall(
            r'<tr><th scope="row"><a href="([^"]+)">([^<]+)</a></th><td class="n">([\d,]+)</td><td class="n">',
            self.html,
        )
        return [Part(name, _number(count), href) for href, name, count in rows]

    def link(self, part: str) -> tuple[str, str]:
        """(address, text) of the first link whose address holds `part`."""
        return re.search(rf'<a[^>]* href="([^"]*{re.escape(part)}[^"]*)"[^>]*>(.*?)</a>', self.html, re.DOTALL).groups()


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def test_four_clicks_lead_from_the_score_of_the_district_to_the_visits(client, run, viewer, place):
    client.force_login(viewer)
    whole = Page(client, f"/index/{place.district.code}/{OCTOBER}/")
    address, counted = whole.link("ZZ-B1/numerator/")

    district = Page(client, address)  # the first click
    assert district.number == _number(counted) == sum(part.count for part in district.parts)
    north = next(part for part in district.parts if part.name == place.north.name)

    street = Page(client, north.href)  # the second
    assert street.number == north.count == sum(part.count for part in street.parts)
    assert [part.name for part in street.parts] == [place.north1.name, place.north2.name, "本级登记"]
    committee, own = street.parts[0], street.parts[-1]
    assert len(Page(client, own.href).context["rows"]) == own.count == 4

    homes = Page(client, committee.href)  # the third
    assert homes.number == committee.count
    assert homes.parts == []

    visits = Page(client, committee.href + homes.link("by=events")[0])  # the fourth
    assert visits.number == Visit.objects.filter(division=place.north1, met=True).count()
    seen = {Visit.objects.get(pk=pk).household_id for pk in _listed(client, committee.href + "?by=events")}
    assert len(seen) == committee.count


def _listed(client, address: str) -> list[str]:
    """Ids of all visits of all pages of a list."""
    found, page = [], Page(client, address)
    while True:
        found += re.findall(r'<a class="item" href="/visits/([0-9a-f-]+)/"', page.html)
        if not page.context["page"].next:
            return found
        page = Page(client, address.partition("?")[0] + page.context["page"].next)


def test_every_number_of_every_level_is_the_sum_of_its_parts(client, run, viewer, place):
    client.force_login(viewer)
    for figure in Observation.objects.filter(run=run, division__in=[place.district, place.north]):
        for side in ("numerator", "denominator"):
            page = Page(client, f"/index/{figure.division_id}/{OCTOBER}/{figure.indicator}/{side}/")
            assert sum(part.count for part in page.parts) == getattr(figure, side), (figure, side)


def test_the_parts_of_a_published_score_hide_few_persons_from_outsiders(client, run, place, version, neighbour, viewer):
    """Three persons whom nobody cared for are few: hidden, and with them the next smallest, which the sum would tell."""
    for home in Household.objects.filter(division=place.north1).order_by("-pk")[:3]:
        key_person(home)
    published(computed(version, place.district))
    address = f"/index/{place.north.code}/{OCTOBER}/DZ-B6/numerator/"
    client.force_login(neighbour)
    shown = Page(client, address)
    assert (shown.parts, shown.html.count('<td class="n">不显示</td>')) == ([], 2)
    client.force_login(viewer)
    assert [part.count for part in Page(client, address).parts] == [8, 8]


def test_the_pages_of_the_way_ask_at_most_twelve_questions(client, run, viewer, place):
    client.force_login(viewer)
    street, committee = f"/index/{place.north.code}/{OCTOBER}/", f"/index/{place.north1.code}/{OCTOBER}/"
    for address in (street, f"{street}ZZ-B1/numerator/", f"{committee}ZZ-B1/numerator/?by=events"):
        client.get(address)
        assert asked_of_the_database(client, address) <= 12
