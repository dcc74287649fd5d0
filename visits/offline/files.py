"""What the service worker may keep: files of the portal's own, and one page that knows nobody."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static

MODULES = ("store", "keys", "people", "outbox", "leaving", "draw", "hand_over", "page", "shell", "form", "refused")
KEPT = (
    "vendor/bootstrap.min.css", "vendor/icons.svg", "tokens.css", "pages.css", "theme.js", "mark.svg", "offline/offline.css",
    *(f"offline/{name}.js" for name in MODULES),
)  # fmt: skip


def addresses() -> list[str]:
    return [static(path) for path in KEPT]


@lru_cache(maxsize=1)
def _digest() -> bytes:
    """Of what the files hold: in a checkout their addresses carry no hash."""
    return hashlib.sha256(b"".join(Path(str(finders.find(path))).read_bytes() for path in KEPT)).digest()


def version(shell: str) -> str:
    """Changes with any kept file and with the page itself."""
    return hashlib.sha256(_digest() + shell.encode() + "".join(addresses()).encode()).hexdigest()[:16]
