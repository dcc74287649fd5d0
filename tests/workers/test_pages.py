"""The workers' pages: what they show, to whom, in how many queries, and what they refuse."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from governance.audit.models import Event
from governance.vault.checksums import id_check_digit
from governance.vault.models import RegisterHistory
from tests.factories.workers import (
    CertificateFactory,
    QuotaFactory,
    SessionFactory,
    WorkerFactory,
    attended,
)
from workers.actions import attendances, changes
from workers.models import Attendance, Certificate, Change, Post, Quota, Reveal, Training, Worker

PHONE, ID = "13800138000", f"31011019900307851{id_check_digit('31011019900307851')}"
SECRETS = ("学礼", PHONE, ID)


def sealed(response) -> bool:
    return not any(secret in response.content.decode() for secret in SECRETS)


@pytest.fixture
def known(worker):
    worker.phone, worker.id_number = PHONE, ID
    worker.save()
    return worker


@pytest.mark.parametrize(
    "address",
    ["/workers/", "/workers/?as_of=2026-06-30", "/workers/?left_by=2026-11-22", "/workers/changes/", "/workers/certificates/",
     "/workers/figures/", "/workers/quotas/", "/trainings/", "/trainings/hours/", "{session}", "{worker}", "{training}"],
)  # fmt: skip
def test_a_list_takes_as_many_queries_for_one_row_as_for_many(address, as_, people, place, queries_of):
    session = SessionFactory(division=place.district)
    worker = WorkerFactory(division=place.north1)
    found = {
        "session": f"/trainings/sessions/{session.pk}/",
        "worker": worker.get_absolute_url(),
        "training": session.training.get_absolute_url(),
    }
    address, client = address.format(**found), as_(people.district)

    def more() -> None:
        for committee in (place.north1, place.north2, place.south1):
            one = CertificateFactory(division=committee).worker
            WorkerFactory(division=committee, posting__until=date(2026, 6, 1))
            attended(one, "3", date(2026, 5, 1))
            attended(worker, "3", date(2026, 5, 1))
            CertificateFactory(
                worker=worker,
                division=committee,
                issued_on=date(2020, 1, 1) + timedelta(days=int(committee.code[-1]) + Worker.objects.count()),
            )
            attendances.enrol(session, one, by=people.district)
            changes.leave(one, by=people.district, ending="resigned", effective_on=timezone.localdate())

    more()
    few = queries_of(client, address)
    more()
    assert queries_of(client, address) == few <= (14 if address.count("-") > 3 else 12)  # a page of one row may take 14


def test_the_list_masks_and_filters(as_, known, people, place):
    other = CertificateFactory(division=place.north1, worker__name="孙小圣", worker__education="master").worker
    client = as_(people.north)
    response = client.get("/workers/")
    assert sealed(response)
    assert all(text in response.content.decode() for text in ("钱**", "孙**", known.number, "社会工作师"))
    for query, expected in (
        ("?q=学礼", [known]), (f"?q={other.number.lower()}", [other]), ("?certificate=professional", [other]), ("?certificate=none", [known]),
        ("?education=master", [other]), ("?post=worker", [known, other]), ("?state=exited", []), ("?within=310110009002", []),
    ):  # fmt: skip
        assert [line.worker for line in client.get(f"/workers/{query}").context["lines"]] == expected, query


@pytest.mark.parametrize("query", ["?within=abc", "?state=nonsense", "?as_of=yesterday", "?education=x"])
def test_a_nonsensical_question_is_told_so(query, as_, people, known):
    response = as_(people.north).get(f"/workers/{query}")
    assert response.status_code == 422
    assert known.number not in response.content.decode()


@pytest.mark.parametrize("query", ["", "?as_of=2026-06-30", "?within=310110009001", "?q=钱", "?state=active"])
def test_next_door_nobody_of_here_is_listed(query, as_, people, known):
    CertificateFactory(worker=known, division=known.division)
    for person in (people.south, people.next_clerk):
        client = as_(person)
        for address in ("/workers/", "/workers/certificates/", "/trainings/hours/", "/search/?q=" + known.number):
            body = client.get(
                address + (query if "search" not in address and address == "/workers/" else "")
            ).content.decode()
            assert str(known.pk) not in body
            assert "钱**" not in body
        book = load_workbook(io.BytesIO(client.get("/workers/export/" + query).getvalue())).active
        assert book.max_row == 1
        assert client.get(known.get_absolute_url()).status_code == 404


def test_who_moved_away_is_still_in_the_past_of_the_old_street_without_a_link(as_, worker, people, place, posts):
    change = changes.transfer(
        worker, by=people.north, to=place.south1, post=posts["worker"], effective_on=timezone.localdate()
    )
    changes.submit(change, by=people.north)
    changes.approve(change, by=people.north2)
    changes.decide(change, by=people.district)
    client = as_(people.north)
    assert worker.number not in client.get("/workers/").content.decode()
    past = client.get("/workers/?as_of=2026-06-30").content.decode()
    assert worker.number in past
    assert worker.get_absolute_url() not in past
    assert client.get(worker.get_absolute_url()).status_code == 404


def test_the_career_is_one_line_of_time(as_, known, people, place):
    CertificateFactory(worker=known, division=known.division)
    attended(known, "3.5", date(2026, 5, 1))
    changes.submit(
        changes.leave(known, by=people.north, ending="retired", effective_on=timezone.localdate()), by=people.north
    )
    response = as_(people.clerk).get(known.get_absolute_url())
    assert [one.kind for one in response.context["told"]] == ["人事变动", "培训", "证书", "任职"]
    assert sealed(response)


def test_an_edit_keeps_what_was_there_and_an_empty_box_leaves_it(as_, known, people):
    response = as_(people.north).post(f"/workers/{known.pk}/edit/", {"education": "master", "skills": "社保、民政"})
    assert response.status_code == 302
    known.refresh_from_db()
    assert (known.name, known.phone, known.education) == ("钱学礼", PHONE, "master")
    assert RegisterHistory.objects.of(known).get().values["education"] == "bachelor"
    assert Event.objects.get(verb="worker.changed").details == {"fields": ["education", "skills"]}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [({"id_number": "310110199003078510"}, "校验位"), ({"phone": "12345"}, "手机号"), ({"name": "长" * 41}, "最多"), ({"education": "phd"}, "请从列表中选择")],
)  # fmt: skip
def test_a_wrong_edit_is_answered_at_its_field(given, sentence, as_, known, people):
    response = as_(people.north).post(f"/workers/{known.pk}/edit/", {"education": "college"} | given)
    known.refresh_from_db()
    assert (response.status_code, known.education) == (422, "bachelor")
    assert sentence in response.content.decode() or "不超过" in response.content.decode()


def test_a_reveal_shows_once_with_a_reason_and_is_recorded(as_, known, people):
    client = as_(people.north)
    assert sealed(client.get(f"/workers/{known.pk}/reveal/"))
    assert client.post(f"/workers/{known.pk}/reveal/", {"category": "其他", "reason": "看"}).status_code == 422
    response = client.post(f"/workers/{known.pk}/reveal/", {"category": "办理人事变动"})
    assert all(secret in response.content.decode() for secret in SECRETS)
    assert response["Cache-Control"] == "no-store"
    assert Event.objects.get(verb="worker.revealed").details == {"category": "change"}
    assert Reveal.objects.get().worker == known
    for person in (people.staff, people.clerk):
        assert as_(person).post(f"/workers/{known.pk}/reveal/", {"category": "办理人事变动"}).status_code == 403
    assert Reveal.objects.count() == 1


def test_the_export_is_masked_and_told(as_, known, people, place):
    WorkerFactory(division=place.north1, name="=1+1")
    book = load_workbook(io.BytesIO(as_(people.north).get("/workers/export/?education=bachelor").getvalue())).active
    rows = list(book.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == list(Worker.objects.order_by("number").values_list("number", flat=True))
    assert rows[1][1] == "钱**"
    assert not any(secret in str(rows) for secret in SECRETS)
    assert not any(str(cell).startswith("=") for row in rows for cell in row)
    assert Event.objects.get(verb="workers.export").details["filters"] == ["education"]


def test_a_joining_is_applied_for_and_handed_in_on_one_page(as_, people, place, posts):
    given = {
        "name": "孙小圣",
        "id_number": ID,
        "to": place.north1.code,
        "post": "worker",
        "effective_on": timezone.localdate(),
    }
    client = as_(people.north)
    assert client.post("/workers/changes/new/", given | {"id_number": "1"}).status_code == 422
    assert client.post("/workers/changes/new/", given | {"to": place.south1.code}).status_code == 422
    assert client.post("/workers/changes/new/", given | {"effective_on": "2020-13-01"}).status_code == 422
    assert not Worker.objects.exists()
    assert client.post("/workers/changes/new/", given).status_code == 302
    change = Change.objects.get()
    assert (change.state, change.worker.name) == ("submitted", "孙小圣")
    page = client.get(change.get_absolute_url())
    assert sealed(page)
    assert "孙**" in page.content.decode()


def test_the_page_speaks_of_filing_where_it_is_filed(as_, worker, people):
    change = changes.leave(
        worker, by=people.north, ending="retired", effective_on=timezone.localdate() + timedelta(days=3)
    )
    changes.submit(change, by=people.north)
    client = as_(people.north2)
    body = client.get(change.get_absolute_url()).content.decode()
    assert "街道核对" in body
    assert "待街道核对" in body
    assert client.post(f"/workers/changes/{change.pk}/approve/").status_code == 302
    assert "区级备案" in as_(people.district).get(change.get_absolute_url()).content.decode()


def test_the_receiving_street_reads_the_page_and_gets_no_button(as_, worker, people, place, posts, queries_of):
    QuotaFactory(division=place.south, places=0)
    change = changes.transfer(
        worker, by=people.north, to=place.south1, post=posts["worker"], effective_on=timezone.localdate()
    )
    changes.submit(change, by=people.north)
    client = as_(people.south)
    page = client.get(change.get_absolute_url())
    assert page.status_code == 200
    assert page.context["next"] == []
    assert "没有空缺的员额" in page.content.decode()
    assert worker.get_absolute_url() not in page.content.decode()
    assert queries_of(client, change.get_absolute_url()) <= 12
    assert client.post(f"/workers/changes/{change.pk}/approve/").status_code == 403
    assert client.get(f"/workers/changes/?within={place.north.code}").context["rows"][0][0] == change


def test_a_rejection_without_a_reason_stays_on_the_page(as_, worker, people):
    change = changes.leave(worker, by=people.north, ending="resigned", effective_on=timezone.localdate())
    changes.submit(change, by=people.north)
    response = as_(people.north2).post(f"/workers/changes/{change.pk}/reject/", {"reason": ""})
    assert response.status_code == 422
    assert "请填写" in response.content.decode()
    assert as_(people.north2).post(f"/workers/changes/{change.pk}/decide/").status_code == 409


def test_certificates_soon_to_expire_are_listed_first(as_, worker, people, place):
    today = timezone.localdate()
    for days in (-1, 20, 89, 91):
        CertificateFactory(division=place.north1, expires_on=today + timedelta(days=days))
    page = as_(people.staff).get("/workers/certificates/?expiring=90")
    assert [(one.expires_on - today).days for one in page.context["page"].rows] == [20, 89]


def test_a_certificate_is_added_and_withdrawn_with_a_reason(as_, worker, people):
    client, given = as_(people.north), {"kind": "social", "issued_on": "2024-06-01"}
    address = f"/workers/{worker.pk}/certificates/new/"
    assert client.post(address, given | {"expires_on": "2024-01-01"}).status_code == 422
    assert client.post(address, given | {"issued_on": "2999-01-01"}).status_code == 422
    assert client.post(address, given).status_code == 302
    assert client.post(address, given).status_code == 422  # noted already
    row = Certificate.objects.get()
    assert client.post(f"/workers/certificates/{row.pk}/withdraw/", {"reason": ""}).status_code == 422
    assert client.post(f"/workers/certificates/{row.pk}/withdraw/", {"reason": "登记错了"}).status_code == 302
    assert not Certificate.objects.standing().exists()


def test_a_new_quota_ends_the_former_and_the_past_keeps_its_own(as_, people, place):
    QuotaFactory(division=place.north, places=3)
    for _ in range(4):
        WorkerFactory(division=place.north1)
    client, today = as_(people.district), timezone.localdate()
    row = client.get("/workers/quotas/").context["rows"][0]
    assert (row.quota.places, row.filled, row.vacant, row.over) == (3, 4, -1, 1)
    assert client.post(f"/workers/quotas/{place.north.code}/", {"places": "6000", "since": today}).status_code == 422
    assert (
        client.post(f"/workers/quotas/{place.north.code}/", {"places": "9", "since": "2019-01-01"}).status_code == 422
    )
    assert client.post(f"/workers/quotas/{place.north.code}/", {"places": "9", "since": today}).status_code == 302
    assert client.get("/workers/quotas/").context["rows"][0].vacant == 5
    assert client.get("/workers/quotas/?as_of=2026-06-30").context["rows"][0].quota.places == 3
    assert Quota.objects.current().count() == 1
    assert client.get("/workers/quotas/?as_of=nonsense").status_code in (400, 422)


def test_posts_are_the_district_s_and_what_they_count_for_stays(as_, people, place):
    client = as_(people.district)
    assert client.post("/workers/posts/standard/").status_code == 302
    assert Post.objects.filter(division=place.district).count() == 8
    client.post("/workers/posts/standard/")
    assert Post.objects.count() == 8
    given = {"name": "网格长", "code": "worker", "kind": "other", "order": "9"}
    assert client.post("/workers/posts/new/", given).status_code == 422
    assert client.post("/workers/posts/new/", given | {"code": "grid"}).status_code == 302
    post = Post.objects.get(code="grid")
    assert (
        client.post(f"/workers/posts/{post.pk}/", {"name": "网格员", "order": "9", "kind": "worker"}).status_code == 302
    )
    post.refresh_from_db()
    assert (post.name, post.kind, post.active, post.counts) == ("网格员", "other", False, False)


def test_a_training_day_on_the_pages(as_, people, place, worker):
    client = as_(people.district)
    given = {"division": place.district.code, "title": "初任培训", "kind": "initial"}
    assert client.post("/trainings/new/", given | {"title": ""}).status_code == 422
    client.post("/trainings/new/", given)
    course = Training.objects.get()
    assert client.post(f"/trainings/{course.pk}/open/").status_code == 422  # no session yet
    slot = {"starts_at": "2026-05-08T09:00", "ends_at": "2026-05-08T12:00", "hours": "3.5", "capacity": "1"}
    assert client.post(f"/trainings/{course.pk}/sessions/new/", slot | {"hours": "0"}).status_code == 422
    client.post(f"/trainings/{course.pk}/sessions/new/", slot)
    client.post(f"/trainings/{course.pk}/open/")
    session = course.sessions.get()
    street = as_(people.north)
    address = f"/trainings/sessions/{session.pk}/"
    assert street.post(f"{address}enrol/", {}).status_code == 422
    assert street.post(f"{address}enrol/", {"workers": [worker.pk]}).status_code == 302
    other = WorkerFactory(division=place.north1)
    assert street.post(f"{address}enrol/", {"workers": [other.pk]}).status_code == 409
    row = Attendance.objects.get()
    assert street.post(f"{address}note/", {"present": [row.pk]}).status_code == 302
    row.refresh_from_db()
    assert (row.attended, str(row.hours)) == (True, "3.5")
    assert "3.5 课时" in street.get(address).content.decode()


def test_figures_are_of_who_reads_and_of_nobody_above(as_, people, place, worker):
    for person, unit in ((people.clerk, place.north1), (people.staff, place.north), (people.district, place.district)):
        page = as_(person).get("/workers/figures/")
        assert (page.context["unit"], page.context["all"].headcount.people) == (unit, 1)
    for code in (place.north.code, place.north2.code, place.district.code, "310110", "x"):
        assert as_(people.clerk).get(f"/workers/figures/?within={code}").status_code == 404
    assert as_(people.north).get("/workers/figures/?as_of=2999-01-01").status_code in (400, 422)


def test_the_search_finds_by_number_and_by_name(as_, known, people):
    for text in (known.number, "学礼"):
        assert known.get_absolute_url() in as_(people.clerk).get("/search/", {"q": text}).content.decode()
