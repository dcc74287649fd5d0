"""A batch as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from cases.intake.models import HotlineBatch, HotlineRow
from governance.jobs.models import JobRun

IMPORT = "intake.import"
"""The job that opens a batch's cases."""
RIGHT = Q(case=None, problems=[])


@dataclass(frozen=True, slots=True)
class Part:
    """Rows in one condition: `key` in the address, `label` on the tab."""

    key: str
    label: str
    condition: Q


PARTS = (
    Part("all", "全部", Q()),
    Part("ready", "可导入", RIGHT & ~Q(category=None)),
    Part("undecided", "待选类别", RIGHT & Q(category=None)),
    Part("wrong", "有问题", ~Q(problems=[])),
    Part("known", "以前登记过", Q(known=True)),
    Part("opened", "已开工单", Q(known=False) & ~Q(case=None)),
)


def counts_of(batch: HotlineBatch) -> dict[str, int]:
    """How many rows each part holds, in one query."""
    found = batch.lines.order_by().aggregate(**{f"n_{part.key}": Count("pk", filter=part.condition) for part in PARTS})
    return {name.removeprefix("n_"): count for name, count in found.items()}


def rows_of(batch: HotlineBatch, key: str) -> QuerySet[HotlineRow]:
    condition = next((part.condition for part in PARTS if part.key == key), Q())
    return batch.lines.filter(condition).select_related("category", "suggested", "place", "case")


def run_of(batch: HotlineBatch) -> JobRun | None:
    return JobRun.objects.filter(job=IMPORT, period=str(batch.pk)).first()
