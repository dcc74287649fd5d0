"""Residents, key persons and the look at what is masked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from governance.access.revealing import reveal
from governance.access.roles import Role
from governance.audit.models import Event
from governance.vault.models import RegisterHistory
from neighborhoods.actions import people, places
from neighborhoods.models import KeyPerson, Resident, Reveal
from neighborhoods.selectors import elsewhere
from tests.factories.access import member
from tests.factories.neighborhoods import HouseholdFactory, ResidentFactory
from tests.neighborhoods.conftest import id_number


def test_an_id_number_answers_for_birth_date_and_sex(clerk, household):
    made = people.add_resident(
        household, by=clerk, name="张伟", id_number=f" {id_number().lower()} ", phone="138 0013 8000"
    )
    found = Resident.objects.get(id_number_index=id_number())
    assert found == made
    assert (found.birth_date, found.sex, found.division_id) == (date(1948, 3, 5), "male", household.division_id)
    assert (found.id_number_masked[:3], found.phone_masked, found.phone) == ("310", "138****8000", "13800138000")
    household.address.refresh_from_db()
    assert household.address.initials.endswith(" zw")


def test_events_name_fields_and_never_values(clerk, household):
    resident = people.add_resident(household, by=clerk, name="张伟", id_number=id_number(), phone="13800138000")
    people.change_resident(resident, by=clerk, phone="13900139000")
    told = " ".join(str(event.details) for event in Event.objects.all())
    assert "phone" in told
    assert not any(value in told for value in ("张伟", id_number(), "13800138000", "13900139000"))


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        pytest.param(
            {"id_number": id_number()[:17] + ("1" if id_number()[17] != "1" else "2")},
            "id_number",
            "校验位不对",
            id="check digit",
        ),
        pytest.param({"id_number": "310110480305401"}, "id_number", "15位的旧号码", id="15 digits"),
        pytest.param({"phone": "12345"}, "phone", "请填写11位手机号", id="phone"),
        pytest.param({"birth_date": date(2100, 1, 1)}, "birth_date", "不能晚于今天", id="born in the future"),
        pytest.param({"name": "  "}, "name", "", id="no name"),
        pytest.param({"sex": "x"}, "sex", "", id="sex"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(clerk, household, values, field, said):
    with pytest.raises(ValidationError) as refused:
        people.add_resident(household, by=clerk, **{"name": "张伟", **values})
    assert said in "".join(refused.value.message_dict[field])
    assert not Resident.objects.exists()
    assert not Event.objects.exists()


def test_the_same_id_number_twice_in_a_household_is_refused(clerk, household, resident):
    with pytest.raises(ValidationError, match="这一户已登记过"):
        people.add_resident(household, by=clerk, name="张伟", id_number=id_number())


def test_the_same_id_number_elsewhere_is_a_hint_within_reach(place, clerk, household, resident):
    other = HouseholdFactory(division=place.north1, building=household.building)
    HouseholdFactory(division=place.north2)
    ResidentFactory(division=place.north2, id_number=id_number())
    again = people.add_resident(other, by=clerk, name="欧阳若兰", id_number=id_number())
    assert elsewhere(clerk, again) == [household]


def test_a_closed_household_takes_nobody(clerk, household):
    household = places.close_household(household, by=clerk)
    with pytest.raises(ValidationError, match="已经注销"):
        people.add_resident(household, by=clerk, name="张伟")


def test_a_change_keeps_the_former_values_sealed_and_the_address_book_up(clerk, resident):
    changed = people.change_resident(resident, by=clerk, name="欧阳兰", phone="13900139000")
    assert (changed.phone_masked, changed.version) == ("139****9000", resident.version + 1)
    former = RegisterHistory.objects.of(resident).get()
    assert (former.values["name"], former.values["phone"]) == ("欧阳若兰", "13800138000")
    assert former.event == Event.objects.get(verb="resident.changed").pk
    resident.household.address.refresh_from_db()
    assert resident.household.address.initials == "tjxc 23 h 502 s oyl"


def test_a_birth_date_does_not_contradict_the_id_number(clerk, resident):
    assert people.change_resident(resident, by=clerk, birth_date=date(1990, 1, 1)).birth_date == date(1948, 3, 5)


def test_neighbours_and_viewers_change_nothing(neighbour, viewer, resident):
    for user in (neighbour, viewer):
        for act in (
            lambda user=user: people.change_resident(resident, by=user, name="某某"),
            lambda user=user: people.move_out(resident, by=user),
            lambda user=user: people.list_key_person(resident, by=user, kind="alone"),
            lambda user=user: people.add_resident(resident.household, by=user, name="某某"),
            lambda user=user: reveal(resident, by=user, reason="走访核实"),
        ):
            with pytest.raises(PermissionDenied):
                act()
    assert not Event.objects.exists()


def test_who_moves_out_leaves_the_lists_the_same_day_and_the_address_book(clerk, resident):
    span = people.list_key_person(resident, by=clerk, kind="alone", since=date(2026, 1, 1))
    gone = people.move_out(resident, by=clerk)
    span.refresh_from_db()
    assert gone.until == span.until == timezone.localdate()
    resident.household.address.refresh_from_db()
    assert "oyrl" not in resident.household.address.initials
    with pytest.raises(ValidationError, match="已经迁出"):
        people.move_out(resident, by=clerk)
    with pytest.raises(ValidationError, match="已经迁出"):
        people.list_key_person(gone, by=clerk, kind="aged")


def test_nobody_moves_out_tomorrow(clerk, resident):
    with pytest.raises(ValidationError, match="不能晚于今天"):
        people.move_out(resident, by=clerk, on=timezone.localdate() + timedelta(days=1))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"kind": "alone", "since": date(2100, 1, 1)}, "不能晚于今天"),
        ({"kind": "alone", "interval": 0}, "1 至 365 天"),
        ({"kind": "rich"}, "rich"),
    ],
)
def test_a_listing_with_nonsense_is_refused(clerk, resident, values, said):
    with pytest.raises(ValidationError, match=said):
        people.list_key_person(resident, by=clerk, **values)
    assert not KeyPerson.objects.exists()


def test_a_kind_is_held_once_at_a_time(clerk, resident):
    span = people.list_key_person(resident, by=clerk, kind="alone")
    with pytest.raises(ValidationError, match="已列入这一类"):
        people.list_key_person(resident, by=clerk, kind="alone")
    people.delist_key_person(span, by=clerk)
    with pytest.raises(ValidationError, match="已经移出"):
        people.delist_key_person(span, by=clerk)
    assert people.list_key_person(resident, by=clerk, kind="alone").pk != span.pk


@pytest.mark.parametrize(("reason", "category"), [("走访核实", "visit"), ("家属报失踪，协助查找", "other")])
def test_a_reveal_shows_one_person_and_is_an_event_without_the_words(clerk, resident, reason, category):
    seen = reveal(resident, by=clerk, reason=reason)
    assert (seen.name, seen.id_number, seen.phone) == ("欧阳若兰", id_number(), "13800138000")
    event = Event.objects.get(verb="resident.revealed")
    assert (event.actor, event.subject_id, event.details) == (clerk, str(resident.pk), {"category": category})
    assert (Reveal.objects.get().reason, Reveal.objects.get().event) == (reason, event.pk)


@pytest.mark.parametrize("reason", ["", "看看", "   a  "])
def test_a_reveal_needs_a_reason_of_four_characters(clerk, resident, reason):
    with pytest.raises(ValidationError, match="至 200 个字"):
        reveal(resident, by=clerk, reason=reason)
    assert not Event.objects.exists()


def test_staff_may_reveal_but_not_change(place, resident):
    staff = member(Role.STAFF, of=place.north)
    assert reveal(resident, by=staff, reason="办理工单").name == "欧阳若兰"
    with pytest.raises(PermissionDenied):
        people.change_resident(resident, by=staff, name="某某")
