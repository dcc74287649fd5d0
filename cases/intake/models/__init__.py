from cases.intake.models.hotline import HotlineBatch, HotlineRow
from cases.intake.models.sensors import Sensor, SensorEvent
from cases.intake.models.snapshots import ReporterWord, Snapshot, Support

__all__ = ["HotlineBatch", "HotlineRow", "ReporterWord", "Sensor", "SensorEvent", "Snapshot", "Support"]
