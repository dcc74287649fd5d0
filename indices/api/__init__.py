"""Registers the app's resources, as contract.md lists them."""

from governance.api.registry import register
from indices.api.indicators import IndicatorViewSet
from indices.api.reports import ReportViewSet
from indices.api.views import IndexScoreViewSet, SchemeViewSet

register("indicators", IndicatorViewSet)
register("schemes", SchemeViewSet)
register("index-scores", IndexScoreViewSet)
register("reports", ReportViewSet)
