"""What the site is called and where things stand, seen from outside: one public id makes every
address and identifier."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings

SITE_NAME = "Armillary"


def host() -> str:
    return urlsplit(settings.BASE_URL).hostname or "localhost"


def site(path: str, language: str = "en", /, **query: str) -> str:
    """The whole address of a path; English has no prefix."""
    prefix = "" if language == "en" else f"/{language}"
    stated = f"?{urlencode(query)}" if query else ""
    return f"{settings.BASE_URL}{prefix}{path}{stated}"


def landing(public_id: str) -> str:
    """The page about a resource, which is also what names it."""
    return site(f"/resources/{public_id}/")


def localised_landing(public_id: str, language: str) -> str:
    """The same page as a reader of `language` opens it."""
    return site(f"/resources/{public_id}/", language)


def rendition(public_id: str, kind: str) -> str:
    return site(f"/resources/{public_id}.{kind}")


def qr(public_id: str) -> str:
    """The picture of the address of a resource's page."""
    return site(f"/resources/{public_id}/qr.svg")


def opensearch(language: str = "en") -> str:
    """The description of how to search, for a reader."""
    return site("/opensearch.xml", **({} if language == "en" else {"language": language}))


def oai_identifier(public_id: str) -> str:
    return f"oai:{host()}:{public_id}"
