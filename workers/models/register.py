"""实名制: who works for the committees, which posts there are, and how many each street may employ."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse

from governance.access.models import Division, Row, ScopedModel, Span, SpanQuerySet
from governance.access.scoping import ScopedQuerySet
from governance.vault import masks
from governance.vault.fields import BlindIndexField, EncryptedTextField


class Days(Func):
    """The half-open range of the days of a span."""

    function = "DATERANGE"

    def __init__(self) -> None:
        super().__init__(F("since"), F("until"))


class Post(models.Model):
    """岗位 of the standard set of a division, inherited by all below it."""

    class Kind(models.TextChoices):
        SECRETARY = "secretary", "党组织书记"
        DIRECTOR = "director", "居委会主任"
        MEMBER = "member", "居委会委员"
        WORKER = "worker", "社区工作者"
        SOCIAL = "social", "社工师"
        OTHER = "other", "其他聘用人员"

    scope = "division"
    inherited = True

    id = models.BigAutoField(primary_key=True)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="区划")
    code = models.SlugField("代码", max_length=40)
    name = models.CharField("名称", max_length=30)
    kind = models.CharField("类别", max_length=10, choices=Kind, default=Kind.WORKER)
    counts = models.BooleanField("占员额", default=True)
    order = models.PositiveSmallIntegerField("序号", default=0)
    active = models.BooleanField("在用", default=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        ordering = ["division", "order", "code"]
        constraints = [models.UniqueConstraint(fields=["division", "code"], name="post_code_is_unique_in_a_division")]

    def __str__(self) -> str:
        return self.name


class Quota(Span, ScopedModel):
    """员额: how many workers a street may employ, from a day until the next decision."""

    places = models.PositiveSmallIntegerField("员额", validators=[MaxValueValidator(5000)])
    basis = models.CharField("依据", max_length=100, blank=True)

    objects: ClassVar = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "员额"
        ordering = ["division", "-since"]
        indexes = [models.Index(fields=["division", "id"], name="quota_division")]
        constraints = [
            ExclusionConstraint(
                name="quota_is_one_at_a_time",
                expressions=[("division", RangeOperators.EQUAL), (Days(), RangeOperators.OVERLAPS)],
                condition=Q(withdrawn_at=None), violation_error_message="这段时间已有员额规定，请先终止原来的规定。",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="quota_ends_after_it_begins"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.division_id} {self.places}"


class WorkerQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("division")


class Worker(ScopedModel):
    """社区工作者. `division` is where the person works now and moves along (decision 8); what is counted are postings."""

    class State(models.TextChoices):
        DRAFT = "draft", "待入职"
        ACTIVE = "active", "在岗"
        ON_LEAVE = "on_leave", "离岗"
        EXITED = "exited", "已离职"

    class Education(models.TextChoices):
        SENIOR = "senior", "高中及以下"
        COLLEGE = "college", "大专"
        BACHELOR = "bachelor", "本科"
        MASTER = "master", "研究生"

    holds_people = True

    number = models.CharField("工号", max_length=20, unique=True, editable=False)
    name = models.CharField("姓名", max_length=40, db_collation="C")
    sex = models.CharField("性别", max_length=6, choices=[("male", "男"), ("female", "女")], blank=True)
    birth_date = models.DateField("出生日期", null=True, blank=True)
    education = models.CharField("学历", max_length=10, choices=Education, blank=True)
    id_number = EncryptedTextField("证件号", max_length=18, null=True, blank=True)
    id_number_masked = models.CharField("证件号", max_length=18, blank=True, editable=False)
    id_number_index = BlindIndexField("id_number", verbose_name="证件号索引")
    phone = EncryptedTextField("电话", max_length=20, null=True, blank=True)
    phone_masked = models.CharField("电话", max_length=20, blank=True, editable=False)
    phone_index = BlindIndexField("phone", verbose_name="电话索引")
    skills = models.CharField("全岗通事项", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT, editable=False)

    objects: ClassVar = WorkerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "社区工作者"
        ordering = ["number"]
        indexes = [
            models.Index(fields=["division", "number"], name="worker_division"),
            GinIndex(fields=["number", "name"], opclasses=["gin_trgm_ops"] * 2, name="worker_trigrams"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["id_number_index"], condition=Q(withdrawn_at=None) & ~Q(state="exited"), name="worker_is_registered_once",
                violation_error_message="这个证件号已在册，请核对是不是同一个人。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The masks follow what is sealed, whoever saves; a save of other columns leaves them alone."""
        if kwargs.get("update_fields") is None:
            self.id_number_masked = masks.id_number(self.id_number or "")
            self.phone_masked = masks.phone(self.phone or "")
        super().save(*args, **kwargs)

    @property
    def masked_name(self) -> str:
        return masks.name(self.name)

    def get_absolute_url(self) -> str:
        return reverse("workers:worker", args=[self.pk])


class Reveal(Row):
    """查阅: one look at the unmasked values of one worker. The audit names its category, the words stay here, sealed."""

    class Category(models.TextChoices):
        CHECK = "check", "核对登记"
        CHANGE = "change", "办理人事变动"
        URGENT = "urgent", "紧急联系"
        OTHER = "other", "其他"

    holds_people = True

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="reveals", verbose_name="社区工作者")
    event = models.UUIDField("审计事件", unique=True)
    category = models.CharField("理由类别", max_length=8, choices=Category)
    reason = EncryptedTextField("理由", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "查阅记录"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.pk}"
