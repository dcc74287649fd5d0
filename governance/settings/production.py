"""A real installation behind TLS. Refuses to start without its secrets."""

from django.core.exceptions import ImproperlyConfigured

from governance.settings.base import *  # noqa: F403
from governance.settings.environment import flag

for _name in ("SECRET_KEY", "FIELD_KEYS", "BLIND_INDEX_KEY"):
    if not globals()[_name]:
        raise ImproperlyConfigured(f"环境变量 {_name} 没有设置，见 docs/operations.md。")

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = flag("SECURE_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
