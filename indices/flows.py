"""The life of a scheme version and of a computation of the index."""

from __future__ import annotations

from governance.access.models import User
from governance.flow.machine import Flow, Step
from indices.models import IndexRun, SchemeVersion

V = SchemeVersion.State
R = IndexRun.State

SCHEME_VERSION = Flow(
    "scheme_version",
    #    step       from          to           needs                           button
    Step("lock",    (V.DRAFT,),   V.LOCKED,    "indices.change_schemeversion", "锁定"),
    Step("retire",  (V.LOCKED,),  V.RETIRED,   "indices.change_schemeversion", "停用"),
)  # fmt: skip


def period_is_over(run: IndexRun, user: User) -> str:
    return "" if run.final else "这一期还没有结束，结束后的次日凌晨算完才能发布。"


INDEX_RUN = Flow(
    "index_run",
    #    step       from             to           needs                       button
    Step("publish", (R.COMPUTED,),   R.PUBLISHED, "indices.publish_indexrun", "发布", period_is_over, "megaphone"),
    Step("replace", (R.PUBLISHED,),  R.REPLACED,  "indices.publish_indexrun", "更正"),
)  # fmt: skip
