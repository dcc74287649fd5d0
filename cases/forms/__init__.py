from cases.forms.opening import NewCaseForm, field_for
from cases.forms.steps import FORMS, HELP, NONE, DepartmentField, ReasonForm, StepForm, TextField
from cases.forms.upkeep import CategoryForm, QuestionForm, SpecialDayForm

__all__ = [
    "FORMS", "HELP", "NONE", "CategoryForm", "DepartmentField", "NewCaseForm", "QuestionForm", "ReasonForm", "SpecialDayForm",
    "StepForm", "TextField", "field_for",
]  # fmt: skip
