from visits.models.closure import Closure
from visits.models.need import Need, NeedAnswer
from visits.models.plans import Audience, BuildingDuty, DueVisit, Plan, PlanLabel, PlanTerms
from visits.models.receptions import Handover, Reception
from visits.models.sensitive import Sensitivity
from visits.models.visit import Visit, VisitedResident

__all__ = [
    "Audience",
    "BuildingDuty",
    "Closure",
    "DueVisit",
    "Handover",
    "Need",
    "NeedAnswer",
    "Plan",
    "PlanLabel",
    "PlanTerms",
    "Reception",
    "Sensitivity",
    "Visit",
    "VisitedResident",
]
