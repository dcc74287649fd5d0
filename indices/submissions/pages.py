"""What the app brings to pages that gather: menu entries, and how its rows look behind a number of the index."""

from __future__ import annotations

from governance.web import nav
from indices.selectors.resources import RESOURCES, Resource, Row
from indices.submissions.models import Submission


def _submission(row: Submission) -> Row:
    below = "" if row.denominator is None else f" / {row.denominator.normalize():f}"
    note = f"{row.indicator} 上报 · {row.get_state_display()} · {row.division}"
    return Row(f"{row.month}：{row.numerator.normalize():f}{below}", note, row.get_absolute_url())


RESOURCES["submissions"] = Resource("上报", "份", (), _submission)
nav.register(
    nav.NavItem(nav.REVIEW, "指标报送", "pencil-square", "submissions:due", "submissions.add_submission", order=40)
)
nav.register(
    nav.NavItem(
        nav.REVIEW, "上报与审核", "clipboard-check", "submissions:list", "submissions.view_submission", order=41
    )
)
nav.register(
    nav.NavItem(nav.REVIEW, "指标抽查", "shield-check", "submissions:samples", "submissions.view_draw", order=42)
)
