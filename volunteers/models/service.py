"""Service: projects, shifts, who served from when to when, and what was confirmed of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse

from governance.access.models import ScopedModel
from governance.access.scoping import ScopedQuerySet
from volunteers.models.timing import by_day
from volunteers.models.units import Unit, Volunteer


class Project(ScopedModel):
    """服务项目 of a unit, in the unit's division; known to all below."""

    class Theme(models.TextChoices):
        MUTUAL = "mutual", "邻里互助"
        ELDERS = "elders", "为老"
        CHILDREN = "children", "助学"
        HEALTH = "health", "健康"
        LAW = "law", "法治"
        GREEN = "green", "环保"
        SAFETY = "safety", "平安"
        CULTURE = "culture", "文体"
        EVENTS = "events", "赛会"

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        RECRUITING = "recruiting", "招募中"
        CLOSED = "closed", "已结束"

    inherited = True

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="projects", verbose_name="志愿者组织")
    title = models.CharField("名称", max_length=60)
    theme = models.CharField("领域", max_length=10, choices=Theme, default=Theme.MUTUAL)
    description = models.CharField("内容", max_length=1000, blank=True)
    campaign = models.CharField("所属行动", max_length=40, blank=True)
    state = models.CharField("状态", max_length=12, choices=State, default=State.DRAFT, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "志愿服务项目"
        ordering = ["-id"]
        indexes = [models.Index(fields=["division", "id"], name="project_division")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("volunteers:project", args=[self.pk])


class ShiftQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("project__unit", "division")

    def over(self, now: datetime) -> Self:
        return self.filter(ends_at__lte=now, cancelled_at=None)

    def to_come(self, now: datetime) -> Self:
        return self.filter(ends_at__gt=now, cancelled_at=None)


class Shift(ScopedModel):
    """班次 of a project: when, where, how many. In the project's division."""

    inherited = True

    project = models.ForeignKey(Project, models.PROTECT, related_name="shifts", db_index=False, verbose_name="服务项目")
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    place = models.CharField("地点", max_length=120, blank=True)
    capacity = models.PositiveSmallIntegerField(
        "需要人数", default=10, validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True, editable=False)

    objects: ClassVar = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "班次"
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["division", "starts_at", "id"], name="shift_division"),
            models.Index(fields=["starts_at", "id"], name="shift_by_time"),
            models.Index(fields=["project", "starts_at"], name="shift_project"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_it_starts",
                violation_error_message="结束时间要晚于开始时间。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.project_id} {self.starts_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("volunteers:shift", args=[self.pk])


class ServiceRecordQuerySet(ScopedQuerySet):
    def holding(self) -> Self:
        """Those that take a place of their shift."""
        return self.standing().exclude(state=ServiceRecord.State.CANCELLED)

    def waiting(self) -> Self:
        """Those whose hours somebody is to confirm."""
        return self.standing().filter(state__in=[ServiceRecord.State.SERVED, ServiceRecord.State.DISPUTED])

    def for_list(self) -> Self:
        return self.select_related("volunteer__resident", "shift__project", "unit", "division")


class ServiceRecord(ScopedModel):
    """服务记录 of one volunteer in one shift, from signing up to confirmed hours. In the volunteer's own division.

    Times are the volunteer's own, not the shift's. What is confirmed stands in the ledger (`HourEntry`), where a
    correction reverses the former entries; this row shows the newest.
    """

    class State(models.TextChoices):
        SIGNED = "signed", "已报名"
        SERVING = "serving", "服务中"
        SERVED = "served", "待确认"
        CONFIRMED = "confirmed", "已确认"
        DISPUTED = "disputed", "有异议"
        ABSENT = "absent", "未到"
        CANCELLED = "cancelled", "已取消"

    holds_people = True

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="records", db_index=False, verbose_name="班次")
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="records", db_index=False, verbose_name="志愿者"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="records", db_index=False, verbose_name="志愿者组织")
    signed_up_at = models.DateTimeField("报名时间")
    checked_in_at = models.DateTimeField("签到时间", null=True, blank=True, editable=False)
    checked_out_at = models.DateTimeField("签退时间", null=True, blank=True, editable=False)
    travel_minutes = models.PositiveSmallIntegerField("路途分钟", default=0, editable=False)
    forgotten = models.BooleanField("忘记签退", default=False, editable=False)
    checked_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name="签到登记人", editable=False,
    )  # fmt: skip
    timed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name="计时人", editable=False,
    )  # fmt: skip
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name="确认人", editable=False,
    )  # fmt: skip
    minutes = models.PositiveIntegerField("服务分钟", default=0, editable=False)
    objection = models.CharField("异议", max_length=200, blank=True, editable=False)
    correction = models.CharField("更正理由", max_length=200, blank=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.SIGNED, editable=False)

    objects: ClassVar = ServiceRecordQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务记录"
        ordering = ["-signed_up_at", "-id"]
        indexes = [
            models.Index(fields=["division", "signed_up_at", "id"], name="service_record_division"),
            models.Index(fields=["signed_up_at", "id"], name="service_record_newest"),
            models.Index(fields=["volunteer", "signed_up_at"], name="service_record_volunteer"),
            models.Index(
                fields=["division", "state"],
                name="service_record_waiting",
                condition=Q(state__in=["served", "disputed"]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "volunteer"], condition=~Q(state="cancelled") & Q(withdrawn_at=None), name="service_record_is_one_a_shift",
                violation_error_message="这位志愿者已经报名这个班次。",
            ),
            models.CheckConstraint(
                condition=Q(checked_out_at=None) | Q(checked_out_at__gt=F("checked_in_at")), name="service_record_leaves_after_coming",
                violation_error_message="签退时间要晚于签到时间。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["served", "confirmed", "disputed"]) | Q(checked_out_at__isnull=False), name="service_record_served_is_timed"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False), name="service_record_confirmed_is_dated"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(timed_by=None) | ~Q(confirmed_by=F("timed_by")), name="service_record_is_confirmed_by_another",
                violation_error_message="计时的人不能自己确认时长。",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(checked_in_by=None) | ~Q(confirmed_by=F("checked_in_by")),
                name="service_record_is_confirmed_by_a_third", violation_error_message="登记签到的人不能自己确认时长。",
            ),
            ExclusionConstraint(
                name="volunteer_serves_in_one_place_at_a_time",
                expressions=[
                    ("volunteer", RangeOperators.EQUAL),
                    (Func(F("checked_in_at"), F("checked_out_at"), RangeBoundary(), function="TSTZRANGE"), RangeOperators.OVERLAPS),
                ],
                condition=Q(checked_out_at__isnull=False, withdrawn_at=None) & ~Q(state="cancelled"),
                violation_error_message="这位志愿者这段时间已有另一条服务记录，请核对签到和签退的时间。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("volunteers:record", args=[self.pk])

    @property
    def timekeepers(self) -> set[Any]:
        """Who set the coming and the going as they stand."""
        return {self.checked_in_by_id, self.timed_by_id} - {None}

    @property
    def by_day(self) -> dict[date, int]:
        """Minutes of each Shanghai day by the times as they now stand, the way there left out; empty until both are known."""
        if self.checked_in_at is None or self.checked_out_at is None:
            return {}
        return by_day(self.checked_in_at + timedelta(minutes=self.travel_minutes), self.checked_out_at)

    @property
    def timed_minutes(self) -> int:
        """What a confirmation would enter now; `minutes` is what the ledger holds."""
        return sum(self.by_day.values())
