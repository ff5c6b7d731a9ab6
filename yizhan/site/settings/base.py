"""Django's settings. What differs from station to station comes from the environment."""

import os
from pathlib import Path
from typing import Any, Final

from django.utils.functional import lazystr

from yizhan.store.home import secret

PACKAGE: Final = Path(__file__).resolve().parents[2]


class _Key:
    """The signing key, read when it is first needed: `--help` makes no home."""

    def __str__(self) -> str:
        return secret("django")


SECRET_KEY: Any = lazystr(_Key())
DEBUG = False
ALLOWED_HOSTS = os.environ.get("YIZHAN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
INSTALLED_APPS = [
    "yizhan.store",
    "yizhan.access",
    "yizhan.kit.zones",
    "yizhan.kit.ledgers",
    "yizhan.services.trade",
    "yizhan.services.tax",
    "yizhan.services.risk",
    "yizhan.services.clearance",
    "yizhan.pipeline",
    "yizhan.pipeline.documents",
    "yizhan.web",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "yizhan.web.shell.headers.Headers",
    "yizhan.api.middleware.Problems",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yizhan.web.shell.language.Language",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "yizhan.access.middleware.Tenant",
]
ROOT_URLCONF = "yizhan.site.urls"
WSGI_APPLICATION = "yizhan.site.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]


def _as_role(role: str) -> dict[str, Any]:
    return {
        "ENGINE": "yizhan.store.engine",
        "ROLE": role,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _as_role("portal"), "owner": _as_role("owner"), "jobs": _as_role("jobs")}
DATABASE_ROUTERS = ["yizhan.store.routers.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"

LANGUAGE_CODE = "zh-hans"
USE_I18N = False  # both languages stand in the templates
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "web" / "static"
# Served from where they lie: nothing to collect, and a year's cache by their names' digests
# would need a build step.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# Customs is simulated and the firms are made up: every page says so.
SIMULATED: Final = os.environ.get("YIZHAN_SIMULATED") == "1"

TLS: Final = os.environ.get("YIZHAN_TLS") == "1"
SESSION_COOKIE_NAME = "__Host-yizhan" if TLS else "yizhan"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = TLS
CSRF_COOKIE_NAME = "__Host-yizhan-csrf" if TLS else "yizhan-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = TLS
CSRF_FAILURE_VIEW = "yizhan.web.shell.errors.forged"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if TLS else 0
SECURE_SSL_REDIRECT = TLS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# A station's neighbours under the same domain are not ours to force to HTTPS.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# The doors check sizes themselves and answer with their own codes.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024

LOGGING_CONFIG = None  # each process sets up its own: see `ops.logs`
