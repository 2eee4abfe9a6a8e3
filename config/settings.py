"""Settings of one installation, read from the environment; a value that makes no sense stops the start."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from kombu.entity import Queue

from config import mail

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

## Mode and places
DEMO = env.str("ATTUNE_MODE", default="") == "demo"
VAR = Path(env.str("ATTUNE_VAR", default=str(BASE_DIR / "var")))
BEHIND_PROXY = env.str("ATTUNE_BEHIND_PROXY", default="")
"""Address of the proxy that speaks https to the world; its X-Forwarded-For and -Proto are believed, and no other's."""
HTTPS = env.bool("ATTUNE_HTTPS", default=bool(BEHIND_PROXY))
"""Browsers come by https; the invented study is shown on this computer, without."""
LEAVE_TO = env.str("ATTUNE_LEAVE_TO", default="/away/")
"""The page that *leave this page* opens: a neutral one of ours, or the address of any other."""

_outside = env.str("ATTUNE_CHECKPOINTS_FOLDER", default="")
CHECKPOINTS_FOLDER = Path(_outside) if _outside else None
"""A folder that somebody else keeps: the register's checkpoints are carried into it (docs/ledger.md)."""


def _made_once(name: str) -> Path:
    """Give the file of a random secret kept in `var/`, made at the first start (mode 0600)."""
    path = VAR / name
    if not path.exists():
        VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = VAR / f"{name}-{secrets.token_hex(8)}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        with suppress(FileExistsError):  # another process of this start may have been first
            os.link(fresh, path)
        fresh.unlink()
    return path


SECRET_KEY = env.str("ATTUNE_SECRET", default="") or _made_once("secret").read_text()
DEBUG = False
ALLOWED_HOSTS = env.list("ATTUNE_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])

## Her devices come by https: by the proxy, or, on a centre's laptop, spoken by this very process (config/listening.py)
JOIN_HOST = env.str("ATTUNE_JOIN_HOST", default="").lower()
"""The host name of her devices; only her pages are found under it, unless ATTUNE_HOSTS names it as well."""
HERS_ALONE = bool(JOIN_HOST) and JOIN_HOST not in ALLOWED_HOSTS
TLS_CERTIFICATE, TLS_KEY = env.str("ATTUNE_TLS_CERTIFICATE", default=""), env.str("ATTUNE_TLS_KEY", default="")
JOIN_LISTEN, JOIN_PORT = env.str("ATTUNE_JOIN_LISTEN", default=""), env.int("ATTUNE_JOIN_PORT", default=8443)
"""Where https is spoken for them; without an address, on every one of this computer."""
_JOIN_PORT = f":{JOIN_PORT}" if TLS_CERTIFICATE and JOIN_PORT != 443 else ""
JOIN_SITE = f"https://{JOIN_HOST}{_JOIN_PORT}" if JOIN_HOST else ""
ALLOWED_HOSTS += [JOIN_HOST] if HERS_ALONE else []
COOKIES_BY_HTTPS = HTTPS or bool(JOIN_HOST)
"""Cookies of a device belong to its host and come by https; on this computer browsers take such a cookie as well."""

## Keys: the keyring, and apart from it what opens it, sealed with a passphrase (docs/keys.md)
KEYRING = Path(env.str("ATTUNE_KEYRING", default=str(VAR / "keyring")))
EPOCHS = Path(env.str("ATTUNE_EPOCHS", default=str(VAR / "epochs")))
KEY_PROVIDER = env.str("ATTUNE_KEYS", default="files")
ENVIRONMENT_KEY = env.str("ATTUNE_KEY", default="")


def _passphrase_file() -> str:
    """Give where the passphrase stands: as named, as systemd hands it over, or made at the first start of the demo."""
    credential = Path(env.str("CREDENTIALS_DIRECTORY", default="/nowhere"), "attune-passphrase")
    named = env.str("ATTUNE_PASSPHRASE_FILE", default="") or (str(credential) if credential.exists() else "")
    return named or (str(_made_once("passphrase")) if DEMO else "")


PASSPHRASE_FILE = _passphrase_file()

## Safety copies (docs/backups.md)
BACKUPS = env.str("ATTUNE_BACKUPS", default="")
"""The folder into which a backup is written every night; without it none is made by itself."""
RECOVERY_KEYS = env.list("ATTUNE_RECOVERY_KEYS", default=[])
"""Public halves of the recovery keys, 64 hexadecimal digits each: who has a private half can bring a backup back."""
BACKUP_DAYS = env.int("ATTUNE_BACKUP_DAYS", default=30)
"""Days after which every safety copy is gone, wherever it lies: her page and the proof of a destruction say so."""
if BACKUP_DAYS < 1:
    raise ImproperlyConfigured("ATTUNE_BACKUP_DAYS is the number of days for which a backup is kept: 1 or more")

## Rooms, highest floor first
ROOMS = [
    "today", "audit", "upkeep", "transcripts", "interviews", "timelines", "checkins", "consent", "studies",
    "accounts", "ledger", "vault", "printing",
]  # fmt: skip
INSTALLED_APPS = [
    "config",
    *(["demo"] if DEMO else []),
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth.account",
    "allauth.mfa",
    "channels",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
]
MIDDLEWARE = [
    "config.headers.Headers",
    "config.joining.HerHost",
    "config.files.Files",
    "accounts.middleware.ClosedByDefault",
    "accounts.middleware.Sessions",
    "config.spoken.Spoken",
    "django.middleware.common.CommonMiddleware",
    "config.origins.FromHere",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.Cover",
    "accounts.middleware.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = None
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.pages.shared",
                *(["demo.context.people"] if DEMO else []),
            ],
            "builtins": ["config.ways", "django.templatetags.tz"],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

## Database: SQLite on the embedded default, PostgreSQL by DATABASE_URL
_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;PRAGMA temp_store=MEMORY;"
    "PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-8000;"
    "PRAGMA wal_autocheckpoint=4000;",  # pages: who commits copies nothing back while `timelines/gone.py` does
}
DATABASES: dict[str, Any] = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'attune.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = 60
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = _SQLITE
    DATABASES["default"]["TEST"] = {"NAME": VAR / "test.sqlite3"}  # a file: threads of a test see what it committed
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # what a session may set for itself so that the server's log holds no values; the rest: config/databases.py
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c log_parameter_max_length_on_error=0"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

## Work in the background and sockets: in this process, or by REDIS_URL
REDIS_URL = env.str("REDIS_URL", default="")
CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"
CELERY_BROKER_TRANSPORT_OPTIONS = {} if REDIS_URL else {"polling_interval": 0.05}
CELERY_TASK_QUEUES = [Queue(name, routing_key=name) for name in ("celery", "urgent")]
"""A worker that is told no queue, as an older service file has it, takes both."""
CELERY_TASK_ROUTES = {
    name: {"queue": "urgent"}
    for name in (
        "checkins.tasks.hand_on", "checkins.tasks.send", "consent.tasks.*", "timelines.tasks.destroy_key",
        "timelines.tasks.sweep", "upkeep.tasks.carry_out_destruction",
    )
}  # fmt: skip
"""What is promised within a minute has threads of its own: a backup, or a folder of somebody else, may take long."""
CELERY_BEAT_SCHEDULE = {
    # one run that nobody took by the next is not kept waiting
    "hand on": {"task": "checkins.tasks.hand_on", "schedule": 60.0, "options": {"expires": 60}},
    "mails": {"task": "checkins.tasks.send", "schedule": 60.0, "options": {"expires": 60}},
}
"""What Celery Beat sends; it runs in the one process that serves pages, on every kind of installation."""
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_EXPIRES = None  # there are no results, so Beat has none to clear
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CHANNEL_LAYERS: dict[str, Any] = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
if REDIS_URL:
    CHANNEL_LAYERS["default"] = {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        # without this, redis-py closes every socket that is silent for five seconds
        "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": None}]},
    }
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

## Mail: none unless a mail server is named (docs/install.md); what waits stands on everybody's own page in any case
MAIL = mail.read(env, demo=DEMO)
MAILS = MAIL.is_set_up
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = MAIL.backend, MAIL.host, MAIL.port
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.tls, MAIL.ssl
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = MAIL.sender

## People and sessions
AUTH_USER_MODEL = "accounts.Person"
LOGIN_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("CommonPasswordValidator", "NumericPasswordValidator")
] + [{"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
      "OPTIONS": {"user_attributes": ["email", "name"]}}]  # fmt: skip
SESSION_ENGINE = "config.sessions"
_HOST = "" if DEMO else "__Host-"  # browsers keep such a cookie to this host, over https (or on this computer) only
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
SESSION_COOKIE_NAME = f"{_HOST}attune"
KNOWN_COOKIE_NAME, CHALLENGE_COOKIE_NAME = f"{_HOST}attune-known", f"{_HOST}attune-key"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = f"{_HOST}attune-form"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.pages.form_expired"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

## allauth: its ceremonies of a second factor, none of its pages; `accounts.factors` is the one file that names it
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "accounts.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TRUST_ENABLED = False
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_DIGITS = 10
MFA_TOTP_TOLERANCE = 1  # one step of 30 s to each side: clocks differ

## Languages
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("nl", _("Dutch")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"  # one way to write a day, in every language
LANGUAGE_COOKIE_NAME = "__Host-attune-language" if COOKIES_BY_HTTPS else "attune-language"
LANGUAGE_COOKIE_SECURE = COOKIES_BY_HTTPS
LANGUAGE_COOKIE_SAMESITE = "Strict"
USE_TZ = True
TIME_ZONE = env.str("ATTUNE_TIME_ZONE", default="Europe/Brussels")

## Files and bodies: nothing may spool to a temporary file
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {"staticfiles": {"BACKEND": "config.files.Marked"}}  # and none for what is uploaded: nothing is
WHITENOISE_USE_FINDERS = True
LARGEST_BODY = 8 * 1024 * 1024
"""Bytes of the largest request body, that of a transcript; limits of other addresses: config/bodies.py."""
DATA_UPLOAD_MAX_NUMBER_FILES = 5
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a long text without a script: two fields for each of its marks
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * LARGEST_BODY
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = "/dev/null/nowhere"  # a spill is an error, not a leak
SILENCED_SYSTEM_CHECKS = ["files.E001"]  # the folder above does not exist, on purpose

## What every answer carries stands in config/headers.py, whose list is the last word
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_MAX_AGE = 60

## Logs: ids and route names only
DEFAULT_EXCEPTION_REPORTER = "config.reporting.Reporter"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "config.logs.WithoutValues", "format": "{levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},  # Django's own would mail what went wrong
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.server": {"handlers": [], "propagate": False},
    },
}
