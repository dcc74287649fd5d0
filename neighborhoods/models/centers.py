"""睦邻中心: the house, its rooms, hours and services, and who has a room when."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse

from governance.access.models import Row, ScopedModel, Span, SpanQuerySet
from governance.access.scoping import ScopedQuerySet


class Period(Func):
    """The half-open time range of a row, for exclusion constraints."""

    function = "TSTZRANGE"

    def __init__(self, start: str, end: str) -> None:
        super().__init__(F(start), F(end), RangeBoundary())


class CenterQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("division")

    def public(self) -> Self:
        """Everybody may read where a center is and what it offers, unless it is only planned."""
        return self.standing().exclude(state=Center.State.PLANNED)


class Center(ScopedModel):
    """睦邻中心 of a district, street or committee; shared with every committee below its division."""

    class Kind(models.TextChoices):
        CENTER = "center", "睦邻中心"
        HOME = "home", "睦邻家园"
        ESTATE = "estate", "睦邻小区站点"
        PARTY = "party", "党群服务站"

    class State(models.TextChoices):
        PLANNED = "planned", "筹建"
        OPEN = "open", "开放"
        SUSPENDED = "suspended", "暂停"
        CLOSED = "closed", "关闭"

    inherited = True

    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类型", max_length=10, choices=Kind, default=Kind.CENTER)
    address = models.CharField("地址", max_length=120)
    longitude = models.FloatField("经度", null=True, blank=True)
    latitude = models.FloatField("纬度", null=True, blank=True)
    phone = models.CharField("服务电话", max_length=20, blank=True)
    notice = models.CharField("须知", max_length=400, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PLANNED, editable=False)

    objects: ClassVar = CenterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "睦邻中心"
        ordering = ["division", "name"]
        indexes = [models.Index(fields=["division", "id"], name="center_division")]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "name"], name="center_name_is_unique_in_a_division",
                violation_error_message="本区划已有同名的中心。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("neighborhoods:center", args=[self.pk])


class Opening(Span, ScopedModel):
    """开放期: from the day a center opened (or opened again) to the day it was suspended or closed. What the index counts."""

    inherited = True

    center = models.ForeignKey(Center, models.PROTECT, related_name="openings", verbose_name="睦邻中心")

    objects: ClassVar = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "开放期"
        ordering = ["center", "since"]
        indexes = [models.Index(fields=["division", "id"], name="opening_division")]
        constraints = [
            models.UniqueConstraint(fields=["center"], condition=Q(until=None), name="center_is_open_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="opening_ends_after_it_begins"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.center_id} {self.since}"


class OpeningHours(Row):
    """开放时间 on one weekday, from 0 (Monday); a day may have several."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, "周一"
        TUESDAY = 1, "周二"
        WEDNESDAY = 2, "周三"
        THURSDAY = 3, "周四"
        FRIDAY = 4, "周五"
        SATURDAY = 5, "周六"
        SUNDAY = 6, "周日"

    center = models.ForeignKey(Center, models.PROTECT, related_name="hours", db_index=False, verbose_name="睦邻中心")
    weekday = models.PositiveSmallIntegerField("星期", choices=Weekday)
    opens = models.TimeField("开门")
    closes = models.TimeField("关门")
    active = models.BooleanField("有效", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "开放时间"
        ordering = ["center", "weekday", "opens"]
        indexes = [models.Index(fields=["center", "weekday"], name="opening_hours_center")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="opening_hours_close_after_they_open",
                violation_error_message="关门时间要晚于开门时间。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class CenterService(Row):
    """服务项目 that a center offers: 十五分钟生活圈里的十项服务."""

    class Kind(models.TextChoices):
        MEALS = "meals", "助餐"
        DAYCARE = "daycare", "日间照护"
        HEALTH = "health", "健康"
        CULTURE = "culture", "文体"
        CHILDREN = "children", "亲子托育"
        LAW = "law", "法律咨询"
        MIND = "mind", "心理疏导"
        REPAIR = "repair", "便民维修"
        PARTY = "party", "党群服务"
        COUNCIL = "council", "议事协商"

    center = models.ForeignKey(Center, models.PROTECT, related_name="services", verbose_name="睦邻中心")
    kind = models.CharField("类别", max_length=10, choices=Kind)
    name = models.CharField("项目", max_length=40)
    hours = models.CharField("时间", max_length=60, blank=True)
    fee = models.CharField("收费", max_length=40, blank=True)
    active = models.BooleanField("有效", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "服务项目"
        ordering = ["center", "kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["center", "name"], condition=Q(active=True), name="center_service_name_is_unique",
                violation_error_message="这个中心已有同名的服务项目。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Room(ScopedModel):
    """活动室 of a center. In the center's division."""

    inherited = True

    center = models.ForeignKey(Center, models.PROTECT, related_name="rooms", verbose_name="睦邻中心")
    name = models.CharField("名称", max_length=40)
    capacity = models.PositiveSmallIntegerField(
        "容纳人数", default=20, validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )
    equipment = models.CharField("设备", max_length=120, blank=True)
    needs_approval = models.BooleanField("预约须确认", default=False)
    active = models.BooleanField("可预约", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "活动室"
        ordering = ["center", "name"]
        indexes = [models.Index(fields=["division", "id"], name="room_division")]
        constraints = [
            models.UniqueConstraint(
                fields=["center", "name"], name="room_name_is_unique_in_a_center",
                violation_error_message="这个中心已有同名的活动室。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class BookingQuerySet(ScopedQuerySet):
    def holding(self) -> Self:
        """Those that keep their time free of others."""
        return self.filter(state__in=Booking.HOLDING)

    def for_list(self) -> Self:
        return self.select_related("room__center", "division", "activity")


class Booking(ScopedModel):
    """预约 of a room by a division at or below the center's. Two that hold a room cannot overlap: the table refuses it."""

    class State(models.TextChoices):
        REQUESTED = "requested", "待确认"
        CONFIRMED = "confirmed", "已预约"
        USED = "used", "已使用"
        DECLINED = "declined", "未同意"
        CANCELLED = "cancelled", "已取消"

    HOLDING = (State.REQUESTED, State.CONFIRMED, State.USED)

    room = models.ForeignKey(Room, models.PROTECT, related_name="bookings", db_index=False, verbose_name="活动室")
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    purpose = models.CharField("用途", max_length=60)
    holder = models.CharField("使用单位", max_length=60)
    heads = models.PositiveSmallIntegerField("人数", default=10, validators=[MinValueValidator(1)])
    state = models.CharField("状态", max_length=10, choices=State, default=State.REQUESTED, editable=False)
    reason = models.CharField("理由", max_length=200, blank=True, editable=False)

    objects: ClassVar = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "预约"
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["division", "starts_at", "id"], name="booking_division"),
            models.Index(fields=["starts_at", "id"], name="booking_by_time"),
            models.Index(fields=["room", "starts_at"], name="booking_room"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_after_it_starts",
                violation_error_message="结束时间要晚于开始时间。",
            ),
            ExclusionConstraint(
                name="booking_holds_a_room_alone",
                expressions=[("room", RangeOperators.EQUAL), (Period("starts_at", "ends_at"), RangeOperators.OVERLAPS)],
                condition=Q(state__in=["requested", "confirmed", "used"]),
                violation_error_message="这段时间已有人预约，请换一个时间或活动室。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.room_id} {self.starts_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("neighborhoods:booking", args=[self.pk])
