"""A visit to a household or an enterprise, and who was met."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from governance.access.models import ScopedModel
from governance.vault.fields import EncryptedTextField
from neighborhoods.models import Household, Partner, Resident
from visits.models.sensitive import SensitiveQuerySet, Sensitivity


class VisitQuerySet(SensitiveQuerySet):
    plain = Q(sensitivity="")
    own = "visitor"

    def for_list(self) -> Self:
        return self.select_related("household__address", "partner", "visitor", "division")


class Visit(ScopedModel):
    """走访: an event, to one household or one enterprise. `met` is False where nobody was at home; such a visit covers none.

    A sensitive one has no `content`: its words are sealed, so that no list, export or search can show them.
    """

    class Method(models.TextChoices):
        DOOR = "door", "上门"
        PHONE = "phone", "电话"
        RECEPTION = "reception", "接待"
        ONLINE = "online", "线上"

    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="visits", db_index=False, verbose_name="住户"
    )
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="visits", db_index=False, verbose_name="企业"
    )
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
    frontline = models.BooleanField("一线工作法", default=False)  # street or department went along and settled it there
    sensitivity = models.CharField("敏感类别", max_length=10, choices=Sensitivity, blank=True)
    words = EncryptedTextField("敏感情况", max_length=400, null=True, blank=True)
    purpose = EncryptedTextField("走访目的", max_length=200, null=True, blank=True)
    consent = EncryptedTextField("知情同意", max_length=200, null=True, blank=True)

    objects: ClassVar = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "走访"
        ordering = ["-visited_at", "-id"]
        indexes = [
            models.Index(fields=["division", "visited_at", "id"], name="visit_division"),
            models.Index(fields=["visited_at", "id"], name="visit_newest"),  # a street's or district's list
            models.Index(fields=["household", "-visited_at"], name="visit_household"),
            models.Index(fields=["visitor", "-visited_at"], name="visit_visitor"),
            models.Index(fields=["partner", "-visited_at"], name="visit_partner", condition=Q(partner__isnull=False)),
            models.Index(fields=["division", "visited_at"], name="visit_sensitive", condition=~Q(sensitivity="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(household__isnull=True) ^ Q(partner__isnull=True), name="visit_is_to_a_household_or_a_partner",
                violation_error_message="请选住户或企业，二选一。",
            ),
            models.CheckConstraint(condition=Q(sensitivity="") | Q(content=""), name="visit_that_is_sensitive_has_no_plain_words"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_method_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("visits:visit", args=[self.pk])

    @property
    def place(self) -> str:
        """Where it was, in words."""
        return self.household.address.text if self.household else self.partner.name if self.partner else ""

    @property
    def place_url(self) -> str:
        return self.household.get_absolute_url() if self.household else ""


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
