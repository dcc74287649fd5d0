"""Accounts and memberships: who may hand out what, and what every refusal says."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from governance.access.actions import departments, memberships, users
from governance.access.models import Department, Membership, Token, User
from governance.access.roles import Role
from governance.audit.models import Event
from tests.factories.access import PASSWORD, UserFactory, member


def shown_password(answer) -> str:
    return re.search(r'<code class="secret">([^<]+)</code>', answer.content.decode())[1]


def listed(answer) -> set[str]:
    return {person.username for person in answer.context["page"].rows}


def test_the_list_shows_the_people_of_the_own_reach(as_, people):
    everyone = {one.username for one in vars(people).values()}
    assert listed(as_(people.district).get("/users/")) == everyone
    assert listed(as_(people.street).get("/users/")) == {
        people.street.username,
        people.staff.username,
        people.clerk.username,
    }
    assert listed(as_(people.clerk).get("/users/")) == set()


def test_the_list_costs_the_same_however_long_it_is(as_, people, place, django_assert_num_queries):
    client = as_(people.district)
    for number in range(60):
        member(Role.CLERK, of=place.north1 if number % 2 else place.south1)
    client.get("/users/")
    with django_assert_num_queries(13):  # ten and three of the test's own transaction
        page = client.get("/users/")
    assert len(page.context["page"].rows) == 50
    rest = client.get("/users/" + page.context["page"].next).context["page"]
    assert (len(rest.rows), rest.next) == (20, "")


def test_the_filters_narrow_the_list(as_, people, place):
    client = as_(people.district)
    assert listed(client.get("/users/", {"role": "clerk"})) == {people.clerk.username, people.other_clerk.username}
    assert listed(client.get("/users/", {"role": "clerk", "within": "310110018"})) == {people.other_clerk.username}
    assert listed(client.get("/users/", {"q": people.staff.username})) == {people.staff.username}
    assert listed(client.get("/users/", {"active": "false"})) == set()


@pytest.mark.parametrize(("name", "value"), [("within", "31x"), ("role", "king"), ("active", "perhaps")])
def test_a_filter_with_nonsense_is_told(as_, people, name, value):
    assert as_(people.district).get("/users/", {name: value}).status_code == 422


def test_somebody_without_a_place_is_seen_by_the_district_and_an_operator_by_nobody(people, place):
    nobody, operator = UserFactory(), UserFactory(is_superuser=True)
    assert User.objects.visible_to(people.district).filter(pk=nobody.pk).exists()
    assert not User.objects.visible_to(people.street).filter(pk=nobody.pk).exists()
    assert not User.objects.visible_to(people.district).filter(pk=operator.pk).exists()
    with pytest.raises(PermissionDenied):
        users.reset_password(operator, by=people.district)


def test_who_left_is_still_seen_where_they_last_worked(people):
    people.staff.memberships.update(until=timezone.now())
    assert User.objects.visible_to(people.street).filter(pk=people.staff.pk).exists()
    assert not User.objects.visible_to(people.other_street).filter(pk=people.staff.pk).exists()


def test_a_new_account_gets_a_password_once_and_must_change_it(as_, people, place, client):
    form = {"username": "lin", "name": "林某", "role": "clerk", "division": place.north1.pk}
    answer = as_(people.street).post("/users/new/", form)
    assert answer.status_code == 200
    assert "Set-Cookie" not in str(answer.headers) or shown_password(answer) not in str(answer.cookies)
    client.logout()
    client.post("/login/", {"username": "lin", "password": shown_password(answer)})
    assert client.get("/me/").url == "/me/password/"
    assert User.objects.get(username="lin").memberships.get().granted_by == people.street
    verbs = set(Event.objects.filter(actor=people.street).values_list("verb", flat=True))
    assert {"user.create", "membership.grant"} <= verbs


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"username": "user with spaces"}, "中间不留空格"),
        ({"username": ""}, "请填写账号"),
        ({"role": "district_admin"}, "您不能授予这一角色"),
        ({"division": "310110018001"}, "不在您的范围内"),
        ({"role": "staff"}, "不能任职于居村一级"),
    ],
)
def test_a_wrong_new_account_is_refused_whole(as_, people, place, change, says):
    before = User.objects.count()
    form = {"username": "lin", "name": "林某", "role": "clerk", "division": place.north1.pk} | change
    answer = as_(people.street).post("/users/new/", form)
    assert (answer.status_code, User.objects.count()) == (422, before)
    assert says in answer.content.decode()


def test_a_taken_username_is_refused(as_, people, place):
    form = {"username": people.clerk.username, "name": "重名", "role": "clerk", "division": place.north1.pk}
    assert as_(people.street).post("/users/new/", form).status_code == 422


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.STAFF, Role.CLERK}])
def test_a_street_hands_out_only_staff_and_clerk(people, place, role):
    with pytest.raises(PermissionDenied):
        memberships.grant(people.clerk, role=role, division=place.north, by=people.street)


def test_a_street_hands_out_nothing_next_door_and_nobody_to_himself(people, place):
    with pytest.raises(PermissionDenied):
        memberships.grant(people.clerk, role=Role.CLERK, division=place.south1, by=people.street)
    with pytest.raises(PermissionDenied, match="不能给自己授权"):
        memberships.grant(people.street, role=Role.STAFF, division=place.north, by=people.street)
    for person in (people.staff, people.auditor, people.viewer, people.office):
        with pytest.raises(PermissionDenied):
            memberships.grant(people.clerk, role=Role.CLERK, division=place.north2, by=person)


def test_the_district_makes_the_auditor(people, place):
    made = memberships.grant(people.viewer, role=Role.AUDITOR, division=place.district, by=people.district)
    assert made.until is None


def test_a_department_goes_with_its_role_and_its_division(people, place):
    grant = {"role": Role.DEPARTMENT, "by": people.district}
    with pytest.raises(ValidationError, match="须选部门"):
        memberships.grant(people.viewer, division=place.district, **grant)
    with pytest.raises(ValidationError, match="不属于"):
        memberships.grant(people.viewer, division=place.north, department=place.department, **grant)
    with pytest.raises(ValidationError, match="须选部门"):
        memberships.grant(
            people.clerk, role=Role.VIEWER, division=place.district, department=place.department, by=people.district
        )


def test_the_same_membership_is_held_once_and_a_closed_division_is_refused(people, place):
    with pytest.raises(ValidationError, match="已有这一任职"):
        memberships.grant(people.clerk, role=Role.CLERK, division=place.north1, by=people.street)
    place.north2.valid_until = timezone.localdate()
    place.north2.save()
    with pytest.raises(ValidationError, match="已停用"):
        memberships.grant(people.clerk, role=Role.CLERK, division=place.north2, by=people.street)


def test_granting_and_ending_through_the_pages(as_, people, place):
    client = as_(people.street)
    address = reverse("membership-grant", args=[people.clerk.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"role": "clerk", "division": place.south1.pk}).status_code == 422
    assert client.post(address, {"role": "clerk", "division": place.north2.pk}).status_code == 302
    held = people.clerk.memberships.get(division=place.north2)
    end = reverse("membership-end", args=[people.clerk.pk, held.pk])
    assert client.post(end).status_code == 302
    assert client.post(end).status_code == 422
    held.refresh_from_db()
    assert held.until is not None
    page = client.get(reverse("user", args=[people.clerk.pk])).content.decode()
    assert place.north2.name in page


def test_ending_is_for_who_could_have_granted(as_, people, place):
    boss = member(Role.SUBDISTRICT_ADMIN, of=place.north)
    held = boss.memberships.get()
    with pytest.raises(PermissionDenied):
        memberships.end(held, by=people.street)
    with pytest.raises(PermissionDenied, match="自己的任职"):
        memberships.end(people.street.memberships.get(), by=people.street)
    neighbours = people.other_clerk.memberships.get()
    assert (
        as_(people.street).post(reverse("membership-end", args=[people.other_clerk.pk, neighbours.pk])).status_code
        == 404
    )


def test_the_last_administrator_of_a_district_stays(people, place):
    operator = UserFactory(is_superuser=True)
    held = people.district.memberships.get()
    with pytest.raises(ValidationError, match="最后一位"):
        memberships.end(held, by=operator)
    with pytest.raises(ValidationError, match="最后一位"):
        users.disable(people.district, by=operator)
    second = member(Role.DISTRICT_ADMIN, of=place.district)
    users.disable(second, by=operator)
    with pytest.raises(ValidationError, match="最后一位"):
        memberships.end(held, by=operator)
    users.enable(second, by=operator)
    assert memberships.end(held, by=operator).until is not None


def test_a_street_cannot_take_over_an_account_that_also_works_elsewhere(as_, people, place):
    memberships.grant(people.clerk, role=Role.VIEWER, division=place.district, by=people.district)
    address = reverse("user-reset-password", args=[people.clerk.pk])
    assert as_(people.street).post(address).status_code == 403
    assert (
        "在您的范围之外还有 1 项任职"
        in as_(people.street).get(reverse("user", args=[people.clerk.pk])).content.decode()
    )
    assert as_(people.district).post(address).status_code == 200


def test_nobody_acts_on_the_own_account(people):
    for action in (users.disable, users.enable, users.reset_password, users.reset_second_factor):
        with pytest.raises(PermissionDenied):
            action(people.street, by=people.street)


def test_a_reset_password_works_once_shown_and_is_changed_first(as_, people, client):
    Token.objects.create(people.clerk, name="同步")
    answer = as_(people.street).post(reverse("user-reset-password", args=[people.clerk.pk]))
    people.clerk.refresh_from_db()
    assert people.clerk.check_password(shown_password(answer))
    assert people.clerk.must_change_password
    assert not Token.objects.exists()
    assert not people.clerk.check_password(PASSWORD)


def test_disabling_takes_the_tokens_and_twice_is_refused(as_, people):
    Token.objects.create(people.clerk, name="同步")
    client, address = as_(people.street), reverse("user-disable", args=[people.clerk.pk])
    assert client.post(address).status_code == 302
    assert not Token.objects.exists()
    assert client.post(address).status_code == 422
    assert client.post(reverse("user-reset-password", args=[people.clerk.pk])).status_code == 422
    assert client.post(reverse("user-enable", args=[people.clerk.pk])).status_code == 200
    assert client.post(reverse("user-enable", args=[people.clerk.pk])).status_code == 422


def test_a_lost_phone_is_forgotten(as_, people):
    client, address = as_(people.street), reverse("user-reset-second-factor", args=[people.clerk.pk])
    assert client.post(address).status_code == 422
    TOTPDevice.objects.create(user=people.clerk, name="手机")
    assert client.post(address).status_code == 302
    assert not TOTPDevice.objects.exists()


def test_every_change_is_an_event_without_names_or_passwords(people, place):
    user, password = users.create("lin", name="林某", role=Role.CLERK, division=place.north1, by=people.street)
    users.reset_password(user, by=people.street)
    users.disable(user, by=people.street)
    users.enable(user, by=people.street)
    memberships.end(user.memberships.get(), by=people.street)
    told = Event.objects.filter(actor=people.street)
    assert [one.verb for one in told.order_by("at", "pk")] == [
        "user.create", "membership.grant", "user.reset_password", "user.disable", "user.enable", "membership.end",
    ]  # fmt: skip
    assert not any(word in str([one.details for one in told]) for word in ("林某", password, "lin'"))


def test_departments_are_the_districts_configuration(as_, people, place):
    client = as_(people.district)
    new = {"division": place.district.pk, "code": "chengguan", "name": "区城管执法局"}
    assert client.post("/departments/add/", new).status_code == 302
    assert client.post("/departments/add/", new).status_code == 422
    assert client.post("/departments/add/", new | {"code": "有空格 的"}).status_code == 422
    made = Department.objects.get(code="chengguan")
    address = reverse("department-switch", args=[made.pk])
    assert client.post(address, {"active": "false"}).status_code == 302
    assert client.post(address, {"active": "false"}).status_code == 422
    assert as_(people.street).post(address, {"active": "true"}).status_code == 403
    made.refresh_from_db()
    assert not made.active
    with pytest.raises(PermissionDenied):
        departments.create(place.north, code="x", name="街道某科", by=people.street)


def test_memberships_are_never_deleted(people, place):
    count = Membership.objects.count()
    memberships.end(people.clerk.memberships.get(), by=people.street)
    assert Membership.objects.count() == count
