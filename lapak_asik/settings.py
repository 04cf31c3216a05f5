"""One settings file. Every variable is read here by a typed reader; `.env.example` lists each with a safe value."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from lapak_asik import env, safety

BASE_DIR = Path(__file__).resolve().parent.parent

# development: loopback only, stand-ins and dev pages exist. test: the same without the worker. production: the default.
LAPAK_ENV = env.choice("LAPAK_ENV", ("production", "development", "test"), "production")
IS_PRODUCTION = LAPAK_ENV == "production"
_SAMPLE = {"production": env.REQUIRED}.get(LAPAK_ENV)  # outside production a variable may fall back to a sample

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY", _SAMPLE or "sample-secret-key-for-tests-only-sample-secret-key-for-tests")
SEALING_KEYS = env.named_keys("SEALING_KEYS", _SAMPLE or "sample:c2FtcGxlLXNlYWxpbmcta2V5LW9ubHktZm9yLXRlc3Q=")
INDEX_KEY = env.key("INDEX_KEY", _SAMPLE or "c2FtcGxlLWluZGV4LWtleS1vbmx5LWZvci10ZXN0cyE=")

PUBLIC_BASE_URL = env.text("PUBLIC_BASE_URL", _SAMPLE or "http://testserver").rstrip("/")
PROXY_COUNT = env.number("PROXY_COUNT", 0)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", _SAMPLE or "127.0.0.1,localhost,testserver,[::1]")
CSRF_TRUSTED_ORIGINS = [PUBLIC_BASE_URL]
DATA_DIR = env.folder("DATA_DIR", _SAMPLE or BASE_DIR / ".data")

INSTALLED_APPS = [
    "lapak_asik",
    "dropbox",
    "payments",
    "frontdesk",
    "verification",
    "queueing",
    "claims",
    "accounts",
    "branches",
    "catalogue",
    "notifications",
    "calls",
    "privacy",
    "formpack",
    "django.forms",
    "crispy_forms",
    "axes",
    "csp",
    "lapak_asik.admin_app.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "lapak_asik.middleware.door",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "lapak_asik.urls"
WSGI_APPLICATION = "lapak_asik.wsgi.application"
ASGI_APPLICATION = "lapak_asik.asgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
# Controls are drawn by the portal's own templates where it has one (`templates/django/forms`), else by Django's.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("lapak",)
CRISPY_TEMPLATE_PACK = "lapak"
CRISPY_FAIL_SILENTLY = False

# --- Database, cache, worker ------------------------------------------------------------------------------------

_DATABASE = env.database("DATABASE_URL", _SAMPLE or "postgresql://lapak:lapak@127.0.0.1:5432/lapak")
# Threads that mostly wait share so many connections; 0: each thread keeps one of its own.
_POOL = env.number("DATABASE_POOL", 0)
DATABASES = {
    "default": {
        **_DATABASE,
        # Connections live on between requests, in the thread or in the pool.
        "CONN_MAX_AGE": 0 if _POOL else 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "application_name": "lapak-asik",
            "connect_timeout": 5,
            # A statement asked five times on a connection is prepared there: PostgreSQL parses and plans it once.
            # (A PgBouncer in between must be 1.21 or newer.)
            "server_side_binding": True,
            "prepare_threshold": 5,
            **({"pool": {"min_size": 1, "max_size": _POOL, "timeout": 10}} if _POOL else {}),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL", _SAMPLE or "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
}
# Sessions hold only the keys of rows (a draft, a claim that was opened with a code), so losing them loses no answer.
SESSION_ENGINE = "lapak_asik.sessions"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {
            "hosts": [REDIS_URL],
            "prefix": "calls",
            "expiry": 30,  # seconds; what is older helps no call
            "symmetric_encryption_keys": [SECRET_KEY],  # an offer names the networks of two people
        },
    }
}

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,  # no task runs longer; the sweeps find what the broker forgot
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 0,
    "queue_order_strategy": "priority",  # of a worker's queues the first is emptied first, not each in turn
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False  # the broker is a doorbell: a sweep finds the row when the bell was dead
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "news"
CELERY_TIMEZONE = "UTC"

# --- Staff ------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "accounts.backends.RightsByRole",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 14}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "admin:login"
AXES_HANDLER = "accounts.sign_in_limits.SignInLimits"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_TEMPLATE = "accounts/slow_down.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False  # our own tables are only read
AXES_CLIENT_IP_CALLABLE = "claims.access.network_of"

# --- Language and time ------------------------------------------------------------------------------------------

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Files ------------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = env.folder("STATIC_ROOT", BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not IS_PRODUCTION
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False
SEALED_FILES_DIR = env.folder("SEALED_FILES_DIR", DATA_DIR / "sealed")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing rests unsealed
    "sealed": {
        "BACKEND": "privacy.sealed_files.SealedFolder",  # syncs, so that no committed row outlives its file
        "OPTIONS": {"location": str(SEALED_FILES_DIR)},
    },
    "staticfiles": {
        "BACKEND": (
            "lapak_asik.static_files.HashedFiles"
            if IS_PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
CLAMD_URL = env.socket_address("CLAMD_URL", "")  # empty: no virus scanner
# What a form brings is dropped unread, but where a view takes files: there they are sealed as they come.
DATA_UPLOAD_MAX_NUMBER_FILES = 100  # of any form; how many of them are kept is said where a form takes files
FILE_UPLOAD_HANDLERS = ["claims.uploads.plain_form.NoFiles"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- Messages ---------------------------------------------------------------------------------------------------

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
_MAIL: dict[str, Any] = env.mail("EMAIL_URL", _SAMPLE or "smtp://127.0.0.1:2525")
EMAIL_HOST, EMAIL_PORT = _MAIL["EMAIL_HOST"], _MAIL["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL["EMAIL_HOST_USER"], _MAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_SSL, EMAIL_USE_TLS = _MAIL["EMAIL_USE_SSL"], _MAIL["EMAIL_USE_TLS"]
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", _SAMPLE or "Lapak Asik <kabar@lapakasik.example>")
# Mail in: the domain of the claims' own addresses, and the doors besides `manage.py mail_door`.
MAIL_DOMAIN = env.text("MAIL_DOMAIN", _SAMPLE or "surat.lapakasik.example")
MAIL_AUTHSERV_ID = env.text("MAIL_AUTHSERV_ID", "")  # whose Authentication-Results are believed; empty: nobody's
IMAP_URL = env.text("IMAP_URL", "")  # empty: no mailbox is polled
MAIL_WEBHOOK_PROVIDER = env.text("MAIL_WEBHOOK_PROVIDER", "")  # as Anymail names it; empty: there is no webhook
ANYMAIL = {"WEBHOOK_SECRET": env.text("MAIL_WEBHOOK_SECRET", ""), **env.pairs("MAIL_WEBHOOK_KEYS", "")}
TWILIO_ACCOUNT_SID = env.text("TWILIO_ACCOUNT_SID", _SAMPLE or "AC00000000000000000000000000000000")
TWILIO_AUTH_TOKEN = env.text("TWILIO_AUTH_TOKEN", _SAMPLE or "sample-twilio-token")
TWILIO_BASE_URL = env.text("TWILIO_BASE_URL", "")  # empty: Twilio itself
TWILIO_SMS_FROM = env.text("TWILIO_SMS_FROM", _SAMPLE or "LAPAKASIK")
TWILIO_WHATSAPP_FROM = env.text("TWILIO_WHATSAPP_FROM", _SAMPLE or "whatsapp:+6281100000000")
TWILIO_VOICE_FROM = env.text("TWILIO_VOICE_FROM", "")  # empty: officers dial by hand
# A second account and a second mail server share the load, and carry it all when the first does badly. Empty: none.
TWILIO_SECOND_ACCOUNT_SID = env.text("TWILIO_SECOND_ACCOUNT_SID", "")
TWILIO_SECOND_AUTH_TOKEN = env.text("TWILIO_SECOND_AUTH_TOKEN", "")
TWILIO_SECOND_BASE_URL = env.text("TWILIO_SECOND_BASE_URL", TWILIO_BASE_URL)
EMAIL_SECOND = env.second_mail("EMAIL_SECOND_URL")
QUIET_HOURS = env.flag("QUIET_HOURS", default=IS_PRODUCTION)  # who tries the portal at night wants to see its messages
MESSAGES_A_DAY = env.number("MESSAGES_A_DAY", 150_000)
MESSAGES_A_DAY_PER_CASE = env.number("MESSAGES_A_DAY_PER_CASE", 12)
MESSAGES_A_DAY_PER_PREFIX = env.number("MESSAGES_A_DAY_PER_PREFIX", 60_000)

# --- Video calls -------------------------------------------------------------------------------------------------

# Where a browser reaches the signalling process; behind one proxy it is a path of the portal's own host.
SIGNALLING_URL = env.text("PUBLIC_SIGNALLING_URL", PUBLIC_BASE_URL.replace("http", "ws", 1) + "/sinyal/")
STUN_URLS = env.words("STUN_URLS", "")  # empty: only networks that see each other meet
TURN_URLS = env.words("TURN_URLS", "")
TURN_SECRET = env.text("TURN_SECRET", env.REQUIRED if TURN_URLS and IS_PRODUCTION else "sample-turn-secret")

if IS_PRODUCTION:
    safety.refuse_samples(secret_key=SECRET_KEY, keys=[INDEX_KEY, *(key for _name, key in SEALING_KEYS)])
else:
    safety.refuse_to_reach_out(
        hosts=ALLOWED_HOSTS,
        database=str(_DATABASE["HOST"]),
        redis_url=REDIS_URL,
        twilio_urls=[TWILIO_BASE_URL, TWILIO_SECOND_BASE_URL],
        imap_url=IMAP_URL,
    )

# --- The door: headers, cookies, content policy -----------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = IS_PRODUCTION
LOGIN_REDIRECT_URL = "admin:index"
CSRF_FAILURE_VIEW = "lapak_asik.refusals.csrf_failure"
if IS_PRODUCTION:
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31536000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, "{0.scheme}://{0.netloc}".format(urlsplit(SIGNALLING_URL))],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
SILENCED_SYSTEM_CHECKS: list[str] = []

# --- What an office may change ----------------------------------------------------------------------------------

BOOKING_DAYS_AHEAD = env.number("BOOKING_DAYS_AHEAD", 7)  # days open this far ahead (Kompas, 6 May 2020)
RELEASE_HOUR = env.clock("RELEASE_HOUR", "07:00")  # when the next day opens, by each branch's own clock
# Until when an hour can be booked: "h-1" (the day before is over) or that many minutes before the hour.
BOOKING_CLOSES = {
    "online": env.booking_close("BOOKING_CLOSES_ONLINE", "h-1"),
    "onsite": env.booking_close("BOOKING_CLOSES_ONSITE", "60"),
}
OFFER_MINUTES = env.number("OFFER_MINUTES", 30)  # a freed place is held this long for the first in its waiting list
ORIGINALS_KEPT_DAYS = env.number("ORIGINALS_KEPT_DAYS", 90)  # files as they were sent, after their claim ended
SCANS_KEPT_DAYS = env.number("SCANS_KEPT_DAYS", 30)  # scans of envelopes, after all their pages had their place
SECOND_OFFICER_ABOVE = env.number("SECOND_OFFICER_ABOVE", 50_000_000)  # a balance in rupiah that two officers decide
QUALITY_ONE_IN = env.number("QUALITY_ONE_IN", 20)  # of so many verified claims one is checked again; 0: none
PAYMENT_BATCH_LINES = env.number("PAYMENT_BATCH_LINES", 1000, least=1)  # claims of one batch to the core system at most
PAYMENT_RESULT_DAYS = env.number(
    "PAYMENT_RESULT_DAYS", 3, least=1
)  # working days after which a missing result is an alarm
RUSH_ADMITS_PER_SECOND = env.number("RUSH_ADMITS_PER_SECOND", 20)  # how many of an opening's line are called

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"no_tokens": {"()": "lapak_asik.log_filter.NoTokens"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_tokens"]}},
    "root": {"handlers": ["console"], "level": "INFO" if IS_PRODUCTION else "WARNING"},
}
