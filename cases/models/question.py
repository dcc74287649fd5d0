"""What a category asks beside place and text, and who reported a case."""

from __future__ import annotations

from typing import Any

from django.db import models

from cases.models.case import Case
from cases.models.category import Category
from governance.access.models import Row, ScopedModel
from governance.access.scoping import ScopedQuerySet
from governance.vault import masks
from governance.vault.fields import EncryptedTextField
from neighborhoods.models import Reveal


class Question(models.Model):
    """补充问题 of a category. One definition feeds the portal's form, the public page and Open311's service definition."""

    class Kind(models.TextChoices):
        """The names are Open311's datatypes."""

        STRING = "string", "一行文字"
        NUMBER = "number", "数字"
        DATETIME = "datetime", "日期时间"
        TEXT = "text", "一段文字"
        SINGLE = "singlevaluelist", "单选"
        MULTIPLE = "multivaluelist", "多选"

    scope = "division"
    inherited = True

    id = models.BigAutoField(primary_key=True)
    division = models.ForeignKey("access.Division", models.PROTECT, related_name="+", verbose_name="区划")
    category = models.ForeignKey(Category, models.PROTECT, related_name="questions", verbose_name="类别")
    code = models.SlugField("代码", max_length=40)
    label = models.CharField("问题", max_length=80)
    hint = models.CharField("填写说明", max_length=120, blank=True)
    kind = models.CharField("类型", max_length=20, choices=Kind, default=Kind.STRING)
    required = models.BooleanField("必填", default=False)
    order = models.PositiveSmallIntegerField("序号", default=1)
    choices = models.JSONField("选项", default=list, blank=True)  # [{"key": "red", "name": "红"}, …]
    active = models.BooleanField("在用", default=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补充问题"
        ordering = ["category", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["category", "code"], name="question_code_is_unique_in_a_category")
        ]

    def __str__(self) -> str:
        return self.label


class Reporter(ScopedModel):
    """报告人: whom to ask and tell, if they said so. Never in a list, never public; reveal asks for a reason."""

    holds_people = True

    case = models.OneToOneField(Case, models.PROTECT, related_name="reporter", verbose_name="工单")
    name = EncryptedTextField("姓名", max_length=40, null=True, blank=True)
    name_masked = models.CharField("姓名", max_length=40, blank=True, editable=False)
    phone = EncryptedTextField("电话", max_length=20, null=True, blank=True)
    phone_masked = models.CharField("电话", max_length=20, blank=True, editable=False)
    email = EncryptedTextField("邮箱", max_length=120, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报告人"
        ordering = ["case"]
        indexes = [models.Index(fields=["division", "id"], name="reporter_division")]

    id_number = ""  # never asked for

    @property
    def masked_name(self) -> str:
        return self.name_masked or "报告人"

    def get_absolute_url(self) -> str:
        return self.case.get_absolute_url()

    def __str__(self) -> str:
        return str(self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_masked = masks.name(self.name) if self.name else ""
        self.phone_masked = masks.phone(self.phone) if self.phone else ""
        super().save(*args, **kwargs)


class ReporterReveal(Row):
    """报告人查阅记录: one look at who reported a case. The audit names its category, the words stay here, sealed."""

    holds_people = True

    reporter = models.ForeignKey(Reporter, models.PROTECT, related_name="reveals", verbose_name="报告人")
    event = models.UUIDField("审计事件", unique=True)
    category = models.CharField("理由类别", max_length=8, choices=Reveal.Category)
    reason = EncryptedTextField("理由", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "报告人查阅记录"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.pk}"
