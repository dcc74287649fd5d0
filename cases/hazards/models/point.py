"""Kinds of risk with their plans, and the points where a risk stays."""

from __future__ import annotations

from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from governance.access.models import Division, ScopedModel
from governance.access.scoping import ScopedQuerySet


class Level(models.TextChoices):
    """How bad it can get."""

    GENERAL = "general", "一般"
    LARGER = "larger", "较大"
    MAJOR = "major", "重大"


class RiskKind(models.Model):
    """风险种类 with the plan for each stage of a crisis; belongs to a division and is inherited by all below it."""

    scope = "division"
    inherited = True

    id = models.BigAutoField(primary_key=True)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="区划")
    code = models.SlugField("代码", max_length=40)
    name = models.CharField("名称", max_length=20)
    icon = models.CharField("图标", max_length=30, default="exclamation-triangle-fill")
    order = models.PositiveSmallIntegerField("序号", default=0)
    active = models.BooleanField("在用", default=True)
    plan_latent = models.CharField("潜伏期预案", max_length=1000, blank=True)
    plan_growing = models.CharField("发展期预案", max_length=1000, blank=True)
    plan_outbreak = models.CharField("爆发期预案", max_length=1000, blank=True)
    plan_recovery = models.CharField("恢复期预案", max_length=1000, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "风险种类"
        ordering = ["division", "order", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "code"], name="risk_kind_code_is_unique_in_a_division",
                violation_error_message="本区划已有这个代码的风险种类。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class RiskPointQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("division", "kind")


class RiskPoint(ScopedModel):
    """风险点: a place where a risk stays and is watched; hazards found there name it."""

    kind = models.ForeignKey(RiskKind, models.PROTECT, related_name="points", verbose_name="种类")
    name = models.CharField("名称", max_length=60)
    address = models.CharField("地点", max_length=120)
    longitude = models.FloatField(
        "经度", null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    latitude = models.FloatField(
        "纬度", null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    level = models.CharField("等级", max_length=8, choices=Level, default=Level.GENERAL)
    measures = models.CharField("防控措施", max_length=400, blank=True)

    objects: ClassVar = RiskPointQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "风险点"
        ordering = ["-recorded_at", "-id"]
        indexes = [
            models.Index(fields=["division", "recorded_at", "id"], name="risk_point_division"),
            models.Index(fields=["recorded_at", "id"], name="risk_point_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "name"], condition=Q(withdrawn_at=None), name="risk_point_name_is_unique_in_a_division",
                violation_error_message="本居委已有同名的风险点。",
            ),
            models.CheckConstraint(
                condition=Q(longitude=None, latitude=None) | Q(longitude__isnull=False, latitude__isnull=False),
                name="risk_point_has_both_coordinates", violation_error_message="经度和纬度要一起填。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("hazards:point", args=[self.pk])
