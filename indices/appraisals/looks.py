"""How states and grades of the app look."""

from __future__ import annotations

from governance.web.looks import Look
from indices.appraisals.models import Appraisal, AppraisalRow, CenterAssessment, ExternalAssessment
from indices.appraisals.rules import Grade

A, W, E, C = Appraisal.State, AppraisalRow.State, ExternalAssessment.State, CenterAssessment.State

APPRAISALS = {
    A.TARGETS: Look("制定目标", "pencil-square"), A.SELF: Look("自评中", "people-fill", "run"),
    A.VERIFYING: Look("核验中", "clipboard-check", "check"), A.APPEALS: Look("申诉期", "chat-dots", "check"),
    A.PUBLISHED: Look("已公布", "check-circle-fill", "done"),
}  # fmt: skip
ROWS = {
    W.PENDING: Look("待自评", "hourglass-split"), W.ASSESSED: Look("已自评", "people-fill", "run"),
    W.VERIFIED: Look("已核验", "clipboard-check", "check"), W.APPEALED: Look("申诉中", "chat-dots", "back"),
    W.ANSWERED: Look("申诉已答复", "check-circle-fill", "done"),
}  # fmt: skip
EXTERNAL = {
    E.COMMISSIONED: Look("已委托", "hourglass-split"), E.DELIVERED: Look("已提交", "inbox", "check"),
    E.ACCEPTED: Look("已验收", "check-circle-fill", "done"),
}  # fmt: skip
CENTERS = {
    C.PENDING: Look("待评估", "hourglass-split"), C.ASSESSED: Look("已评估", "clipboard-check", "check"),
    C.PUBLISHED: Look("已公布", "check-circle-fill", "done"),
}  # fmt: skip
GRADES = {
    Grade.EXCELLENT: Look("优秀", "trophy", "done"), Grade.GOOD: Look("良好", "check-circle-fill", "done"),
    Grade.PASS: Look("合格", "check-lg"), Grade.FAIL: Look("不合格", "x-circle", "over"),
}  # fmt: skip
