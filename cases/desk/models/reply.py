"""回复模板: what is written again and again, with the words that change left open."""

from __future__ import annotations

from django.db import models

from cases.models import Category
from governance.access.scoping import ScopedQuerySet


class ReplyTemplate(models.Model):
    """A text for one step, of a division and all below it; `{工单号}` and the like are filled in on the case's page."""

    class Step(models.TextChoices):
        """The steps that ask for words; the names are those of `cases.forms.FORMS`."""

        FINISH = "finish", "办结反馈"
        REFUSE = "refuse", "退单"
        RETURN = "return", "接单后退回"
        TRANSFER = "transfer", "转办"
        REWORK = "rework", "退回返工"
        URGE = "urge", "催办"
        EXTEND = "extend", "申请延期"
        PAUSE = "pause", "申请缓办"
        ANSWER = "answer", "居民回访"
        REOPEN = "reopen", "重新办理"
        WITHDRAW = "withdraw", "撤回"

    scope = "division"
    inherited = True

    id = models.BigAutoField(primary_key=True)
    division = models.ForeignKey("access.Division", models.PROTECT, related_name="+", verbose_name="适用范围")
    step = models.CharField("步骤", max_length=20, choices=Step)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="类别")
    title = models.CharField("名称", max_length=30)
    text = models.CharField("内容", max_length=500)
    order = models.PositiveSmallIntegerField("序号", default=1)
    active = models.BooleanField("在用", default=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "回复模板"
        ordering = ["step", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "step", "title"], name="reply_title_is_unique_for_a_step",
                violation_error_message="这个步骤已有同名模板。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title
