"""综合整治 of what breaks the law on land, buildings, trade, waste and dwelling (五违四必)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from governance.access.models import Department, Row, ScopedModel
from governance.access.scoping import ScopedQuerySet


class ViolationQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.standing().exclude(state=Violation.State.RESTORED)

    def overdue(self, now: datetime) -> Self:
        return self.open().filter(order_due_at__lt=now)

    def for_list(self) -> Self:
        return self.select_related("division", "department")


class Violation(ScopedModel):
    """违法整治: 发现, 认定, 责令, 处罚, 整治. Its life is drawn in `cases.hazards.flows.VIOLATION`."""

    set_once = ("number", "division", "department", "created_by")

    class State(models.TextChoices):
        FOUND = "found", "待认定"
        IDENTIFIED = "identified", "已认定"
        ORDERED = "ordered", "已责令"
        PUNISHED = "punished", "已处罚"
        RESTORED = "restored", "已整治"

    class Kind(models.TextChoices):
        """五违."""

        LAND = "land", "违法用地"
        BUILDING = "building", "违法建筑"
        TRADE = "trade", "违法经营"
        DISCHARGE = "discharge", "违法排污"
        DWELLING = "dwelling", "违法居住"

    class Must(models.TextChoices):
        """四必."""

        HAZARD = "hazard", "安全隐患必须消除"
        DEMOLISH = "demolish", "违法无证建筑必须拆除"
        TIDY = "tidy", "脏乱现象必须整治"
        BAN = "ban", "违法经营必须取缔"

    department_path = "pk__in"

    number = models.CharField("编号", max_length=20, unique=True, editable=False)
    kind = models.CharField("五违", max_length=10, choices=Kind)
    must = models.CharField("四必", max_length=10, choices=Must)
    title = models.CharField("事项", max_length=80)
    address = models.CharField("地点", max_length=120)
    description = models.CharField("情况", max_length=1000, blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="violations", verbose_name="执法部门"
    )
    found_at = models.DateTimeField("发现时间")
    state = models.CharField("状态", max_length=12, choices=State, default=State.FOUND, editable=False)
    order_due_at = models.DateTimeField("责令期限", null=True, blank=True, editable=False)
    restored_at = models.DateTimeField("整治完成时间", null=True, blank=True, editable=False)

    objects: ClassVar = ViolationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "违法整治"
        ordering = ["-found_at", "-id"]
        indexes = [
            models.Index(fields=["division", "found_at", "id"], name="violation_division"),
            models.Index(fields=["found_at", "id"], name="violation_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ordered") | Q(order_due_at__isnull=False), name="violation_ordered_by_a_day",
                violation_error_message="责令须写明期限。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("hazards:violation", args=[self.pk])

    @classmethod
    def dispatched_to(cls, department: int) -> Any:
        """Those the department enforces."""
        return cls._base_manager.filter(department=department).values("pk")


class ViolationAct(Row):
    """整治文书: a step with the document that did it, its number and its day."""

    violation = models.ForeignKey(Violation, models.PROTECT, related_name="acts", verbose_name="违法整治")
    step = models.CharField("步骤", max_length=12)
    document = models.CharField("文书编号", max_length=60, blank=True)
    on = models.DateField("文书日期")
    text = models.CharField("内容", max_length=400)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="登记人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "整治文书"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.violation_id} {self.step}"
