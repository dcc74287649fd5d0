from cases.summonses.models.clock import Clock
from cases.summonses.models.invitation import Invitation
from cases.summonses.models.summons import Summons, SummonsEntry

__all__ = ["Clock", "Invitation", "Summons", "SummonsEntry"]
