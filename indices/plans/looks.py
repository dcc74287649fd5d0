"""How plans, tasks and inspections look."""

from __future__ import annotations

from governance.web.looks import Look
from indices.plans.models import AnnualPlan, Finding, Inspection
from indices.plans.selectors.boards import DONE, LATE, ON, WAITING

P, I, V = AnnualPlan.State, Inspection.State, Finding.Verdict  # noqa: E741

PLANS = {
    P.DRAFT: Look("起草中", "pencil-square"), P.PLANNED: Look("已立项", "clipboard-data"), P.RECEIVED: Look("已收到", "inbox"),
    P.ASSIGNED: Look("已下达", "send", "run"), P.RUNNING: Look("推进中", "play-fill", "run"),
    P.EVALUATED: Look("已评估", "clipboard-check", "done"), P.DONE: Look("已完成", "check-circle-fill", "done"),
    P.ANSWERED: Look("已答复", "chat-dots", "check"), P.REPORTED: Look("已报告", "check-circle-fill", "done"),
}  # fmt: skip
LIGHTS = {
    WAITING: Look("未下达", "hourglass-split"), ON: Look("按期", "play-fill", "run"), LATE: Look("滞后", "exclamation-octagon-fill", "over"),
    DONE: Look("完成", "check-circle-fill", "done"),
}  # fmt: skip
INSPECTIONS = {
    I.PLANNED: Look("待走访", "calendar-event"), I.VISITED: Look("已走访", "clipboard-check", "check"),
    I.RECTIFY: Look("整改中", "tools", "run"), I.RECHECKED: Look("复查通过", "check-lg", "check"),
    I.REPORTED: Look("已报告", "check-circle-fill", "done"),
}  # fmt: skip
VERDICTS = {
    V.NONE: Look("未查", "hourglass-split"), V.PASSED: Look("合格", "check-circle-fill", "done"),
    V.FAILED: Look("不合格", "x-circle", "over"), V.NOT_APPLICABLE: Look("不适用", "slash-circle"),
}  # fmt: skip
