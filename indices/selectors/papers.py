"""A report's files, and the reports that are being written."""

from __future__ import annotations

import uuid

from governance.access import codes
from governance.access.models import User
from governance.access.scoping import ranges
from governance.files.models import Attachment
from governance.jobs.models import JobRun
from indices.models import Report

REPORT = "indices.report"
"""The job that writes one report on request."""

SUFFIXES = {"word": "docx", "excel": "xlsx"}
LATELY = 200


def files_of(report: Report) -> dict[str, Attachment]:
    """`word` and `excel`, as far as they are there."""
    found = {one.name.rpartition(".")[2]: one for one in Attachment.objects.of(report)}
    return {kind: found[suffix] for kind, suffix in SUFFIXES.items() if suffix in found}


def runs_for(user: User) -> list[JobRun]:
    """Of the latest runs those for a division whose reports `user` may read, newest first."""
    reach = ranges(user, "indices.view_report")
    found = JobRun.objects.filter(job=REPORT).order_by("-requested_at")[:LATELY]
    return [run for run in found if codes.contains(reach, run.arguments.get("division", ""))]


def run_for(user: User, pk: uuid.UUID) -> JobRun | None:
    return next((run for run in runs_for(user) if run.pk == pk), None)
