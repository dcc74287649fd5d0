"""Read settings from the environment, and for a checkout from `.local/env` where the environment is silent."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parents[2]


def load_local(path: Path) -> None:
    """Fill what is not in the environment from the launcher's KEY=value file, so that any shell meets the running demo."""
    if not path.exists():
        return
    told = "DATABASE_URL" in os.environ
    for line in path.read_text().splitlines():
        key, sign, value = line.partition("=")
        if told and key == "MIGRATION_DATABASE_URL":  # the owner of another database
            continue
        if sign and not key.startswith("#"):
            os.environ.setdefault(key.strip(), value.strip())


def flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, str(default)).lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def database(url: str) -> dict[str, Any]:
    """Turn `postgres://user:password@host:port/name?option=value` into Django's dictionary.

    The session's zone is Shanghai, so that `date_trunc` and casts in SQL count the customer's days.
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "TIME_ZONE": "Asia/Shanghai",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }
