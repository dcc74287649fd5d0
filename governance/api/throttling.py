from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from rest_framework.permissions import SAFE_METHODS
from rest_framework.throttling import BaseThrottle


class WriteRate(BaseThrottle):
    """So many writes a minute for each user and web process: a runaway script meets a wall, a person never does."""

    def allow_request(self, request: Any, view: Any) -> bool:
        if request.method in SAFE_METHODS or not request.user.is_authenticated:
            return True
        key = f"writes:{request.user.pk}:{int(time.time()) // 60}"
        cache.add(key, 0, timeout=120)
        return cache.incr(key) <= getattr(settings, "API_WRITES_PER_MINUTE", 6000)

    def wait(self) -> float:
        return 60 - time.time() % 60
