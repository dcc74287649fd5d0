"""The lives of a personnel change and of a training. A worker's own state follows the changes that took effect."""

from __future__ import annotations

from governance.access import codes
from governance.access.models import Division, User
from governance.access.roles import Role
from governance.access.scoping import can_in, grants
from governance.flow.machine import Flow, Step
from workers.models import Change, Training, Worker

S, T, W = Change.State, Training.State, Worker.State
FILING_LABELS = {"approve": "街道核对", "decide": "区级备案"}


def label_of(step: Step, change: Change) -> str:
    """A change that is filed is checked and noted; one that is approved is agreed to."""
    return FILING_LABELS.get(step.name, step.label) if change.procedure == Change.Procedure.FILING else step.label


def another_than_the_applicant(change: Change, user: User) -> str:
    return "这项变动是您提交的，须由别人审批。" if change.created_by_id == user.pk else ""


def for_the_street(change: Change, user: User) -> str:
    """The first word is that of the street where the change starts."""
    held = grants(user, "workers.approve_change")
    streets = [grant for grant in held if grant.role == Role.SUBDISTRICT_ADMIN]
    if not user.is_superuser and not any(grant.low <= change.division_id < grant.high for grant in streets):
        return "要由街道管理员办理。"
    return another_than_the_applicant(change, user)


def for_the_district(change: Change, user: User) -> str:
    """The second word is the district's: who decides over all of it, and has not decided for the street already."""
    district = codes.at_level(change.division_id, Division.Level.DISTRICT)
    if not can_in(user, "workers.approve_change", district):
        return "要由区级审批。"
    if change.street_by_id == user.pk:
        return "街道审批是您办的，区级审批须由别人办。"
    return another_than_the_applicant(change, user)


def whose_turn_it_is(change: Change, user: User) -> str:
    return for_the_street(change, user) if change.state == S.SUBMITTED else for_the_district(change, user)


def own_application(change: Change, user: User) -> str:
    return "" if change.created_by_id == user.pk else "只能办理自己提交的变动。"


def by_the_clock(row: object, user: User) -> str:
    return "到生效日期由系统办理。"


CHANGE = Flow(
    "personnel_change",
    #    step       from                                  to                   needs                     button
    Step("submit",  (S.DRAFT,),                           S.SUBMITTED,         "workers.change_change",  "提交", own_application, "send"),
    Step("approve", (S.SUBMITTED,),                       S.STREET_APPROVED,   "workers.approve_change", "街道同意", for_the_street, "check-lg"),
    Step("decide",  (S.STREET_APPROVED,),                 S.DISTRICT_APPROVED, "workers.approve_change", "区级同意", for_the_district, "check-circle-fill"),
    Step("reject",  (S.SUBMITTED, S.STREET_APPROVED, S.DISTRICT_APPROVED), S.REJECTED, "workers.approve_change", "不同意", whose_turn_it_is, "x-lg", ("reason",)),
    Step("recall",  (S.DRAFT, S.SUBMITTED, S.STREET_APPROVED), S.RECALLED,     "workers.change_change",  "撤回", own_application, "arrow-return-left"),
    Step("effect",  (S.DISTRICT_APPROVED,),               S.EFFECTIVE,         "workers.approve_change", "生效", by_the_clock, "check-circle-fill"),
)  # fmt: skip

WORKER = Flow(
    "worker",
    #    step      from                      to           needs                    button
    Step("join",   (W.DRAFT, W.EXITED),      W.ACTIVE,    "workers.approve_change", "入职", by_the_clock, "person-plus"),
    Step("rest",   (W.ACTIVE,),              W.ON_LEAVE,  "workers.change_worker",  "离岗", None, "pause-circle"),
    Step("return", (W.ON_LEAVE,),            W.ACTIVE,    "workers.change_worker",  "返岗", None, "person-check"),
    Step("exit",   (W.ACTIVE, W.ON_LEAVE),   W.EXITED,    "workers.approve_change", "离职", by_the_clock, "archive"),
)  # fmt: skip

TRAINING = Flow(
    "training",
    #    step     from                        to           needs                      button
    Step("open",  (T.PLANNED,),               T.ENROLLING, "workers.change_training", "开始报名", None, "megaphone"),
    Step("finish", (T.ENROLLING,),            T.FINISHED,  "workers.change_training", "结束", None, "check-circle-fill"),
    Step("cancel", (T.PLANNED, T.ENROLLING),  T.CANCELLED, "workers.change_training", "取消", None, "archive"),
)  # fmt: skip
