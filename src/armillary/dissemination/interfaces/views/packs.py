"""Files of packs, from any byte on."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from armillary.core.ranges import Section, file_in_ranges
from armillary.dissemination.packs.errors import NotOffered
from armillary.dissemination.packs.queries import offered_file, pack_by_slug
from armillary.people.interfaces.requests import actor_of

TYPES = {".zip": "application/zip", ".zim": "application/octet-stream", ".pdf": "application/pdf"}


@require_safe
def file(request: HttpRequest, slug: str, name: str) -> HttpResponseBase:
    """A booklet is kept as a file, too: it is a page that was made elsewhere than in our templates."""
    pack = pack_by_slug(slug, by=actor_of(request))
    path, found = offered_file(pack, name)
    try:
        response = file_in_ranges(
            request,
            Section(path),
            etag=f'"{found.sha256[:24]}"',
            content_type=TYPES.get(path.suffix, "text/html; charset=utf-8"),
            name=name,
        )
    except FileNotFoundError as error:  # replaced since the list was read
        raise NotOffered(_("This file is not offered any more.")) from error
    # It may be withdrawn, and asking again costs little.
    response["Cache-Control"] = "no-cache" if pack.is_published else "no-store, private"
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Robots-Tag"] = "noindex"
    return response
