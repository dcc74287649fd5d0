"""All indicators of a unit on a page, and each on a page of its own."""

from __future__ import annotations

import math

import pytest

from governance.access.roles import Role
from indices.indicators import indicators
from indices.models import IndexRun, Observation, SchemeVersion, Score
from indices.selectors.across import bins
from indices.selectors.placing import placed
from neighborhoods.models import Household
from tests.factories.access import DivisionFactory, member
from tests.factories.indices import computed, key_person, published
from tests.indices.reading import OCTOBER, asked_of_the_database, text_of

PAGE = "/index/indicators/"


@pytest.fixture
def out(run):
    return published(run)


def test_the_list_holds_every_indicator_with_its_card_and_the_units_own_figures(client, run, viewer, place):
    client.force_login(viewer)
    shown = text_of(client.get(f"{PAGE}?within={place.north.code}"))
    for one in indicators():
        assert one.name in shown
        assert one.card.method in shown
    figure = Observation.objects.get(run=run, division=place.north, indicator="ZZ-B1")
    assert f"{figure.value:.2f}%" in shown
    assert "方案未用" in shown
    assert {"记录计算", "上报"} <= set(shown.split())


def test_a_page_tells_the_card_the_place_in_the_scheme_and_the_figure(client, run, viewer, place):
    client.force_login(viewer)
    answer = client.get(f"{PAGE}ZZ-B1/?within={place.north.code}")
    shown, figure = text_of(answer), Observation.objects.get(run=run, division=place.north, indicator="ZZ-B1")
    known = answer.context["one"]
    for text in (known.card.method, known.card.scope, known.card.owner, known.card.standard, "近 365 天", "越高越好"):
        assert text in shown
    assert "睦邻指数 › 自治 › 基础性指标" in shown
    assert "30–100%" in shown
    assert f"{figure.value:.2f} %" in shown
    assert f"{figure.numerator:.0f} 走访到的户" in shown
    assert f"/index/{place.north.code}/{OCTOBER}/ZZ-B1/numerator/" in answer.content.decode()


def test_provisional_goalposts_are_told_from_settled_ones(version):
    draft = SchemeVersion(definition=version.definition, provisional=["ZZ-B1"])
    assert placed(draft, "ZZ-B1").line.provisional
    assert not placed(draft, "ZZ-B2").line.provisional
    assert placed(draft, "ZZ-B3") is None


def test_the_units_of_a_level_are_spread_ranked_and_named(client, run, viewer, place):
    client.force_login(viewer)
    found = client.get(f"{PAGE}ZZ-B1/?within={place.district.code}&level=committee").context["found"]
    values = [one.value for one in found.units]
    assert values == sorted(values, reverse=True)
    assert {one.division.pk for one in found.units} == {place.north1.pk, place.north2.pk, place.south1.pk}
    assert sum(count for _, count, _ in found.bins()) == 3
    scores = {one.division_id: one for one in Score.objects.filter(run=run, level="committee")}
    for one in found.units:
        assert one.score == scores[one.division.pk].nodes["ZZ-B1"]
        assert one.index == scores[one.division.pk].score
    values = [one.value for one in client.get(f"{PAGE}GZ-B5/?level=committee").context["found"].units]
    assert values == sorted(values)  # the lowest is the best


def test_whom_it_cannot_tell_of_is_named_with_the_reason(client, place, version, run, viewer):
    DivisionFactory(code="310110018002", name="新村居委会", level="committee", parent=place.south)
    computed(version, place.district)
    client.force_login(viewer)
    answer = client.get(f"{PAGE}ZZ-B1/?level=committee")
    assert "没有算出来的 1 个单位" in text_of(answer)
    assert "新村居委会 不适用" in text_of(answer)


def test_few_persons_are_not_counted_out_to_outsiders(client, run, place, version, neighbour, viewer):
    for home in Household.objects.filter(division=place.north1).order_by("-pk")[:3]:
        key_person(home)
    published(computed(version, place.district))
    address = f"{PAGE}DZ-B6/?within={place.north1.code}"
    client.force_login(neighbour)
    assert "人数少于 5，不在本单位以外显示分子和分母" in text_of(client.get(address))
    client.force_login(viewer)
    assert "人数少于 5，不在本单位以外显示分子和分母" not in text_of(client.get(address))


def test_before_publication_a_neighbour_finds_no_figure(client, run, neighbour, place):
    client.force_login(neighbour)
    assert client.get(f"{PAGE}ZZ-B1/?within={place.north.code}").status_code == 404
    assert client.get(f"{PAGE}?within={place.north.code}").status_code == 404
    found = client.get(f"{PAGE}ZZ-B1/?level=committee").context["found"]
    assert {one.division.pk for one in found.units + found.missing} <= {place.south1.pk}


def test_without_any_run_the_card_is_still_told(client, place):
    client.force_login(member(Role.VIEWER, of=place.district))
    assert not IndexRun.objects.exists()
    shown = text_of(client.get(f"{PAGE}ZZ-B1/"))
    assert "指标卡 ZZ-B1" in shown
    assert "没有可看的数据" in shown
    assert client.get(PAGE).status_code == 200


def test_nonsense_is_not_found(client, run, viewer):
    client.force_login(viewer)
    tails = (
        "XX-1/",
        "ZZ-B1/?within=abc",
        "ZZ-B1/?within=31",
        "ZZ-B1/?level=city",
        "ZZ-B1/?period=2020-01",
        "?within=x",
    )
    assert [client.get(f"{PAGE}{tail}").status_code for tail in tails] == [404] * len(tails)


def test_the_pages_ask_at_most_twelve_questions(client, out, viewer, place):
    client.force_login(viewer)
    for address in (PAGE, f"{PAGE}ZZ-B1/?level=committee", f"{PAGE}DZ-B6/?within={place.north.code}", "/index/"):
        client.get(address)
        assert asked_of_the_database(client, address) <= 12, address


# the steps of a histogram


@pytest.mark.parametrize(
    ("values", "own", "wanted"),
    [
        ([], None, []),
        ([5.0], 5.0, [("5–6", 1, True)]),
        ([0.0, 100.0], 100.0, [("0–20", 1, False), ("80–100", 1, True)]),
        ([72.4, 79.9, 80.0], None, [("72–73", 1, False), ("79–80", 2, False)]),
    ],
)
def test_steps_have_round_ends_and_hold_every_value(values, own, wanted):
    assert [step for step in bins(values, own) if step[1]] == wanted
    assert sum(count for _, count, _ in bins(values, own)) == len(values)


def test_small_figures_are_parted_as_finely_as_large_ones():
    steps = bins([0.001 * at for at in range(9)], None)
    assert 4 <= len(steps) <= 10
    assert math.isclose(sum(count for _, count, _ in steps), 9)
