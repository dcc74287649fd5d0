"""Registers the app's resources: `submissions` as contract.md lists it, and the district's `draws`."""

from governance.api.registry import register
from indices.submissions.api.views import DrawViewSet, SubmissionViewSet

register("submissions", SubmissionViewSet)
register("draws", DrawViewSet)
