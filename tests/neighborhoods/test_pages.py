"""The register's pages: what they show, to whom, in how many queries, and what they refuse."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from governance.access.roles import Role
from governance.audit.models import Event
from neighborhoods.actions import people
from neighborhoods.models import Building, Estate, Household, KeyPerson, Resident
from tests.factories.access import member
from tests.factories.neighborhoods import HouseholdFactory, KeyPersonFactory, ResidentFactory
from tests.neighborhoods.conftest import id_number

QUERIES = (
    12 + 4
)  # a page may take 12; a test's own transaction adds a savepoint, its release, the scope asked for and handed back
SECRETS = ("若兰", "13800138000", id_number())


def address(name: str, *args: object) -> str:
    return reverse(f"neighborhoods:{name}", args=args)


def sealed(response) -> bool:
    return not any(secret in response.content.decode() for secret in SECRETS)


@pytest.fixture
def as_(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def test_the_list_shows_masks_and_tags(as_, clerk, resident):
    KeyPersonFactory(division=resident.division, resident=resident)
    response = as_(clerk).get(address("list"))
    assert response.status_code == 200
    assert all(word in response.content.decode() for word in ("同济新村 23 号 502 室", "欧阳**", "独居老人"))
    assert sealed(response)


@pytest.mark.parametrize(
    "query", ["", "?q=tjxc", "?q=欧阳若兰", "?within=310110009001", "?key=alone", "?within=310110009"]
)
def test_a_neighbour_s_list_is_empty_whatever_is_asked(as_, neighbour, resident, query):
    KeyPersonFactory(division=resident.division, resident=resident)
    response = as_(neighbour).get(address("list") + query)
    assert "没有符合条件的住户" in response.content.decode()


def test_a_neighbour_gets_404_for_every_address_of_the_row(as_, neighbour, resident):
    client, home = as_(neighbour), resident.household
    estate = home.building.estate
    span = KeyPersonFactory(division=resident.division, resident=resident)
    for name, row in (
        ("household", home), ("household-edit", home), ("household-close", home), ("resident-new", home),
        ("resident-edit", resident), ("move-out", resident), ("reveal", resident), ("key-person", resident),
        ("estate", estate), ("estate-edit", estate), ("building-new", estate), ("building-edit", home.building),
        ("household-new", home.building),
    ):  # fmt: skip
        assert client.get(address(name, row.pk)).status_code == 404, name
        assert client.post(address(name, row.pk), {"name": "x", "room": "x"}).status_code in (404, 405), name
    assert client.post(address("delist", span.pk)).status_code == 404
    assert not Event.objects.exclude(verb__startswith="access.").exists()


def test_a_viewer_sees_the_household_and_may_change_nothing(as_, viewer, resident):
    client = as_(viewer)
    page = client.get(address("household", resident.household_id))
    assert page.status_code == 200
    assert not any(word in page.content.decode() for word in ("登记居民", "显示（须填理由", "迁出<"))
    for name, row in (
        ("resident-edit", resident),
        ("reveal", resident),
        ("household-new", resident.household.building),
    ):
        assert client.get(address(name, row.pk)).status_code == 403, name
        assert client.post(address(name, row.pk), {"category": "走访核实"}).status_code == 403, name
    assert not Event.objects.filter(verb="resident.revealed").exists()


def test_department_and_auditor_find_an_empty_register(place, as_, resident):
    for user in (
        member(Role.DEPARTMENT, of=place.district, department=place.department),
        member(Role.AUDITOR, of=place.district),
    ):
        assert "没有符合条件的住户" in as_(user).get(address("list")).content.decode()
        assert as_(user).get(address("household", resident.household_id)).status_code == 404


@pytest.mark.parametrize(
    "query", ["?within=31x", "?key=rich", "?estate=1", "?building=zz", "?current=maybe", f"?q={'长' * 61}"]
)
def test_a_filter_with_nonsense_is_told_and_shows_nothing(as_, clerk, household, query):
    response = as_(clerk).get(address("list") + query)
    assert response.status_code == 422
    assert "处要改" in response.content.decode()
    assert "502 室" not in response.content.decode()


def test_a_forged_cursor_is_refused_in_words(as_, clerk, household):
    response = as_(clerk).get(address("list") + "?cursor=nonsense")
    assert response.status_code == 422
    assert "翻页标记无效" in response.content.decode()


def test_the_list_pages_by_address_with_the_filter_kept(place, as_, clerk, building):
    for number in range(60):
        HouseholdFactory(division=place.north1, building=building, room=f"{100 + number} 室")
    client = as_(clerk)
    first = client.get(address("list") + "?q=tjxc")
    assert first.content.decode().count('class="k-what"') == 50
    assert "q=tjxc" in first.context["page"].next
    second = client.get(address("list") + first.context["page"].next)
    assert second.content.decode().count('class="k-what"') == 10
    assert second.context["page"].previous


def test_queries_of_the_list_do_not_grow_with_it(place, as_, clerk, building, django_assert_max_num_queries):
    for number in range(55):
        ResidentFactory(
            division=place.north1,
            household=HouseholdFactory(division=place.north1, building=building, room=f"{number} 室"),
        )
    client = as_(clerk)
    for query in ("", "?q=tjxc", "?q=张一", "?key=alone"):
        client.get(address("list"))
        with django_assert_max_num_queries(QUERIES):
            client.get(address("list") + query)


def test_other_pages_take_at_most_12_queries(as_, clerk, resident, django_assert_max_num_queries):
    KeyPersonFactory(division=resident.division, resident=resident)
    client, home = as_(clerk), resident.household
    client.get(address("list"))
    for place in (
        address("household", home.pk), address("estate", home.building.estate_id), address("estates"),
        address("reveal", resident.pk), address("resident-edit", resident.pk), address("resident-new", home.pk),
        address("find") + "?q=tjxc", address("estate-new"),
    ):  # fmt: skip
        with django_assert_max_num_queries(QUERIES):
            assert client.get(place).status_code == 200, place


def test_htmx_gets_the_rows_only(as_, clerk, resident):
    part = as_(clerk).get(address("list"), headers={"HX-Request": "true"}).content.decode()
    assert "502 室" in part
    assert "<html" not in part


def test_the_pick_list_by_post_finds_a_telephone_number(as_, clerk, resident):
    part = as_(clerk).post(address("find"), {"q": "13800138000"}, headers={"HX-Request": "true"})
    assert "502 室" in part.content.decode()
    assert sealed(part)


def test_a_clerk_walks_from_estate_to_household_and_registers_people(as_, clerk):
    client = as_(clerk)
    client.post(address("estate-new"), {"division": clerk.held[0].code, "name": "鞍山四村", "kind": "lane"})
    estate = Estate.objects.get()
    client.post(address("building-new", estate.pk), {"name": "23 号", "floors": 6})
    client.post(address("household-new", Building.objects.get().pk), {"room": "502 室"})
    home = Household.objects.get()
    sent = {"name": "张伟", "id_number": id_number(), "phone": "13800138000", "relation": "户主"}
    done = client.post(address("resident-new", home.pk), sent, follow=True)
    assert "已登记 张*" in done.content.decode()
    assert "张伟" not in done.content.decode()
    assert "502 室" in client.get(address("estate", estate.pk)).content.decode()


def test_bad_input_comes_back_at_its_field_with_422(as_, clerk, household):
    sent = {"name": "张伟", "id_number": id_number()[:17] + "Z"}
    response = as_(clerk).post(address("resident-new", household.pk), sent)
    assert response.status_code == 422
    assert "居民身份证号应为18位" in response.content.decode()
    assert not Resident.objects.exists()


def test_an_edit_shows_masks_and_an_empty_box_changes_nothing(as_, clerk, resident):
    client = as_(clerk)
    assert sealed(client.get(address("resident-edit", resident.pk)))
    client.post(address("resident-edit", resident.pk), {"phone": "13900139000", "relation": "户主"})
    resident.refresh_from_db()
    assert (resident.name, resident.phone, resident.relation) == ("欧阳若兰", "13900139000", "户主")


def test_a_reveal_answers_the_post_and_is_never_stored(as_, clerk, resident):
    client = as_(clerk)
    assert sealed(client.get(address("reveal", resident.pk)))
    response = client.post(address("reveal", resident.pk), {"category": "走访核实"})
    assert all(secret in response.content.decode() for secret in SECRETS)
    assert response["Cache-Control"] == "no-store"
    assert Event.objects.get(verb="resident.revealed").details == {"category": "visit"}
    assert sealed(client.get(address("household", resident.household_id)))


@pytest.mark.parametrize(
    "sent", [{}, {"category": "其他"}, {"category": "其他", "reason": "看看"}, {"category": "好奇"}]
)
def test_a_reveal_without_a_reason_is_422(as_, clerk, resident, sent):
    response = as_(clerk).post(address("reveal", resident.pk), sent)
    assert response.status_code == 422
    assert sealed(response)
    assert not Event.objects.filter(verb="resident.revealed").exists()


def test_listing_moving_out_and_delisting_by_page(as_, clerk, resident):
    client = as_(clerk)
    client.post(address("key-person", resident.pk), {"kind": "alone", "since": "2026-01-01", "interval": 14})
    span = KeyPerson.objects.get()
    assert span.interval == 14
    client.post(address("delist", span.pk))
    client.post(address("move-out", resident.pk), {"on": "2026-02-01"})
    resident.refresh_from_db()
    assert str(resident.until) == "2026-02-01"
    client.post(address("household-close", resident.household_id), {"on": "2026-03-01"})
    assert str(Household.objects.get().until) == "2026-03-01"


def test_a_household_with_people_closes_not_by_page(as_, clerk, resident):
    response = as_(clerk).post(address("household-close", resident.household_id), {"on": "2026-03-01"})
    assert response.status_code == 422
    assert "还有 1 位居民在册" in response.content.decode()


def test_the_excel_file_holds_the_filtered_rows_masked_and_is_audited(place, as_, clerk, resident):
    people.change_resident(resident, by=clerk, relation="=1+1")
    ResidentFactory(division=place.north2)
    response = as_(clerk).get(address("export") + "?q=tjxc")
    rows = list(load_workbook(io.BytesIO(b"".join(response.streaming_content))).active.iter_rows(values_only=True))
    assert len(rows) == 2
    assert rows[1][1:3] == ("同济新村 23 号 502 室", "欧阳**")
    assert rows[1][5] == "'=1+1"
    assert not any(secret in str(rows) for secret in SECRETS)
    assert Event.objects.get(verb="households.export").details == {"format": "xlsx", "filters": ["q"]}


def test_the_excel_file_of_a_neighbour_is_empty(as_, neighbour, resident):
    response = as_(neighbour).get(address("export"))
    assert load_workbook(io.BytesIO(b"".join(response.streaming_content))).active.max_row == 1


def test_a_stranger_is_sent_to_the_sign_in(client, resident):
    for name, *args in (
        ("list",),
        ("find",),
        ("export",),
        ("household", resident.household_id),
        ("reveal", resident.pk),
    ):
        assert client.get(address(name, *args)).status_code == 302
