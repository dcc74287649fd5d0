"""How states, levels and modes look: words, icon and tone together."""

from __future__ import annotations

from cases.hazards.models import Crisis, DutyMode, Hazard, Violation, Watch
from cases.hazards.models.point import Level
from governance.web.looks import Look

H, C, W, V = Hazard.State, Crisis.State, Watch.State, Violation.State
LATE = "late"

HAZARDS = {
    H.REPORTED: Look("待评估", "inbox"), H.ASSESSED: Look("待整改", "hourglass-split"), H.RECTIFYING: Look("整改中", "tools", "run"),
    H.RECTIFIED: Look("待复查", "clipboard-check", "check"), H.CLEARED: Look("已销号", "check-circle-fill", "done"),
    LATE: Look("逾期未整改", "exclamation-circle", "over"),
}  # fmt: skip
LEVELS = {
    Level.GENERAL: Look("一般", "exclamation-circle"), Level.LARGER: Look("较大", "exclamation-triangle-fill", "back"),
    Level.MAJOR: Look("重大", "exclamation-octagon-fill", "over"), "": Look("未评估", "three-dots"),
}  # fmt: skip
CRISES = {
    C.LATENT: Look("潜伏期", "eye"), C.GROWING: Look("发展期", "graph-up-arrow", "back"),
    C.OUTBREAK: Look("爆发期", "exclamation-octagon-fill", "over"), C.RECOVERY: Look("恢复期", "arrow-down-right", "check"),
    C.OVER: Look("已解除", "check-circle-fill", "done"),
}  # fmt: skip
MODES = {
    DutyMode.NORMAL: Look("常态", "check-circle-fill", "done"), DutyMode.RECOVERY: Look("恢复", "arrow-down-right", "check"),
    DutyMode.ALERT: Look("预警", "exclamation-triangle-fill", "back"), DutyMode.EMERGENCY: Look("应急", "exclamation-octagon-fill", "over"),
}  # fmt: skip
WATCHES = {
    W.PLANNED: Look("待上岗", "calendar3"), W.ON_DUTY: Look("在岗", "person-check", "run"),
    W.HANDED_OVER: Look("已交接", "check-circle-fill", "done"),
}  # fmt: skip
VIOLATIONS = {
    V.FOUND: Look("待认定", "inbox"), V.IDENTIFIED: Look("已认定", "search", "run"), V.ORDERED: Look("已责令", "file-earmark-text", "check"),
    V.PUNISHED: Look("已处罚", "shield-exclamation", "back"), V.RESTORED: Look("已整治", "check-circle-fill", "done"),
}  # fmt: skip
STEP_WORDS = {
    "report": ("上报", "megaphone"), "assess": ("评估", "clipboard-data"), "begin": ("开始整改", "tools"), "refuse": ("退回重新评估", "arrow-return-left"),
    "rectify": ("整改完成", "check-lg"), "return": ("退回重新整改", "arrow-repeat"), "clear": ("复查销号", "check-circle-fill"),
    "withdraw": ("撤回", "archive"), "case": ("转工单", "folder2-open"),
}  # fmt: skip
