"""Registers the app's resources: `summonses` as contract.md lists it, and `invitations`, what the index counts of them."""

from cases.summonses.api.views import InvitationViewSet, SummonsViewSet
from governance.api.registry import register

register("summonses", SummonsViewSet)
register("invitations", InvitationViewSet)
