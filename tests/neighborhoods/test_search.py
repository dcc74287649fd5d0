"""Finding a household by what a person knows of it."""

from __future__ import annotations

import pytest

from governance.web import gather
from neighborhoods.selectors import find_households
from tests.factories.neighborhoods import HouseholdFactory, ResidentFactory
from tests.neighborhoods.conftest import id_number


@pytest.mark.parametrize(
    "text",
    [
        "同济新村 23 号 502 室", "同济新村23号502", "同济", "23 502", "tjxc", "TJXC 502", "tj", "oyrl", "oy", "欧阳若兰", "欧阳",
        "138 0013 8000", "13800138000", id_number(), id_number().lower(), "５０２",
    ],
)  # fmt: skip
def test_a_household_is_found_by(clerk, household, resident, text):
    assert find_households(clerk, text, numbers=True) == [household]


@pytest.mark.parametrize(
    "text", ["", "同", "   ", "新新村", "若兰", "13800138001", "%%", "__", "\0\0", "x" * 500, "''; --"]
)
def test_nothing_is_found_by(clerk, household, resident, text):
    assert find_households(clerk, text, numbers=True) == []


@pytest.mark.parametrize("text", ["同济新村", "tjxc", "欧阳若兰", "13800138000"])
def test_a_neighbour_finds_nothing(neighbour, household, resident, text):
    assert find_households(neighbour, text, numbers=True) == []
    assert [title for title, _ in gather.search(neighbour, text)] == []


def test_a_viewer_finds_by_address_but_not_by_number(viewer, household, resident):
    assert find_households(viewer, "tjxc", numbers=True) == [household]
    assert find_households(viewer, "13800138000", numbers=True) == []
    assert find_households(viewer, id_number(), numbers=True) == []


def test_a_number_is_answered_only_where_it_stands_in_no_address(client, clerk, household, resident):
    assert find_households(clerk, "13800138000") == []
    client.force_login(clerk)
    found = [client.get("/households/find/?q=13800138000"), client.post("/households/find/", {"q": "13800138000"})]
    assert [str(household.pk) in page.content.decode() for page in found] == [False, True]


def test_who_moved_out_is_not_found_by_name(clerk, household, resident):
    resident.until = resident.since
    resident.save()
    assert find_households(clerk, "欧阳若兰", numbers=True) == []
    assert find_households(clerk, "13800138000", numbers=True) == []


def test_another_name_with_the_same_initials_is_left_out(place, clerk, building, resident):
    other = HouseholdFactory(division=place.north1, building=building, room="601 室")
    ResidentFactory(division=place.north1, household=other, name="欧阳茹玲")
    assert find_households(clerk, "欧阳茹玲", numbers=True) == [other]


def test_a_search_takes_few_queries_whatever_it_finds(place, clerk, building, django_assert_max_num_queries):
    for number in range(30):
        ResidentFactory(
            division=place.north1,
            household=HouseholdFactory(division=place.north1, building=building, room=f"{number} 室"),
        )
    with django_assert_max_num_queries(6):
        assert len(find_households(clerk, "同济新村", most=20)) == 20


def test_the_portal_s_search_shows_masked_names(clerk, resident):
    (hit,) = dict(gather.search(clerk, "tjxc"))["住户"]
    assert (hit.label, hit.url) == ("同济新村 23 号 502 室", resident.get_absolute_url())
    assert "欧阳**" in hit.note
    assert "若兰" not in hit.note
