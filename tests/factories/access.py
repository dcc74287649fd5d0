"""Divisions, departments and people."""

from __future__ import annotations

from types import SimpleNamespace

import factory
from factory.django import DjangoModelFactory

from governance.access.models import Department, Division, Membership, Token, User
from governance.access.roles import Role

PASSWORD = "Correct-Horse-9"


class DivisionFactory(DjangoModelFactory):
    class Meta:
        model = Division
        django_get_or_create = ("code",)

    name = factory.LazyAttribute(lambda one: f"区划 {one.code}")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence("user-{}".format)
    name = factory.Sequence("用户{}".format)
    password = factory.django.Password(PASSWORD)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.CLERK


def member(role: Role, *, of: Division, department: Department | None = None) -> User:
    """A user who holds `role` in `of`: the usual first line of a test."""
    return MembershipFactory(role=role, division=of, department=department).user


def token_of(user: User, scope: str = "write") -> str:
    return Token.objects.create(user, name="测试", scope=scope)[1]


def district_of_two_streets() -> SimpleNamespace:
    make = DivisionFactory
    city = make(code="310000000000", name="上海市", level="city")
    district = make(code="310110000000", name="杨浦区", level="district", parent=city)
    north = make(code="310110009000", name="四平路街道", level="subdistrict", parent=district)
    south = make(code="310110018000", name="大桥街道", level="subdistrict", parent=district)
    north1 = make(code="310110009001", name="同济新村居委会", level="committee", parent=north)
    north2 = make(code="310110009002", name="鞍山一村第一居委会", level="committee", parent=north)
    south1 = make(code="310110018001", name="幸福村居委会", level="committee", parent=south)
    department = Department.objects.create(division=district, code="minzheng", name="区民政局")
    other = Department.objects.create(division=district, code="fangguan", name="区房管局")
    return SimpleNamespace(
        city=city, district=district, north=north, south=south, north1=north1, north2=north2, south1=south1,
        department=department, other_department=other,
    )  # fmt: skip
