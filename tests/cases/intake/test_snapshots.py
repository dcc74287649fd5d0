"""随手拍: reported by anyone, within limits; followed by a link; a second one supports the first."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.actions import steps
from cases.actions.categories import ensure_samples
from cases.intake.actions import snapshots
from cases.intake.models import ReporterWord, Snapshot, Support
from cases.models import Answer, Case, Question
from governance.files.models import Attachment
from governance.flow.machine import StepRefused
from governance.jobs.models import Notice
from governance.jobs.outbox import relay
from tests.factories.intake import picture, snapshot_of
from tests.factories.neighborhoods import BuildingFactory, EstateFactory

PAGE = "/public/report/?category=streets"


@pytest.fixture
def offered(place):
    ensure_samples(place.district)
    return place


def given(place, /, **more):
    return {"text": "路边垃圾没人收", "place": place.north1.code} | more


def closed(case, place, team):
    case = steps.dispatch(steps.file(case, by=team.staff), by=team.staff, department=place.department)
    case = steps.finish(steps.accept(case, by=team.worker), by=team.worker, result="已清运。")
    return steps.close(steps.check(case, by=team.staff), by=team.staff)


def test_a_stranger_reports_with_a_photo_and_follows_by_a_secret_link(offered):
    answer = Client().post(PAGE, given(offered, photos=picture(), phone="138 0000 0000", name="王"))
    case = Case.objects.get()
    assert answer.status_code == 302
    assert answer["Location"].startswith("/public/report/")
    assert (case.entrance, case.source, case.created_by, case.division) == ("snapshot", "passive", None, offered.north1)
    assert Attachment.objects.of(case).get().content_type == "image/jpeg"
    assert case.reporter.phone_masked == "138****0000"
    page = Client().get(answer["Location"])
    text = page.content.decode()
    assert case.number in text
    assert "已收到" in text
    assert "138" not in text.replace(case.number, "")
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]


def test_only_the_digest_of_the_secret_is_kept(offered):
    _, secret = snapshot_of(offered.north1)
    assert secret not in str(Snapshot.objects.values().get())
    assert Client().get(f"/public/report/{secret}x/").status_code == 404


def test_the_form_is_shown_by_category_and_the_rest_is_a_choice(offered):
    assert "是哪一类问题" in Client().get("/public/report/").content.decode()
    assert "什么情况" in Client().get(PAGE).content.decode()
    assert "是哪一类问题" in Client().get("/public/report/?category=elderly").content.decode()  # not offered
    assert Client().get("/public/report/?category=%00").status_code in (200, 400)


def test_without_an_offered_category_there_is_no_page(place):
    assert Client().get("/public/report/").status_code == 404


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"text": ""}, "请填写"),
        ({"text": "打我电话 13800000000"}, "手机号"),
        ({"text": "有\0字符"}, "空字符"),
        ({"place": "999999999999"}, "请从列表中选择"),
        ({"place": ""}, "认不出在哪里"),
        ({"phone": "abc"}, "请填正确的电话号码"),
        ({"photos": SimpleUploadedFile("a.jpg", b"<script>")}, "只能传照片"),
        ({"latitude": "91", "longitude": "121"}, ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(more, said, offered):
    answer = Client().post(PAGE, given(offered, **more))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Case.objects.exists()
    assert not Attachment.objects.exists()


def test_what_people_write_is_never_markup(offered):
    answer = Client().post(PAGE, given(offered, text="<script>alert(1)</script>垃圾"))
    assert "<script>alert" not in Client().get(answer["Location"]).content.decode()


def test_a_program_that_fills_the_trap_leaves_nothing(offered):
    answer = Client().post(PAGE, given(offered, website="http://spam"))
    assert answer.status_code == 302
    assert not Case.objects.exists()


def test_the_committee_is_found_by_address_and_by_the_nearest_building(offered):
    estate = EstateFactory(division=offered.north2, name="鞍山四村")
    BuildingFactory(estate=estate, division=offered.north2, latitude=31.2790, longitude=121.5040)
    Client().post(PAGE, given(offered, place="", address="鞍山四村门口"))
    assert Case.objects.get().division == offered.north2
    Client().post(PAGE, given(offered, place="", text="窨井盖松动", latitude="31.2801", longitude="121.5041"))
    assert Case.objects.get(title="窨井盖松动").division == offered.north2


def test_one_network_may_report_five_times_in_ten_minutes(offered):
    sender = snapshots.sender_of("10.0.0.1")
    for number in range(5):
        snapshot_of(offered.north1, sender=sender, text=f"垃圾{number}")
    with pytest.raises(ValidationError, match="10 分钟内最多 5 件"):
        snapshot_of(offered.north1, sender=sender)
    snapshot_of(offered.north1, sender=snapshots.sender_of("10.0.0.2"))


def test_the_limits_are_told_on_the_page_and_nothing_is_written(offered, monkeypatch):
    monkeypatch.setattr(snapshots, "A_DAY", 0)
    answer = Client().post(PAGE, given(offered))
    assert answer.status_code == 422
    assert "今天已上报" in answer.content.decode()
    assert not Case.objects.exists()
    monkeypatch.setattr(snapshots, "A_DAY", 9)
    monkeypatch.setattr(snapshots, "A_DAY_IN_ALL", 0)
    assert "网页暂停受理" in Client().post(PAGE, given(offered)).content.decode()


def test_the_questions_of_the_category_are_asked(offered):
    case, _ = snapshot_of(offered.north1)
    Question.objects.create(
        division=offered.district, category=case.category, code="size", label="多大一堆", kind="singlevaluelist",
        required=True, choices=[{"key": "s", "name": "一袋"}, {"key": "l", "name": "一车"}],
    )  # fmt: skip
    assert "一车" in Client().get(PAGE).content.decode()
    refused = Client().post(PAGE, given(offered, text="建筑垃圾堆在路口"))
    assert refused.status_code == 422
    Client().post(PAGE, given(offered, text="建筑垃圾堆在路口", q_size="l"))
    assert Case.objects.get(title="建筑垃圾堆在路口").details == {"size": "l"}


def test_a_known_case_is_shown_before_a_second_is_opened_and_can_be_supported(offered):
    case, _ = snapshot_of(offered.north1, address="抚顺路 363 弄", text="垃圾桶满了没人清")
    second = given(offered, address="抚顺路 363 弄", text="垃圾桶满出来了")
    answer = Client().post(PAGE, second)
    assert answer.status_code == 422
    assert "我也遇到" in answer.content.decode()
    for _ in range(2):  # twice by the same sender is once
        assert "记下了" in Client().post(f"/public/report/support/{case.pk}/").content.decode()
    assert Support.objects.count() == 1
    assert Case.objects.count() == 1
    Client().post(PAGE, second | {"seen": str(case.pk)})
    assert Case.objects.count() == 2


def test_the_hint_shows_public_cases_only(offered):
    case, _ = snapshot_of(offered.north1, address="抚顺路 363 弄")
    asked = {"address": "抚顺路 363 弄", "text": "垃圾"}
    near = "/public/report/near/?category=streets"
    assert case.title in Client().post(near, asked).content.decode()
    Case.objects.update(private=True)
    assert case.title not in Client().post(near, asked).content.decode()
    assert Client().post(f"/public/report/support/{case.pk}/").status_code == 404


def test_after_closing_the_reporter_says_whether_it_is_solved_and_the_clerk_hears_it(offered, team):
    case, secret = snapshot_of(offered.north1)
    link = f"/public/report/{secret}/"
    assert Client().post(f"{link}say/", {"resolved": "no"}).status_code == 409
    closed(case, offered, team)
    assert "问题解决了吗" in Client().get(link).content.decode()
    assert "已清运" in Client().get(link).content.decode()
    assert Client().post(f"{link}say/", {}).status_code == 422
    assert Client().post(f"{link}say/", {"resolved": "no", "comment": "还在"}).status_code == 302
    relay()
    assert Notice.objects.filter(user=team.clerk, text__contains="没有解决").exists()
    assert not Answer.objects.exists()  # that is the clerk's to record
    assert Client().post(f"{link}say/", {"resolved": "yes"}).status_code == 409
    assert ReporterWord.objects.count() == 1


def test_the_clerk_reads_the_word_beside_the_case(offered, team):
    case, _ = snapshot_of(offered.north1)
    closed(case, offered, team)
    snapshots.say(case, resolved=False, comment="还在那里")
    client = Client()
    client.force_login(team.clerk)
    assert "还在那里" in client.get(f"/cases/{case.pk}/kin/").content.decode()


def test_a_closed_case_cannot_be_supported(offered, team):
    case, _ = snapshot_of(offered.north1)
    closed(case, offered, team)
    with pytest.raises(StepRefused, match="重新上报"):
        snapshots.support(case, sender=b"x")


def test_what_waits_longest_for_a_person_has_no_name_in_it(offered):
    """The public pages name nobody who works on the case."""
    _, secret = snapshot_of(offered.north1)
    page = Client().get(f"/public/report/{secret}/").content.decode()
    assert not re.search(r"用户\d", page)
