from indices.appraisals.models.appraisal import Appraisal
from indices.appraisals.models.center import CenterAssessment, CenterScheme
from indices.appraisals.models.external import ExternalAssessment, ExternalScore
from indices.appraisals.models.row import Adjustment, AppraisalRow

__all__ = [
    "Adjustment",
    "Appraisal",
    "AppraisalRow",
    "CenterAssessment",
    "CenterScheme",
    "ExternalAssessment",
    "ExternalScore",
]
