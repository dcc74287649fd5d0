"""Every address of the kernel's pages, tried by every role and by the neighbour's."""

from __future__ import annotations

import pytest
from django.urls import reverse

from governance.access.models import Token
from governance.audit.log import record
from governance.jobs.inbox import inbox, notify

ROLES = ("district", "viewer", "office", "street", "staff", "clerk", "auditor", "other_street")
EVERYBODY = dict.fromkeys(ROLES, 200)

PAGES = {
    "me": EVERYBODY,
    "inbox": EVERYBODY,
    "search": EVERYBODY,
    "tokens": EVERYBODY,
    "token-new": EVERYBODY,
    "users": EVERYBODY,
    "departments": EVERYBODY,
    "audit": EVERYBODY,
    "audit-export": EVERYBODY,
    "password-change": EVERYBODY,
    "second-factor": EVERYBODY,
    "user-new": {role: 200 if role in {"district", "street", "other_street"} else 403 for role in ROLES},
    "audit-chain": {role: 200 if role == "auditor" else 403 for role in ROLES},
}
SEES_THE_STAFF = {"district", "street", "auditor"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", PAGES)
def test_page(as_, people, name, role, django_assert_max_num_queries):
    client = as_(getattr(people, role))
    client.get(reverse("me"))  # the first page of a session also writes when it began
    with django_assert_max_num_queries(12 + 3):  # the test's own transaction makes the page's a nested one
        assert client.get(reverse(name)).status_code == PAGES[name][role]


@pytest.mark.parametrize("role", ROLES)
def test_a_person_is_found_only_by_who_has_them_in_reach(as_, people, role):
    expected = 200 if role in SEES_THE_STAFF else 404
    assert as_(getattr(people, role)).get(reverse("user", args=[people.staff.pk])).status_code == expected


@pytest.mark.parametrize("name", ["user-disable", "user-enable", "user-reset-password", "user-reset-second-factor"])
@pytest.mark.parametrize("role", ["viewer", "office", "staff", "clerk", "auditor", "other_street"])
def test_only_the_own_administrator_acts_on_an_account(as_, people, name, role):
    before = people.other_staff.password, people.staff.password
    answer = as_(getattr(people, role)).post(reverse(name, args=[people.staff.pk]))
    assert answer.status_code == (403 if role == "auditor" else 404)
    people.staff.refresh_from_db()
    assert people.staff.is_active
    assert before == (people.other_staff.password, people.staff.password)


@pytest.mark.parametrize("role", ROLES)
def test_an_event_is_found_only_by_auditors(as_, people, place, role):
    event = record("case.open", people.staff.memberships.get(), by=people.staff)
    expected = 200 if role == "auditor" else 404
    assert as_(getattr(people, role)).get(reverse("audit-event", args=[event.pk])).status_code == expected


def test_the_notice_of_somebody_else_is_not_found(as_, people):
    notify([people.staff], "有新的工单", url="/cases/")
    assert as_(people.clerk).get(reverse("notice", args=[inbox(people.staff).get().pk])).status_code == 404


def test_the_token_of_somebody_else_is_not_found(as_, people):
    token, _ = Token.objects.create(people.staff, name="同步")
    for person in (people.clerk, people.other_street, people.viewer):
        assert as_(person).post(reverse("token-revoke", args=[token.pk])).status_code == 404
    assert as_(people.auditor).post(reverse("token-revoke", args=[token.pk])).status_code == 403
    assert Token.objects.filter(pk=token.pk).exists()


@pytest.mark.parametrize("name", [*PAGES, "home"])
def test_strangers_are_sent_to_the_sign_in(client, db, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer.url.startswith("/login/?next=")
