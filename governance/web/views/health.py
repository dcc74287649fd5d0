"""Is the process alive; is the installation ready."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from governance.jobs import readiness
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
    """`database`, `migrations`, `redis`, `worker` as booleans and `last_nightly_run` as ISO time or null."""
    database = _answers()
    return {
        "database": database,
        "migrations": database and _migrated(),
        "redis": readiness.redis_answers(),
        "worker": database and readiness.worker_seen(),
        "last_nightly_run": readiness.last_nightly_run() if database else None,
    }


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
