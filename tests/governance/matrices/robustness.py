"""The part of the robustness page in the access matrix. In its small world too few committees have a rank: hence 422."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from governance.access.models import Division, User
from governance.access.roles import Role
from governance.jobs.models import JobRun
from indices.models import IndexRun
from indices.selectors.trials import TRIAL
from tests.factories.access import member

MATRIX: dict[str, str] = {
    "robustness": """
GET   /index/{district}/{published}/robustness/              | 302 | 200 200 200 200 200 200 200 | 200 200
GET   /index/{district}/{finished}/robustness/               | 302 | 200 200 404 404 404 404 404 | 404 404
GET   /index/{committee}/{published}/robustness/             | 302 | 404 404 404 404 404 404 404 | 404 404
POST  /index/{district}/{published}/robustness/ask/          | 302 | 422 403 403 403 403 403 403 | 403 403
POST  /index/{district}/{finished}/robustness/ask/           | 302 | 422 403 404 404 404 404 404 | 404 404
GET   /index/trials/{trial_run}/                             | 302 | 200 404 404 404 404 404 404 | 404 404
POST  /index/trials/{trial_run}/cancel/                      | 302 | 404 404 404 404 404 404 404 | 404 404
""",
}
PAGES: dict[str, dict[str, Any]] = {
    "/index/{district}/{published}/robustness/ask/": {"level": "committee", "seed": 1, "draws": 200},
    "/index/{district}/{finished}/robustness/ask/": {"level": "committee", "seed": 1, "draws": 200},
}
API: dict[str, dict[str, Any]] = {}
SHOWN: tuple[str, ...] = ()
SPECIMEN: dict[str, str] = {}
ASKED: dict[str, str] = {}
BARE: tuple[str, ...] = ()


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    """A trial that somebody else of the district asked for."""
    run = IndexRun.objects.get(division=place.district, period=names["finished"])
    asked = JobRun.objects.create(
        job=TRIAL, period=f"{run.pk}:{Division.Level.COMMITTEE}:1", requested_by=member(Role.DISTRICT_ADMIN, of=place.district),
        arguments={"run": str(run.pk), "division": run.division_id, "level": "committee", "seed": 1, "draws": 200},
    )  # fmt: skip
    return {"trial_run": str(asked.pk)}
