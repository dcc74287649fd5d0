"""The 减负 meter: what counts as prefilled, as typed, as time; and that it never stands in a save's way."""

from __future__ import annotations

import re
import time

import pytest
from django import forms
from django.core import signing
from django.http import QueryDict

from governance.access.roles import Role
from governance.web import metering
from governance.web.models import FormUse
from tests.factories.access import member
from tests.factories.cases import CategoryFactory
from tests.factories.neighborhoods import HouseholdFactory
from visits.models import Visit


class Specimen(forms.Form):
    id = forms.CharField(widget=forms.HiddenInput, initial="unseen")
    place = forms.CharField(initial="鞍山四村")
    how = forms.ChoiceField(choices=[("door", "上门"), ("phone", "电话")], initial="door")
    ready = forms.BooleanField(required=False, initial=True)
    title = forms.CharField()
    note = forms.CharField(required=False)


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    monkeypatch.setitem(metering.KINDS, "specimen", "样表")


@pytest.fixture
def code(place):
    return place.north1.code


def sent(stamp: str | None = None, **given: str) -> Specimen:
    data = QueryDict(mutable=True)
    data.update(
        {"id": "unseen", "place": "鞍山四村", "how": "door", "ready": "on", "title": "漏水", "note": ""} | given
    )
    if stamp is not None:
        data[metering.NAME] = stamp
    return Specimen(data)


def aged(seconds: float, **changes: object) -> str:
    """The stamp of a form that was shown so many seconds ago."""
    shown = signing.loads(metering.stamp(Specimen()), salt=metering.SALT)
    return signing.dumps(shown | {"at": time.time() - seconds} | changes, salt=metering.SALT)


def counted(form: Specimen, code: str) -> FormUse:
    metering.count(form, kind="specimen", division=code)
    return FormUse.objects.get()


def test_what_came_filled_in_and_stayed_is_kept_and_the_rest_typed(code):
    use = counted(sent(metering.stamp(Specimen()), how="phone"), code)
    assert (use.saves, use.kept, use.typed) == (
        1,
        2,
        2,
    )  # kept: place, ready; typed: how, title; not: id, the empty note


def test_a_value_that_was_emptied_is_neither(code):
    data = sent(metering.stamp(Specimen()), place="").data.copy()
    del data["ready"]
    use = counted(Specimen(data), code)
    assert (use.kept, use.typed) == (1, 1)


@pytest.mark.parametrize(
    ("seconds", "name"), [(5, "up_to_20"), (20, "up_to_20"), (45, "up_to_60"), (100, "up_to_180"), (4000, "longer")]
)
def test_seconds_are_summed_and_put_into_classes(code, seconds, name):
    use = counted(sent(aged(seconds)), code)
    assert use.seconds == seconds
    assert {one: getattr(use, one) for _, one in metering.CLASSES if getattr(use, one)} == {name: 1}


@pytest.mark.parametrize(
    "stamp",
    [
        pytest.param(None, id="missing"),
        pytest.param("eyJhdCI6MX0:forged:by-hand", id="forged"),
        pytest.param(signing.dumps({"at": 1, "values": {}}, salt="another"), id="signed for something else"),
        pytest.param(signing.dumps(["no", "mapping"], salt=metering.SALT), id="of another shape"),
    ],
)
def test_without_a_stamp_of_ours_the_save_counts_and_its_time_is_unknown(code, stamp):
    use = counted(sent(stamp), code)
    assert (use.saves, use.kept, use.typed, use.seconds) == (1, 3, 1, 0)
    assert not any(getattr(use, name) for _, name in metering.CLASSES)


@pytest.mark.parametrize("seconds", [2 * 60 * 60 + 5, -60])
def test_a_form_from_before_lunch_or_from_tomorrow_has_no_time(code, seconds):
    use = counted(sent(aged(seconds)), code)
    assert (use.saves, use.seconds, use.longer, use.up_to_20) == (1, 0, 0, 0)


def test_saves_of_one_day_add_up_in_one_row_and_divisions_stay_apart(code, place):
    for _ in range(3):
        metering.count(sent(aged(10)), kind="specimen", division=code)
    metering.count(sent(aged(10)), kind="specimen", division=place.north2.code)
    mine = FormUse.objects.get(division=code)
    assert (mine.saves, mine.seconds, mine.up_to_20, FormUse.objects.count()) == (3, 30, 3, 2)


def test_a_kind_that_nobody_registered_is_a_fault(code):
    with pytest.raises(KeyError):
        metering.count(sent(), kind="unknown", division=code)


def test_a_form_that_comes_back_with_errors_keeps_the_time_of_its_first_showing():
    first = aged(50)
    assert metering.stamp(sent(first, title="")) == first


def test_nothing_of_a_row_leads_to_a_person():
    assert {field.name for field in FormUse._meta.fields} == {
        "id", "division", "day", "kind", "saves", "kept", "typed", "seconds", *(name for _, name in metering.CLASSES)
    }  # fmt: skip


@pytest.fixture
def phone(client, place):
    client.force_login(member(Role.CLERK, of=place.north1))
    return client


def shown(page: str) -> dict[str, str]:
    """What a browser sends back untouched."""
    texts = re.findall(r'name="(id|visited_at|metered|division|source|opened_at)" value="([^"]*)"', page)
    return dict(texts)


def test_a_visit_that_needs_no_typing_is_all_prefilled(phone, place):
    CategoryFactory(division=place.district, code="care", name="助老服务", opens_case=True)
    home = HouseholdFactory(division=place.north1)
    page = phone.get(f"/visits/new/?household={home.pk}").content.decode()
    assert "已替您填好 2 项，其余选填" in page
    answer = phone.post(f"/visits/new/?household={home.pk}", shown(page) | {"method": "door", "case_care": "on"})
    assert answer.status_code == 302
    use = FormUse.objects.get()
    assert (use.division_id, use.kind, use.saves, use.kept, use.typed, use.up_to_20) == (
        place.north1.code,
        "visit",
        1,
        2,
        0,
        1,
    )


def test_what_is_behind_a_chip_counts_once_the_chip_is_chosen(phone, place):
    CategoryFactory(division=place.district, code="care", name="助老服务", opens_case=True)
    home = HouseholdFactory(division=place.north1)
    given = shown(phone.get(f"/visits/new/?household={home.pk}").content.decode())
    phone.post(
        f"/visits/new/?household={home.pk}",
        given | {"method": "phone", "needs": ["care"], "case_care": "on", "say_care": "要助餐", "content": "都好"},
    )
    use = FormUse.objects.get()
    assert (use.kept, use.typed) == (2, 4)  # kept: time, 转成工单; typed: method, the chip, its sentence, the remark


def test_a_visit_that_is_refused_is_not_counted(phone, place):
    home = HouseholdFactory(division=place.north1)
    answer = phone.post(f"/visits/new/?household={home.pk}", {"method": "door", "visited_at": "2999-01-01T10:00"})
    assert answer.status_code == 422
    assert not FormUse.objects.exists()


def test_a_forged_stamp_does_not_stop_a_visit(phone, place):
    home = HouseholdFactory(division=place.north1)
    given = shown(phone.get(f"/visits/new/?household={home.pk}").content.decode())
    assert (
        phone.post(f"/visits/new/?household={home.pk}", given | {"method": "door", "metered": "x"}).status_code == 302
    )
    assert (Visit.objects.count(), FormUse.objects.get().seconds) == (1, 0)


def test_a_case_is_counted_at_its_place(phone, place):
    CategoryFactory(division=place.district, code="housing")
    page = phone.get("/cases/new/").content.decode()
    assert "已替您填好 3 项，只需填 2 项" in page
    given = (
        {"division": place.north1.code, "source": "passive"}
        | shown(page)
        | {"category": "housing", "title": "楼道堆物"}
    )
    assert phone.post("/cases/new/", given).status_code == 302
    use = FormUse.objects.get()
    assert (use.division_id, use.kind, use.kept, use.typed) == (place.north1.code, "case", 3, 2)
