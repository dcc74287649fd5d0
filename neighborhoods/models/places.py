"""Where people live: estate, building, household; and the address book that is searched instead of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.urls import reverse

from governance.access.models import Division, ScopedModel, Span, SpanQuerySet
from governance.access.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from neighborhoods.models.people import Resident


class Estate(ScopedModel):
    """小区 of one committee."""

    class Kind(models.TextChoices):
        COMMERCIAL = "commercial", "商品房"
        RESETTLED = "resettled", "售后公房"
        LANE = "lane", "里弄旧式住房"
        OTHER = "other", "其他"

    name = models.CharField("小区名称", max_length=60)
    address = models.CharField("地址", max_length=120, blank=True)
    kind = models.CharField("类型", max_length=12, choices=Kind, default=Kind.RESETTLED)

    class Meta:
        verbose_name = verbose_name_plural = "小区"
        ordering = ["division", "name"]
        indexes = [models.Index(fields=["division", "id"], name="estate_division")]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "name"], name="estate_name_is_unique_in_a_committee",
                violation_error_message="本居委已有同名小区。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("neighborhoods:estate", args=[self.pk])


class Building(ScopedModel):
    """楼栋 of an estate: 23 号."""

    estate = models.ForeignKey(Estate, models.PROTECT, related_name="buildings", verbose_name="小区")
    name = models.CharField("楼号", max_length=20)
    order = models.PositiveIntegerField("序号", default=0)
    floors = models.PositiveSmallIntegerField("层数", default=6)
    longitude = models.FloatField("经度", null=True, blank=True)
    latitude = models.FloatField("纬度", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "楼栋"
        ordering = ["estate", "order", "name"]
        indexes = [models.Index(fields=["division", "id"], name="building_division")]
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "name"], name="building_name_is_unique_in_an_estate",
                violation_error_message="该小区已有同名楼栋。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class HouseholdQuerySet(SpanQuerySet):
    def for_list(self) -> Self:
        return self.select_related("address", "building__estate", "division")

    def with_people(self) -> Self:
        """Current residents as `living`, current key spans as `listed`: two more queries, whatever the number of rows."""
        own: dict[str, Any] = {
            name: self.model._meta.get_field(name).related_model for name in ("residents", "key_spans")
        }
        return self.prefetch_related(
            Prefetch("residents", own["residents"].objects.current().order_by("birth_date", "id"), to_attr="living"),
            Prefetch("key_spans", own["key_spans"].objects.current().order_by("kind"), to_attr="listed"),
        )

    def with_cloud(self) -> Self:
        """`cloud`, the id of the span in which the household is in the cloud now, and `cloud_since`; None if it is not."""
        spans = (
            self.model._meta.get_field("onboardings").related_model.objects.current().filter(household=OuterRef("pk"))
        )
        return self.annotate(cloud=Subquery(spans.values("pk")[:1]), cloud_since=Subquery(spans.values("since")[:1]))


class Household(Span, ScopedModel):
    """户: one door. Under row-level security; `address` is what is searched and shown."""

    building = models.ForeignKey(
        Building, models.PROTECT, related_name="households", db_index=False, verbose_name="楼栋"
    )
    room = models.CharField("室号", max_length=20)
    floor = models.SmallIntegerField("楼层", default=1)

    living: list[Resident]  # by `with_people`

    objects: ClassVar = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "住户"
        ordering = ["building", "floor", "room"]
        indexes = [
            models.Index(fields=["division", "id"], name="household_division"),
            models.Index(fields=["building", "floor", "room"], name="household_building"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["building", "room"], condition=Q(until=None), name="household_room_is_unique_in_a_building",
                violation_error_message="该楼栋已有这个室号。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.room

    def get_absolute_url(self) -> str:
        return reverse("neighborhoods:household", args=[self.pk])


class Address(models.Model):
    """地址簿: one line a household, with no personal value in it, so that it can carry trigram indexes.

    `initials` holds the pinyin initials of the address and of the residents' names, which name nobody.
    """

    scope = "division"
    inherited = False

    household = models.OneToOneField(
        Household, models.PROTECT, primary_key=True, related_name="address", verbose_name="住户"
    )
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", db_index=False, verbose_name="区划")
    text = models.CharField("地址", max_length=120)
    initials = models.CharField("拼音首字母", max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "地址簿"
        ordering = ["text"]
        indexes = [
            models.Index(fields=["division", "text"], name="address_division"),
            models.Index(fields=["text", "household"], name="address_in_order"),
            GinIndex(fields=["text"], opclasses=["gin_trgm_ops"], name="address_text_trigrams"),
            GinIndex(fields=["initials"], opclasses=["gin_trgm_ops"], name="address_initials_trigrams"),
        ]

    def __str__(self) -> str:
        return self.text
