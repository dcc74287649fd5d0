from neighborhoods.models.activities import Activity, Participation, Partner
from neighborhoods.models.centers import Booking, Center, CenterService, Opening, OpeningHours, Room
from neighborhoods.models.groups import BuildingGroup, JointMeeting, Onboarding
from neighborhoods.models.people import KeyPerson, Resident, Reveal
from neighborhoods.models.places import Address, Building, Estate, Household

__all__ = [
    "Activity", "Address", "Booking", "Building", "BuildingGroup", "Center", "CenterService", "Estate", "Household",
    "JointMeeting", "KeyPerson", "Onboarding", "Opening", "OpeningHours", "Participation", "Partner", "Resident", "Reveal",
    "Room",
]  # fmt: skip
