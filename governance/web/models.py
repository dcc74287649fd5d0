"""What the 减负 meter counts."""

from __future__ import annotations

from django.db import models

from governance.access.models import Division
from governance.access.scoping import ScopedQuerySet


class FormUse(models.Model):
    """填报计量: one kind of form in one division on one day. Sums only; nothing here leads to a person.

    `kept` fields came filled in and were left so, `typed` ones were filled in or changed. A save whose time is known is in
    exactly one of the four classes of seconds.
    """

    scope = "division"
    inherited = False

    id = models.BigAutoField(primary_key=True)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", db_index=False, verbose_name="区划")
    day = models.DateField("日期")
    kind = models.CharField("表单", max_length=20)
    saves = models.PositiveIntegerField("保存次数", default=0)
    kept = models.PositiveIntegerField("预填项数", default=0)
    typed = models.PositiveIntegerField("手填项数", default=0)
    seconds = models.PositiveBigIntegerField("用时合计（秒）", default=0)
    up_to_20 = models.PositiveIntegerField("20 秒以内", default=0)
    up_to_60 = models.PositiveIntegerField("21 至 60 秒", default=0)
    up_to_180 = models.PositiveIntegerField("61 至 180 秒", default=0)
    longer = models.PositiveIntegerField("180 秒以上", default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "填报计量"
        ordering = ["division", "day", "kind"]
        constraints = [models.UniqueConstraint(fields=["division", "day", "kind"], name="one_form_use_a_day")]

    def __str__(self) -> str:
        return f"{self.division_id} {self.day} {self.kind}"
