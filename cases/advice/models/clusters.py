"""Open cases that say the same, found each night."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from cases.models import Case, Category
from governance.access.models import Row, ScopedModel


class ClusterRun(ScopedModel):
    """聚类 of a district's open cases. The pages show the newest; older runs stay as they were."""

    at = models.DateTimeField("时间")
    cases = models.PositiveIntegerField("未结工单")
    clusters = models.PositiveIntegerField("聚集数")
    seconds = models.FloatField("用时")

    class Meta:
        verbose_name = verbose_name_plural = "聚类"
        ordering = ["-at"]
        indexes = [models.Index(fields=["division", "-at"], name="cluster_run_newest")]

    def __str__(self) -> str:
        return f"{self.division_id} {self.at:%Y-%m-%d}"


class Cluster(ScopedModel):
    """诉求聚集: open cases of one street and category whose words are alike and whose places are near."""

    run = models.ForeignKey(ClusterRun, models.PROTECT, related_name="found", db_index=False, verbose_name="聚类")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", db_index=False, verbose_name="类别")
    title = models.CharField("代表事项", max_length=80)  # of the case that is most like the others
    address = models.CharField("地点", max_length=120, blank=True)
    size = models.PositiveIntegerField("件数")
    hotline = models.PositiveIntegerField("其中热线")
    first_at = models.DateTimeField("最早")
    last_at = models.DateTimeField("最近")

    class Meta:
        verbose_name = verbose_name_plural = "诉求聚集"
        ordering = ["-size", "id"]
        indexes = [
            models.Index(fields=["division", "run", "-size"], name="cluster_division"),
            models.Index(fields=["run", "-size", "id"], name="cluster_run_size"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("advice:cluster", args=[self.pk])


class Clustered(Row):
    """聚集成员: a case in a cluster."""

    cluster = models.ForeignKey(
        Cluster, models.PROTECT, related_name="members", db_index=False, verbose_name="诉求聚集"
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False, verbose_name="工单")

    class Meta:
        verbose_name = verbose_name_plural = "聚集成员"
        ordering = ["cluster", "id"]
        constraints = [models.UniqueConstraint(fields=["cluster", "case"], name="case_is_once_in_a_cluster")]

    def __str__(self) -> str:
        return f"{self.cluster_id} {self.case_id}"
