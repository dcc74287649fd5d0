"""The pages of the index, as each kind of reader meets them."""

from __future__ import annotations

import pytest

from governance.access.roles import Role
from governance.vault import masks
from indices.actions.publishing import review
from indices.models import Observation, Score
from neighborhoods.models import Household, KeyPerson
from tests.factories.access import DivisionFactory, member
from tests.factories.indices import case, computed, households, key_person
from tests.factories.indices import published as publish_now
from tests.indices.reading import OCTOBER, asked_of_the_database, text_of


@pytest.fixture
def published(run):
    return publish_now(run)


# overview


def test_the_overview_lists_a_level_by_rank(client, run, viewer):
    client.force_login(viewer)
    page = client.get("/index/?level=committee")
    names = [str(one.division) for one in page.context["rows"]]
    ranked = Score.objects.filter(run=run, level="committee").order_by("rank")
    assert names == [str(one.division) for one in ranked.select_related("division")]


def test_the_overview_sorts_by_any_column_and_refuses_nonsense_quietly(client, run, viewer):
    client.force_login(viewer)
    rows = client.get("/index/?level=committee&ordering=-ZZ").context["rows"]
    values = [one.nodes["ZZ"] for one in rows]
    assert values == sorted(values, reverse=True)
    assert client.get("/index/?level=committee&ordering=drop&page=x").status_code == 200
    assert (
        "选项" in text_of(client.get("/index/?level=nowhere"))
        or not client.get("/index/?level=nowhere").context["rows"]
    )
    assert "应为 2、4、6、9 或 12 位数字" in text_of(client.get("/index/?within=31011x"))


def test_before_publication_a_street_lists_only_its_own(client, run, neighbour, place):
    client.force_login(neighbour)
    rows = client.get("/index/?level=committee").context["rows"]
    assert {one.division_id for one in rows} == {place.south1.code}
    assert not client.get(f"/index/?level=committee&within={place.north.code}").context["rows"]


def test_after_publication_everybody_signed_in_lists_all(client, published, neighbour):
    client.force_login(neighbour)
    assert len(client.get("/index/?level=committee").context["rows"]) == 3


@pytest.mark.parametrize(
    "address",
    ["/index/?level=committee", "/index/310110009000/2026-10/", "/index/310110000000/2026-10/ZZ-B1/denominator/"],
)
def test_pages_ask_at_most_twelve_questions(client, run, viewer, place, address):
    households(place.north1, 60)
    client.force_login(viewer)
    client.get(address)
    assert asked_of_the_database(client, address) <= 12


# explanation


def test_the_explanation_holds_every_number_of_the_way(client, run, viewer, place):
    client.force_login(viewer)
    page = client.get(f"/index/{place.north1.code}/{OCTOBER}/")
    shown = text_of(page)
    score = Score.objects.get(run=run, division=place.north1)
    coverage = Observation.objects.get(run=run, division=place.north1, indicator="ZZ-B1")
    assert f"{score.score:.1f} 分是怎么来的" in shown
    assert "⁴√（" in shown
    assert f"（{coverage.value:.2f} − 30）÷（100 − 30）× 100 ＝" in shown
    assert "已收缩" in shown
    assert run.observations_hash in shown
    assert page.context["root"].children[0].score == score.nodes["ZZ"]


def test_contributions_add_up_to_the_score_of_their_parent(client, run, viewer, place):
    client.force_login(viewer)
    for top in client.get(f"/index/{place.north.code}/{OCTOBER}/").context["root"].children:
        (kind,) = top.children
        assert sum(one.contribution for one in kind.children) == pytest.approx(kind.score, abs=1e-9)


def test_rows_of_the_street_itself_are_named(client, run, viewer, place, version):
    case(place.north, "2026-10-05 09:00")
    computed(version, place.district)
    client.force_login(viewer)
    page = client.get(f"/index/{place.north.code}/{OCTOBER}/").content.decode()
    address = f"/index/{place.north.code}/{OCTOBER}/GZ-B5/denominator/?own=1"
    assert address in page
    assert len(client.get(address).context["rows"]) == 1


@pytest.mark.parametrize(
    "address",
    [
        "/index/310110009000/2026-09/",
        "/index/310112001000/2026-10/",
        "/index/310110009000/2026-13/",
        "/index/31011/2026-10/",
    ],
)
def test_what_was_not_computed_is_not_found(client, run, viewer, address):
    client.force_login(viewer)
    assert client.get(address).status_code == 404


def test_a_neighbour_finds_no_explanation_before_publication(client, run, neighbour, place):
    client.force_login(neighbour)
    assert client.get(f"/index/{place.north1.code}/{OCTOBER}/").status_code == 404
    publish_now(run)
    assert client.get(f"/index/{place.north1.code}/{OCTOBER}/").status_code == 200


# records


@pytest.mark.parametrize("code", ["ZZ-B1", "ZZ-B2", "GZ-B3", "GZ-B4", "GZ-B5", "FZ-B7", "FZ-G2", "DZ-B6"])
@pytest.mark.parametrize("side", ["numerator", "denominator", "rest"])
def test_a_number_leads_to_as_many_records(client, run, viewer, place, code, side):
    client.force_login(viewer)
    address = f"/index/{place.north1.code}/{OCTOBER}/{code}/{side}/"
    figure = Observation.objects.get(run=run, division=place.north1, indicator=code)
    wanted = {
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "rest": figure.denominator - figure.numerator,
    }[side]
    rows, page = [], client.get(address)
    while True:
        rows += page.context["rows"]
        if not page.context["page"].next:
            break
        page = client.get(address + page.context["page"].next)
    assert len({(row.text, row.note, row.href) for row in rows}) <= len(rows) == wanted
    assert all(row.href.startswith("/") for row in rows)


def test_a_mean_lists_all_answers_and_says_that_its_number_is_a_sum(client, run, viewer, place):
    client.force_login(viewer)
    page = client.get(f"/index/{place.north1.code}/{OCTOBER}/DZ-B1/numerator/")
    assert "不是条数" in text_of(page)
    assert len(page.context["rows"]) == 36
    assert client.get(f"/index/{place.north1.code}/{OCTOBER}/DZ-B1/rest/").status_code == 404


def test_names_are_masked(client, run, viewer, place):
    client.force_login(viewer)
    page = client.get(f"/index/{place.north1.code}/{OCTOBER}/DZ-B6/denominator/")
    names = KeyPerson.objects.filter(division=place.north1).values_list("resident__name", flat=True)
    assert {row.text for row in page.context["rows"]} == {masks.name(name) for name in names}
    assert not any(name in page.content.decode() for name in names)


def test_a_neighbour_sees_the_number_of_a_published_score_and_no_row(client, published, neighbour, place):
    client.force_login(neighbour)
    page = client.get(f"/index/{place.north1.code}/{OCTOBER}/ZZ-B1/numerator/")
    assert page.context["count"] == 40
    assert page.context["rows"] == []
    assert "只显示数量" in text_of(page)


def test_a_small_count_of_persons_stays_inside_the_unit(client, run, place, version, neighbour, viewer):
    for home in Household.objects.filter(division=place.north1).order_by("-pk")[:3]:
        key_person(home)  # of homes that nobody visited
    publish_now(computed(version, place.district))
    figure = Observation.objects.get(run__period=OCTOBER, division=place.north1, indicator="DZ-B6")
    assert (figure.numerator, figure.denominator) == (8, 11)
    address = f"/index/{place.north1.code}/{OCTOBER}/"
    client.force_login(neighbour)
    assert "人数少于 5，不在本单位以外显示" in text_of(client.get(address))
    assert "少于 5" in text_of(client.get(f"{address}DZ-B6/rest/"))
    client.force_login(viewer)
    assert "人数少于 5" not in text_of(client.get(address))


@pytest.mark.parametrize("tail", ["XX-1/numerator/", "ZZ-B1/all/", "ZZ-B1/numerator/?cursor=nonsense"])
def test_records_of_nonsense_are_refused(client, run, viewer, place, tail):
    client.force_login(viewer)
    assert client.get(f"/index/{place.north1.code}/{OCTOBER}/{tail}").status_code in (404, 422)


# scheme and publishing


def test_the_scheme_is_open_to_who_may_read_a_score_of_it(client, run, viewer, place):
    address = f"/index/schemes/{run.scheme_version_id}/"
    auditor = member(Role.AUDITOR, of=place.district)
    client.force_login(auditor)
    assert client.get(address).status_code == 404
    publish_now(run)
    assert client.get(address).status_code == 200
    client.force_login(viewer)
    shown = text_of(client.get(address))
    assert "示例方案，非官方评价" in shown
    assert "责任主体：居委会" in shown


def test_who_reviews_and_publishes_is_led_there(client, run, admin, place):
    address = f"/index/{place.district.code}/{OCTOBER}/publish/"
    for page in (f"/index/{place.district.code}/{OCTOBER}/", "/index/"):
        client.force_login(admin)
        assert address in client.get(page).content.decode()
        for role in (Role.VIEWER, Role.SUBDISTRICT_ADMIN, Role.STAFF):
            client.force_login(member(role, of=place.district))
            assert address not in client.get(page).content.decode()


def test_under_review_a_unit_is_led_to_objecting(client, run, place, clerk, viewer):
    review(run, by=None, days=5)
    page, address = f"/index/{place.north1.code}/{OCTOBER}/", f"/index/{place.north1.code}/{OCTOBER}/objections/new/"
    client.force_login(clerk)
    assert address in client.get(page).content.decode()
    assert "公示中 异议期到" in text_of(client.get(page))
    assert asked_of_the_database(client, page) <= 12
    client.force_login(viewer)
    assert address not in client.get(page).content.decode()


def test_another_district_cannot_even_see_it(client, run, place):
    other = DivisionFactory(code="310112000000", name="闵行区", level="district", parent=place.city)
    client.force_login(member(Role.DISTRICT_ADMIN, of=other))
    assert client.get(f"/index/{place.district.code}/{OCTOBER}/").status_code == 404
    assert client.get(f"/index/?within={place.district.code}").context["rows"] == []
