from cases.mediations.models.consult import Consult
from cases.mediations.models.mediation import Mediation
from cases.mediations.models.people import Disputant, DisputeReveal

__all__ = ["Consult", "Disputant", "DisputeReveal", "Mediation"]
