"""Registers the app's resources."""

from cases.intake.api.sensors import SensorEventViewSet
from cases.intake.api.tickets import HotlineTicketViewSet
from governance.api.registry import register

register("hotline-tickets", HotlineTicketViewSet)
register("sensor-events", SensorEventViewSet)
