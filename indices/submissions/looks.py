"""How states of the app look."""

from __future__ import annotations

from governance.web.looks import Look
from indices.submissions.models import Submission

S = Submission.State
SUBMISSIONS = {
    S.SUBMITTED: Look("待审核", "hourglass-split"), S.RETURNED: Look("已退回", "arrow-counterclockwise", "back"),
    S.REVIEWED: Look("已审核", "check-circle-fill", "done"), S.UPHELD: Look("抽查通过", "shield-check", "done"),
    S.OVERTURNED: Look("抽查不通过", "x-circle", "over"),
}  # fmt: skip
