"""The Celery app. Beat has the tick, which starts what stands in the database (governance.jobs), and the index's pulse."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings.production")

app = Celery("governance")
app.set_default()  # for every thread of a web process
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = {
    "tick": {"task": "jobs.tick", "schedule": 60.0, "options": {"expires": 55}},
    "live": {"task": "indices.live", "schedule": 2.0, "options": {"expires": 2}},
}
app.conf.broker_connection_max_retries = None  # a worker outlives any outage of the broker
app.autodiscover_tasks(related_name="jobs")
