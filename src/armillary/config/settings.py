"""Django settings, all of them, read from the environment by `environment.py`."""

from email.utils import parseaddr
from operator import attrgetter
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from armillary.config.environment import secret_key, setting, unknown_settings
from armillary.core.languages import ENDONYMS, INTERFACE_LANGUAGES

if unknown := unknown_settings():
    raise ImproperlyConfigured(f"{unknown[0]} is not a setting. See docs/reference/settings.md.")

PACKAGE = Path(__file__).resolve().parent.parent
HOME: Path = setting("ARMILLARY_HOME")

BASE_URL: str = setting("ARMILLARY_BASE_URL")
SECRET_KEY = secret_key(HOME)
DEBUG = setting("ARMILLARY_DEBUG")
SECURE = BASE_URL.startswith("https://")
ALLOWED_HOSTS = [
    urlsplit(BASE_URL).hostname or "",
    *([] if SECURE else ["127.0.0.1", "localhost", "[::1]"]),
    *setting("ARMILLARY_ALLOWED_HOSTS"),
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "armillary.core.apps.CoreConfig",
    "armillary.people.apps.PeopleConfig",
    "armillary.notices.apps.NoticesConfig",
    "armillary.editorial.apps.EditorialConfig",
    "armillary.vocabularies.apps.VocabulariesConfig",
    "armillary.search.apps.SearchConfig",
    "armillary.catalogue.apps.CatalogueConfig",
    "armillary.review.apps.ReviewConfig",
    "armillary.harvest.apps.HarvestConfig",
    "armillary.evaluation.apps.EvaluationConfig",
    "armillary.dissemination.apps.DisseminationConfig",
    "armillary.portal.apps.PortalConfig",
    "allauth",  # after ours, so that our pages come first
    "allauth.account",
    "ninja",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "armillary.config.middleware.SecurityHeaders",
    "armillary.config.middleware.AskedOnce",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "armillary.config.middleware.BodyLimit",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "armillary.config.api_clients.BearerToken",
    "armillary.config.api_clients.RateLimit",
    "armillary.config.api_clients.OtherMethods",
    "armillary.config.api_clients.HeadOfGet",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "armillary.config.middleware.ErrorPages",
]

ROOT_URLCONF = "armillary.config.urls"
WSGI_APPLICATION = "armillary.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "core" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "armillary.config.context.site",
            ],
            "builtins": ["django.templatetags.i18n", "armillary.core.templatetags.components"],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        setting("ARMILLARY_DATABASE_URL") or f"sqlite:///{HOME / 'armillary.sqlite3'}",
        conn_max_age=600,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue up at the start of a transaction instead of failing in its middle.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; "
            "PRAGMA mmap_size=67108864; PRAGMA cache_size=-65536; PRAGMA foreign_keys=ON;"
        ),
    }

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

CACHES = {
    # On disk, so that all web processes count the same attempts to sign in.
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME / "cache",
        # With few, attempts of many others would push out one's own before their time.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or address is told to its owner
ACCOUNT_USER_DISPLAY = attrgetter("email")  # in its messages
ACCOUNT_ADAPTER = "armillary.notices.interfaces.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    name: f"armillary.people.interfaces.account_forms.{form}"
    for name, form in {
        "login": "LoginForm",
        "signup": "SignupForm",
        "add_email": "AddEmailForm",
        "change_password": "ChangePasswordForm",
        "set_password": "SetPasswordForm",
        "reset_password": "ResetPasswordForm",
        "reset_password_from_key": "ResetPasswordKeyForm",
        "reauthenticate": "ReauthenticateForm",
    }.items()
}
ALLAUTH_TRUSTED_PROXY_COUNT: int = setting("ARMILLARY_PROXIES")
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "evaluation:desk"
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:home"

LANGUAGE_CODE = "en"
LANGUAGES = [(tag, ENDONYMS[tag]) for tag in INTERFACE_LANGUAGES]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [PACKAGE / "core" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True  # before the first `collectstatic`, and in tests
WHITENOISE_MANIFEST_STRICT = False
FILES_ROOT = HOME / "files"
INDEX_ROOT = HOME / "index"
COMPARISON_ROOT = HOME / "comparison"
DUMPS_ROOT = HOME / "dumps"
PACKS_ROOT = HOME / "packs"
METADATA_LICENCE: str = setting("ARMILLARY_METADATA_LICENCE")

ALLOW_PRIVATE_ADDRESSES: bool = setting("ARMILLARY_ALLOW_PRIVATE_ADDRESSES")
LINK_CHECKS: bool = setting("ARMILLARY_LINK_CHECKS")
ASK_BEFORE_MERGING: bool = setting("ARMILLARY_ASK_BEFORE_MERGING")
API_LIMIT: int = setting("ARMILLARY_API_LIMIT")
WEB_WORKERS: int = setting("ARMILLARY_WEB_WORKERS")
HARVESTERS: int = setting("ARMILLARY_HARVESTERS")
WORKER_MEMORY: int = setting("ARMILLARY_WORKER_MEMORY")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from beside the server, without a proxy
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "armillary.config.views.forgery_suspected"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
FILE_UPLOAD_HANDLERS = ["armillary.config.uploads.OnlyFilesAsked"]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

_mail = urlsplit(setting("ARMILLARY_EMAIL_URL"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = setting("ARMILLARY_EMAIL_FROM")
CONTACT: str = setting("ARMILLARY_CONTACT") or parseaddr(DEFAULT_FROM_EMAIL)[1]
EMAIL_BACKEND = {
    "console": "django.core.mail.backends.console.EmailBackend",
    "memory": "django.core.mail.backends.locmem.EmailBackend",
}.get(_mail.scheme, "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = _mail.hostname or "localhost"
EMAIL_PORT = _mail.port or {"smtps": 465, "smtp+tls": 587}.get(_mail.scheme, 25)
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_TIMEOUT = 20

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"armillary": {"level": "INFO"}, "django_tasks_db": {"level": "WARNING"}},
}
