from visits.forms.needs import AnswerForm, FollowUpForm, ResolveForm, WithdrawForm
from visits.forms.plans import LabelForm, PlanForm, ShareForm
from visits.forms.receptions import ConclusionForm, HandOverForm, ReasonForm, ReplyForm
from visits.forms.visits import VisitForm

__all__ = [
    "AnswerForm",
    "ConclusionForm",
    "FollowUpForm",
    "HandOverForm",
    "LabelForm",
    "PlanForm",
    "ReasonForm",
    "ReplyForm",
    "ResolveForm",
    "ShareForm",
    "VisitForm",
    "WithdrawForm",
]
