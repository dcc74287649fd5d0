"""Who lives there. Identity and telephone are encrypted; lists show masks that were made when they were written."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from governance.access.models import Row, ScopedModel, Span, SpanQuerySet
from governance.vault import masks
from governance.vault.fields import BlindIndexField, EncryptedTextField
from neighborhoods.models.places import Household


class Resident(Span, ScopedModel):
    """居民 of a household, from moving in to moving out. Under row-level security."""

    class Sex(models.TextChoices):
        MALE = "male", "男"
        FEMALE = "female", "女"

    holds_people = True

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="residents", db_index=False, verbose_name="住户"
    )
    name = models.CharField("姓名", max_length=40, db_collation="C")  # byte order: a prefix is a range of the index
    sex = models.CharField("性别", max_length=6, choices=Sex, blank=True)
    birth_date = models.DateField("出生日期", null=True, blank=True)
    relation = models.CharField("与户主关系", max_length=12, blank=True)
    id_number = EncryptedTextField("证件号", max_length=18, null=True, blank=True)
    id_number_masked = models.CharField("证件号", max_length=18, blank=True, editable=False)
    id_number_index = BlindIndexField("id_number", verbose_name="证件号索引")
    phone = EncryptedTextField("电话", max_length=20, null=True, blank=True)
    phone_masked = models.CharField("电话", max_length=20, blank=True, editable=False)
    phone_index = BlindIndexField("phone", verbose_name="电话索引")

    objects: ClassVar = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "居民"
        ordering = ["household", "birth_date", "id"]
        indexes = [
            models.Index(fields=["division", "id"], name="resident_division"),
            models.Index(fields=["household"], name="resident_household"),
            models.Index(fields=["name"], name="resident_name"),
        ]

    def __str__(self) -> str:
        return str(self.pk)  # a name would end up in logs

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The masks follow what is sealed, whoever saves; a save of other columns leaves them alone."""
        if kwargs.get("update_fields") is None:
            self.id_number_masked = masks.id_number(self.id_number or "")
            self.phone_masked = masks.phone(self.phone or "")
        super().save(*args, **kwargs)

    @property
    def masked_name(self) -> str:
        return masks.name(self.name)

    def age(self, today: date) -> int | None:
        """Completed years, None where the birthday is not known."""
        born = self.birth_date
        return None if born is None else today.year - born.year - ((today.month, today.day) < (born.month, born.day))

    def get_absolute_url(self) -> str:
        return reverse("neighborhoods:household", args=[self.household_id])


class KeyPerson(Span, ScopedModel):
    """重点人群: a resident who is to be visited at least every `interval` days, while the span lasts."""

    class Kind(models.TextChoices):
        ALONE = "alone", "独居老人"
        AGED = "aged", "高龄"
        DISABLED = "disabled", "重残"
        HARDSHIP = "hardship", "困难家庭"
        CHILD = "child", "困境儿童"

    holds_people = True

    resident = models.ForeignKey(Resident, models.PROTECT, related_name="key_spans", verbose_name="居民")
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="key_spans", db_index=False, verbose_name="住户"
    )
    kind = models.CharField("类别", max_length=10, choices=Kind)
    interval = models.PositiveSmallIntegerField("走访间隔（天）", default=30)

    objects: ClassVar = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "重点人群"
        ordering = ["division", "kind", "id"]
        indexes = [
            models.Index(fields=["division", "id"], name="key_person_division"),
            models.Index(fields=["household"], name="key_person_household"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "kind"], condition=Q(until=None), name="key_person_kind_is_held_once",
                violation_error_message="该居民已列入这一类重点人群。",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=models.F("since")), name="key_person_ends_after_it_begins"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class Reveal(Row):
    """查阅: one look at the unmasked values of one resident. The audit names its category, the words stay here, sealed."""

    class Category(models.TextChoices):
        VISIT = "visit", "走访核实"
        CASE = "case", "办理工单"
        URGENT = "urgent", "紧急联系"
        OTHER = "other", "其他"

    holds_people = True

    resident = models.ForeignKey(Resident, models.PROTECT, related_name="reveals", verbose_name="居民")
    event = models.UUIDField("审计事件", unique=True)
    category = models.CharField("理由类别", max_length=8, choices=Category)
    reason = EncryptedTextField("理由", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "查阅记录"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.pk}"
