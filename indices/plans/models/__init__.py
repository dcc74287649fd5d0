from indices.plans.models.inspection import Finding, Inspection, StandardItem
from indices.plans.models.plan import AnnualPlan
from indices.plans.models.task import Milestone, PlanTask, TaskFigure, TaskParty, TaskProgress

__all__ = [
    "AnnualPlan", "Finding", "Inspection", "Milestone", "PlanTask", "StandardItem", "TaskFigure", "TaskParty", "TaskProgress",
]  # fmt: skip
