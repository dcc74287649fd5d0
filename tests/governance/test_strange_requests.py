"""Requests that no page of ours makes: what nobody may break, and whom the portal takes them to come from."""

from __future__ import annotations

import base64
import json

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from cases.actions.categories import ensure_samples
from cases.intake.actions.snapshots import sender_of
from governance.access.models import Token
from governance.access.roles import Role
from governance.audit.models import Event
from tests.factories.access import PASSWORD, DivisionFactory, member, token_of


def cursor(*parts) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize("path", ["/cases/export/?%00=1", "/search/?q=a%00b", "/users/?x=%00"])
def test_nul_in_the_address_of_a_page_is_a_bad_request(as_, people, path):
    assert as_(people.district).get(path).status_code == 400


def test_a_stranger_with_a_nul_and_no_csrf_token_breaks_nothing(db):
    answer = Client(enforce_csrf_checks=True).post("/tokens/a%00b/revoke/")
    assert answer.status_code == 400
    assert not Event.objects.exists()


def test_a_denial_keeps_the_beginning_of_a_long_address_only(db):
    assert Client(enforce_csrf_checks=True).post(f"/tokens/{'x' * 3000}/revoke/").status_code == 403
    assert len(Event.objects.get(verb="access.denied").details["path"]) == 200


def test_nul_as_a_department_is_no_department(as_, people):
    assert as_(people.staff).post("/cases/dispatch/", {"department": "min\0zheng"}).status_code == 422


@pytest.mark.parametrize("path", ["/tokens/?cursor={}", "/users/?cursor={}"])
def test_half_a_surrogate_pair_in_a_cursor_is_refused(as_, people, path):
    key, order = ("2026-01-01T00:00:00+08:00", "-created") if "tokens" in path else ("\ud800", "username")
    pk = "\ud800" if "tokens" in path else "018f0000-0000-7000-8000-000000000000"
    assert as_(people.district).get(path.format(cursor(order, key, pk, False))).status_code == 422


@pytest.mark.parametrize("path", ["/audit/?until=9999-12-31", "/audit/?since=0001-01-01"])
def test_the_audit_can_be_asked_to_the_ends_of_the_calendar(as_, people, path):
    assert as_(people.auditor).get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/households/?within=abc", "/estates/?within=abc", "/visits/?method=x", "/needs/?waiting=x", "/cases/?state=x",
        "/cases/export/?state=x", "/households/export/?key=x", "/users/?role=x", "/index/?level=x",
    ],
)  # fmt: skip
def test_a_filter_with_nonsense_is_refused_and_exports_nothing(as_, people, path):
    assert as_(people.district).get(path).status_code == 422
    assert not Event.objects.filter(verb__endswith="export").exists()


@pytest.mark.parametrize(
    ("path", "verb"), [("/households/export/", "households.export"), ("/cases/export/", "cases.export")]
)
def test_the_event_of_an_export_names_known_filters_only(as_, people, path, verb):
    as_(people.district).get(path, {"q": "同济", "张三的电话": "1"})
    assert "q" in (kept := Event.objects.get(verb=verb).details["filters"])
    assert "张三的电话" not in kept


def test_the_end_of_a_range_means_nothing_to_a_filter_that_has_none(client, people):
    answer = client.get(
        "/api/v1/divisions/?level_min=committee", HTTP_AUTHORIZATION=f"Bearer {token_of(people.district)}"
    )
    assert answer.status_code == 400


def test_a_category_code_of_two_districts_filters_needs(as_, place):
    other = DivisionFactory(code="310101000000", name="黄浦区", level="district", parent=place.city)
    ensure_samples(place.district)
    ensure_samples(other)
    viewer = member(Role.VIEWER, of=place.city)
    assert as_(viewer).get("/needs/?category=housing").status_code == 200


def test_the_public_page_is_not_kept_with_the_frame_of_who_is_signed_in(as_, client, people):
    assert "public" in client.get("/public/index/")["Cache-Control"]
    assert as_(people.clerk).get("/public/index/")["Cache-Control"] == "no-store"


def test_an_address_that_is_none_is_in_no_network():
    assert not Token(addresses=["10.0.0.0/8"]).allows("")
    assert Token().allows("")


@pytest.mark.parametrize("path", ["/login/", "/public/report/?category=streets", "/open311/v2/requests.json"])
@pytest.mark.parametrize("length", ["209715200", f"{209715200:030}"])
def test_a_strangers_endless_upload_is_refused_unread(db, path, length):
    """Django would write all of it to /tmp before it looks for the CSRF token."""
    given = {"content_type": "multipart/form-data; boundary=x", "CONTENT_LENGTH": length}
    assert Client(enforce_csrf_checks=True).post(path, b"--x", **given).status_code == 413


def fail_from(forwarded: str, user) -> None:
    for _ in range(5):
        sign_in_from(forwarded, user, "wrong")


def sign_in_from(forwarded: str, user, password: str = PASSWORD) -> int:
    given = {"username": user.username, "password": password}
    return Client().post("/login/", given, REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded).status_code


def test_behind_a_proxy_a_stranger_elsewhere_cannot_lock_the_owner_out(settings, people):
    settings.PROXY_COUNT = 1
    fail_from("198.51.100.7", people.clerk)
    assert sign_in_from("198.51.100.7", people.clerk) == 429
    assert sign_in_from("203.0.113.9", people.clerk) == 302
    assert Event.objects.get(verb="access.sign_in").address == "203.0.113.9"


def test_what_a_client_forwards_itself_does_not_count(settings, people):
    settings.PROXY_COUNT = 1
    for number in range(5):
        sign_in_from(f"10.0.0.{number}, 198.51.100.7", people.clerk, "wrong")
    assert sign_in_from("10.0.0.99, 198.51.100.7", people.clerk) == 429


def test_who_changes_the_address_within_an_ipv6_network_is_the_same_sender(settings, people):
    settings.PROXY_COUNT = 1
    for number in range(5):
        sign_in_from(f"2001:db8::{number + 1}", people.clerk, "wrong")
    assert sign_in_from("2001:db8::99", people.clerk) == 429
    assert sign_in_from("2001:db8:0:1::1", people.clerk) == 302
    assert sender_of("2001:db8::1") == sender_of("2001:db8::2") != sender_of("2001:db8:0:1::1")


def test_a_tokens_networks_are_held_against_the_address_behind_the_proxy(settings, client, people):
    text = token_of(people.clerk)
    Token.objects.update(addresses=["203.0.113.0/24"])
    settings.PROXY_COUNT = 1
    head = {"HTTP_AUTHORIZATION": f"Bearer {text}", "REMOTE_ADDR": "203.0.113.1"}
    assert client.get("/api/v1/divisions/", **head, HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 200
    assert client.get("/api/v1/divisions/", **head, HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.7").status_code == 401


def test_a_password_without_its_second_factor_cannot_be_changed(client, people):
    TOTPDevice.objects.create(user=people.clerk, name="手机", confirmed=True)
    client.post("/login/", {"username": people.clerk.username, "password": PASSWORD})
    given = {"old_password": PASSWORD, "new_password1": "Brand-new-Horse-8", "new_password2": "Brand-new-Horse-8"}
    assert client.post("/me/password/", given).url == "/me/second-factor/"
    people.clerk.refresh_from_db()
    assert people.clerk.check_password(PASSWORD)
