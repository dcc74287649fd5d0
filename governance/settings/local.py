"""A checkout on a developer's machine: `make run`, `make test`, `manage.py` beside them."""

from governance.settings.environment import BASE_DIR, load_local

load_local(BASE_DIR / ".local" / "env")

from governance.settings.base import *  # noqa: E402, F403

if not SECRET_KEY:  # type: ignore[used-before-def]  # noqa: F405  # by the star above
    SECRET_KEY = "only-for-commands-that-need-no-secret"  # noqa: S105
SEAL_HEADS_DIR = SEAL_HEADS_DIR or str(BASE_DIR / ".local" / "seal-heads")  # noqa: F405
