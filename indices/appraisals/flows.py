"""The lives of an appraisal, of a unit in it, of a third party's assessment and of a center's."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from governance.access.models import User
from governance.access.scoping import can_in
from governance.flow.machine import Flow, Refused, Step
from indices.appraisals.models import Appraisal, AppraisalRow, CenterAssessment, ExternalAssessment

A, W, E, C = Appraisal.State, AppraisalRow.State, ExternalAssessment.State, CenterAssessment.State
VERIFY = "appraisals.verify_appraisalrow"


def taken_back(row: Any) -> str:
    return "这条记录已经撤回，不能再办理。" if row.withdrawn_at else ""


def all_have_targets(appraisal: Appraisal, user: User) -> str:
    left = appraisal.rows.filter(target=None).count()
    return Refused(f"还有 {left} 个单位没有目标值，请先填好再下达。") if left else ""


def all_are_verified(appraisal: Appraisal, user: User) -> str:
    left = appraisal.rows.exclude(state=W.VERIFIED).count()
    return Refused(f"还有 {left} 个单位没有核验，请先核验完。") if left else ""


def appeals_are_over(appraisal: Appraisal, user: User) -> str:
    if appraisal.appeals_until and timezone.now() < appraisal.appeals_until:
        return Refused(f"申诉期到 {timezone.localtime(appraisal.appeals_until):%Y-%m-%d %H:%M} 才结束，到期后再公布。")
    left = appraisal.rows.filter(state=W.APPEALED).count()
    return Refused(f"还有 {left} 件申诉没有答复，请先答复。") if left else ""


def is_appraiser(row: AppraisalRow, user: User) -> bool:
    return can_in(user, VERIFY, row.appraisal.division_id)


def is_above(row: AppraisalRow, user: User) -> bool:
    """Does this person's reach cover the appraiser? Then the unit speaks for itself."""
    return can_in(user, "appraisals.view_appraisalrow", row.appraisal.division_id)


def _in(row: AppraisalRow, state: str, sentence: str) -> str:
    if row.appraisal.withdrawn_at:
        return Refused("这次考核已经撤回。")
    return "" if row.appraisal.state == state else Refused(sentence)


def unit_assesses(row: AppraisalRow, user: User) -> str:
    if is_above(row, user):
        return "自评由被考核的单位填写，考核单位不能代填。"
    return _in(row, A.SELF, "现在不是自评的时候。目标下达以后、核验开始以前可以自评。")


def appraiser_verifies(row: AppraisalRow, user: User) -> str:
    if not is_appraiser(row, user):
        return "只有考核单位可以核验，不能核验自己。"
    return _in(row, A.VERIFYING, "现在不是核验的时候。结束自评以后才能核验。")


def unit_appeals(row: AppraisalRow, user: User) -> str:
    if is_above(row, user):
        return "申诉由被考核的单位提出。"
    if closed := _in(row, A.APPEALS, "现在不在申诉期内。"):
        return closed
    until = row.appraisal.appeals_until
    return "" if until and timezone.now() < until else Refused("申诉期已经过了。")


def appraiser_answers(row: AppraisalRow, user: User) -> str:
    if not is_appraiser(row, user):
        return "申诉由考核单位答复，不能答复自己的申诉。"
    return _in(row, A.APPEALS, "这次考核不在申诉期，不能再答复申诉。")


CHANGE = "appraisals.change_appraisal"

APPRAISAL = Flow(
    "appraisal",
    #    step       from            to           needs                           button
    Step("issue",   (A.TARGETS,),   A.SELF,      CHANGE,                         "下达目标", all_have_targets, "send", ("self_due_on",)),
    Step("collect", (A.SELF,),      A.VERIFYING, CHANGE,                         "结束自评", None, "clipboard-check"),
    Step("settle",  (A.VERIFYING,), A.APPEALS,   "appraisals.verify_appraisal",  "核定得分", all_are_verified, "clipboard-check", ("appeals_until",)),
    Step("publish", (A.APPEALS,),   A.PUBLISHED, "appraisals.publish_appraisal", "公布结果", appeals_are_over, "megaphone"),
    rests=taken_back,
)  # fmt: skip

APPRAISAL_ROW = Flow(
    "appraisal_row",
    #    step      from                                to           needs                            button
    Step("assess", (W.PENDING, W.ASSESSED),            W.ASSESSED,  "appraisals.assess_appraisalrow", "自评", unit_assesses, "pencil-square", ("agrees",)),
    Step("verify", (W.PENDING, W.ASSESSED, W.VERIFIED), W.VERIFIED, VERIFY,                          "核验", appraiser_verifies, "clipboard-check", ("corrected", "finding")),
    Step("appeal", (W.VERIFIED,),                      W.APPEALED,  "appraisals.appeal_appraisalrow", "申诉", unit_appeals, "chat-dots", ("appeal",)),
    Step("uphold", (W.APPEALED,),                      W.ANSWERED,  VERIFY,                          "申诉成立", appraiser_answers, "check-circle-fill", ("answer",)),
    Step("reject", (W.APPEALED,),                      W.ANSWERED,  VERIFY,                          "申诉不成立", appraiser_answers, "x-circle", ("answer",)),
    rests=taken_back,
)  # fmt: skip

EXTERNAL = Flow(
    "external_assessment",
    #    step       from               to              needs                                     button
    Step("deliver", (E.COMMISSIONED,), E.DELIVERED,    "appraisals.change_externalassessment", "提交结果", None, "upload", ("scores",)),
    Step("return",  (E.DELIVERED,),    E.COMMISSIONED, "appraisals.accept_externalassessment", "退回重交", None, "arrow-counterclockwise", ("reason",)),
    Step("accept",  (E.DELIVERED,),    E.ACCEPTED,     "appraisals.accept_externalassessment", "验收", None, "check-circle-fill", ("opinion",)),
    rests=taken_back,
)  # fmt: skip

CENTER_ASSESSMENT = Flow(
    "center_assessment",
    #    step       from                     to           needs                                  button
    Step("assess",  (C.PENDING, C.ASSESSED), C.ASSESSED,  "appraisals.change_centerassessment",  "评分", None, "pencil-square", ("marks",)),
    Step("publish", (C.ASSESSED,),           C.PUBLISHED, "appraisals.publish_centerassessment", "公布", None, "megaphone"),
    rests=taken_back,
)  # fmt: skip
