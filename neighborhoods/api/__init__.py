"""Registers the app's resources, as contract.md lists them."""

from governance.api.registry import register
from neighborhoods.api.activities import ActivityViewSet, ParticipationViewSet
from neighborhoods.api.centers import BookingViewSet, CenterViewSet, RoomViewSet
from neighborhoods.api.groups import BuildingGroupViewSet, JointMeetingViewSet, OnboardingViewSet
from neighborhoods.api.people import HouseholdViewSet, ResidentViewSet
from neighborhoods.api.places import BuildingViewSet, EstateViewSet

register("estates", EstateViewSet)
register("buildings", BuildingViewSet)
register("households", HouseholdViewSet)
register("residents", ResidentViewSet)
register("centers", CenterViewSet)
register("rooms", RoomViewSet)
register("bookings", BookingViewSet)
register("activities", ActivityViewSet)
register("participations", ParticipationViewSet)
register("building-groups", BuildingGroupViewSet)
register("onboardings", OnboardingViewSet)
register("joint-meetings", JointMeetingViewSet)
