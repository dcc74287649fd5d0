from volunteers.models.ledger import HourEntry
from volunteers.models.service import Project, ServiceRecord, Shift
from volunteers.models.units import LEVELS, Belonging, Recognition, Unit, Volunteer, VolunteerReveal

__all__ = [
    "LEVELS", "Belonging", "HourEntry", "Project", "Recognition", "ServiceRecord", "Shift", "Unit", "Volunteer", "VolunteerReveal",
]  # fmt: skip
