"""Activities: who holds them, about what, where, and who came."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from governance.access.models import ScopedModel
from governance.access.scoping import ScopedQuerySet
from neighborhoods.models.centers import Booking, Center, Room
from neighborhoods.models.groups import BuildingGroup
from neighborhoods.models.people import Resident


class Partner(ScopedModel):
    """共建单位: a firm, school or other body that contributes to a neighbourhood."""

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", "企业"
        SCHOOL = "school", "学校"
        HOSPITAL = "hospital", "医疗机构"
        SOCIAL = "social", "社会组织"
        OFFICE = "office", "机关事业单位"
        OTHER = "other", "其他"

    inherited = True

    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类型", max_length=10, choices=Kind, default=Kind.ENTERPRISE)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "共建单位"
        ordering = ["division", "name"]
        indexes = [models.Index(fields=["division", "id"], name="partner_division")]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "name"], name="partner_name_is_unique_in_a_division",
                violation_error_message="本区划已有同名的共建单位。",
            ),
            models.UniqueConstraint(
                fields=["division", "uscc"], condition=~Q(uscc=""), name="partner_uscc_is_unique_in_a_division",
                violation_error_message="本区划已登记过这个统一社会信用代码。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class ActivityQuerySet(ScopedQuerySet):
    def announced(self) -> Self:
        return self.standing().filter(
            state__in=[Activity.State.PUBLISHED, Activity.State.HELD, Activity.State.EVALUATED]
        )

    def coming(self, now: datetime) -> Self:
        return self.standing().filter(state=Activity.State.PUBLISHED, ends_at__gt=now)

    def for_list(self) -> Self:
        return self.select_related("division", "center", "room", "partner", "group", "booking")

    def public(self) -> Self:
        """The timetable on the wall: what was announced for everybody."""
        return self.announced().filter(open_to_all=True)


class Activity(ScopedModel):
    """活动. Held in a center, by a 睦邻楼组, or elsewhere in its division. Its life is drawn in `neighborhoods.flows.ACTIVITY`."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        PUBLISHED = "published", "报名中"
        HELD = "held", "已举办"
        EVALUATED = "evaluated", "已评价"
        CANCELLED = "cancelled", "已取消"

    class Organiser(models.TextChoices):
        """Who holds it; all but the first are 多元主体."""

        GOVERNMENT = "government", "街道、居委"
        SOCIAL = "social", "社会组织"
        ENTERPRISE = "enterprise", "企业、共建单位"
        RESIDENTS = "residents", "居民团队"
        VOLUNTEERS = "volunteers", "志愿者团队"

    class Theme(models.TextChoices):
        CULTURE = "culture", "文体"
        HEALTH = "health", "健康"
        LAW = "law", "法治文化"
        VIRTUE = "virtue", "家风文明"
        ELDERS = "elders", "为老"
        CHILDREN = "children", "亲子"
        MUTUAL = "mutual", "邻里互助"
        PARTY = "party", "党建"
        SAFETY = "safety", "平安环保"
        OTHER = "other", "其他"

    inherited = True

    center = models.ForeignKey(
        Center, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name="睦邻中心"
    )
    room = models.ForeignKey(
        Room, models.PROTECT, null=True, blank=True, related_name="activities", db_index=False, verbose_name="活动室"
    )
    booking = models.OneToOneField(
        Booking, models.PROTECT, null=True, blank=True, related_name="activity", verbose_name="预约", editable=False
    )
    group = models.ForeignKey(
        BuildingGroup, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name="睦邻楼组"
    )
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name="共建单位"
    )
    title = models.CharField("名称", max_length=60)
    theme = models.CharField("主题", max_length=10, choices=Theme, default=Theme.CULTURE)
    organiser_kind = models.CharField("主办方类型", max_length=10, choices=Organiser, default=Organiser.GOVERNMENT)
    organiser = models.CharField("主办方", max_length=60, blank=True)
    description = models.CharField("介绍", max_length=1000, blank=True)
    place = models.CharField("地点", max_length=120, blank=True)
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    capacity = models.PositiveSmallIntegerField(
        "名额", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5000)]
    )
    open_to_all = models.BooleanField("公开", default=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT, editable=False)
    held_at = models.DateTimeField("登记举办的时间", null=True, blank=True, editable=False)
    guests = models.PositiveSmallIntegerField("未登记姓名的人数", default=0, editable=False)
    rating = models.PositiveSmallIntegerField(
        "评价", null=True, blank=True, editable=False, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    summary = models.CharField("小结", max_length=1000, blank=True, editable=False)
    reason = models.CharField("取消理由", max_length=200, blank=True, editable=False)

    objects: ClassVar = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "活动"
        ordering = ["-starts_at", "-id"]
        indexes = [
            models.Index(fields=["division", "starts_at", "id"], name="activity_division"),
            models.Index(fields=["starts_at", "id"], name="activity_by_time"),
            models.Index(fields=["center", "starts_at"], name="activity_center"),
            models.Index(fields=["group", "starts_at"], name="activity_group", condition=Q(group__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="activity_ends_after_it_starts",
                violation_error_message="结束时间要晚于开始时间。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["held", "evaluated"]) | Q(held_at__isnull=False), name="activity_held_is_dated"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("neighborhoods:activity", args=[self.pk])


class ParticipationQuerySet(ScopedQuerySet):
    def signed(self) -> Self:
        """Who has a place."""
        return self.filter(withdrawn_at=None)

    def came(self) -> Self:
        return self.filter(withdrawn_at=None, checked_in_at__isnull=False)


class Participation(ScopedModel):
    """活动报名: a resident's place in an activity, and when they came. In the resident's own division; cancelled by withdrawing."""

    holds_people = True

    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="participations", db_index=False, verbose_name="活动"
    )
    resident = models.ForeignKey(
        Resident, models.PROTECT, related_name="participations", db_index=False, verbose_name="居民"
    )
    signed_up_at = models.DateTimeField("报名时间")
    checked_in_at = models.DateTimeField("签到时间", null=True, blank=True, editable=False)
    noted_at = models.DateTimeField("签到的登记时间", null=True, blank=True, editable=False)

    objects: ClassVar = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "活动报名"
        ordering = ["signed_up_at", "id"]
        indexes = [
            models.Index(fields=["division", "id"], name="participation_division"),
            models.Index(fields=["resident", "checked_in_at"], name="participation_resident"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "resident"], condition=Q(withdrawn_at=None), name="participation_is_one_a_resident",
                violation_error_message="这位居民已经报名。",
            ),
            models.CheckConstraint(
                condition=Q(checked_in_at=None, noted_at=None) | Q(checked_in_at__isnull=False, noted_at__isnull=False),
                name="participation_check_in_is_dated",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)
