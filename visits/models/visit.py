"""A visit to a household and the needs it found."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from cases.models import Case, Category
from governance.access.models import ScopedModel
from governance.access.scoping import ScopedQuerySet
from neighborhoods.models import Household, Resident


class VisitQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("household__address", "visitor", "division")


class Visit(ScopedModel):
    """走访: an event. `met` is False where nobody was at home; such a visit covers no household."""

    class Method(models.TextChoices):
        DOOR = "door", "上门"
        PHONE = "phone", "电话"
        RECEPTION = "reception", "接待"
        ONLINE = "online", "线上"

    household = models.ForeignKey(Household, models.PROTECT, related_name="visits", db_index=False, verbose_name="住户")
    visited_at = models.DateTimeField("走访时间")
    method = models.CharField("方式", max_length=10, choices=Method, default=Method.DOOR)
    met = models.BooleanField("见到住户", default=True)
    content = models.CharField("情况", max_length=200, blank=True)
    visitor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="visits", db_index=False, verbose_name="走访人"
    )
    residents = models.ManyToManyField(
        Resident, through="VisitedResident", related_name="visits", verbose_name="见到的居民"
    )

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "走访"
        ordering = ["-visited_at", "-id"]
        indexes = [
            models.Index(fields=["division", "visited_at", "id"], name="visit_division"),
            models.Index(fields=["visited_at", "id"], name="visit_newest"),  # a street's or district's list
            models.Index(fields=["household", "-visited_at"], name="visit_household"),
            models.Index(fields=["visitor", "-visited_at"], name="visit_visitor"),
        ]

    def __str__(self) -> str:
        return f"{self.get_method_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("visits:visit", args=[self.pk])


class VisitedResident(models.Model):
    """Who was met on a visit."""

    id = models.BigAutoField(primary_key=True)
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="met_residents", db_index=False, verbose_name="走访")
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="+", db_index=False, verbose_name="居民")

    class Meta:
        verbose_name = verbose_name_plural = "见到的居民"
        constraints = [models.UniqueConstraint(fields=["visit", "resident"], name="visited_resident_is_named_once")]

    def __str__(self) -> str:
        return str(self.pk)


class NeedQuerySet(ScopedQuerySet):
    def followed_by_committee(self) -> Self:
        """Needs without a case that wait for the committee's own follow-up."""
        return self.filter(case=None, resolved_at=None, withdrawn_at=None)

    def for_list(self) -> Self:
        return self.select_related("category", "visit__household__address", "case", "division")


class Need(ScopedModel):
    """需求 raised on a visit. With a case it is resolved when the case's latest round is closed; without, by follow-up."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="needs", db_index=False, verbose_name="走访")
    category = models.ForeignKey(Category, models.PROTECT, related_name="needs", verbose_name="类别")
    description = models.CharField("说明", max_length=200, blank=True)
    raised_at = models.DateTimeField("提出时间")
    case = models.OneToOneField(Case, models.PROTECT, null=True, blank=True, related_name="need", verbose_name="工单")
    follow_up_on = models.DateField("回访日期", null=True, blank=True)
    resolved_at = models.DateTimeField("办结时间", null=True, blank=True, editable=False)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="办结人",
        editable=False,
    )
    outcome = models.CharField("办结情况", max_length=200, blank=True, editable=False)

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "需求"
        ordering = ["-raised_at", "-id"]
        indexes = [
            models.Index(fields=["division", "raised_at", "id"], name="need_division"),
            models.Index(fields=["raised_at", "id"], name="need_newest"),
            models.Index(fields=["visit"], name="need_visit"),
            models.Index(
                fields=["division", "follow_up_on"],
                name="need_waiting",
                condition=Q(case=None, resolved_at=None, withdrawn_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(case=None) | Q(resolved_at=None), name="need_with_a_case_is_resolved_by_the_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category_id} {self.pk}"
