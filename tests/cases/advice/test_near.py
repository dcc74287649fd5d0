"""Is it known already? By place, words, address and household; only what the asker may see."""

from __future__ import annotations

import pytest
from django.test import Client

from cases.advice.selectors.near import near_cases
from cases.models import Case, Category
from tests.factories.cases import CategoryFactory, new_case
from tests.factories.neighborhoods import HouseholdFactory

HERE = {"latitude": 31.2790, "longitude": 121.5040}


@pytest.fixture
def parking(place):
    return CategoryFactory(division=place.district, code="parking", name="停车")


def whys(user, **asked):
    return [one.why for one in near_cases(user, category="parking", **asked)]


def test_within_the_radius_of_the_category_it_is_near(place, team, parking):
    """The nearest setting counts; without one it is the usual hundred metres."""
    new_case(place.north1, category=parking, title="车位被占", **HERE)
    there = {"latitude": 31.2799, "longitude": 121.5040, "division": place.north1.code}
    assert whys(team.clerk, **there) == []
    Category.objects.update(radius=150)
    assert whys(team.clerk, **there) == ["相距 100 米"]
    assert whys(team.clerk, **there | {"latitude": 31.2810}) == []
    CategoryFactory(division=place.north, code="parking", radius=90)
    assert whys(team.clerk, **there) == []


def test_another_category_is_another_matter(place, team, parking):
    new_case(place.north1, title="车位被占", **HERE)
    assert whys(team.clerk, **HERE) == []


def test_a_place_without_a_word_in_common_is_not_the_same(place, team, parking):
    new_case(place.north1, category=parking, title="车位被外来车占用", **HERE)
    assert whys(team.clerk, text="充电桩坏了", **HERE) == []
    assert whys(team.clerk, text="外来车占用车位", **HERE) == ["相距 0 米"]


def test_the_same_address_words_or_household_are_found_without_coordinates(place, team, parking):
    home = HouseholdFactory(division=place.north1)
    new_case(place.north1, category=parking, title="车位被外来车占用", address="抚顺路 363 弄", household=home)
    assert whys(team.clerk, address="抚顺路 363 弄") == ["同一地点"]
    assert whys(team.clerk, text="车位被外来车长期占用", division=place.north1.code) == ["说法相近"]
    assert whys(team.clerk, household=home.pk) == ["同一户"]


def test_closed_withdrawn_and_merged_cases_are_no_hint(place, team, case_at, parking):
    closed = case_at("closed", category=parking, address="抚顺路 363 弄")
    assert closed.address == "抚顺路 363 弄"
    assert whys(team.clerk, address="抚顺路 363 弄") == []
    new_case(place.north1, category=parking, address="抚顺路 363 弄")
    Case.objects.exclude(pk=closed.pk).update(parent=closed)
    assert whys(team.clerk, address="抚顺路 363 弄") == []


def test_the_neighbour_is_told_nothing(place, team, parking):
    new_case(place.north1, category=parking, address="抚顺路 363 弄", **HERE)
    assert whys(team.neighbour, address="抚顺路 363 弄", **HERE) == []
    client = Client()
    client.force_login(team.neighbour)
    page = client.post("/advice/hints/", {"category": "parking", "address": "抚顺路 363 弄"})
    assert page.status_code == 200
    assert "抚顺路" not in page.content.decode()


def test_the_fragment_stands_nonsense(team):
    client = Client()
    client.force_login(team.clerk)
    sent = {
        "category": "\0",
        "title": "\0楼道",
        "address": "长" * 3000,
        "latitude": "nan",
        "longitude": "x",
        "division": "zz",
    }
    assert client.post("/advice/hints/?household=zz", sent).status_code == 200
    assert client.post("/advice/hints/", {"category": "a", "latitude": "nan", "longitude": "inf"}).status_code == 200


def test_the_fragment_takes_few_queries(place, team, parking, django_assert_max_num_queries):
    for _ in range(6):
        new_case(place.north1, category=parking, address="抚顺路 363 弄")
    client = Client()
    client.force_login(team.clerk)
    with django_assert_max_num_queries(25):  # savepoints and the scope included
        client.post("/advice/hints/", {"category": "parking", "title": "车位", "address": "抚顺路 363 弄"})
