from cases.forces.models.callout import Callout
from cases.forces.models.force import Force, Member

__all__ = ["Callout", "Force", "Member"]
