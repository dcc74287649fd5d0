"""The suite: the same code on real Postgres and Redis, with keys of its own and no waiting for hashes."""

import os

os.environ.setdefault("SECRET_KEY", "testing-" + "0" * 50)
os.environ.setdefault("FIELD_KEYS", "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
os.environ.setdefault("BLIND_INDEX_KEY", "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=")
os.environ["REDIS_PREFIX"] = f"test:{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}:"
os.environ.setdefault("DEMO", "1")

from governance.settings.base import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
MEDIA_ROOT = BASE_DIR / ".local" / "test" / "media"  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# A server whose own template is not UTF-8 (Debian's, installed without a locale) gets one from the launcher.
DATABASES["owner"]["TEST"] = {"TEMPLATE": os.environ.get("TEST_TEMPLATE") or None}  # noqa: F405

# Factories write as the portal itself; pages and the API set the user's scope per transaction, as in production.
for _alias in DATABASES.values():  # noqa: F405
    _alias["OPTIONS"] = {**_alias["OPTIONS"], "options": "-c mulin.scope=system"}
