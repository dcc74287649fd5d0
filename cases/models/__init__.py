from cases.models.case import Case, CaseEntry, Dispatch
from cases.models.category import Category
from cases.models.question import Question, Reporter
from cases.models.round import Answer, Round

__all__ = ["Answer", "Case", "CaseEntry", "Category", "Dispatch", "Question", "Reporter", "Round"]
