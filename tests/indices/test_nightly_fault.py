"""The nightly run in a real worker, killed in the middle."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from governance.jobs import jobs as tasks
from governance.jobs import runs, schedule
from governance.jobs.models import JobRun
from indices.models import IndexRun, Observation, Score
from tests.factories.indices import computed
from tests.factories.year import a_year_in
from tests.jobs.conftest import queue, registry  # noqa: F401  fixtures of the machinery
from tests.jobs.test_faults import kill, until

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]

JOB, PERIOD = "tests.nightly", "2026-11-03"


def worker() -> subprocess.Popen:
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"]).geturl()
    places = [str(Path(__file__).parent), str(settings.BASE_DIR), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {"DATABASE_URL": database, "PYTHONPATH": os.pathsep.join(places)}
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "governance",
        "worker",
        "-c",
        "1",
        "-l",
        "WARNING",
        "-I",
        "crash_nightly",
    ]
    return subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, start_new_session=True)


def test_a_night_killed_half_way_is_taken_over_and_gives_one_complete_result(place, version, admin, queue, registry):  # noqa: F811
    a_year_in(place)
    schedule.job(JOB)
    first = worker()
    try:
        runs.request(JOB, PERIOD, by=admin)
        until(lambda: IndexRun.objects.filter(period="2026-10").exists(), seconds=40)
        half = IndexRun.objects.get(period="2026-10").scores_hash
    finally:
        kill(first)
    assert not IndexRun.objects.filter(period="2026-11").exists()
    second = worker()
    try:
        until(lambda: JobRun.objects.filter(job=JOB, state="done").exists(), seconds=40, each=tasks.tick)
    finally:
        kill(second)
    job = JobRun.objects.get(job=JOB)
    assert (job.attempts, job.fence) == (2, 2)
    assert dict(IndexRun.objects.values_list("period", "scores_hash")).keys() == {"2026-10", "2026-11"}
    assert (Score.objects.count(), Observation.objects.count()) == (2 * 6, 2 * 6 * 9)
    assert computed(version, place.district).scores_hash == half == IndexRun.objects.get(period="2026-10").scores_hash
