"""What a district's closed cases taught, and what was made of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from cases.models import Case, Category
from governance.access.models import ScopedModel
from governance.access.scoping import ScopedQuerySet


class CategoryModel(ScopedModel):
    """类别模型 of a district. `weights` are plain numbers, compressed; nothing that could run when it is read back."""

    inherited = True

    trained_at = models.DateTimeField("训练时间")
    cases = models.PositiveIntegerField("所用工单")
    classes = models.JSONField("类别代码")  # in the order of the columns of `weights`
    weights = models.BinaryField("权重")
    held_out = models.PositiveIntegerField("检验工单")
    accuracy = models.FloatField("检验准确率")  # on the newest fifth, which was kept out of the training
    unseen = models.PositiveIntegerField("未见过的检验工单", default=0)
    unseen_accuracy = models.FloatField(
        "未见过的准确率", null=True, blank=True
    )  # of those whose very words were not trained on
    baseline = models.FloatField("总猜最多的一类")
    by_category = models.JSONField("各类别")  # [{code, name, held_out, right}, …]

    class Meta:
        verbose_name = verbose_name_plural = "类别模型"
        ordering = ["-trained_at"]
        indexes = [models.Index(fields=["division", "-trained_at"], name="category_model_newest")]

    def __str__(self) -> str:
        return f"{self.division_id} {self.trained_at:%Y-%m-%d}"


class SuggestionQuerySet(ScopedQuerySet):
    def decided(self) -> SuggestionQuerySet:
        """Those where a person has chosen since."""
        return self.exclude(chosen=None)


class Suggestion(ScopedModel):
    """类别建议: what was shown to a person, and what that person chose. How often both agree is the real accuracy."""

    class Where(models.TextChoices):
        NEW_CASE = "new_case", "新建工单"
        HOTLINE = "hotline", "12345 导入"
        SNAPSHOT = "snapshot", "随手拍"

    at = models.DateTimeField("时间")
    where = models.CharField("场合", max_length=10, choices=Where)
    model = models.ForeignKey(
        CategoryModel, models.PROTECT, related_name="suggestions", db_index=False, verbose_name="类别模型"
    )
    title = models.CharField("事项摘要", max_length=64)  # SHA-256 of the title: finds the case that came of it
    suggested = models.ForeignKey(Category, models.PROTECT, related_name="+", db_index=False, verbose_name="建议")
    probability = models.FloatField("把握")
    chosen = models.ForeignKey(
        Category, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="选定"
    )
    case = models.OneToOneField(Case, models.PROTECT, null=True, related_name="suggestion", verbose_name="工单")

    objects: ClassVar = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "类别建议"
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["division", "at"], name="suggestion_division"),
            models.Index(fields=["title", "at"], name="suggestion_open", condition=models.Q(case=None)),
        ]

    def __str__(self) -> str:
        return f"{self.suggested_id} {self.probability:.2f}"
