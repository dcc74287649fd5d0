"""The newest clustering of each district that a division lies in or holds."""

from __future__ import annotations

from cases.advice.models import ClusterRun
from governance.access import codes


def newest_runs(code: str) -> list[ClusterRun]:
    """One a district. `code` is cut or full."""
    significant = codes.significant(code) if len(code) == 12 else code
    low, high = codes.within(significant[:6])
    runs = ClusterRun.objects.filter(division__gte=low, division__lt=high)
    return list(runs.order_by("division_id", "-at").distinct("division_id"))
