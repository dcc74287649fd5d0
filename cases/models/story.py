"""What happened to a case: where it was sent, and the words its readers see."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cases.models.case import Case
from governance.access.models import Department, Row


class Dispatch(Row):
    """派遣 of a case to a department. It was right unless refused, given back after accepting, or passed on (each dated)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="dispatches", verbose_name="工单")
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="dispatches", db_index=False, verbose_name="承办部门"
    )
    at = models.DateTimeField("派遣时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="派遣人"
    )
    accepted_at = models.DateTimeField("接单时间", null=True, blank=True)
    refused_at = models.DateTimeField("退单时间", null=True, blank=True)
    refused_reason = models.CharField("退单理由", max_length=200, blank=True)
    returned_at = models.DateTimeField("接单后退回时间", null=True, blank=True)
    transferred_at = models.DateTimeField("转办时间", null=True, blank=True)
    assigned = models.BooleanField("区级指定", default=False, db_default=False)

    class Meta:
        verbose_name = verbose_name_plural = "派遣"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["department", "case"], name="dispatch_department")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.department_id}"


class CaseEntry(Row):
    """经过: one line of a case's story as its readers see it; the audit holds the fact, this holds the words."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="entries", db_index=False, verbose_name="工单")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="人员"
    )
    step = models.CharField("步骤", max_length=20, blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="部门"
    )
    text = models.CharField("说明", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工单经过"
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["case", "-at"], name="case_entry_case"),
            models.Index(fields=["by", "case"], name="case_entry_by"),  # what somebody had a hand in
            models.Index(
                fields=["case", "step", "at"], name="case_entry_done", condition=models.Q(step__in=["finish", "rework"])
            ),  # what the rates ask of each round
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step}"
