"""Which role may do what. The whole permission model of the portal is this table."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    DISTRICT_ADMIN = "district_admin", "区级管理员"
    VIEWER = "viewer", "区级查看"
    DEPARTMENT = "department", "职能部门"
    SUBDISTRICT_ADMIN = "subdistrict_admin", "街道管理员"
    STAFF = "staff", "街道工作人员"
    CLERK = "clerk", "居委干事"
    AUDITOR = "auditor", "安全审计员"

    @property
    def rank(self) -> int:
        return list(Role).index(self)


ADMINS = frozenset({Role.DISTRICT_ADMIN, Role.SUBDISTRICT_ADMIN, Role.AUDITOR})
"""Roles that must set up a second factor."""

RESOURCES: dict[str, tuple[str, ...]] = {
    "registers": (
        "neighborhoods.estate", "neighborhoods.building", "neighborhoods.household", "neighborhoods.resident",
        "neighborhoods.keyperson", "neighborhoods.address", "neighborhoods.buildinggroup", "neighborhoods.onboarding",
        "neighborhoods.jointmeeting",
    ),
    "centers": (
        "neighborhoods.center", "neighborhoods.opening", "neighborhoods.room", "neighborhoods.booking", "neighborhoods.partner",
        "neighborhoods.activity", "neighborhoods.participation",
    ),
    "volunteers": (
        "volunteers.unit", "volunteers.volunteer", "volunteers.belonging", "volunteers.recognition", "volunteers.project",
        "volunteers.shift", "volunteers.servicerecord", "volunteers.hourentry",
    ),
    "workers": (
        "workers.worker", "workers.posting", "workers.certificate", "workers.change", "workers.training", "workers.session",
        "workers.attendance",
    ),
    "establishment": ("workers.post", "workers.quota"),
    "visits": ("visits.visit", "visits.need", "visits.needanswer", "visits.closure"),
    "plans": ("visits.plan", "visits.planterms", "visits.planlabel", "visits.buildingduty"),
    "receptions": ("visits.reception",),
    "handovers": ("visits.handover",),
    "cases": ("cases.case", "cases.round", "cases.answer", "cases.deadline", "cases.extension", "cases.pause"),
    "reporters": ("cases.reporter",),
    "photos": ("desk.photo",),
    "replies": ("desk.replytemplate",),
    "summonses": ("summonses.summons", "summonses.invitation"),
    "consultations": ("consultations.consultation", "consultations.duty"),
    "mediations": ("mediations.mediation", "mediations.disputant", "mediations.consult"),
    "hazards": ("hazards.hazard", "hazards.rectification", "hazards.riskpoint", "hazards.violation"),
    "watches": ("hazards.crisis", "hazards.crisisstage", "hazards.watch"),
    "forces": ("forces.force",),
    "callouts": ("forces.callout",),
    "creations": ("creations.creation",),
    "rivers": ("creations.riversection",),
    "patrols": ("creations.riverpatrol",),
    "intake": (
        "intake.hotlinebatch", "intake.sensor", "intake.sensorevent", "intake.snapshot", "intake.support", "intake.reporterword",
    ),
    "analysis": ("advice.categorymodel", "advice.suggestion", "advice.clusterrun", "advice.cluster"),
    "bridge": ("bridge.platform", "bridge.webhook"),
    "crossings": ("bridge.crossing", "bridge.delivery"),
    "index": ("indices.indicator", "indices.scheme", "indices.schemeversion", "indices.observation", "indices.score", "indices.indexrun", "indices.trial"),
    "objections": ("indices.objection",),
    "submissions": ("submissions.submission",),
    "draws": ("submissions.draw",),
    "reports": ("indices.report",),
    "appraisals": ("appraisals.appraisal", "appraisals.appraisalrow"),
    "assessments": ("appraisals.externalassessment", "appraisals.centerscheme", "appraisals.centerassessment"),
    "responsibilities": ("plans.annualplan", "plans.plantask"),
    "inspections": ("plans.inspection",),
    "standards": ("plans.standarditem",),
    "burden": ("web.formuse",),
    "accounts": ("access.user", "access.membership", "access.token"),
    "configuration": ("cases.category", "cases.question", "flow.specialday", "summonses.clock", "hazards.riskkind", "access.department", "access.division"),
    "audit": ("audit.event",),
}  # fmt: skip

V = frozenset({"view"})
W = V | {"add", "change", "withdraw"}
REVEAL = frozenset({"reveal"})
CLOCKS, DECIDE = frozenset({"extend", "pause", "resume"}), frozenset({"approve", "reject"})
PUBLICITY = frozenset({"hide", "unhide", "publish", "unpublish"})
STREET_STEPS = (
    frozenset({"file", "dispatch", "check", "close", "rework", "reopen", "transfer", "merge", "separate", "urge"})
    | CLOCKS
    | DECIDE
    | PUBLICITY
)
DESIGNATE = frozenset({"designate"})
"""To decide where two departments gave a case back, and to reopen it once more than a street may."""
REPORT = frozenset({"add", "withdraw"})
CONFIRM, APPROVE = frozenset({"confirm"}), frozenset({"approve"})
EVERY_STEP = STREET_STEPS | {"accept", "refuse", "return", "finish", "answer"}

APPRAISER, APPRAISED = frozenset({"verify", "publish"}), frozenset({"assess", "appeal"})
"""Who appraises those below, and who is appraised: a street's administrator is both, of different rows."""

PHOTOS = V | {"add", "withdraw", "publish", "original"}
"""To attach pictures, to show one to everybody, to look at what was blacked out."""

MEMBERS = frozenset({"join", "lead", "leave"})
CALL = frozenset({"add"})
"""To call a force out to a case, to call it off, and to answer for it where none of it can."""

SENSITIVE = frozenset({"sensitive", "approve"})
"""To read visits about violence, minors or the mind, and to approve that one is closed."""

TABLE: dict[Role, dict[str, frozenset[str]]] = {
    Role.DISTRICT_ADMIN: {
        "appraisals": W | APPRAISER, "assessments": W | {"accept", "publish"},
        "responsibilities": W | {"assign", "evaluate", "report", "divide"}, "inspections": W | {"rectify"}, "standards": W,
        "registers": V | REVEAL, "visits": V | SENSITIVE, "plans": W, "receptions": V, "handovers": V | CONFIRM, "cases": W | EVERY_STEP | DESIGNATE, "reporters": V | REVEAL, "centers": W,
        "photos": PHOTOS, "replies": W,
        "volunteers": W | CONFIRM | REVEAL, "workers": W | APPROVE | REVEAL, "establishment": W, "index": W | {"publish", "review", "correct"}, "objections": V | {"answer"}, "reports": W,
        "accounts": W, "burden": V, "configuration": W,
        "summonses": W | {"check", "accept", "arrive", "report", "confirm"}, "consultations": W | {"consult", "answer", "hold", "minute", "supervise", "fulfil"},
        "mediations": W | REVEAL, "hazards": W | {"assess", "rectify", "clear", "identify", "order", "punish", "restore"}, "watches": W, "intake": W, "analysis": V, "bridge": W, "crossings": W,
        "forces": W | MEMBERS, "callouts": V | CALL, "creations": W | {"check", "name", "recheck", "revoke"}, "rivers": W, "patrols": W,
        "submissions": V | {"sample"}, "draws": V | {"add"},
    },
    Role.VIEWER: {
        "appraisals": V, "assessments": V,
        "responsibilities": V, "inspections": V, "standards": V,
        "registers": V, "visits": V, "plans": V, "receptions": V, "handovers": V, "cases": V, "centers": V, "volunteers": V, "workers": V, "establishment": V, "index": V, "objections": V,
        "reports": V, "burden": V, "configuration": V, "summonses": V, "consultations": V, "mediations": V, "hazards": V, "watches": V,
        "forces": V, "callouts": V, "creations": V, "rivers": V, "patrols": V,
        "intake": V, "photos": V, "replies": V,
        "analysis": V,
        "crossings": V,
        "submissions": V, "draws": V,
    },
    Role.DEPARTMENT: {
        "responsibilities": V | {"report"},
        "handovers": V | CONFIRM,
        "cases": V | {"accept", "refuse", "return", "transfer", "finish"} | CLOCKS, "configuration": V, "summonses": V | {"accept", "arrive", "report"},
        "consultations": V | {"answer", "fulfil"}, "hazards": V | {"rectify", "identify", "order", "punish", "restore"},
        "photos": V | {"add"}, "replies": V,
    },
    Role.SUBDISTRICT_ADMIN: {
        "appraisals": W | APPRAISER | APPRAISED, "assessments": W | {"accept", "publish"},
        "responsibilities": V | {"report", "divide"}, "inspections": W | {"rectify"}, "standards": V,
        "registers": W | REVEAL, "visits": V | SENSITIVE, "plans": W, "receptions": V, "handovers": V | CONFIRM, "cases": W | EVERY_STEP, "reporters": V | REVEAL, "centers": W,
        "photos": PHOTOS, "replies": W,
        "volunteers": W | CONFIRM | REVEAL, "workers": W | APPROVE | REVEAL, "establishment": V, "index": V, "objections": W, "reports": W, "accounts": W,
        "burden": V, "configuration": V, "summonses": W | {"check", "confirm"},
        "consultations": W | {"consult", "hold", "minute", "supervise"}, "mediations": W | REVEAL,
        "hazards": W | {"assess", "rectify", "clear", "identify", "order", "punish", "restore"}, "watches": W, "intake": W, "analysis": V, "bridge": V, "crossings": W,
        "forces": W | MEMBERS, "callouts": V | CALL, "creations": W | {"check"}, "rivers": W, "patrols": W,
        "submissions": V | REPORT | {"review"}, "draws": V,
    },
    Role.STAFF: {
        "appraisals": V | {"add", "change"} | APPRAISED, "assessments": V | {"add", "change"},
        "responsibilities": V, "inspections": V | {"rectify"}, "standards": V,
        "registers": V | REVEAL, "visits": V, "plans": W, "receptions": V, "handovers": V | CONFIRM, "cases": W | STREET_STEPS, "reporters": V | REVEAL, "centers": W,
        "photos": PHOTOS, "replies": V,
        "volunteers": W | CONFIRM | REVEAL, "workers": V, "establishment": V, "index": V, "objections": W, "reports": W, "burden": V, "configuration": V,
        "summonses": W | {"check"}, "consultations": W | {"consult", "hold", "minute"}, "mediations": W | REVEAL,
        "hazards": W | {"assess", "clear", "identify", "order", "restore"}, "watches": V, "intake": W, "analysis": V,
        "forces": V, "callouts": V | CALL, "creations": W | {"check"}, "rivers": W, "patrols": W,
        "bridge": V, "crossings": W,
        "submissions": V | REPORT | {"review"}, "draws": V,
    },
    Role.CLERK: {
        "appraisals": V | APPRAISED, "assessments": V,
        "responsibilities": V, "inspections": V | {"rectify"}, "standards": V,
        "registers": W | REVEAL, "visits": W, "plans": V, "receptions": W, "handovers": V | CONFIRM, "cases": V | {"add", "withdraw", "answer"}, "reporters": V | REVEAL, "centers": W,
        "photos": V | {"add", "withdraw"}, "replies": V,
        "volunteers": W | CONFIRM | REVEAL, "workers": V, "establishment": V, "index": V, "objections": W, "reports": V, "configuration": V,
        "summonses": V | {"add", "withdraw", "confirm"}, "consultations": V | {"add"}, "mediations": W | REVEAL, "hazards": V | {"add", "withdraw", "rectify"},
        "watches": V, "intake": V,
        "forces": V, "callouts": V, "creations": V | {"add", "withdraw"}, "rivers": V, "patrols": W,
        "submissions": V | REPORT, "draws": V,
    },
    Role.AUDITOR: {"accounts": V, "configuration": V, "audit": V},
}  # fmt: skip

MAY_GRANT: dict[Role, frozenset[Role]] = {
    Role.DISTRICT_ADMIN: frozenset(Role),
    Role.SUBDISTRICT_ADMIN: frozenset({Role.STAFF, Role.CLERK}),
}
"""Which roles an administrator may hand out, within the own reach."""


def permission(verb: str, model: str) -> str:
    """`permission("view", "cases.case")` is `"cases.view_case"`."""
    app, _, name = model.partition(".")
    return f"{app}.{verb}_{name}"


def _granting() -> dict[str, frozenset[Role]]:
    found: dict[str, set[Role]] = {}
    for role, resources in TABLE.items():
        for resource, verbs in resources.items():
            for model in RESOURCES[resource]:
                for verb in verbs:
                    found.setdefault(permission(verb, model), set()).add(role)
    return {name: frozenset(roles) for name, roles in found.items()}


_GRANTING = _granting()


def roles_granting(name: str) -> frozenset[Role]:
    return _GRANTING.get(name, frozenset())
