"""An export as an answer, for web and API alike: refused before its first byte, or streamed."""

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext as _

from armillary.core.errors import InvalidInput
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.dissemination.exports.chosen import Chosen
from armillary.dissemination.exports.kinds import kind_named
from armillary.dissemination.exports.table import Style, columns_named
from armillary.dissemination.exports.writing import file_name, written


def style_asked(reader: str, columns: str) -> Style:
    """Raises `InvalidInput`."""
    language = reader.lower() or "en"
    if language not in INTERFACE_LANGUAGES:
        tags = ", ".join(INTERFACE_LANGUAGES)
        raise InvalidInput(_("This site is read in: %(tags)s.") % {"tags": tags})
    return Style(language, columns_named(columns))


def export_response(
    request: HttpRequest, chosen: Chosen, kind: str, style: Style
) -> StreamingHttpResponse:
    """Whoever only asks for the head gets it without anything being read. Raises `NoSuchExport` and
    `TooMuchToExport`."""
    content_type = kind_named(kind).content_type
    pieces = written(chosen.at_most(), kind, style)
    is_head = request.method == "HEAD"  # how long the file would be, nobody knows before its end
    response = StreamingHttpResponse([] if is_head else pieces, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{file_name(chosen, kind)}"'
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "Content-Disposition"
    response["X-Robots-Tag"] = "noindex"
    return response
