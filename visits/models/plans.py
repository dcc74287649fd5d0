"""走访计划: who is to be visited how often, and which clerk walks which building.

No row is made for a household: what is due follows from the last visit, in SQL (`DueVisit`).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from governance.access import codes
from governance.access.models import Division, ScopedModel, Span, SpanQuerySet
from governance.access.scoping import ScopedQuerySet
from neighborhoods.models import Building, Household, KeyPerson, Partner

EVERY = [MinValueValidator(1), MaxValueValidator(1000)]


class Audience(models.TextChoices):
    HOUSEHOLDS = "households", "全部住户"
    KEY = "key", "重点人群"
    PARTNERS = "partners", "企业"


class PlanLabel(ScopedModel):
    """计划类型: 普遍走访, 四百大走访, a tier of key persons … of a division and all below it, with what it usually asks."""

    inherited = True

    code = models.SlugField("代码", max_length=40)
    name = models.CharField("名称", max_length=30)
    audience = models.CharField("对象", max_length=10, choices=Audience, default=Audience.HOUSEHOLDS)
    kinds = ArrayField(
        models.CharField(max_length=10, choices=KeyPerson.Kind), verbose_name="重点人群", default=list, blank=True
    )
    interval = models.PositiveSmallIntegerField("间隔（天）", validators=EVERY)
    order = models.PositiveSmallIntegerField("序号", default=0)
    active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "计划类型"
        ordering = ["order", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "code"], name="plan_label_code_is_unique_in_a_division",
                violation_error_message="已有这个代码的计划类型。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class PlanQuerySet(ScopedQuerySet):
    def in_force(self, day: date) -> Self:
        return self.standing().filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def for_list(self) -> Self:
        return self.select_related("label", "division")


class Plan(ScopedModel):
    """走访计划 of a street or district for all below it: its audience is met every `interval` days from `starts_on` on.

    These are its terms of today; what they were on another day is in `PlanTerms`, so that past coverage never changes.
    """

    inherited = True

    name = models.CharField("名称", max_length=60)
    label = models.ForeignKey(PlanLabel, models.PROTECT, related_name="plans", verbose_name="类型")
    audience = models.CharField("对象", max_length=10, choices=Audience)
    kinds = ArrayField(
        models.CharField(max_length=10, choices=KeyPerson.Kind), verbose_name="重点人群", default=list, blank=True
    )
    interval = models.PositiveSmallIntegerField("间隔（天）", validators=EVERY)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    low = models.CharField(max_length=12, db_collation="C", editable=False)  # the range of its division, for joins
    high = models.CharField(max_length=12, db_collation="C", editable=False)

    objects: ClassVar = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "走访计划"
        ordering = ["-starts_on", "-id"]
        indexes = [models.Index(fields=["division", "starts_on", "id"], name="plan_division")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="plan_ends_after_it_starts",
                violation_error_message="结束日期不能早于开始日期。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.low, self.high = codes.within(self.division_id)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("visits:plan", args=[self.pk])

    def is_over(self, today: date) -> bool:
        return self.ends_on is not None and self.ends_on < today

    @property
    def kind_labels(self) -> list[str]:
        return [KeyPerson.Kind(kind).label for kind in self.kinds]


class PlanTerms(Span, ScopedModel):
    """计划内容: what a plan asked for from one day to another."""

    inherited = True
    ASKED = ("audience", "kinds", "interval", "starts_on", "ends_on")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="terms", verbose_name="计划")
    audience = models.CharField("对象", max_length=10, choices=Audience)
    kinds = ArrayField(
        models.CharField(max_length=10, choices=KeyPerson.Kind), verbose_name="重点人群", default=list, blank=True
    )
    interval = models.PositiveSmallIntegerField("间隔（天）")
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)

    objects: ClassVar = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "计划内容"
        ordering = ["-recorded_at", "-id"]
        indexes = [models.Index(fields=["division", "id"], name="plan_terms_division")]
        constraints = [
            models.UniqueConstraint(fields=["plan"], condition=Q(until=None), name="plan_has_one_set_of_terms")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.since}"


class BuildingDuty(Span, ScopedModel):
    """包楼: which clerk walks which building, from one day to another."""

    building = models.ForeignKey(Building, models.PROTECT, related_name="duties", db_index=False, verbose_name="楼栋")
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="building_duties", db_index=False, verbose_name="包楼人"
    )

    objects: ClassVar = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "包楼"
        ordering = ["building", "since"]
        indexes = [
            models.Index(fields=["division", "building"], name="duty_division"),
            models.Index(fields=["clerk"], name="duty_clerk", condition=Q(until=None)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["building"], condition=Q(until=None), name="building_has_one_clerk"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="duty_ends_after_it_begins"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.building_id} {self.clerk_id}"


class DueVisitQuerySet(ScopedQuerySet):
    def asked(self, day: date) -> Self:
        """What the register and the plans in force on `day` ask for; a plan asks for nothing after its end."""
        begun = Q(starts_on=None) | Q(starts_on__lte=day)
        lasting = Q(ends_on=None) | (Q(ends_on__gte=day) & Q(due_on__lte=F("ends_on")))
        return self.filter(begun, lasting)

    def overdue(self, day: date) -> Self:
        return self.asked(day).filter(due_on__lt=day)

    def soon(self, day: date, ahead: timedelta) -> Self:
        return self.asked(day).filter(due_on__lte=day + ahead)


class DueVisit(models.Model):
    """应访: one door that one plan (None: the register of key persons) asks for, and by when. A view, computed when asked.

    A door has several rows if several ask for it; lists group by it, so that nobody is sent twice.
    """

    scope = "division"
    inherited = False

    id = models.CharField("编号", max_length=80, primary_key=True)
    division = models.ForeignKey(Division, models.DO_NOTHING, related_name="+", verbose_name="区划")
    household = models.ForeignKey(Household, models.DO_NOTHING, null=True, related_name="+", verbose_name="住户")
    partner = models.ForeignKey(Partner, models.DO_NOTHING, null=True, related_name="+", verbose_name="企业")
    building = models.ForeignKey(Building, models.DO_NOTHING, null=True, related_name="+", verbose_name="楼栋")
    plan = models.ForeignKey(Plan, models.DO_NOTHING, null=True, related_name="+", verbose_name="计划")
    starts_on = models.DateField("计划开始", null=True)
    ends_on = models.DateField("计划结束", null=True)
    since = models.DateField("起算日")
    interval = models.PositiveSmallIntegerField("间隔（天）")
    last_on = models.DateField("上次见到", null=True)
    due_on = models.DateField("应访日期")

    objects = DueVisitQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "visits_duevisit"
        verbose_name = verbose_name_plural = "应访"

    def __str__(self) -> str:
        return self.id
