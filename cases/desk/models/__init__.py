from cases.desk.models.photo import Photo
from cases.desk.models.reply import ReplyTemplate
from cases.desk.models.shortlist import ShortlistEntry
from cases.desk.models.worklist import ColumnChoice, SavedView

__all__ = ["ColumnChoice", "Photo", "ReplyTemplate", "SavedView", "ShortlistEntry"]
