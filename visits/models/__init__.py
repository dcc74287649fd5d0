from visits.models.visit import Need, Visit, VisitedResident

__all__ = ["Need", "Visit", "VisitedResident"]
