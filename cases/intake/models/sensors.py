"""Things that report by themselves: smoke, water, doors. And what they said, word for word."""

from __future__ import annotations

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse

from cases.models import Case, Category
from governance.access.models import ScopedModel
from governance.vault.fields import EncryptedTextField


class Sensor(ScopedModel):
    """传感器. Signs its events with `secret`, which is shown once and kept sealed."""

    code = models.CharField(
        "编号", max_length=40, unique=True, validators=[RegexValidator(r"^[A-Za-z0-9._-]+$", "编号只用字母、数字和 . _ -。")],
        error_messages={"unique": "这个编号已经登记过。"},
    )  # fmt: skip
    name = models.CharField("名称", max_length=60)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", db_index=False, verbose_name="类别")
    address = models.CharField("地点", max_length=120)
    longitude = models.FloatField(
        "经度", null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    latitude = models.FloatField(
        "纬度", null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    threshold = models.FloatField("报警阈值", null=True, blank=True)  # None: every event is an alarm
    quiet_minutes = models.PositiveIntegerField(
        "静默时间（分钟）", default=60, validators=[MaxValueValidator(10080)]
    )  # after its case was closed
    secret = EncryptedTextField("密钥", max_length=80)
    active = models.BooleanField("启用", default=True)
    heard_at = models.DateTimeField("最近上报", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "传感器"
        ordering = ["code"]
        indexes = [models.Index(fields=["division", "code"], name="sensor_division")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("intake:sensor", args=[self.pk])


class SensorEvent(ScopedModel):
    """感知事件: written once, never touched, whether a case came of it or not."""

    class Outcome(models.TextChoices):
        OPENED = "opened", "开了工单"
        JOINED = "joined", "并入未结工单"
        BELOW = "below", "未到阈值"
        QUIET = "quiet", "静默期内"

    sensor = models.ForeignKey(Sensor, models.PROTECT, related_name="events", db_index=False, verbose_name="传感器")
    event = models.CharField("事件编号", max_length=80)
    at = models.DateTimeField("发生时间")
    value = models.FloatField("读数", null=True, blank=True)
    text = models.CharField("内容", max_length=200, blank=True)
    outcome = models.CharField("处置", max_length=8, choices=Outcome)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="sensor_events", verbose_name="工单"
    )

    class Meta:
        verbose_name = verbose_name_plural = "感知事件"
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["division", "-at"], name="sensor_event_division"),
            models.Index(fields=["sensor", "-at"], name="sensor_event_sensor"),
        ]
        constraints = [models.UniqueConstraint(fields=["sensor", "event"], name="sensor_event_comes_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.sensor_id} {self.event}"
