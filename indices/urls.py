from __future__ import annotations

from django.urls import include, path, register_converter

from governance.access import codes
from indices.views import (
    comparing,
    dashboard,
    drafting,
    explain,
    indicator,
    objections,
    overview,
    public,
    publish,
    records,
    reports,
    robustness,
    schemes,
    workbench,
)  # fmt: skip


class DivisionCode:
    """A district's, a street's or a committee's code, cut or full; views get all 12 digits."""

    regex = r"\d{12}|\d{9}|\d{6}"

    def to_python(self, value: str) -> str:
        return codes.full(value)

    def to_url(self, value: str) -> str:
        return value


class PeriodCode:
    regex = r"20\d\d-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


register_converter(DivisionCode, "division")
register_converter(PeriodCode, "period")

pages = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("index/", overview.overview, name="overview"),
    path("index/indicators/", indicator.indicator_list, name="indicators"),
    path("index/indicators/<slug:code>/", indicator.indicator, name="indicator"),
    path("index/schemes/", schemes.scheme_list, name="schemes"),
    path("index/schemes/import/", drafting.scheme_import, name="scheme-import"),
    path("index/schemes/compare/", comparing.compare, name="compare"),
    path("index/schemes/<uuid:pk>/", schemes.scheme, name="scheme"),
    path("index/schemes/<uuid:pk>/copy/", schemes.scheme_copy, name="scheme-copy"),
    path("index/schemes/<uuid:pk>/edit/", drafting.scheme_edit, name="scheme-edit"),
    path("index/schemes/<uuid:pk>/file/<slug:kind>/", schemes.scheme_file, name="scheme-file"),
    path("index/schemes/<uuid:pk>/<slug:step>/", schemes.scheme_step, name="scheme-step"),
    path("index/workbench/", workbench.workbench, name="workbench"),
    path("index/workbench/save/", workbench.workbench_save, name="workbench-save"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/ask/", reports.report_ask, name="report-ask"),
    path("reports/runs/<uuid:pk>/", reports.report_run, name="report-run"),
    path("reports/runs/<uuid:pk>/cancel/", reports.report_cancel, name="report-cancel"),
    path("reports/<uuid:pk>/", reports.report, name="report"),
    path("reports/<uuid:pk>/<slug:kind>/", reports.report_file, name="report-file"),
    path("index/<division:code>/<period:period>/", explain.explain, name="explain"),
    path("index/<division:code>/<period:period>/publish/", publish.publish, name="publish"),
    path("index/runs/<uuid:pk>/<slug:step>/", publish.publish_step, name="publish-step"),
    path("index/<division:code>/<period:period>/objections/new/", objections.objection_new, name="objection-new"),
    path("index/objections/", objections.objection_list, name="objections"),
    path("index/objections/<uuid:pk>/", objections.objection, name="objection"),
    path("index/objections/<uuid:pk>/<slug:step>/", objections.objection_step, name="objection-step"),
    path("index/<division:code>/<period:period>/robustness/", robustness.robustness, name="robustness"),
    path("index/<division:code>/<period:period>/robustness/ask/", robustness.robustness_ask, name="robustness-ask"),
    path("index/trials/<uuid:pk>/", robustness.trial_run, name="trial-run"),
    path("index/trials/<uuid:pk>/cancel/", robustness.trial_cancel, name="trial-cancel"),
    path("index/<division:code>/<period:period>/<slug:indicator>/<slug:side>/", records.records, name="records"),
]
open_pages = [
    path("public/index/", public.index, name="public-index"),
    path("public/index/<division:code>/<period:period>/method/", public.method, name="public-method"),
    path("public/index/<division:code>/<period:period>/scheme.json", public.scheme, name="public-scheme"),
    path("public/index/<division:code>/<period:period>/data.csv", public.data, name="public-data"),
]
urlpatterns = [path("", include((pages, "indices"))), *open_pages]
