"""The lives of a center, a booking, an activity, a building group and a joint meeting."""

from __future__ import annotations

from django.utils import timezone

from governance.access.models import User
from governance.access.scoping import can_in
from governance.flow.machine import Flow, Step
from neighborhoods.models import Activity, Booking, BuildingGroup, Center, JointMeeting

C, B, A, G, M = Center.State, Booking.State, Activity.State, BuildingGroup.State, JointMeeting.State


def keeps_the_room(booking: Booking, user: User) -> str:
    """Whoever runs the center says yes or no to a booking, not the one who asks."""
    center = booking.room.division_id
    return "" if can_in(user, "neighborhoods.change_room", center) else "要由中心的管理单位确认。"


def has_begun(activity: Activity, user: User) -> str:
    return "" if activity.starts_at <= timezone.now() else "活动还没有开始，开始以后再登记举办。"


CENTER = Flow(
    "center",
    #    step       from                      to           needs                          button
    Step("open",    (C.PLANNED,),             C.OPEN,      "neighborhoods.change_center", "开放", None, "door-open", ("on",)),
    Step("suspend", (C.OPEN,),                C.SUSPENDED, "neighborhoods.change_center", "暂停", None, "pause-circle", ("on",)),
    Step("resume",  (C.SUSPENDED,),           C.OPEN,      "neighborhoods.change_center", "恢复开放", None, "door-open", ("on",)),
    Step("close",   (C.OPEN, C.SUSPENDED, C.PLANNED), C.CLOSED, "neighborhoods.change_center", "关闭", None, "archive", ("on",)),
)  # fmt: skip

BOOKING = Flow(
    "booking",
    #    step       from                          to           needs                           button
    Step("confirm", (B.REQUESTED,),               B.CONFIRMED, "neighborhoods.change_booking", "同意", keeps_the_room, "check-lg"),
    Step("decline", (B.REQUESTED,),               B.DECLINED,  "neighborhoods.change_booking", "不同意", keeps_the_room, "x-lg", ("reason",)),
    Step("use",     (B.CONFIRMED,),               B.USED,      "neighborhoods.change_booking", "登记使用", None, "check-circle-fill"),
    Step("cancel",  (B.REQUESTED, B.CONFIRMED),   B.CANCELLED, "neighborhoods.change_booking", "取消预约", None, "archive", ("reason",)),
)  # fmt: skip

ACTIVITY = Flow(
    "activity",
    #    step        from                     to           needs                            button
    Step("publish",  (A.DRAFT,),              A.PUBLISHED, "neighborhoods.change_activity", "发布", None, "megaphone"),
    Step("hold",     (A.PUBLISHED,),          A.HELD,      "neighborhoods.change_activity", "登记举办", has_begun, "check-circle-fill", ("guests",)),
    Step("evaluate", (A.HELD,),               A.EVALUATED, "neighborhoods.change_activity", "评价", None, "star", ("rating", "summary")),
    Step("cancel",   (A.DRAFT, A.PUBLISHED),  A.CANCELLED, "neighborhoods.change_activity", "取消活动", None, "archive", ("reason",)),
)  # fmt: skip

BUILDING_GROUP = Flow(
    "building_group",
    #    step        from                                  to           needs                                  button
    Step("name",     (G.CANDIDATE,),                       G.NAMED,     "neighborhoods.change_buildinggroup", "命名", None, "award", ("on",)),
    Step("review",   (G.NAMED, G.REVIEWED),                G.REVIEWED,  "neighborhoods.change_buildinggroup", "复核", None, "clipboard-check", ("on",)),
    Step("dissolve", (G.CANDIDATE, G.NAMED, G.REVIEWED),   G.DISSOLVED, "neighborhoods.change_buildinggroup", "撤销", None, "archive", ("on",)),
)  # fmt: skip

JOINT_MEETING = Flow(
    "joint_meeting",
    #    step     from            to           needs                               button
    Step("hold",  (M.CONVENED,),  M.RESOLVED,  "neighborhoods.change_jointmeeting", "登记召开", None, "people-fill", ("held_at", "committee", "owners", "property_firm", "resolution")),
    Step("track", (M.RESOLVED,),  M.TRACKED,   "neighborhoods.change_jointmeeting", "登记落实", None, "check-circle-fill", ("outcome",)),
)  # fmt: skip
