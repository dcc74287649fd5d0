"""`submissions` and `draws` over REST."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from governance.access.filters import ScopedFilterSet
from governance.api.fields import Nothing, WithReason
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Steps
from governance.files.models import Attachment
from indices.submissions.actions import sampling, submissions
from indices.submissions.api import serializers as asked
from indices.submissions.filters import SubmissionFilter
from indices.submissions.flows import SUBMISSION
from indices.submissions.models import Draw, Submission


class SubmissionViewSet(Creatable, Steps, ScopedViewSet):
    """指标上报。居委报，街道审核，区里抽查。"""

    queryset = Submission.objects.standing()
    serializer_class = asked.SubmissionRow
    filterset_class = SubmissionFilter
    ordering_fields = ("recorded_at", "pk")
    ordering = "-recorded_at"
    create_question = asked.NewSubmission
    flow = SUBMISSION
    steps: ClassVar[dict[str, Any]] = {
        "review": (Nothing, submissions.review), "return": (WithReason, submissions.send_back),
        "resubmit": (asked.Numbers, submissions.resubmit), "uphold": (Nothing, sampling.uphold),
        "overturn": (WithReason, sampling.overturn), "withdraw": (WithReason, submissions.withdraw),
    }  # fmt: skip

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Submission:
        return submissions.report(id=id, by=by, **asked)

    def detail_fields(self, row: Submission) -> dict[str, Any]:
        files = Attachment.objects.of(row).values("id", "name", "size", "created")
        return {"allowed_steps": self.allowed_steps(row), "evidence": [one | {"id": str(one["id"])} for one in files]}

    def allowed_steps(self, row: Submission) -> list[str]:
        taken = super().allowed_steps(row)
        return [*taken, "withdraw"] if submissions.may_withdraw(self.request.user, row) else taken


class DrawViewSet(ScopedViewSet):
    """抽查批次，在页面上抽取。`seed` 公开：按 SHA-256（种子|指标|区划代码）从小到大取，谁都能再抽一遍。"""

    queryset = Draw.objects.all()
    serializer_class = asked.DrawRow
    filterset_class = ScopedFilterSet
    ordering_fields = ("pk",)
    ordering = "-pk"
