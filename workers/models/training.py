"""培训: a course, its sessions, and who attended for how many hours."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from governance.access.models import ScopedModel
from governance.access.scoping import ScopedQuerySet
from workers.models.register import Worker


class Training(ScopedModel):
    """培训 offered by a district, street or committee to all below it."""

    class Kind(models.TextChoices):
        INITIAL = "initial", "初任培训"
        ROUTINE = "routine", "在岗培训"
        ADVANCED = "advanced", "高阶培训"
        EXAM = "exam", "考前培训"

    class State(models.TextChoices):
        PLANNED = "planned", "计划"
        ENROLLING = "enrolling", "报名中"
        FINISHED = "finished", "已结束"
        CANCELLED = "cancelled", "已取消"

    inherited = True

    title = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=10, choices=Kind, default=Kind.ROUTINE)
    topic = models.CharField("内容", max_length=400, blank=True)
    teacher = models.CharField("授课单位", max_length=60, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PLANNED, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "培训"
        ordering = ["-id"]
        indexes = [models.Index(fields=["division", "id"], name="training_division")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("workers:training", args=[self.pk])


class Session(ScopedModel):
    """培训场次: one meeting of a course, worth so many class hours. In the course's division."""

    inherited = True

    training = models.ForeignKey(Training, models.PROTECT, related_name="sessions", verbose_name="培训")
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    hours = models.DecimalField(
        "课时", max_digits=4, decimal_places=1, validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(40)]
    )
    place = models.CharField("地点", max_length=120, blank=True)
    capacity = models.PositiveSmallIntegerField("名额", default=60, validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = verbose_name_plural = "培训场次"
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["division", "starts_at", "id"], name="session_division"),
            models.Index(fields=["starts_at", "id"], name="session_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts",
                violation_error_message="结束时间要晚于开始时间。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.training_id} {self.starts_at:%Y-%m-%d}"


class AttendanceQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("worker", "session__training", "division")


class Attendance(ScopedModel):
    """培训签到: a worker's place in a session and the hours credited. In the division where the worker was posted that day."""

    holds_people = True

    session = models.ForeignKey(
        Session, models.PROTECT, related_name="attendances", db_index=False, verbose_name="场次"
    )
    worker = models.ForeignKey(
        Worker, models.PROTECT, related_name="attendances", db_index=False, verbose_name="社区工作者"
    )
    enrolled_at = models.DateTimeField("报名时间")
    attended = models.BooleanField("到场", null=True, blank=True, editable=False)
    hours = models.DecimalField("课时", max_digits=4, decimal_places=1, default=0, editable=False)
    held_at = models.DateTimeField("上课时间", null=True, blank=True, editable=False)
    noted_at = models.DateTimeField("签到的登记时间", null=True, blank=True, editable=False)

    objects: ClassVar = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "培训签到"
        ordering = ["session", "id"]
        indexes = [
            models.Index(fields=["division", "held_at"], name="attendance_division"),
            models.Index(fields=["worker", "held_at"], name="attendance_worker"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "worker"], condition=Q(withdrawn_at=None), name="attendance_is_one_a_session",
                violation_error_message="这位社区工作者已经报名这一场。",
            ),
            models.CheckConstraint(
                condition=Q(attended=None, noted_at=None) | Q(attended__isnull=False, noted_at__isnull=False, held_at__isnull=False),
                name="attendance_is_dated",
            ),
            models.CheckConstraint(condition=Q(hours=0) | Q(attended=True), name="attendance_has_hours_only_if_attended"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)
