"""What somebody copies into a page of their own to show a list there, see `embeds`."""

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from armillary.dissemination.searches.asked import AskedSearch


def search_code(asked: AskedSearch) -> str:
    query = f"?{asked.query}" if asked.query else ""
    return _code(f"{reverse('portal:embed-search')}{query}", _("Resources at Armillary"))


def collection_code(slug: str, title: str) -> str:
    return _code(reverse("portal:embed-collection", args=[slug]), title)


def _code(path: str, title: str) -> str:
    """The frame may open pages in a new window and nothing else, and is not told where it stands."""
    return (
        f'<iframe src="{escape(settings.BASE_URL + path)}" title="{escape(title)}" width="100%" '
        'height="480" loading="lazy" referrerpolicy="no-referrer" '
        'sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>'
    )
