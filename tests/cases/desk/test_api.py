"""The desk over REST: what its pages allow, and no more."""

from __future__ import annotations

import pytest
from django.test import Client

from cases.desk.actions import shortlists
from cases.desk.models import Photo, ReplyTemplate, ShortlistEntry
from cases.desk.selectors import shortlist_of
from governance.access.roles import Role
from tests.factories.access import member, token_of
from tests.factories.cases import new_case
from tests.factories.desk import ReplyFactory, photo_of, picture


@pytest.fixture
def asking():
    """`asking(user)` is a program of that person."""
    return lambda user: Client(headers={"Authorization": f"Bearer {token_of(user)}"})


def test_a_shortlist_is_filled_moved_and_emptied(place, asking):
    officer = member(Role.STAFF, of=place.north)
    client, cases = asking(officer), [new_case(place.north1) for _ in range(3)]
    for case in cases:
        assert client.post("/api/v1/shortlists/", {"case": str(case.pk)}, "application/json").status_code == 201
    moved = client.post(f"/api/v1/shortlists/{cases[2].pk}/move/", {"up": True}, "application/json").json()
    assert (moved["case"], moved["position"]) == (str(cases[2].pk), 2)
    assert client.post(f"/api/v1/shortlists/{cases[0].pk}/remove/", {}, "application/json").status_code == 204
    listed = client.get("/api/v1/shortlists/", {"page_size": 1}).json()
    assert [one["number"] for one in listed["results"]] == [cases[2].number]
    assert [one["number"] for one in client.get(listed["next"]).json()["results"]] == [cases[1].number]
    assert client.post("/api/v1/shortlists/arrange/", {}, "application/json").json() == {"cases": 2}
    assert len(shortlist_of(officer)) == 2


def test_another_list_is_neither_read_nor_robbed_unasked(place, asking):
    officer, other = member(Role.STAFF, of=place.north), member(Role.STAFF, of=place.north)
    case = new_case(place.north1)
    shortlists.add(case, by=officer)
    client = asking(other)
    assert client.get(f"/api/v1/shortlists/?within={place.north.code}").json()["results"] == []
    assert client.get(f"/api/v1/shortlists/{case.pk}/").status_code == 404
    asked = {"case": str(case.pk)}
    refused = client.post("/api/v1/shortlists/", asked, "application/json")
    assert refused.status_code == 409
    assert "接过来" in refused.json()["detail"]
    assert client.post("/api/v1/shortlists/", asked | {"over": True}, "application/json").status_code == 201
    assert ShortlistEntry.objects.get(case=case).owner == other


def test_a_photo_is_uploaded_shown_and_blacked_out(place, asking):
    officer, case = member(Role.STAFF, of=place.north), new_case(place.north1)
    client = asking(officer)
    made = client.post("/api/v1/photos/", {"case": str(case.pk), "upload": picture(), "caption": "路口"})
    assert made.status_code == 201, made.content.decode()
    photo = made.json()
    assert (photo["case"], photo["kind"], photo["caption"], photo["redacted"]) == (
        str(case.pk),
        "before",
        "路口",
        False,
    )
    black = client.post(f"/api/v1/photos/{photo['id']}/redact/", {"boxes": "0,0,500,500"}, "application/json").json()
    assert black["redacted"]
    assert black["caption"] == "路口"
    assert black["id"] != photo["id"]
    listed = client.get("/api/v1/photos/", {"case": str(case.pk)}).json()["results"]
    assert [one["id"] for one in listed] == [black["id"]]
    assert client.get(f"/api/v1/photos/{photo['id']}/file/").status_code == 404
    shown = client.get(f"/api/v1/photos/{black['id']}/file/")
    assert shown["Content-Disposition"].startswith("attachment")
    assert (
        client.post(f"/api/v1/photos/{black['id']}/original/", {"why": "curious"}, "application/json").status_code
        == 400
    )


def test_what_is_no_picture_leaves_nothing_behind(place, asking):
    case = new_case(place.north1)
    text = picture("说明.jpg")
    text.seek(0)
    text.write(b"%PDF-1.4\n")
    text.seek(0)
    client = asking(member(Role.STAFF, of=place.north))
    assert client.post("/api/v1/photos/", {"case": str(case.pk), "upload": text}).status_code == 400
    assert client.post("/api/v1/photos/", {"case": str(case.pk)}, "application/json").status_code == 400
    assert not Photo.objects.exists()


def test_next_door_no_photo_is_there(place, asking):
    photo = photo_of(new_case(place.north1))
    for role, where in ((Role.CLERK, place.north2), (Role.STAFF, place.south)):
        client = asking(member(role, of=where))
        assert client.get("/api/v1/photos/").json()["results"] == []
        assert client.get("/api/v1/photos/?format=ndjson").getvalue() == b""
        asked = {"case": str(photo.case_id), "upload": picture()}
        assert client.get("/api/v1/photos/", {"case": asked["case"]}).json()["results"] == []
        assert client.get(f"/api/v1/photos/{photo.attachment_id}/file/").status_code == 404
        assert client.post("/api/v1/photos/", asked).status_code == 400
    assert Photo.objects.count() == 1


def test_a_template_of_the_district_is_read_below_and_changed_above(place, asking):
    reply = ReplyFactory(division=place.district)
    street, district = (
        asking(member(role, of=where))
        for role, where in ((Role.SUBDISTRICT_ADMIN, place.north), (Role.DISTRICT_ADMIN, place.district))
    )
    address = f"/api/v1/reply-templates/{reply.pk}/change/"
    assert [one["title"] for one in street.get("/api/v1/reply-templates/").json()["results"]] == [reply.title]
    assert street.post(address, {"active": False}, "application/json").status_code == 403
    assert district.post(address, {"active": False}, "application/json").json()["active"] is False
    wrong = district.post(address, {"text": "{姓名}好"}, "application/json")
    assert wrong.status_code == 400
    assert "姓名" in wrong.json()["detail"]
    assert ReplyTemplate.objects.get().text == reply.text
