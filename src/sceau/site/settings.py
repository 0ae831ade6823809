"""The settings of Django: what the environment says, and what every installation shares."""

from __future__ import annotations

from sceau.site.environment import read_environment

ENVIRONMENT = read_environment()
_DATABASE = ENVIRONMENT.database()

SECRET_KEY = ENVIRONMENT.key()
DEBUG = False
ALLOWED_HOSTS = [ENVIRONMENT.host, "127.0.0.1"]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "pgtrigger",
    "procrastinate.contrib.django",
    "sceau.journal",
    "sceau.site",
]
ROOT_URLCONF = "sceau.site.urls"
WSGI_APPLICATION = "sceau.site.wsgi.application"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _DATABASE.pop("dbname", ""),
        "USER": _DATABASE.pop("user", ""),
        "PASSWORD": _DATABASE.pop("password", ""),
        "HOST": _DATABASE.pop("host", ""),
        "PORT": _DATABASE.pop("port", ""),
        "OPTIONS": _DATABASE,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Europe/Paris"
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
