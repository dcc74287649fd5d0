from cases.creations.models.creation import Creation, CreationEntry
from cases.creations.models.river import RiverPatrol, RiverSection

__all__ = ["Creation", "CreationEntry", "RiverPatrol", "RiverSection"]
