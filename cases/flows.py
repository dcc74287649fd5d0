"""The life of a case, from first sight to closing and back; and what a case merged into another does with it."""

from __future__ import annotations

from cases.models import Case, Extension, Pause
from cases.rules import dispatching, giving_back, independent, own_department, reopening, rests
from governance.flow.machine import Flow, Step

S = Case.State

CASE = Flow(
    "case",
    #    step        from              to            needs                  button
    Step("file",     (S.RECEIVED,),    S.FILED,      "cases.file_case",     "立案", None, "folder2-open"),
    Step("dispatch", (S.FILED,),       S.DISPATCHED, "cases.dispatch_case", "派遣", dispatching, "send", ("department",)),
    Step("accept",   (S.DISPATCHED,),  S.HANDLING,   "cases.accept_case",   "接单", own_department("accept"), "person-check"),
    Step("refuse",   (S.DISPATCHED,),  S.FILED,      "cases.refuse_case",   "退单", giving_back("refuse"), "arrow-return-left", ("reason",)),
    Step("finish",   (S.HANDLING,),    S.HANDLED,    "cases.finish_case",   "办结反馈", own_department("finish"), "tools", ("result",)),
    Step("return",   (S.HANDLING,),    S.FILED,      "cases.return_case",   "退回派遣", giving_back("return"), "arrow-return-left", ("reason",)),
    Step("transfer", (S.HANDLING,),    S.DISPATCHED, "cases.transfer_case", "转办", giving_back("transfer"), "arrow-left-right", ("department", "reason")),
    Step("rework",   (S.HANDLED,),     S.HANDLING,   "cases.rework_case",   "退回返工", independent, "arrow-repeat", ("reason",)),
    Step("check",    (S.HANDLED,),     S.CHECKED,    "cases.check_case",    "核查通过", independent, "clipboard-check"),
    Step("close",    (S.CHECKED,),     S.CLOSED,     "cases.close_case",    "结案", independent, "check-circle-fill"),
    Step("reopen",   (S.CLOSED,),      S.FILED,      "cases.reopen_case",   "重新办理", reopening, "arrow-return-left", ("reason",)),
    rests=rests,
)  # fmt: skip

MERGED = Flow(
    "merged_case",
    Step("close", (S.FILED, S.DISPATCHED, S.HANDLING, S.HANDLED, S.CHECKED), S.CLOSED, "cases.merge_case", "随主工单结案"),
)  # fmt: skip

E, P = Extension.State, Pause.State

EXTENSION = Flow(
    "extension",
    Step("approve", (E.ASKED,), E.APPROVED, "cases.approve_extension", "批准延期", None, "check-lg"),
    Step("reject",  (E.ASKED,), E.REJECTED, "cases.reject_extension",  "不批准延期", None, "x-lg", ("reason",)),
    Step("lapse",   (E.ASKED,), E.LAPSED,   "cases.reject_extension",  "失效"),
)  # fmt: skip

PAUSE = Flow(
    "pause",
    Step("approve", (P.ASKED,),   P.RUNNING,  "cases.approve_pause", "批准缓办", None, "check-lg"),
    Step("reject",  (P.ASKED,),   P.REJECTED, "cases.reject_pause",  "不批准缓办", None, "x-lg", ("reason",)),
    Step("lapse",   (P.ASKED,),   P.LAPSED,   "cases.reject_pause",  "失效"),
    Step("resume",  (P.RUNNING,), P.ENDED,    "cases.resume_pause",  "恢复办理", None, "play-fill"),
)  # fmt: skip
