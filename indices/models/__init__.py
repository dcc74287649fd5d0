from indices.models.report import Report
from indices.models.run import IndexRun, Observation, Score
from indices.models.scheme import Scheme, SchemeVersion

__all__ = ["IndexRun", "Observation", "Report", "Scheme", "SchemeVersion", "Score"]
