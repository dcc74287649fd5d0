from cases.models.case import Case
from cases.models.category import Category
from cases.models.question import Question, Reporter, ReporterReveal
from cases.models.request import Extension, Pause
from cases.models.round import Answer, Deadline, Round
from cases.models.story import CaseEntry, Dispatch

__all__ = [
    "Answer", "Case", "CaseEntry", "Category", "Deadline", "Dispatch", "Extension", "Pause", "Question", "Reporter",
    "ReporterReveal", "Round",
]  # fmt: skip
