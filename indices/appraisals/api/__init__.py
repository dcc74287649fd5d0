"""Registers the app's resources."""

from governance.api.registry import register
from indices.appraisals.api.views import AppraisalRowViewSet, AppraisalViewSet, ExternalAssessmentViewSet

register("appraisals", AppraisalViewSet)
register("appraisal-rows", AppraisalRowViewSet)
register("external-assessments", ExternalAssessmentViewSet)
