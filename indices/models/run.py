"""One computation of the index for a district and a period, with everything it was made from."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from governance.access.models import Division, ScopedModel
from governance.access.scoping import ScopedQuerySet
from indices.models.scheme import SchemeVersion
from indices.windows import Window

STANDS = ("published", "replaced")
FIXED = ("scheme_version", "division", "period", "correction", "as_of", "cutoff", "due_until", "observations_hash", "scores_hash", "published_at")  # fmt: skip
"""What nothing changes once a run was published."""


_MOVED = " OR ".join(f"NEW.{{columns.{name}}} IS DISTINCT FROM OLD.{{columns.{name}}}" for name in FIXED)
_REFUSE = "RAISE EXCEPTION 'what was published never changes' USING ERRCODE = 'restrict_violation'; END IF;"
_UNCHANGED = f"IF TG_OP = 'DELETE' OR NEW.state NOT IN ('published', 'replaced') OR {_MOVED} THEN {_REFUSE} RETURN NEW;"
_ROWS = "SELECT FROM touched t JOIN indices_indexrun r ON r.id = t.run_id WHERE r.state IN ('published', 'replaced')"


def frozen() -> list[pgtrigger.Trigger]:
    """No statement adds, changes or deletes rows of a run that was published. Asked once a statement, not once a row."""
    return [
        pgtrigger.Trigger(
            name=f"published_refuses_{operation}", level=pgtrigger.Statement, when=pgtrigger.After, operation=when, referencing=seen,
            func=pgtrigger.Func(f"IF EXISTS ({_ROWS}) THEN {_REFUSE} RETURN NULL;"),
        )
        for operation, when, seen in (
            ("insert", pgtrigger.Insert, pgtrigger.Referencing(new="touched")),
            ("update", pgtrigger.Update, pgtrigger.Referencing(old="touched")),
            ("delete", pgtrigger.Delete, pgtrigger.Referencing(old="touched")),
        )
    ]  # fmt: skip


class PublishedQuerySet(ScopedQuerySet):
    """Runs, and rows of runs (which name their run's state in `state_path`)."""

    state_path = "state"

    def for_reader(self, user: Any) -> Self:
        """Published ones for every signed-in user, and those computed within the user's own reach."""
        return (self.visible_to(user) | self._published()) if user.is_authenticated else self.none()

    def public(self) -> Self:
        return self._published()

    def _published(self) -> Self:
        return self.filter(**{self.state_path: IndexRun.State.PUBLISHED})


class ScoreQuerySet(PublishedQuerySet):
    state_path = "run__state"


class IndexRun(ScopedModel):
    """指数计算: a district's period under one scheme version. Published ones never change; a correction is a new run.

    A reviewed one stands open to objections until `objections_until`; `reason` says why a correction was made.
    """

    class State(models.TextChoices):
        COMPUTED = "computed", "已计算"
        REVIEWED = "reviewed", "公示中"
        PUBLISHED = "published", "已发布"
        REPLACED = "replaced", "已更正"

    inherited = True  # a street may know of its district's run; the scores in it have a reach of their own

    scheme_version = models.ForeignKey(SchemeVersion, models.PROTECT, related_name="runs", verbose_name="方案版本")
    period = models.CharField("期间", max_length=7)
    as_of = models.DateTimeField("统计截止")
    cutoff = models.DateTimeField("登记截止")
    due_until = models.DateTimeField("到期截止")
    final = models.BooleanField("期末", default=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.COMPUTED, editable=False)
    correction = models.PositiveSmallIntegerField("更正次数", default=0)
    observations_hash = models.CharField("数据摘要", max_length=64, blank=True)
    scores_hash = models.CharField("得分摘要", max_length=64, blank=True)
    computed_at = models.DateTimeField("计算时间", null=True, blank=True)
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True, editable=False)
    objections_until = models.DateTimeField("异议截止", null=True, blank=True, editable=False)
    published_at = models.DateTimeField("发布时间", null=True, blank=True, editable=False)
    reason = models.TextField("更正说明", max_length=500, blank=True)

    objects: ClassVar = PublishedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "指数计算"
        ordering = ["-period", "division"]
        indexes = [models.Index(fields=["division", "period"], name="index_run_period")]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "scheme_version", "period", "correction"], name="index_run_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["computed", "reviewed"]) | Q(published_at__isnull=False),
                name="index_run_is_dated_once_published",
            ),
            models.CheckConstraint(
                condition=~Q(state="reviewed") | Q(objections_until__isnull=False),
                name="index_run_under_review_has_an_end",
            ),
        ]

        triggers = [
            pgtrigger.Trigger(
                name="published_stands", when=pgtrigger.Before, operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=STANDS), func=pgtrigger.Func(_UNCHANGED),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.division_id} {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("indices:explain", args=[self.division_id, self.period])

    @property
    def window(self) -> Window:
        return Window(self.as_of, self.due_until, self.cutoff)


class Observation(models.Model):
    """观测值 = (indicator, division, run): numerator, denominator, value, status. Never 0 for unknown."""

    class Status(models.TextChoices):
        OK = "ok", "有效"
        INSUFFICIENT = "insufficient", "样本不足"
        NOT_APPLICABLE = "not_applicable", "不适用"
        MISSING = "missing", "缺失"

    scope = "division"
    inherited = False

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(IndexRun, models.CASCADE, related_name="observations", verbose_name="计算")
    indicator = models.CharField("指标", max_length=12)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="区划")
    numerator = models.DecimalField("分子", max_digits=18, decimal_places=4, null=True)
    denominator = models.DecimalField("分母", max_digits=18, decimal_places=4, null=True)
    value = models.FloatField("实际值", null=True)
    shrunk = models.BooleanField("已收缩", default=False)
    status = models.CharField("状态", max_length=14, choices=Status)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "观测值"
        ordering = ["run", "indicator", "division"]
        constraints = [models.UniqueConstraint(fields=["run", "division", "indicator"], name="observation_is_unique")]
        triggers = frozen()

    def __str__(self) -> str:
        return f"{self.indicator} {self.division_id}"


class Score(models.Model):
    """得分 of a division in a run: the index, its rank within level and district, the score of each node."""

    class Status(models.TextChoices):
        OK = "ok", "有效"
        PARTIAL = "partial", "部分指标缺失"
        EMPTY = "empty", "数据不足"

    scope = "division"
    inherited = False

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(IndexRun, models.CASCADE, related_name="scores", verbose_name="计算")
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="区划")
    level = models.CharField("级别", max_length=12)
    score = models.FloatField("得分", null=True)
    rank = models.PositiveSmallIntegerField("排名", null=True)
    rank_low = models.PositiveSmallIntegerField("排名上限", null=True)
    rank_high = models.PositiveSmallIntegerField("排名下限", null=True)
    nodes = models.JSONField("各级得分", default=dict)
    status = models.CharField("状态", max_length=8, choices=Status)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "得分"
        ordering = ["run", "level", "rank"]
        constraints = [models.UniqueConstraint(fields=["run", "division"], name="score_is_unique")]
        indexes = [models.Index(fields=["division", "run"], name="score_division")]
        triggers = frozen()

    def __str__(self) -> str:
        return f"{self.division_id} {self.score}"
