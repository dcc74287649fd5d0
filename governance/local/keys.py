"""The launcher's two files: `.local/keys`, made once and kept, and `.local/env`, written anew at each start.

They are apart so that servers or keys given for one run do not leak into the next one without them.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


GENERATED: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(50),
    "FIELD_KEYS": lambda: f"k1:{_key()}",
    "BLIND_INDEX_KEY": _key,
}


def read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    pairs = (line.partition("=") for line in path.read_text().splitlines())
    return {key: value for key, sign, value in pairs if sign}


def write(path: Path, values: Mapping[str, str]) -> None:
    """Replace the file as a whole, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{key}={value}\n" for key, value in values.items())
    fresh.replace(path)


def keep(path: Path, name: str, make: Callable[[], str]) -> str:
    """Return the value kept under `name`, made now if it is new."""
    kept = read(path)
    if name not in kept:
        kept[name] = make()
        write(path, kept)
    return kept[name]


def secrets_for(path: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment's keys where it has them, else the checkout's own."""
    return {name: environ.get(name) or keep(path, name, make) for name, make in GENERATED.items()}
