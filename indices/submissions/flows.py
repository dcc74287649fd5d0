"""The life of a submission: 上报, 街道审核, 区抽查."""

from __future__ import annotations

from typing import Any

from governance.access.models import User
from governance.flow.machine import Flow, Refused, Step
from indices.submissions.models import Submission

S = Submission.State


def taken_back(row: Any) -> str:
    return "这份上报已经撤回，不能再办理。" if row.withdrawn_at else ""


def not_the_reporter(row: Submission, user: User) -> str:
    """上报, 审核 and 监管 are three people's."""
    return "这是您自己报的，请由别人审核。" if user.pk in (row.reporter_id, row.created_by_id) else ""


def drawn_and_not_own(row: Submission, user: User) -> str:
    if row.draw_id is None:
        return Refused("没有抽中这一份。请先在“指标抽查”中抽取。")
    own = (row.reporter_id, row.created_by_id, row.reviewer_id)
    return "这份上报由您报送或审核，请由别人抽查。" if user.pk in own else ""


SUBMISSION = Flow(
    "submission",
    #    step        from             to            needs                            button
    Step("review",   (S.SUBMITTED,),  S.REVIEWED,   "submissions.review_submission", "审核通过", not_the_reporter, "check-circle-fill"),
    Step("return",   (S.SUBMITTED,),  S.RETURNED,   "submissions.review_submission", "退回", not_the_reporter, "arrow-counterclockwise", ("reason",)),
    Step("resubmit", (S.RETURNED,),   S.SUBMITTED,  "submissions.add_submission",    "改正后重报", None, "arrow-repeat", ("numerator",)),
    Step("uphold",   (S.REVIEWED,),   S.UPHELD,     "submissions.sample_submission", "抽查通过", drawn_and_not_own, "shield-check"),
    Step("overturn", (S.REVIEWED,),   S.OVERTURNED, "submissions.sample_submission", "抽查不通过", drawn_and_not_own, "x-circle", ("reason",)),
    rests=taken_back,
)  # fmt: skip
