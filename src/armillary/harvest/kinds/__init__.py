"""The kinds of sources. A new one is a module here with a class after `listing.Kind`, and a line below."""

from typing import Final

from django.utils.translation import gettext as _

from armillary.harvest.errors import InvalidSource
from armillary.harvest.kinds.amb import Amb
from armillary.harvest.kinds.armillary import Armillary
from armillary.harvest.kinds.feed import NewsFeed
from armillary.harvest.kinds.kolibri import Kolibri
from armillary.harvest.kinds.markdown import MarkdownList
from armillary.harvest.kinds.oai import Oai
from armillary.harvest.kinds.package import Package
from armillary.harvest.kinds.page import WebPage
from armillary.harvest.kinds.rest import Rest
from armillary.harvest.kinds.sitemap import Sitemap
from armillary.harvest.kinds.submission import Submissions
from armillary.harvest.kinds.table import Table
from armillary.harvest.listing import Kind

KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        Oai(),
        Sitemap(),
        WebPage(),
        Table(),
        Rest(),
        Kolibri(),
        Package(),
        MarkdownList(),
        NewsFeed(),
        Amb(),
        Armillary(),
    )
}

# Those that nobody adds: there is one source of each, made when it is first used.
BUILT_IN: Final[dict[str, Kind]] = {kind.name: kind for kind in (Submissions(),)}


def kind_of(name: str) -> Kind:
    """The kind of this name. Raises `InvalidSource`."""
    if name in BUILT_IN:
        return BUILT_IN[name]
    if name not in KINDS:
        raise InvalidSource(
            _("There is no kind of source called %(name)s. Use one of: %(kinds)s.")
            % {"name": name, "kinds": ", ".join(KINDS)}
        )
    return KINDS[name]
