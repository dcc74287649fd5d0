"""Settings shared by every installation. What differs comes from the environment (docs/operations.md)."""

from __future__ import annotations

import os

from csp.constants import NONE, SELF

from governance.settings.environment import BASE_DIR, database, flag, words

SECRET_KEY = os.environ.get("SECRET_KEY", "")
DEBUG = False
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
DEMO = flag("DEMO")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "django_htmx",
    "template_partials",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "csp",
    "pgtrigger",
    "governance.audit",
    "governance.jobs",
    "governance.vault",
    "governance.files",
    "governance.access",
    "governance.flow",
    "governance.web",
    "governance.api",
    "neighborhoods",
    "cases",
    "cases.intake",
    "cases.advice",
    "cases.desk",
    "cases.rates",
    "cases.summonses",
    "cases.consultations",
    "cases.mediations",
    "cases.hazards",
    "cases.forces",
    "cases.creations",
    "cases.open311",
    "cases.bridge",
    "visits",
    "visits.offline",
    "volunteers",
    "workers",
    "indices",
    "indices.submissions",
    "indices.plans",
    "indices.appraisals",
    "governance.demo",
]

MIDDLEWARE = [
    "governance.web.middleware.Sender",
    "django.middleware.security.SecurityMiddleware",
    "governance.web.middleware.Straight",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "governance.web.middleware.Bounded",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "governance.web.middleware.SessionLimits",
    "governance.web.middleware.Denials",
    "governance.web.middleware.SignInRequired",
    "axes.middleware.AxesMiddleware",
    "governance.web.middleware.Work",  # last: it calls the view, inside one transaction
]

ROOT_URLCONF = "governance.urls"
WSGI_APPLICATION = "governance.wsgi.application"
ASGI_APPLICATION = "governance.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "governance.web.context.shell",
            ],
            "builtins": ["django.templatetags.static", "governance.web.templatetags.mulin"],
        },
    }
]
FORM_RENDERER = "governance.web.selects.Renderer"

_owner = os.environ.get("MIGRATION_DATABASE_URL") or os.environ.get("DATABASE_URL", "")
# Both names lead to one database: "default" as the unprivileged role, "owner" for migrations.
# Django's test runner builds the owner's and mirrors it, so tests meet the same privileges as production.
DATABASES = {
    "default": database(os.environ.get("DATABASE_URL", "")) | {"TEST": {"MIRROR": "owner"}},
    "owner": database(_owner) | {"CONN_MAX_AGE": 0},
}
DATABASE_ROUTERS = ["governance.access.routers.OneDatabase"]

AUTH_USER_MODEL = "access.User"
FILTERS_EMPTY_CHOICE_LABEL = "不限"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "governance.access.passwords.ComplexityValidator"},
]
PASSWORD_MAX_AGE_DAYS = int(os.environ.get("PASSWORD_MAX_AGE_DAYS", "90"))  # 等保; ASVS 5.0 advises against it, 0 = off
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 30 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "governance.web.views.errors.csrf_failure"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # a stranger elsewhere cannot lock the owner out
AXES_CLIENT_IP_CALLABLE = "governance.access.networks.sender"
AXES_LOCKOUT_CALLABLE = "governance.web.views.accounts.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "睦邻"
SECOND_FACTOR_MAY_WAIT = flag("SECOND_FACTOR_MAY_WAIT", DEMO)

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = os.environ.get("STATIC_ROOT", BASE_DIR / ".local" / "static")
MEDIA_ROOT = os.environ.get("MEDIA_ROOT", BASE_DIR / ".local" / "media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "governance.web.statics.Versioned"},
}
BRIDGE_NETWORKS = words("BRIDGE_NETWORKS")  # networks of ours, as 10.1.0.0/16, that platforms and webhooks may lie in
SEAL_HEADS_DIR = os.environ.get("SEAL_HEADS_DIR", "")  # where the audit's daily heads are written; empty: nowhere
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
LARGEST_BODY = 100 * 1024 * 1024  # bytes of one request: a handful of photos
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

FIELD_KEYS = os.environ.get("FIELD_KEYS", "")
BLIND_INDEX_KEY = os.environ.get("BLIND_INDEX_KEY", "")

REDIS_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
REDIS_PREFIX = os.environ.get("REDIS_PREFIX", "mulin:")
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "global_keyprefix": REDIS_PREFIX, "socket_timeout": 5}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_TASK_SERIALIZER = "json"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "governance.api.authentication.BearerToken",
        "governance.api.authentication.Session",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["governance.api.permissions.SignedIn", "governance.api.permissions.TokenScope"],
    "DEFAULT_RENDERER_CLASSES": ["governance.api.renderers.FastJSON"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "governance.api.schema.Schema",
    "DEFAULT_THROTTLE_CLASSES": ["governance.api.throttling.WriteRate"],
    "EXCEPTION_HANDLER": "governance.api.errors.handle",
    "URL_FORMAT_OVERRIDE": None,  # ?format= is ours: csv and ndjson stream
    "COERCE_DECIMAL_TO_STRING": False,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
KNOX_TOKEN_MODEL = "access.Token"  # noqa: S105
MIGRATION_MODULES = {"knox": None}  # its one table is replaced by ours; the orphan would stop flushing
REST_KNOX = {"AUTH_HEADER_PREFIX": "Bearer", "AUTO_REFRESH": False}
SPECTACULAR_SETTINGS = {
    "TITLE": "睦邻 API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "DESCRIPTION": "社会治理门户的数据接口。用法见 docs/api.md。",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_PERMISSIONS": ["governance.api.permissions.SignedIn"],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": True,
    "POSTPROCESSING_HOOKS": [],  # enums stay inline: named ones collide as soon as two resources have a `kind`
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
PROXY_COUNT = int(os.environ.get("PROXY_COUNT", "0"))  # proxies of ours in front that append to X-Forwarded-For
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SILENCED_SYSTEM_CHECKS: list[str] = []

EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
