"""What people asked the legal desk of a street or committee (公共法律服务站、室)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from cases.mediations.models.mediation import Mediation
from governance.access.models import ScopedModel
from governance.access.scoping import ScopedQuerySet
from governance.vault import masks
from governance.vault.fields import EncryptedTextField


class ConsultQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("division", "answered_by", "mediation")


class Consult(ScopedModel):
    """法律咨询. Its life is drawn in `cases.mediations.flows.CONSULT`; who asked may stay unnamed."""

    class State(models.TextChoices):
        ASKED = "asked", "待答复"
        ANSWERED = "answered", "已答复"
        REFERRED = "referred", "已转介"

    class Topic(models.TextChoices):
        FAMILY = "family", "婚姻家庭"
        INHERITANCE = "inheritance", "继承"
        HOUSING = "housing", "房产物业"
        LABOUR = "labour", "劳动社保"
        CONSUMER = "consumer", "消费合同"
        DAMAGES = "damages", "侵权赔偿"
        CRIMINAL = "criminal", "刑事治安"
        OTHER = "other", "其他"

    class Channel(models.TextChoices):
        DESK = "desk", "窗口"
        PHONE = "phone", "电话"
        ONLINE = "online", "线上"

    class Referral(models.TextChoices):
        NONE = "", "—"
        MEDIATION = "mediation", "人民调解"
        LEGAL_AID = "legal_aid", "法律援助"
        LAWYER = "lawyer", "律师"
        NOTARY = "notary", "公证"
        OTHER = "other", "其他"

    holds_people = True

    topic = models.CharField("领域", max_length=12, choices=Topic)
    channel = models.CharField("方式", max_length=8, choices=Channel, default=Channel.DESK)
    question = models.CharField("咨询内容", max_length=1000)
    name = EncryptedTextField("姓名", max_length=40, null=True, blank=True)
    name_masked = models.CharField("姓名（掩码）", max_length=40, blank=True, editable=False)
    phone = EncryptedTextField("电话", max_length=20, null=True, blank=True)
    phone_masked = models.CharField("电话（掩码）", max_length=20, blank=True, editable=False)
    asked_at = models.DateTimeField("咨询时间")
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED, editable=False)
    answer = models.CharField("答复", max_length=1000, blank=True, editable=False)
    adviser = models.CharField("答复的律师或法律工作者", max_length=40, blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="答复人",
        editable=False,
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True, editable=False)
    referral = models.CharField(
        "转介", max_length=10, choices=Referral, blank=True, default=Referral.NONE, editable=False
    )
    referred_at = models.DateTimeField("转介时间", null=True, blank=True, editable=False)
    mediation = models.ForeignKey(
        Mediation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="consults",
        verbose_name="人民调解",
        editable=False,
    )

    objects: ClassVar = ConsultQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "法律咨询"
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(fields=["division", "asked_at", "id"], name="consult_division"),
            models.Index(fields=["asked_at", "id"], name="consult_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked") | (~Q(answer="") & Q(answered_at__isnull=False)), name="consult_answered_in_words",
                violation_error_message="请写明答复的内容。",
            ),
            models.CheckConstraint(
                condition=~Q(state="referred") | ~Q(referral=""), name="consult_referred_somewhere",
                violation_error_message="请选转介到哪里。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_topic_display()} {self.pk}"

    @property
    def id_number(self) -> str:
        """Never asked at the desk; who reveals expects the name of the field."""
        return ""

    @property
    def masked_name(self) -> str:
        return self.name_masked or "没有留姓名的人"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("update_fields") is None:
            self.name_masked = masks.name(self.name or "")
            self.phone_masked = masks.phone(self.phone or "")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("mediations:consult", args=[self.pk])
