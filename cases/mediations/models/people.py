"""The people of a dispute, sealed, and the looks at them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from cases.mediations.models.consult import Consult
from cases.mediations.models.mediation import Mediation
from governance.access.models import Row, ScopedModel
from governance.vault import masks
from governance.vault.fields import EncryptedTextField
from neighborhoods.models import Reveal


class Disputant(ScopedModel):
    """当事人 of a mediation. Lists show masks; the agreement's print and a reveal show the values."""

    class Side(models.TextChoices):
        APPLICANT = "applicant", "申请人"
        RESPONDENT = "respondent", "被申请人"
        CONCERNED = "concerned", "其他相关人"

    holds_people = True

    mediation = models.ForeignKey(Mediation, models.PROTECT, related_name="disputants", verbose_name="人民调解")
    side = models.CharField("身份", max_length=12, choices=Side)
    name = EncryptedTextField("姓名（名称）", max_length=40)
    name_masked = models.CharField("姓名（掩码）", max_length=40, editable=False)
    id_number = EncryptedTextField("居民身份证号", max_length=18, null=True, blank=True)
    id_number_masked = models.CharField("证件号（掩码）", max_length=18, blank=True, editable=False)
    phone = EncryptedTextField("电话", max_length=20, null=True, blank=True)
    phone_masked = models.CharField("电话（掩码）", max_length=20, blank=True, editable=False)
    address = EncryptedTextField("住址", max_length=120, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "当事人"
        ordering = ["mediation", "side", "id"]
        indexes = [models.Index(fields=["division", "id"], name="disputant_division")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def masked_name(self) -> str:
        return self.name_masked

    def get_absolute_url(self) -> str:
        return self.mediation.get_absolute_url()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The masks follow what is sealed; a save of other columns leaves them alone."""
        if kwargs.get("update_fields") is None:
            self.name_masked = masks.name(self.name or "")
            self.id_number_masked = masks.id_number(self.id_number or "")
            self.phone_masked = masks.phone(self.phone or "")
        super().save(*args, **kwargs)


class DisputeReveal(Row):
    """纠纷查阅记录: one look at the unmasked values of a disputant, or of who asked the legal desk."""

    holds_people = True

    disputant = models.ForeignKey(
        Disputant, models.PROTECT, null=True, blank=True, related_name="reveals", verbose_name="当事人"
    )
    consult = models.ForeignKey(
        Consult, models.PROTECT, null=True, blank=True, related_name="reveals", verbose_name="法律咨询"
    )
    event = models.UUIDField("审计事件", unique=True)
    category = models.CharField("理由类别", max_length=8, choices=Reveal.Category)
    reason = EncryptedTextField("理由", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "纠纷查阅记录"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(disputant=None, consult__isnull=False) | Q(disputant__isnull=False, consult=None),
                name="dispute_reveal_is_of_one_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.pk}"
