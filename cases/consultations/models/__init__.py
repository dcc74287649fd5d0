from cases.consultations.models.consultation import Consultation, ConsultationEntry, ConsultedCase
from cases.consultations.models.duty import Duty
from cases.consultations.models.party import Party

__all__ = ["Consultation", "ConsultationEntry", "ConsultedCase", "Duty", "Party"]
