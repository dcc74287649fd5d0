"""A consultation (会商) on one or more cases, and the words of its story."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from cases.models import Case
from governance.access.models import Department, Row, ScopedModel
from governance.access.scoping import ScopedQuerySet


class ConsultationQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.exclude(state=Consultation.State.CLOSED).filter(withdrawn_at=None)

    def for_list(self) -> Self:
        return self.select_related("division")


class Consultation(ScopedModel):
    """会商: 前期问题征询 > 现场会审会商 > 会议纪要明责 > 督察审核跟踪. Drawn in `cases.consultations.flows`."""

    set_once = ("division", "number", "created_by")
    constraints_by_table = True

    class State(models.TextChoices):
        RAISED = "raised", "待征询"
        CONSULTING = "consulting", "征询意见"
        HELD = "held", "待出纪要"
        MINUTED = "minuted", "督察跟踪"
        CLOSED = "closed", "已办结"

    department_path = "pk__in"

    number = models.CharField("会商号", max_length=20, unique=True, editable=False)
    title = models.CharField("议题", max_length=80)
    description = models.CharField("问题说明", max_length=2000, blank=True)
    cases = models.ManyToManyField(Case, through="ConsultedCase", related_name="consultations", verbose_name="工单")
    state = models.CharField("状态", max_length=12, choices=State, default=State.RAISED, editable=False)
    raised_at = models.DateTimeField("提出时间", editable=False)
    answer_due_at = models.DateTimeField("答复时限", null=True, blank=True, editable=False)
    held_at = models.DateTimeField("会审时间", null=True, blank=True, editable=False)
    place = models.CharField("会审地点", max_length=120, blank=True, editable=False)
    on_site = models.BooleanField("一线工作法", default=False, editable=False)  # held at the site of the matter
    others = models.CharField("其他到会单位", max_length=200, blank=True, editable=False)
    proceedings = models.CharField("会审情况", max_length=4000, blank=True, editable=False)
    decision = models.CharField("会议纪要", max_length=4000, blank=True, editable=False)
    minuted_at = models.DateTimeField("纪要时间", null=True, blank=True, editable=False)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True, editable=False)

    objects: ClassVar = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会商"
        ordering = ["-raised_at", "id"]
        indexes = [
            models.Index(fields=["division", "raised_at", "id"], name="consultation_board"),
            models.Index(fields=["closed_at", "division"], name="consultation_closed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="closed") & Q(closed_at__isnull=False)) | (~Q(state="closed") & Q(closed_at=None)),
                name="consultation_closed_at_goes_with_closed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["raised", "consulting"]) | Q(held_at__isnull=False),
                name="consultation_held_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("consultations:consultation", args=[self.pk])

    @classmethod
    def dispatched_to(cls, department: int) -> Any:
        """Those that `department` was ever asked about, came to or has a duty of."""
        from cases.consultations.models.party import Party

        return Party.objects.filter(department=department).values("consultation")


class ConsultedCase(Row):
    """会商工单: a case that a consultation is about."""

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="subjects", db_index=False, verbose_name="会商"
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="consulted", verbose_name="工单")

    class Meta:
        verbose_name = verbose_name_plural = "会商工单"
        ordering = ["consultation", "id"]
        constraints = [models.UniqueConstraint(fields=["consultation", "case"], name="consulted_case_once")]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.case_id}"


class ConsultationEntry(Row):
    """会商经过: one line of the story as its readers see it; the audit holds the fact, this holds the words."""

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="entries", db_index=False, verbose_name="会商"
    )
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="人员"
    )
    step = models.CharField("步骤", max_length=20)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="部门"
    )
    text = models.CharField("说明", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会商经过"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["consultation", "-at"], name="consultation_entry_of")]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.step}"
