from indices.submissions.models.draw import Draw
from indices.submissions.models.submission import Submission

__all__ = ["Draw", "Submission"]
