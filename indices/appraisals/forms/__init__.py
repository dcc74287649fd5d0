from indices.appraisals.forms.appraisals import (
    AdjustForm,
    AppealForm,
    AppraisalForm,
    AssessForm,
    GateForm,
    IssueForm,
    RejectForm,
    RulesForm,
    SettleForm,
    TargetsForm,
    UpholdForm,
    VerifyForm,
)
from indices.appraisals.forms.assessments import AcceptForm, DeliverForm, ExternalForm, MarksForm, SchemeForm
from indices.appraisals.forms.parts import FileForm, ReasonForm

__all__ = [
    "AcceptForm",
    "AdjustForm",
    "AppealForm",
    "AppraisalForm",
    "AssessForm",
    "DeliverForm",
    "ExternalForm",
    "FileForm",
    "GateForm",
    "IssueForm",
    "MarksForm",
    "ReasonForm",
    "RejectForm",
    "RulesForm",
    "SchemeForm",
    "SettleForm",
    "TargetsForm",
    "UpholdForm",
    "VerifyForm",
]
