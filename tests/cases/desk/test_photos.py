"""Pictures of a case: attached, blacked out, and shown to everybody only when an officer says so."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cases.desk.actions import photos
from cases.desk.blackout import Box, boxes_of
from cases.desk.models import Photo
from cases.desk.selectors import pictures_of, public_photos
from cases.models import Case
from governance.audit.models import Event
from governance.files import actions as files
from governance.files.models import Attachment
from governance.flow.machine import StepForbidden, StepRefused
from tests.factories.cases import new_case
from tests.factories.desk import photo_of, picture


@pytest.fixture
def reported(place):
    """A case that came by 随手拍, which anyone may read, with a picture nobody has decided about."""
    case = new_case(place.north1, entrance=Case.Entrance.SNAPSHOT)
    return case, files.attach(case, picture(), by=None, division=case.division_id)


def pixels(attachment: Attachment) -> Image.Image:
    with default_storage.open(attachment.key) as file:
        return Image.open(io.BytesIO(file.read())).convert("RGB")


@pytest.mark.parametrize("who", ["clerk", "staff", "manager", "worker", "admin"])
def test_who_works_on_a_case_attaches_pictures(who, case_at, team):
    case = case_at("handling")
    photo = photos.add(case, picture(), by=getattr(team, who), kind="after", caption="换好的灯")
    assert [one.words for one in pictures_of(case)] == ["处理后：换好的灯"]
    assert photo.division_id == case.division_id


@pytest.mark.parametrize("who", ["stranger", "neighbour", "outsider", "viewer", "auditor"])
def test_others_do_not(who, case_at, team):
    with pytest.raises(StepForbidden):
        photos.add(case_at("handling"), picture(), by=getattr(team, who))
    assert not Attachment.objects.exists()


def test_only_pictures_and_calm_words(case_at, team):
    case = case_at("handling")
    with pytest.raises(ValidationError):
        photos.add(case, SimpleUploadedFile("a.jpg", b"%PDF-1.4 nonsense"), by=team.staff)
    with pytest.raises(ValidationError, match="不要写证件号和电话"):
        photos.add(case, picture(), by=team.staff, caption="找 13800000001")
    assert not Photo.objects.exists()


def test_nothing_is_public_until_an_officer_says_so(reported, team):
    case, attachment = reported
    assert public_photos(case) == []
    with pytest.raises(StepForbidden):
        photos.publish(case, attachment, by=team.clerk)
    photo = photos.publish(case, attachment, by=team.staff)
    assert public_photos(case) == [photo]
    assert photos.publish(case, attachment, by=team.staff).published_at == photo.published_at
    photos.unpublish(case, attachment, by=team.staff)
    assert public_photos(case) == []


@pytest.mark.parametrize("hidden", [{"private": True}, {"entrance": "clerk"}, {"withdrawn_at": "2026-01-01T00:00Z"}])
def test_a_picture_is_public_only_while_its_case_is(hidden, reported, team):
    case, attachment = reported
    photos.publish(case, attachment, by=team.staff)
    Case.objects.filter(pk=case.pk).update(**hidden)
    assert public_photos(case) == []


def test_blacked_out_there_is_nothing_beneath(reported, team):
    case, attachment = reported
    photos.publish(case, attachment, by=team.staff)
    copy = photos.redact(case, attachment, by=team.staff, boxes=[Box(0, 0, 500, 1000)])
    found = pixels(copy.attachment)
    assert max(found.getpixel((20, 50))) < 30
    assert min(found.getpixel((180, 50))) > 225
    assert public_photos(case) == [copy]
    assert [one.attachment for one in pictures_of(case)] == [copy.attachment]
    assert Photo.objects.get(attachment=attachment).withdrawn_reason == "已遮挡"


def test_the_original_is_seen_by_officers_with_a_reason_and_each_look_is_told(reported, team):
    case, attachment = reported
    copy = photos.redact(case, attachment, by=team.staff, boxes=[Box(0, 0, 500, 1000)])
    assert photos.look_at_original(copy, by=team.colleague, why="inquiry") == attachment
    assert Event.objects.get(verb="photo.original").details == {"why": "inquiry", "attachment": str(attachment.pk)}
    with pytest.raises(ValidationError, match="理由"):
        photos.look_at_original(copy, by=team.colleague, why="好奇")
    for who in (team.clerk, team.viewer, team.stranger):
        with pytest.raises(StepForbidden):
            photos.look_at_original(copy, by=who, why="inquiry")
    with pytest.raises(StepRefused, match="没有遮挡过"):
        photos.look_at_original(photo_of(case), by=team.staff, why="check")


def test_a_clerk_takes_back_the_own_picture_only(case_at, team):
    case = case_at("handling")
    own, other = (photos.add(case, picture(), by=who) for who in (team.clerk, team.staff))
    with pytest.raises(StepForbidden, match="自己上传"):
        photos.withdraw(case, other.attachment, by=team.clerk, reason="拍错了")
    with pytest.raises(ValidationError, match="原因"):
        photos.withdraw(case, own.attachment, by=team.clerk, reason=" ")
    photos.withdraw(case, own.attachment, by=team.clerk, reason="拍错了")
    photos.withdraw(case, other.attachment, by=team.colleague, reason="拍错了")
    assert pictures_of(case) == []


@pytest.mark.parametrize("text", ["", "1,2,3", "0,0,0,10", "0,0,1001,10", "-1,0,5,5", "a,b,c,d", "900,0,100,10"])
def test_boxes_that_are_none_are_refused(text):
    with pytest.raises(ValidationError):
        boxes_of(text)


def test_boxes_are_read_line_by_line():
    assert boxes_of("0,0,500,500\n 10，20，30，40 ;1,2,3,4") == [
        Box(0, 0, 500, 500),
        Box(10, 20, 30, 40),
        Box(1, 2, 3, 4),
    ]
    with pytest.raises(ValidationError, match="最多"):
        boxes_of(";".join(["0,0,1,1"] * 41))


# pages


def test_from_the_case_page_to_everybody(signed_in, client, reported, team):
    case, attachment = reported
    staff, at = signed_in(team.staff), f"/cases/{case.pk}/photos/"
    two = {"upload": [picture(), picture("二.jpg")], "kind": "after", "caption": ""}
    assert staff.post(at, two).status_code == 302
    assert len(pictures_of(case)) == 3
    body = staff.get(f"/cases/{case.pk}/kin/").content.decode()
    assert body.count("/small/") == 3
    assert staff.get(f"{at}{attachment.pk}/small/")["Content-Type"] == "image/jpeg"
    assert staff.post(f"{at}{attachment.pk}/redact/", {"boxes": "0,0,500,1000"}).status_code == 302
    copy = Photo.objects.get(drawn_from=attachment)
    assert staff.post(f"{at}{copy.attachment_id}/publish/").status_code == 302
    seen = client.get(f"/public/photos/{copy.public_name}/")
    assert seen.status_code == 200
    assert b"".join(seen.streaming_content)[:2] == b"\xff\xd8"
    assert client.get(f"/public/photos/{copy.public_name}/?small").status_code == 200
    assert staff.get(f"{at}{attachment.pk}/").status_code == 404
    assert staff.post(f"{at}{copy.attachment_id}/original/", {"why": "check"}).status_code == 200
    assert staff.post(f"{at}{copy.attachment_id}/unpublish/").status_code == 302
    assert client.get(f"/public/photos/{copy.public_name}/").status_code == 404


@pytest.mark.parametrize(
    ("tail", "given", "status", "words"),
    [
        ("", {"kind": "before"}, 422, "请先选择照片"),
        ("", {"kind": "moon", "upload": "one"}, 422, "请从列表中选择"),
        ("{pk}/redact/", {"boxes": "1,2"}, 422, "不是四个整数"),
        ("{pk}/withdraw/", {"reason": ""}, 422, "请写明撤回的原因"),
        ("{pk}/original/", {"why": ""}, 404, ""),
        ("{pk}/nonsense/", {}, 404, ""),
    ],
)
def test_bad_input_writes_nothing(tail, given, status, words, signed_in, reported, team):
    case, attachment = reported
    before = Event.objects.count()
    if "upload" in given:
        given = given | {"upload": picture()}
    answer = signed_in(team.staff).post(f"/cases/{case.pk}/photos/{tail.format(pk=attachment.pk)}", given)
    assert (answer.status_code, Event.objects.count()) == (status, before)
    assert words in answer.content.decode()


def test_pictures_of_a_case_next_door_do_not_exist(signed_in, reported, team):
    case, attachment = reported
    for who in (team.stranger, team.neighbour, team.outsider):
        browser = signed_in(who)
        for tail in ("", f"{attachment.pk}/", f"{attachment.pk}/small/", f"{attachment.pk}/redact/"):
            assert browser.get(f"/cases/{case.pk}/photos/{tail}").status_code in (404, 405)
        assert browser.post(f"/cases/{case.pk}/photos/{attachment.pk}/publish/").status_code == 404
