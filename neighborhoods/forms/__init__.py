"""Shape of the input of the pages; the rules are the actions'. Named here is what other apps' forms use, too."""

from neighborhoods.forms.fields import today_field
from neighborhoods.forms.people import EndForm, RevealForm

__all__ = ["EndForm", "RevealForm", "today_field"]
