"""What a neighbourhood does for itself: 睦邻楼组, 三驾马车 meetings, and households taken into 社区云."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from governance.access.models import ScopedModel, Span, SpanQuerySet
from governance.access.scoping import ScopedQuerySet
from neighborhoods.models.places import Building, Estate, Household


class BuildingGroup(Span, ScopedModel):
    """睦邻楼组: a self-governing group of one or more buildings. Named ones are counted."""

    class State(models.TextChoices):
        CANDIDATE = "candidate", "培育中"
        NAMED = "named", "已命名"
        REVIEWED = "reviewed", "已复核"
        DISSOLVED = "dissolved", "已撤销"

    estate = models.ForeignKey(Estate, models.PROTECT, related_name="groups", verbose_name="小区")
    name = models.CharField("名称", max_length=40)
    buildings = models.ManyToManyField(Building, related_name="groups", verbose_name="楼栋")
    feature = models.CharField("特色", max_length=100, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.CANDIDATE, editable=False)
    named_on = models.DateField("命名日期", null=True, blank=True, editable=False)
    named_at = models.DateTimeField("命名的登记时间", null=True, blank=True, editable=False)
    reviewed_on = models.DateField("复核日期", null=True, blank=True, editable=False)

    objects: ClassVar = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "睦邻楼组"
        ordering = ["division", "name"]
        indexes = [models.Index(fields=["division", "id"], name="building_group_division")]
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "name"], condition=Q(until=None), name="building_group_name_is_unique_in_an_estate",
                violation_error_message="这个小区已有同名的睦邻楼组。",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="building_group_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(state="candidate") | Q(state="dissolved") | Q(named_on__isnull=False), name="building_group_named_is_dated"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("neighborhoods:group", args=[self.pk])


class Onboarding(Span, ScopedModel):
    """上云: a household is in 社区云 from a day until it leaves it."""

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="onboardings", db_index=False, verbose_name="住户"
    )

    objects: ClassVar = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "上云"
        ordering = ["-since", "id"]
        indexes = [
            models.Index(fields=["division", "id"], name="onboarding_division"),
            models.Index(fields=["household", "since"], name="onboarding_household"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=Q(until=None), name="household_is_onboarded_once",
                violation_error_message="这一户已经上云。",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="onboarding_ends_after_it_begins"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)


class JointMeetingQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("division")


class JointMeeting(ScopedModel):
    """联席会议 of a committee for one month: 三驾马车 (committee, owners' committee, property firm) or another standing kind.

    The clock makes one row a month and committee, so that a month without a meeting is a fact and not a gap.
    """

    class Kind(models.TextChoices):
        TROIKA = "troika", "三驾马车联席会议"
        PROPERTY = "property", "住宅小区综合治理联席会议"
        RECEPTION = "reception", "联合接待日"

    class State(models.TextChoices):
        CONVENED = "convened", "待召开"
        RESOLVED = "resolved", "已议定"
        TRACKED = "tracked", "已落实"

    kind = models.CharField("种类", max_length=10, choices=Kind, default=Kind.TROIKA)
    month = models.DateField("月份")
    held_at = models.DateTimeField("召开时间", null=True, blank=True, editable=False)
    noted_at = models.DateTimeField("召开的登记时间", null=True, blank=True, editable=False)
    committee = models.BooleanField("居委会到会", default=False, editable=False)
    owners = models.BooleanField("业委会到会", default=False, editable=False)
    property_firm = models.BooleanField("物业到会", default=False, editable=False)
    resolution = models.CharField("议定事项", max_length=1000, blank=True, editable=False)
    outcome = models.CharField("落实情况", max_length=1000, blank=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.CONVENED, editable=False)

    objects: ClassVar = JointMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "联席会议"
        ordering = ["-month", "division", "kind"]
        indexes = [models.Index(fields=["month", "id"], name="joint_meeting_month")]
        constraints = [
            models.UniqueConstraint(fields=["division", "kind", "month"], name="joint_meeting_is_one_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="joint_meeting_month_is_a_first_day"),
            models.CheckConstraint(
                condition=Q(state="convened") | Q(held_at__isnull=False, noted_at__isnull=False),
                name="joint_meeting_held_is_dated",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("neighborhoods:meeting", args=[self.pk])
