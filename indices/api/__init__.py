"""Registers the app's resources, as contract.md lists them."""

from governance.api.registry import register
from indices.api.indicators import IndicatorViewSet
from indices.api.objections import ObjectionViewSet
from indices.api.reports import ReportViewSet
from indices.api.schemes import SchemeViewSet
from indices.api.views import IndexScoreViewSet

register("indicators", IndicatorViewSet)
register("schemes", SchemeViewSet)
register("index-scores", IndexScoreViewSet)
register("reports", ReportViewSet)
register("index-objections", ObjectionViewSet)
