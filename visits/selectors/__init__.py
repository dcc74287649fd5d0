"""Questions over several tables. `due_doors` is also what a phone takes along for a day without a network."""

from visits.selectors.coverage import Coverage, States, by_building, by_clerk, by_division, doors_asked, terms_on
from visits.selectors.doors import AHEAD, Door, Stop, due, due_doors, most_overdue, stops
from visits.selectors.today import MOST, Month, cases_of_today, month, needs_due, start_of, visits_of

__all__ = [
    "AHEAD",
    "MOST",
    "Coverage",
    "Door",
    "Month",
    "States",
    "Stop",
    "by_building",
    "by_clerk",
    "by_division",
    "cases_of_today",
    "doors_asked",
    "due",
    "due_doors",
    "month",
    "most_overdue",
    "needs_due",
    "start_of",
    "stops",
    "terms_on",
    "visits_of",
]
