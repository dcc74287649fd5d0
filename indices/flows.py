"""The life of a scheme version, of a computation of the index, and of an objection to it."""

from __future__ import annotations

from django.utils import timezone

from governance.access.models import User
from governance.flow.machine import Flow, Refused, Step
from indices.models import IndexRun, Objection, SchemeVersion

V = SchemeVersion.State
R = IndexRun.State
O = Objection.State  # noqa: E741


def discarded(version: SchemeVersion) -> str:
    return "这份草稿已经作废。" if version.withdrawn_at else ""


SCHEME_VERSION = Flow(
    "scheme_version",
    #    step       from          to           needs                           button
    Step("lock",    (V.DRAFT,),   V.LOCKED,    "indices.change_schemeversion", "锁定"),
    Step("retire",  (V.LOCKED,),  V.RETIRED,   "indices.change_schemeversion", "停用"),
    rests=discarded,
)  # fmt: skip


def period_is_over(run: IndexRun, user: User) -> str:
    return "" if run.final else "这一期还没有结束，结束后的次日凌晨算完才能审核公示。"


def objections_are_over(run: IndexRun, user: User) -> str:
    """The window has closed, everybody has an answer, and what was upheld was computed anew."""
    if run.objections_until is None or timezone.now() < run.objections_until:
        return Refused(f"公示到 {timezone.localtime(run.objections_until):%Y-%m-%d %H:%M}，期满才能发布。")
    raised = run.objections.filter(withdrawn_at=None)
    if waiting := raised.filter(state=O.RAISED).count():
        return Refused(f"还有 {waiting} 条异议没有答复，答复后才能发布。")
    if raised.filter(state=O.UPHELD, answered_at__gte=run.reviewed_at).exists():
        return Refused("有异议成立，请退回重算后再公示。")
    return ""


INDEX_RUN = Flow(
    "index_run",
    #    step         from             to           needs                       button
    Step("review",    (R.COMPUTED,),   R.REVIEWED,  "indices.review_indexrun",  "审核公示", period_is_over, "clipboard-check"),
    Step("take_back", (R.REVIEWED,),   R.COMPUTED,  "indices.review_indexrun",  "退回重算", None, "arrow-counterclockwise", ("reason",)),
    Step("publish",   (R.REVIEWED,),   R.PUBLISHED, "indices.publish_indexrun", "发布", objections_are_over, "megaphone"),
    Step("replace",   (R.PUBLISHED,),  R.REPLACED,  "indices.publish_indexrun", "更正"),
)  # fmt: skip

OBJECTION = Flow(
    "objection",
    #    step       from          to           needs                       button
    Step("uphold",  (O.RAISED,),  O.UPHELD,    "indices.answer_objection", "成立", None, "check-lg", ("answer",)),
    Step("reject",  (O.RAISED,),  O.REJECTED,  "indices.answer_objection", "不成立", None, "x-lg", ("answer",)),
)  # fmt: skip
