from cases.hazards.models.crisis import Crisis, CrisisStage, DutyMode
from cases.hazards.models.hazard import Hazard, HazardEntry, Rectification
from cases.hazards.models.point import RiskKind, RiskPoint
from cases.hazards.models.violation import Violation, ViolationAct
from cases.hazards.models.watch import Watch

__all__ = [
    "Crisis", "CrisisStage", "DutyMode", "Hazard", "HazardEntry", "Rectification", "RiskKind", "RiskPoint", "Violation",
    "ViolationAct", "Watch",
]  # fmt: skip
