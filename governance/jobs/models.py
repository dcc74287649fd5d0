"""Rows of the machinery: runs, messages to the world, keys of repeated requests, notices, signs of life."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from governance.audit.ids import uuid7

ATTEMPTS = 5
"""A run that failed or was killed this often is left alone."""

DEAD = 10
"""A message that failed this often is a dead letter."""


class JobRunQuerySet(models.QuerySet):
    """Times of leases are the database's, so that the clocks of worker machines need not agree."""

    def expired(self) -> Self:
        return self.filter(state=JobRun.State.RUNNING, lease_until__lt=Now())

    def free(self) -> Self:
        """Runs that a worker may take: waiting, failed with attempts left, or abandoned."""
        broken = Q(state=JobRun.State.FAILED) | Q(
            state=JobRun.State.RUNNING, lease_until__lt=Now(), cancel_asked_at=None
        )
        return self.filter(Q(state=JobRun.State.WAITING) | broken & Q(attempts__lt=ATTEMPTS))

    def due(self) -> Self:
        """Free runs to be sent now: failures rest a minute for each attempt, a lost message is sent again after five."""
        rested = ~Q(state=JobRun.State.FAILED) | Q(finished_at__lt=Now() - F("attempts") * timedelta(minutes=1))
        return self.free().filter(rested, Q(sent_at=None) | Q(sent_at__lt=Now() - timedelta(minutes=5)))


class JobRun(models.Model):
    """One run of `job` for one `period`; who holds the lease works, and only the newest `fence` may commit."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        FAILED = "failed", "失败"
        CANCELLED = "cancelled", "已取消"

    OVER = (State.DONE, State.FAILED, State.CANCELLED)

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    job = models.CharField("任务", max_length=80)
    period = models.CharField("周期", max_length=80)
    state = models.CharField("状态", max_length=9, choices=State, default=State.WAITING, editable=False)
    arguments = models.JSONField("参数", default=dict, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发起人"
    )
    requested_at = models.DateTimeField("发起时间", default=timezone.now)
    sent_at = models.DateTimeField("派发时间", null=True, blank=True)
    cancel_asked_at = models.DateTimeField("要求取消时间", null=True, blank=True)
    lease_until = models.DateTimeField("租约到期", null=True, blank=True)
    fence = models.BigIntegerField("栅栏号", default=0)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    worker = models.CharField("执行者", max_length=120, blank=True)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    text = models.CharField("进度说明", max_length=200, blank=True)
    result = models.JSONField("结果", default=dict, blank=True)
    error = models.TextField("错误", blank=True)

    objects = JobRunQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任务运行"
        ordering = ["-requested_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["job", "period"], name="job_run_is_one_for_a_period")]
        indexes = [
            models.Index(
                fields=["state"], condition=Q(state__in=["waiting", "running", "failed"]), name="job_run_open"
            ),
            models.Index(fields=["requested_by", "-requested_at"], name="job_run_requested"),
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.period}"

    @property
    def is_over(self) -> bool:
        return self.state in self.OVER

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


class MessageQuerySet(models.QuerySet):
    def undelivered(self) -> Self:
        return self.filter(delivered_at=None, attempts__lt=DEAD)

    def dead(self) -> Self:
        return self.filter(delivered_at=None, attempts__gte=DEAD)


class Message(models.Model):
    """Something to tell the world, written in the transaction of what happened. Messages of one key keep their order."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    topic = models.CharField("主题", max_length=80)
    key = models.CharField("次序键", max_length=80, blank=True)
    payload = models.JSONField("内容", default=dict)
    created = models.DateTimeField("产生时间", default=timezone.now)
    available_at = models.DateTimeField("可投递时间", db_default=Now())
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    delivered_at = models.DateTimeField("送达时间", null=True, blank=True)
    error = models.TextField("错误", blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "待发消息"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["id"], condition=Q(delivered_at=None), name="message_undelivered"),
            models.Index(fields=["key", "id"], condition=Q(delivered_at=None), name="message_in_order"),
            models.Index(fields=["delivered_at"], name="message_delivered"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"


class IdempotencyKey(models.Model):
    """One effect for one key of one user: the answer is kept in the transaction that made the effect."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="用户")
    key = models.CharField("幂等键", max_length=255)
    method = models.CharField("方法", max_length=7)
    path = models.CharField("路径", max_length=500)
    body_hash = models.CharField("内容摘要", max_length=64)
    status = models.PositiveSmallIntegerField("状态码", null=True)
    response = models.TextField("答复", blank=True)
    created = models.DateTimeField("时间", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "幂等键"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_is_one_for_a_user")]

    def __str__(self) -> str:
        return self.key


class Notice(models.Model):
    """One line in a user's inbox."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name="用户")
    at = models.DateTimeField("时间", default=timezone.now)
    kind = models.CharField("类别", max_length=40, blank=True)
    text = models.CharField("内容", max_length=300)
    url = models.CharField("链接", max_length=300, blank=True)
    read_at = models.DateTimeField("已读时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["user", "-at"], name="notice_inbox"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.text


class Heartbeat(models.Model):
    """When a part of the machinery was last seen alive."""

    name = models.CharField("名称", max_length=80, primary_key=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "心跳"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
