"""What a visit found: needs, and what the resident says at the end."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from cases.models import Case, Category
from governance.access.models import ScopedModel
from governance.vault.fields import EncryptedTextField
from visits.models.sensitive import SensitiveQuerySet
from visits.models.visit import Visit


class NeedQuerySet(SensitiveQuerySet):
    plain = Q(private=False)
    own = "created_by"

    def followed_by_committee(self) -> Self:
        """Needs without a case that wait for the committee's own follow-up."""
        return self.filter(case=None, resolved_at=None, withdrawn_at=None)

    def for_list(self) -> Self:
        return self.select_related("category", "visit__household__address", "visit__partner", "case", "division")

    def with_answer(self) -> Self:
        """`solved`, `satisfaction` and `answered_at` of the resident's last word; None where nobody has asked."""
        said = NeedAnswer.objects.standing().filter(need=OuterRef("pk")).order_by("-answered_at", "-id")
        return self.annotate(
            **{name: Subquery(said.values(name)[:1]) for name in ("solved", "satisfaction", "answered_at")}
        )


class Need(ScopedModel):
    """需求 raised on a visit. With a case it is resolved when the case's latest round is closed; without, by follow-up."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="needs", db_index=False, verbose_name="走访")
    category = models.ForeignKey(Category, models.PROTECT, related_name="needs", verbose_name="类别")
    description = models.CharField("说明", max_length=200, blank=True)
    private = models.BooleanField(
        "敏感", default=False, editable=False
    )  # of a sensitive visit; then the words are sealed
    words = EncryptedTextField("敏感说明", max_length=200, null=True, blank=True, editable=False)
    raised_at = models.DateTimeField("提出时间")
    case = models.OneToOneField(Case, models.PROTECT, null=True, blank=True, related_name="need", verbose_name="工单")
    follow_up_on = models.DateField("回访日期", null=True, blank=True)
    resolved_at = models.DateTimeField("办结时间", null=True, blank=True, editable=False)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="办结人",
        editable=False,
    )
    outcome = models.CharField("办结情况", max_length=200, blank=True, editable=False)

    objects: ClassVar = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "需求"
        ordering = ["-raised_at", "-id"]
        indexes = [
            models.Index(fields=["division", "raised_at", "id"], name="need_division"),
            models.Index(fields=["raised_at", "id"], name="need_newest"),
            models.Index(fields=["visit"], name="need_visit"),
            models.Index(
                fields=["division", "follow_up_on"],
                name="need_waiting",
                condition=Q(case=None, resolved_at=None, withdrawn_at=None),
            ),
            models.Index(
                fields=["follow_up_on", "id"],
                name="need_late",
                condition=Q(case=None, resolved_at=None, withdrawn_at=None),
            ),  # a street's list, the oldest first
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(case=None) | Q(resolved_at=None), name="need_with_a_case_is_resolved_by_the_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category_id} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("visits:need", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        """For the committee's own follow-up."""
        return not (self.case_id or self.resolved_at or self.withdrawn_at)


class NeedAnswerQuerySet(SensitiveQuerySet):
    plain = Q(need__private=False)
    own = "created_by"


class NeedAnswer(ScopedModel):
    """需求答复: the resident's word on a need that became no case. Each is an event; the last one counts."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="answers", db_index=False, verbose_name="需求")
    answered_at = models.DateTimeField("答复时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name="登记人"
    )
    solved = models.BooleanField("确已解决")
    satisfaction = models.PositiveSmallIntegerField("满意度", validators=[MinValueValidator(1), MaxValueValidator(5)])
    comment = models.CharField("居民的话", max_length=200, blank=True)

    objects: ClassVar = NeedAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "需求答复"
        ordering = ["-answered_at", "-id"]
        indexes = [
            models.Index(fields=["division", "answered_at"], name="need_answer_division"),
            models.Index(fields=["need", "-answered_at"], name="need_answer_need"),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.satisfaction}"
