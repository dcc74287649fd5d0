"""The lives of a plan and of an inspection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from governance.access.models import User
from governance.access.scoping import can_in
from governance.flow.machine import Flow, Guard, Refused, Step
from indices.plans.models import AnnualPlan, Finding, Inspection

P, K, I = AnnualPlan.State, AnnualPlan.Kind, Inspection.State  # noqa: E741
ASSIGN, EVALUATE = "plans.assign_annualplan", "plans.evaluate_annualplan"
CHECK = "plans.change_inspection"


def taken_back(row: Any) -> str:
    return "这条记录已经撤回，不能再办理。" if row.withdrawn_at else ""


def only(*kinds: str) -> Callable[[AnnualPlan, User], str]:
    """A step that only plans of these kinds take."""

    def fits(plan: AnnualPlan, user: User) -> str:
        return (
            "" if plan.kind in kinds else Refused(f"{plan.get_kind_display()}没有这一步。请刷新后再看可以办理的步骤。")
        )

    return fits


def everything_led(plan: AnnualPlan, user: User) -> str:
    """Somebody leads each task: nothing is sent out that nobody answers for."""
    tasks = list(plan.tasks.filter(withdrawn_at=None).prefetch_related("parties"))
    if not tasks:
        return Refused("还没有任务。请先把任务分解到部门、街道和社区。")
    idle = next((one for one in tasks if not any(party.part == "lead" for party in one.parties.all())), None)
    return Refused(f"任务“{idle.title}”还没有牵头部门。") if idle else ""


def failures(inspection: Inspection) -> list[Finding]:
    return [one for one in inspection.findings.all() if one.verdict == Finding.Verdict.FAILED]


def inspects(inspection: Inspection, user: User) -> bool:
    """Whoever inspects works above the inspected, at every step and not only when it is planned."""
    return can_in(user, CHECK, inspection.division.parent_id or inspection.division_id)


def from_above(then: Guard | None = None) -> Guard:
    def guard(inspection: Inspection, user: User) -> str:
        if not inspects(inspection, user):
            return "督导由上级单位办理，不能督导自己。"
        return then(inspection, user) if then else ""

    guard.__name__ = f"from_above_and_{then.__name__}" if then else "from_above"  # docs/flows.md names it
    return guard


def something_failed(inspection: Inspection, user: User) -> str:
    return "" if failures(inspection) else Refused("没有不合格的项目，不用整改，可以直接写报告。")


def all_answered(inspection: Inspection, user: User) -> str:
    """Each failure was put right, and by another than who rechecks it."""
    failed = failures(inspection)
    if waiting := [one for one in failed if one.is_waiting()]:
        return Refused(f"还有 {len(waiting)} 项没有整改，不能复查通过。")
    mine = any(one.answered_by_id == user.pk for one in failed)
    return "整改情况是您填的，须由别人复查。" if mine else ""


def something_answered(inspection: Inspection, user: User) -> str:
    answered = any(one.answered_at for one in failures(inspection))
    return "" if answered else Refused("还没有答复的整改项，没有可以退回的。")


def nothing_open(inspection: Inspection, user: User) -> str:
    """Straight to the report only where nothing failed."""
    unsettled = inspection.state == I.VISITED and failures(inspection)
    return Refused("有不合格的项目，请先下发整改，复查以后再报告。") if unsettled else ""


def led_and_started(plan: AnnualPlan, user: User) -> str:
    return only(K.ANNUAL, K.ACTION, K.KEY)(plan, user) or everything_led(plan, user)


PLAN = Flow(
    "plan",
    #    step        from                       to            needs     button
    Step("assign",   (P.DRAFT, P.RECEIVED),     P.ASSIGNED,   ASSIGN,   "下达任务", everything_led, "send"),
    Step("start",    (P.ASSIGNED, P.PLANNED),   P.RUNNING,    ASSIGN,   "开始推进", led_and_started, "play-fill"),
    Step("evaluate", (P.RUNNING,),              P.EVALUATED,  EVALUATE, "评估", only(K.ANNUAL, K.ACTION), "clipboard-check", ("conclusion",)),
    Step("complete", (P.RUNNING,),              P.DONE,       EVALUATE, "项目完成", only(K.KEY), "check-circle-fill", ("conclusion",)),
    Step("answer",   (P.ASSIGNED,),             P.ANSWERED,   EVALUATE, "答复审议意见", only(K.REVIEW), "chat-dots", ("conclusion",)),
    Step("report",   (P.ANSWERED,),             P.REPORTED,   EVALUATE, "报告区人大", only(K.REVIEW), "file-earmark-text"),
    rests=taken_back,
)  # fmt: skip

INSPECTION = Flow(
    "inspection",
    #    step       from                     to            needs   button
    Step("visit",   (I.PLANNED,),            I.VISITED,    CHECK,  "登记走访结果", from_above(), "clipboard-check", ("visited_on", "verdicts")),
    Step("rectify", (I.VISITED,),            I.RECTIFY,    CHECK,  "下发整改", from_above(something_failed), "send", ("due_on",)),
    Step("return",  (I.RECTIFY,),            I.RECTIFY,    CHECK,  "退回重新整改", from_above(something_answered), "arrow-return-left", ("numbers", "reason")),
    Step("recheck", (I.RECTIFY,),            I.RECHECKED,  CHECK,  "复查通过", from_above(all_answered), "check-circle-fill"),
    Step("report",  (I.VISITED, I.RECHECKED), I.REPORTED,  CHECK,  "写督导报告", from_above(nothing_open), "file-earmark-text", ("report",)),
    rests=taken_back,
)  # fmt: skip
