"""The lives of a unit, a volunteer, a project and a service record."""

from __future__ import annotations

from governance.access.models import User
from governance.flow.machine import Flow, Step
from volunteers.models import Project, ServiceRecord, Unit, Volunteer

U, V, P, R = Unit.State, Volunteer.State, Project.State, ServiceRecord.State


def another_than_the_timekeeper(record: ServiceRecord, user: User) -> str:
    """Hours are confirmed by somebody who set neither of their times: not the coming, and not the going."""
    return "这条记录的时间是您登记的，须由别人确认。" if user.pk in record.timekeepers else ""


UNIT = Flow(
    "volunteer_unit",
    #    step        from                     to           needs                     button
    Step("activate", (U.PROPOSED, U.SUSPENDED), U.ACTIVE,  "volunteers.change_unit", "启用", None, "check-lg"),
    Step("suspend",  (U.ACTIVE,),             U.SUSPENDED, "volunteers.change_unit", "暂停", None, "pause-circle"),
    Step("close",    (U.PROPOSED, U.ACTIVE, U.SUSPENDED), U.CLOSED, "volunteers.change_unit", "撤销", None, "archive"),
)  # fmt: skip

VOLUNTEER = Flow(
    "volunteer",
    #    step        from                       to          needs                          button
    Step("verify",   (V.REGISTERED,),           V.VERIFIED, "volunteers.change_volunteer", "核验", None, "person-check"),
    Step("activate", (V.VERIFIED,),             V.ACTIVE,   "volunteers.change_volunteer", "上岗", None, "heart-fill"),
    Step("quit",     (V.REGISTERED, V.VERIFIED, V.ACTIVE), V.QUIT, "volunteers.change_volunteer", "退出", None, "archive", ("on",)),
)  # fmt: skip

PROJECT = Flow(
    "service_project",
    #    step      from             to            needs                        button
    Step("open",   (P.DRAFT, P.CLOSED), P.RECRUITING, "volunteers.change_project", "开始招募", None, "megaphone"),
    Step("close",  (P.DRAFT, P.RECRUITING), P.CLOSED, "volunteers.change_project", "结束", None, "archive"),
)  # fmt: skip

SERVICE_RECORD = Flow(
    "service_record",
    #    step         from                      to           needs                              button
    Step("arrive",    (R.SIGNED, R.ABSENT),     R.SERVING,   "volunteers.change_servicerecord", "签到", None, "person-check", ("at",)),
    Step("leave",     (R.SERVING,),             R.SERVED,    "volunteers.change_servicerecord", "签退", None, "box-arrow-right", ("at", "travel_minutes")),
    Step("retime",    (R.SERVED, R.DISPUTED),   R.SERVED,    "volunteers.change_servicerecord", "更正时间", None, "clock-history", ("checked_in_at", "checked_out_at", "travel_minutes", "reason")),
    Step("confirm",   (R.SERVED, R.DISPUTED),   R.CONFIRMED, "volunteers.confirm_servicerecord", "确认时长", another_than_the_timekeeper, "check-circle-fill"),
    Step("dispute",   (R.SERVED, R.CONFIRMED),  R.DISPUTED,  "volunteers.change_servicerecord", "提出异议", None, "exclamation-circle", ("reason",)),
    Step("miss",      (R.SIGNED,),              R.ABSENT,    "volunteers.change_servicerecord", "登记未到", None, "x-circle"),
    Step("cancel",    (R.SIGNED,),              R.CANCELLED, "volunteers.change_servicerecord", "取消报名", None, "archive"),
)  # fmt: skip
