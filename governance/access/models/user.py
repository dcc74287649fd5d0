"""People who sign in, what they are where, and the tokens of their programs."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, ClassVar, Self

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from knox.models import AbstractAuthToken, AuthTokenManager

from governance.access import codes
from governance.access.grants import Grant, grants_of, widest
from governance.access.models.division import Department, Division
from governance.access.roles import Role
from governance.access.scoping import ScopedQuerySet, between, ranges
from governance.audit.ids import uuid7

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WHOLE_DISTRICT = codes.CUTS["district"]


class UserQuerySet(models.QuerySet):
    """The one scope that is no column: people are where their memberships are."""

    def visible_to(self, user: User, permission: str = "access.view_user") -> Self:
        """Keep people with a membership in reach, or whose last ones were there; who never had any is seen by districts."""
        if user.is_authenticated and user.is_superuser:
            return self
        reach = ranges(user, permission)
        if not reach:
            return self.none()
        found = _members(reach, until=None) | (~_members(until=None) & _members(reach))
        if any(len(low) <= WHOLE_DISTRICT for low, _ in reach):
            found |= Q(~_members())
        return self.filter(found, is_superuser=False)

    def inside(self, code: str) -> Self:
        """Keep people who have a membership in or below `code` now. Raises ValueError for a code that is none."""
        return self.filter(_members([codes.within(code)], until=None))


def _members(reach: Sequence[codes.Range] = (), **kept: None) -> Exists:
    there = Q()
    for low, high in reach:
        there |= Q(**between("division_id", low, high))
    return Exists(Membership.objects.filter(there, user=OuterRef("pk"), **kept).order_by())


class People(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # a class made at run time
    use_in_migrations = False


class User(AbstractUser):  # type: ignore[django-manager-missing]  # of tokens, made at run time
    """A work account. Its reach comes from memberships alone; `is_superuser` is for the operator of the installation."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    first_name = None  # type: ignore[assignment]  # Django's way to drop a field
    last_name = None  # type: ignore[assignment]
    name = models.CharField("姓名", max_length=40)
    password_changed_at = models.DateTimeField("改密时间", default=timezone.now, editable=False)
    must_change_password = models.BooleanField("下次登录须改密", default=False)

    is_verified: Callable[[], bool]  # by a second factor; django_otp's middleware sets it

    objects: ClassVar = People()

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name or self.username

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_changed_at = timezone.now()

    @cached_property
    def held(self) -> Sequence[Grant]:
        """Every grant of this user, the predecessors of what it covers included. One query, kept for the request."""
        return grants_of(self.pk) if self.is_active and self.pk else ()

    @property
    def home(self) -> Grant | None:
        """The grant that decides the first page."""
        return widest(self.held)


class MembershipQuerySet(ScopedQuerySet):
    def standing(self) -> MembershipQuerySet:
        return self.filter(until=None)


class Membership(models.Model):
    """`user` holds `role` in `division` and all below it; for a department's member, within that department's cases."""

    scope = "division"
    inherited = False

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name="用户")
    role = models.CharField("角色", max_length=20, choices=Role)
    division = models.ForeignKey(Division, models.PROTECT, related_name="memberships", verbose_name="区划")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="部门"
    )
    since = models.DateTimeField("起", default=timezone.now)
    until = models.DateTimeField("止", null=True, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="授权人")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ["division", "role", "user"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role="department", department__isnull=False) | (~Q(role="department") & Q(department=None)),
                name="membership_department_goes_with_its_role",
                violation_error_message="职能部门角色须选部门，其他角色不选。",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "division", "department"], condition=Q(until=None), nulls_distinct=False,
                name="membership_is_held_once", violation_error_message="该用户已有这一任职。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"


def check_networks(values: list[str]) -> None:
    for value in values:
        try:
            ipaddress.ip_network(value)
        except ValueError:
            raise ValidationError(f"“{value}” 不是地址或网段，请写成 10.1.2.3 或 10.1.0.0/16。") from None


class TokenQuerySet(models.QuerySet):
    def visible_to(self, user: User, permission: str = "access.view_token") -> Self:
        """Keep the user's own tokens and those of the people in reach."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(Q(user=user) | Q(user__in=User.objects.visible_to(user, permission).order_by().values("pk")))


class Token(AbstractAuthToken):
    """A program's key: hashed, shown once, expiring, with a scope and the addresses it may come from."""

    class Scope(models.TextChoices):
        READ = "read", "只读"
        WRITE = "write", "读写"

    name = models.CharField("用途", max_length=60)
    scope = models.CharField("权限", max_length=5, choices=Scope, default=Scope.READ)
    addresses = ArrayField(
        models.CharField(max_length=43),
        verbose_name="允许的来源地址",
        default=list,
        blank=True,
        validators=[check_networks],
    )
    last_used_on = models.DateField("最近使用", null=True, blank=True)

    objects = AuthTokenManager.from_queryset(TokenQuerySet)()

    class Meta:
        verbose_name = verbose_name_plural = "令牌"
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        return self.expiry is not None and self.expiry <= timezone.now()

    def allows(self, address: str) -> bool:
        """May it come from `address`? One that is none (a socket of the proxy) is in no network."""
        if not self.addresses:
            return True
        try:
            sender = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(sender in ipaddress.ip_network(net) for net in self.addresses)
