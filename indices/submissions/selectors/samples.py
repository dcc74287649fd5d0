"""What the draws found: how many were looked at again, and the share that failed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from governance.access.models import User
from governance.access.scoping import ScopedQuerySet
from governance.web.pager import Page
from indices.indicators import indicators
from indices.submissions.models import Draw, Submission

S = Submission.State


@dataclass(frozen=True, slots=True)
class Found:
    """Of a draw, as far as the reader sees it."""

    draw: Draw
    drawn: int
    upheld: int
    overturned: int

    @property
    def waiting(self) -> int:
        return self.drawn - self.upheld - self.overturned

    @property
    def failed(self) -> float | None:
        """Share of those looked at that failed, per cent; None before the first."""
        done = self.upheld + self.overturned
        return 100 * self.overturned / done if done else None


def draws(user: User, most: int = 24) -> list[Found]:
    """The newest first; counts are of the submissions that `user` may see. Two queries."""
    found = list(
        Draw.objects.visible_to(user).select_related("division", "created_by").order_by("-period", "-id")[:most]
    )
    counts = _counts(Submission.objects.visible_to(user).filter(draw__in=found))
    return [Found(one, *counts.get(one.pk, (0, 0, 0))) for one in found]


def _counts(rows: QuerySet[Submission]) -> dict[object, tuple[int, int, int]]:
    by_draw = rows.order_by().values("draw").annotate(
        drawn=Count("pk"), upheld=Count("pk", filter=Q(state=S.UPHELD)), overturned=Count("pk", filter=Q(state=S.OVERTURNED))
    )  # fmt: skip
    return {row["draw"]: (row["drawn"], row["upheld"], row["overturned"]) for row in by_draw}


def entitled(page: Page) -> Page:
    """The page with each row's indicator by name; one that no class knows any more keeps its code."""
    known = {one.code: one.name for one in indicators()}
    for row in page.rows:
        row.title = known.get(row.indicator, row.indicator)
    return page


def counts_of(rows: ScopedQuerySet) -> dict[str, int]:
    """{state: how many}, of those not taken back."""
    return dict(rows.standing().order_by().values_list("state").annotate(n=Count("pk")))
