"""A hazard (隐患): found, assessed, rectified, cleared by somebody else."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cases.hazards.models.point import Level, RiskKind, RiskPoint
from cases.models import Case
from governance.access.models import Department, Row, ScopedModel
from governance.access.scoping import ScopedQuerySet


class HazardQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.standing().exclude(state=Hazard.State.CLEARED)

    def overdue(self, now: datetime) -> Self:
        return self.open().filter(rectified_at=None, rectify_due_at__lt=now)

    def for_list(self) -> Self:
        return self.select_related("division", "kind", "department", "point")


class Hazard(ScopedModel):
    """隐患. Its life is drawn in `cases.hazards.flows.HAZARD`. `department` empty once assessed: the committee rectifies.

    `rectify_due_at` and `rectified_at` are of the latest round; what the index counts is `Rectification`.
    """

    set_once = ("number", "division", "kind", "point", "case", "created_by")

    class State(models.TextChoices):
        REPORTED = "reported", "待评估"
        ASSESSED = "assessed", "待整改"
        RECTIFYING = "rectifying", "整改中"
        RECTIFIED = "rectified", "待复查"
        CLEARED = "cleared", "已销号"

    department_path = "pk__in"

    number = models.CharField("编号", max_length=20, unique=True, editable=False)
    kind = models.ForeignKey(RiskKind, models.PROTECT, related_name="hazards", verbose_name="种类")
    point = models.ForeignKey(
        RiskPoint, models.PROTECT, null=True, blank=True, related_name="hazards", verbose_name="风险点"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="hazards", verbose_name="工单", editable=False
    )
    title = models.CharField("隐患", max_length=80)
    description = models.CharField("情况", max_length=1000, blank=True)
    address = models.CharField("地点", max_length=120)
    longitude = models.FloatField(
        "经度", null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    latitude = models.FloatField(
        "纬度", null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    found_at = models.DateTimeField("发现时间")
    state = models.CharField("状态", max_length=12, choices=State, default=State.REPORTED, editable=False)
    level = models.CharField("等级", max_length=8, choices=Level, blank=True, default="", editable=False)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hazards",
        verbose_name="责任部门",
        editable=False,
    )
    rectify_due_at = models.DateTimeField("整改期限", null=True, blank=True, editable=False)
    rectified_at = models.DateTimeField("整改完成时间", null=True, blank=True, editable=False)
    rectifier = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="整改人",
        editable=False,
    )
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="复查人",
        editable=False,
    )
    cleared_at = models.DateTimeField("销号时间", null=True, blank=True, editable=False)
    result = models.CharField("整改情况", max_length=1000, blank=True, editable=False)

    objects: ClassVar = HazardQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "隐患"
        ordering = ["-found_at", "-id"]
        indexes = [
            models.Index(fields=["division", "found_at", "id"], name="hazard_division"),
            models.Index(fields=["found_at", "id"], name="hazard_by_time"),
            models.Index(
                fields=["division", "rectify_due_at"],
                name="hazard_open_by_due",
                condition=Q(withdrawn_at=None) & ~Q(state="cleared"),
            ),
            GinIndex(
                fields=["title", "address", "number"], opclasses=["gin_trgm_ops"] * 3, name="hazard_text_trigrams"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(withdrawn_at=None), name="case_goes_with_one_hazard",
                violation_error_message="这件工单已经登记了隐患。",
            ),
            models.CheckConstraint(
                condition=Q(state="reported") | (~Q(level="") & Q(rectify_due_at__isnull=False)),
                name="hazard_is_assessed_with_level_and_due_date", violation_error_message="评估须定等级和整改期限。",
            ),
            models.CheckConstraint(
                condition=(Q(state="cleared") & Q(cleared_at__isnull=False, rectified_at__isnull=False)) | (~Q(state="cleared") & Q(cleared_at=None)),
                name="hazard_cleared_at_goes_with_cleared",
            ),
            models.CheckConstraint(
                condition=Q(checker=None) | Q(rectifier=None) | ~Q(checker=F("rectifier")),
                name="hazard_checker_is_not_the_rectifier", violation_error_message="复查人不能是整改人。",
            ),
            models.CheckConstraint(
                condition=Q(longitude=None, latitude=None) | Q(longitude__isnull=False, latitude__isnull=False),
                name="hazard_has_both_coordinates", violation_error_message="经度和纬度要一起填。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("hazards:hazard", args=[self.pk])

    @classmethod
    def dispatched_to(cls, department: int) -> Any:
        """The hazards ever assigned to `department`: what its members may see."""
        return Rectification.objects.filter(department=department).values("hazard")

    def is_overdue(self, now: datetime) -> bool:
        due = self.rectify_due_at
        return self.rectified_at is None and self.withdrawn_at is None and due is not None and due < now


class RectificationQuerySet(ScopedQuerySet):
    def as_known(self, cutoff: datetime) -> Self:
        """Rounds as recorded before `cutoff`; one returned or refused by then is replaced by the next."""
        known = Q(withdrawn_at=None) | Q(withdrawn_at__gte=cutoff)
        stands = Q(ended_at=None) | Q(ended_at__gte=cutoff)
        return self.filter(known, stands, recorded_at__lt=cutoff)

    def in_time(self, cutoff: datetime) -> Self:
        return self.filter(rectified_at__lte=F("due_at"), rectified_at__lt=cutoff)


class Rectification(ScopedModel):
    """整改轮次: from assessing to rectifying, under one due date. Each time is written once, so past days stay askable.

    `ended_at`: refused by the department, returned by the checker, or withdrawn with the hazard; it counts no more.
    """

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="rectifications", verbose_name="隐患")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任部门"
    )
    number = models.PositiveSmallIntegerField("轮次", default=1)
    started_at = models.DateTimeField("开始时间")
    due_at = models.DateTimeField("整改期限")
    rectified_at = models.DateTimeField("整改完成时间", null=True, blank=True)
    ended_at = models.DateTimeField("作废时间", null=True, blank=True)

    objects: ClassVar = RectificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改轮次"
        ordering = ["hazard", "number"]
        indexes = [
            models.Index(fields=["division", "id"], name="rectification_division"),
            models.Index(fields=["due_at", "division"], name="rectification_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["hazard", "number"], name="rectification_number_is_unique_in_a_hazard")
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.number}"


class HazardEntry(Row):
    """隐患经过: one line of a hazard's story as its readers see it."""

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="entries", db_index=False, verbose_name="隐患")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="人员"
    )
    step = models.CharField("步骤", max_length=20)
    text = models.CharField("说明", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "隐患经过"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["hazard", "-at"], name="hazard_entry_hazard")]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.step}"
