"""A scheme and its versions: what is counted, with which goalposts, weights and methods."""

from __future__ import annotations

import operator
from functools import reduce
from typing import Any, ClassVar, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from governance.access.models import Division, ScopedModel
from governance.access.scoping import ScopedQuerySet

LOCKED = pgtrigger.Q(old__state__in=["locked", "retired"])
CHANGED = reduce(
    operator.or_,
    (pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")}) for name in ("definition", "hash", "provisional", "number", "scheme", "locked_at")),
    pgtrigger.Q(new__state="draft"),
)  # fmt: skip


class Scheme(models.Model):
    """评估方案 of a division, inherited by all below it. Always shown as 示例方案 while `sample` is true."""

    scope = "division"
    inherited = True

    id = models.BigAutoField(primary_key=True)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="区划")
    code = models.SlugField("代码", max_length=40)
    name = models.CharField("名称", max_length=60)
    sample = models.BooleanField("示例方案", default=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评估方案"
        ordering = ["division", "code"]
        constraints = [models.UniqueConstraint(fields=["division", "code"], name="scheme_code_is_unique_in_a_division")]

    def __str__(self) -> str:
        return self.name


class SchemeVersionQuerySet(ScopedQuerySet):
    def for_reader(self, user: Any) -> Self:
        """Those within reach, and those by which something published was computed."""
        return (self.visible_to(user) | self.filter(pk__in=self._published())) if user.is_authenticated else self.none()

    def _published(self) -> Any:
        runs = self.model._meta.get_field("runs").related_model.objects
        return runs.public().values("scheme_version")


class SchemeVersion(ScopedModel):
    """方案版本. `definition` is what `score_table` reads; a locked one never changes and every score names it.

    `provisional` names the indicators whose goalposts still await a year of figures; pages mark them 暂定. In force is
    what was locked last, however long ago it was drafted.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        LOCKED = "locked", "已锁定"
        RETIRED = "retired", "已停用"

    inherited = True

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="versions", verbose_name="方案")
    number = models.PositiveSmallIntegerField("版本号")
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT, editable=False)
    definition = models.JSONField("定义")
    hash = models.CharField("摘要", max_length=64, blank=True, editable=False)
    locked_at = models.DateTimeField("锁定时间", null=True, blank=True, editable=False)
    based_on = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="来自版本"
    )
    provisional = ArrayField(models.CharField(max_length=12), default=list, blank=True, verbose_name="暂定目标值的指标")
    note = models.TextField("修订说明", max_length=2000, blank=True)

    objects: ClassVar = SchemeVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "方案版本"
        ordering = ["scheme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="scheme_version_number_is_unique"),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(hash=""), name="scheme_version_is_hashed_once_locked"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="locked_never_changes", operation=pgtrigger.Update, condition=LOCKED & CHANGED),
            pgtrigger.Protect(name="locked_stays", operation=pgtrigger.Delete, condition=LOCKED),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} v{self.number}"
