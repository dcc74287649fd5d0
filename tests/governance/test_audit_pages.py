"""What auditors see: which events, in which order, sealed or not, and as a file."""

from __future__ import annotations

import csv
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from governance.access.roles import Role
from governance.audit import chain
from governance.audit.log import record
from governance.audit.models import Event, Seal
from tests.factories.access import UserFactory, member


@pytest.fixture
def told(people, place):
    """Three events: of the northern street, of the southern, of no division."""
    return SimpleNamespace(
        north=record("membership.grant", people.clerk.memberships.get(), by=people.street, role="clerk"),
        south=record("membership.grant", people.other_clerk.memberships.get(), by=people.other_street, role="clerk"),
        nowhere=record("access.sign_in", people.clerk, by=people.clerk),
    )


def shown(answer) -> set:
    return {event.pk for event in answer.context["page"].rows}


def seal_now() -> None:
    """A transaction of a test never ends, so its events are linked by hand here, as the sealer does."""
    seq, previous = 0, chain.GENESIS
    for seq, event in enumerate(Event.objects.order_by("at", "pk"), start=1):
        previous = Seal.objects.create(seq=seq, event=event, previous=previous, hash=chain.digest(previous, event)).hash


def test_an_auditor_sees_the_events_of_the_own_reach(as_, people, place, told):
    assert {told.north.pk, told.south.pk, told.nowhere.pk} <= shown(as_(people.auditor).get("/audit/"))
    street = member(Role.AUDITOR, of=place.north)
    assert shown(as_(street).get("/audit/")) == {told.north.pk}
    assert as_(street).get(reverse("audit-event", args=[told.south.pk])).status_code == 404
    operator = UserFactory(is_superuser=True)
    assert told.south.pk in shown(as_(operator).get("/audit/"))


@pytest.mark.parametrize("role", ["district", "viewer", "office", "street", "staff", "clerk"])
def test_nobody_else_sees_any(as_, people, told, role):
    assert shown(as_(getattr(people, role)).get("/audit/")) == set()
    lines = b"".join(as_(getattr(people, role)).get("/audit/export/").streaming_content).decode().splitlines()
    assert len(lines) == 1


def test_the_filters_narrow_the_list(as_, people, told):
    client, today = as_(people.auditor), timezone.localdate()
    assert shown(client.get("/audit/", {"verb": "membership."})) == {told.north.pk, told.south.pk}
    assert shown(client.get("/audit/", {"actor": people.street.username})) == {told.north.pk}
    assert shown(client.get("/audit/", {"within": "310110018"})) == {told.south.pk}
    assert shown(client.get("/audit/", {"subject_type": "access.user", "subject_id": str(people.clerk.pk)})) == {
        told.nowhere.pk
    }
    assert shown(client.get("/audit/", {"since": str(today), "until": str(today), "verb": "access.sign_in"})) == {
        told.nowhere.pk
    }
    assert shown(client.get("/audit/", {"until": str(today - timedelta(days=1))})) == set()


@pytest.mark.parametrize(
    ("name", "value"), [("within", "31"), ("within", "1x"), ("since", "yesterday"), ("cursor", "???")]
)
def test_a_filter_with_nonsense_is_told(as_, people, told, name, value):
    answer = as_(people.auditor).get("/audit/", {name: value})
    assert answer.status_code == (200 if value == "31" else 422)


def test_the_list_pages_in_order_at_a_constant_cost(as_, people, django_assert_max_num_queries):
    for _ in range(70):
        record("case.open", people.clerk.memberships.get(), by=people.clerk)
    client = as_(people.auditor)
    client.get("/audit/")
    with django_assert_max_num_queries(12 + 3):
        first = client.get("/audit/", {"verb": "case."}).context["page"]
    second = client.get("/audit/" + first.next).context["page"]
    assert (len(first.rows), len(second.rows), second.next) == (50, 20, "")
    times = [event.at for event in first.rows + second.rows]
    assert times == sorted(times, reverse=True)


def test_an_event_says_whether_it_is_sealed_and_still_the_same(as_, people, told):
    client, address = as_(people.auditor), reverse("audit-event", args=[told.north.pk])
    page = client.get(address).content.decode()
    assert "未封存" in page
    assert "授予任职" in page
    seal_now()
    page = client.get(address).content.decode()
    assert told.north.seal.hash in page
    assert "与封存时一致" in page


def test_the_chain_is_checked_on_a_page(as_, people, told):
    client = as_(people.auditor)
    assert "还没有封存" in client.get("/audit/chain/").content.decode()
    seal_now()
    page = client.get("/audit/chain/").content.decode()
    assert "没有发现改动" in page
    assert chain.head().hash in page


def test_a_broken_link_is_named_on_the_page(as_, people, told):
    Seal.objects.create(seq=1, event=told.north, previous=chain.GENESIS, hash="f" * 64)
    page = as_(people.auditor).get("/audit/chain/").content.decode()
    assert "有 1 处对不上" in page
    assert str(told.north.pk) in page


def test_the_export_holds_the_filtered_events_and_is_one_itself(as_, people, told):
    people.street.username = "=cmd"
    people.street.save()
    answer = as_(people.auditor).get("/audit/export/", {"verb": "membership."})
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))
    assert {row["subject_id"] for row in rows} == {told.north.subject_id, told.south.subject_id}
    assert "'=cmd" in {row["actor"] for row in rows}
    event = Event.objects.get(verb="audit.export")
    assert (event.actor, event.details) == (people.auditor, {"format": "csv", "filters": ["verb"]})


def test_reading_the_audit_is_no_event(as_, people, told):
    before = Event.objects.count()
    client = as_(people.auditor)
    client.get("/audit/")
    client.get(reverse("audit-event", args=[told.north.pk]))
    assert Event.objects.count() == before


def test_a_nonsense_filter_exports_nothing(as_, people):
    assert as_(people.auditor).get("/audit/export/", {"since": "x"}).status_code == 422
    assert not Event.objects.filter(verb="audit.export").exists()


def test_the_command_and_the_page_agree(people, told):
    seal_now()
    assert list(chain.breaks()) == list(chain.breaks(2)) == []
    call_command("verify_audit")
