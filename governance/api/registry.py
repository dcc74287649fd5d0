"""Where apps put their resources: `<app>/api/__init__.py` calls `register`, and its AppConfig.ready imports it."""

from __future__ import annotations

from typing import Any

from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ViewSetMixin

from governance.api.viewsets import ScopedViewSet

router = SimpleRouter()


def register(name: str, viewset: type[ViewSetMixin]) -> None:
    """Serve `viewset` at `/api/v1/<name>/`. `name` is plural and kebab-case, as contract.md lists it."""
    viewset.basename = name
    router.register(name, viewset, basename=name)


def resources() -> dict[str, type[ScopedViewSet]]:
    """Every resource by name: what the access matrix walks through."""
    registered: list[tuple[str, Any, str]] = router.registry
    return {prefix: viewset for prefix, viewset, _ in registered}
