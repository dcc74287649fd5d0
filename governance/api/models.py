"""What a client has filed under an id of its own, so that the same PUT again is the same answer."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Filing(models.Model):
    """The first PUT of `row`: `digest` is a keyed hash of its canonical body, which may hold personal values."""

    row = models.UUIDField("编号", primary_key=True)
    resource = models.CharField("资源", max_length=40)
    digest = models.CharField("内容摘要", max_length=64)
    at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "客户端编号登记"

    def __str__(self) -> str:
        return f"{self.resource} {self.row}"
