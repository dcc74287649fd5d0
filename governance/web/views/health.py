"""Is the process alive; is the installation ready."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from governance.jobs import heads, readiness
from governance.web.middleware import public


@public
@require_GET
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


alive.own_transaction = True  # answers without a database


@public
@require_GET
def ready(request: HttpRequest) -> HttpResponse:
    """503 only without database or with migrations waiting; the rest are facts."""
    facts = state()
    return JsonResponse(facts, status=200 if facts["database"] and facts["migrations"] else 503)


ready.own_transaction = True


def state() -> dict[str, Any]:
    """`database`, `migrations`, `redis`, `worker` as booleans, `last_nightly_run` as ISO time or null.

    `last_seal_head` is when the audit's head was last written to SEAL_HEADS_DIR, null where that is off.
    `nightly_owed` names the daily jobs still to come after their hour; null while the database cannot tell.
    """
    database = _answers()
    migrated = database and _migrated()
    return {
        "database": database,
        "migrations": migrated,
        "redis": readiness.redis_answers(),
        "worker": migrated and _worker_lives(),
        "last_nightly_run": readiness.last_nightly_run() if migrated else None,
        "last_seal_head": heads.last_published() if migrated else None,
        "nightly_owed": readiness.nightly_jobs_owed() if migrated else None,
    }


def _worker_lives() -> bool:
    seen = readiness.worker_seen()
    return seen is not None and timezone.now() - seen < timedelta(minutes=2)


def _answers() -> bool:
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connections["default"].close()
        return False
    return True


def _migrated() -> bool:
    executor = MigrationExecutor(connections["default"])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
