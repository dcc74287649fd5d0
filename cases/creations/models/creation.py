"""创建: a committee applies for a name, is checked, named and rechecked, and may lose it again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from governance.access.models import Row, ScopedModel
from governance.access.scoping import ScopedQuerySet

AHEAD = timedelta(days=60)
"""How long before its end a name is said to be due for rechecking."""


class CreationQuerySet(ScopedQuerySet):
    def due(self, today: date) -> Self:
        """Named, and past its end or near it."""
        return self.standing().filter(state=Creation.State.NAMED, valid_until__lte=today + AHEAD)

    def for_list(self) -> Self:
        return self.select_related("division")


class Creation(ScopedModel):
    """Of one committee. Its life is drawn in `cases.creations.flows.CREATION`; `valid_until` is the last day the name holds."""

    set_once = ("number", "division", "kind", "created_by")

    class Kind(models.TextChoices):
        NO_ILLEGAL = "no_illegal", "无违建居村"
        DISASTER_READY = "disaster_ready", "综合减灾示范社区"

    class State(models.TextChoices):
        APPLIED = "applied", "已申报"
        CHECKED = "checked", "已核查"
        NAMED = "named", "已命名"
        REFUSED = "refused", "未通过"
        REVOKED = "revoked", "已撤销"

    number = models.CharField("编号", max_length=20, unique=True, editable=False)
    kind = models.CharField("创建", max_length=16, choices=Kind)
    statement = models.CharField("申报说明", max_length=1000)
    state = models.CharField("状态", max_length=10, choices=State, default=State.APPLIED, editable=False)
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="核查人", editable=False
    )  # fmt: skip
    named_on = models.DateField("命名日期", null=True, blank=True, editable=False)
    rechecked_on = models.DateField("复核日期", null=True, blank=True, editable=False)
    valid_until = models.DateField("有效期至", null=True, blank=True, editable=False)

    objects: ClassVar = CreationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "创建"
        ordering = ["-recorded_at", "-id"]
        indexes = [
            models.Index(fields=["division", "recorded_at", "id"], name="creation_division"),
            models.Index(fields=["recorded_at", "id"], name="creation_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "kind"], condition=Q(withdrawn_at=None, state__in=("applied", "checked", "named")),
                name="committee_has_one_creation_of_a_kind", violation_error_message="本居委的这项创建已经申报或命名，不用再报；到期的请复核。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("named", "revoked")) | Q(named_on__isnull=False, valid_until__gt=F("named_on")),
                name="creation_is_named_until_a_day", violation_error_message="命名须写明有效期。",
            ),
            models.CheckConstraint(
                condition=Q(checker=None) | Q(created_by=None) | ~Q(checker=F("created_by")),
                name="creation_checker_is_not_the_applicant", violation_error_message="核查人不能是申报人。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("creations:creation", args=[self.pk])

    def is_due(self, today: date) -> bool:
        return self.state == self.State.NAMED and self.valid_until is not None and self.valid_until <= today + AHEAD

    def is_past(self, today: date) -> bool:
        return self.state == self.State.NAMED and self.valid_until is not None and self.valid_until < today


class CreationEntry(Row):
    """创建经过: one line of a creation's story as its readers see it."""

    creation = models.ForeignKey(Creation, models.PROTECT, related_name="entries", db_index=False, verbose_name="创建")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="人员"
    )
    step = models.CharField("步骤", max_length=20)
    text = models.CharField("说明", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "创建经过"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["creation", "-at"], name="creation_entry_creation")]

    def __str__(self) -> str:
        return f"{self.creation_id} {self.step}"
