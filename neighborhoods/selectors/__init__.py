"""Questions over several tables. Those that other apps ask are named here."""

from neighborhoods.selectors.centers import centers_open
from neighborhoods.selectors.finding import LEAST, elsewhere, find_households, matching, of_address

__all__ = ["LEAST", "centers_open", "elsewhere", "find_households", "matching", "of_address"]
