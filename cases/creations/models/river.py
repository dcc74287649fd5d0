"""河长制: river sections with their chief, and the patrols along them."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse

from cases.models import Case
from governance.access.models import ScopedModel
from governance.access.scoping import ScopedQuerySet


class RiverSectionQuerySet(ScopedQuerySet):
    def with_rounds(self) -> Self:
        """Adds `last_at` of the newest patrol (None: never) and `due_on`, the last day of the next."""
        return self.annotate(last_at=last_at(), due_on=due_on())

    def overdue(self, today: date) -> Self:
        return self.annotate(due_on=due_on()).filter(due_on__lt=today)

    def covered(self, today: date) -> Self:
        """Patrolled within its own interval up to `today`."""
        return self.annotate(last_at=last_at(), due_on=due_on()).filter(last_at__isnull=False, due_on__gte=today)

    def for_list(self) -> Self:
        return self.select_related("division", "chief")


class RiverSection(ScopedModel):
    """河段 with its 河长; known to all below its division. Ended, it has `until` and the reason of its withdrawal."""

    set_once = ("division", "created_by")
    inherited = True

    code = models.CharField("编号", max_length=20)
    name = models.CharField("河段", max_length=60)
    address = models.CharField("起止位置", max_length=120)
    chief = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="river_sections", db_index=False, verbose_name="河长"
    )
    post = models.CharField("职务", max_length=40)
    length_m = models.PositiveIntegerField("长度（米）", validators=[MinValueValidator(1), MaxValueValidator(100_000)])
    interval = models.PositiveSmallIntegerField(
        "巡河间隔（天）", default=7, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )
    since = models.DateField("设立日期")
    until = models.DateField("撤销日期", null=True, blank=True, editable=False)

    objects: ClassVar = RiverSectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "河段"
        ordering = ["division", "code", "id"]
        indexes = [models.Index(fields=["division", "code", "id"], name="river_section_division")]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "code"], condition=Q(withdrawn_at=None), name="river_section_code_is_unique_in_a_division",
                violation_error_message="这里已有这个编号的河段。",
            ),
            models.CheckConstraint(
                condition=Q(interval__gte=1, interval__lte=90), name="river_section_is_patrolled_each_so_many_days",
                violation_error_message="巡河间隔为 1 到 90 天。",
            ),
            models.CheckConstraint(
                condition=Q(until=None, withdrawn_at=None) | Q(until__gte=F("since"), withdrawn_at__isnull=False),
                name="river_section_ends_after_it_begins", violation_error_message="撤销日期不能早于设立日期。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("creations:river", args=[self.pk])


class RiverPatrol(ScopedModel):
    """巡河记录: one walk along a section; what was found may have become a case."""

    set_once = ("division", "section", "case", "created_by")
    inherited = True

    section = models.ForeignKey(
        RiverSection, models.PROTECT, related_name="patrols", db_index=False, verbose_name="河段"
    )
    patrolled_at = models.DateTimeField("巡河时间")
    found = models.BooleanField("发现问题", default=False)
    text = models.CharField("情况", max_length=400, blank=True)
    case = models.OneToOneField(
        Case, models.PROTECT, null=True, blank=True, related_name="river_patrol", verbose_name="工单", editable=False
    )

    class Meta:
        verbose_name = verbose_name_plural = "巡河记录"
        ordering = ["-patrolled_at", "-id"]
        indexes = [
            models.Index(fields=["division", "patrolled_at", "id"], name="river_patrol_division"),
            models.Index(fields=["patrolled_at", "id"], name="river_patrol_by_time"),
            models.Index(fields=["section", "-patrolled_at"], name="river_patrol_section"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "created_by", "patrolled_at"], condition=Q(withdrawn_at=None), name="river_patrol_is_recorded_once",
                violation_error_message="这次巡河已经记过，请不要重复登记。",
            ),
            models.CheckConstraint(
                condition=Q(found=True) | Q(case=None), name="river_patrol_with_a_case_found_something",
                violation_error_message="没有发现问题的巡河不转工单。",
            ),
            models.CheckConstraint(
                condition=Q(found=False) | ~Q(text=""), name="river_patrol_says_what_it_found",
                violation_error_message="发现问题须写明情况。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.section_id} {self.patrolled_at:%Y-%m-%d}"


def last_at() -> Subquery:
    """When a section was last patrolled."""
    walks = RiverPatrol.objects.standing().filter(section=OuterRef("pk")).order_by("-patrolled_at")
    return Subquery(walks.values("patrolled_at")[:1])


def due_on() -> Any:
    """The day by which a section is next to be patrolled: its interval after the last one, or after it was set up."""
    begun = Coalesce(TruncDate(last_at()), F("since"))
    return ExpressionWrapper(begun + F("interval"), output_field=models.DateField())
