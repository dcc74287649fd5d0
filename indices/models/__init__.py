from indices.models.objection import Objection
from indices.models.report import Report
from indices.models.run import IndexRun, Observation, Score
from indices.models.scheme import Scheme, SchemeVersion
from indices.models.trial import Trial

__all__ = ["IndexRun", "Objection", "Observation", "Report", "Scheme", "SchemeVersion", "Score", "Trial"]
