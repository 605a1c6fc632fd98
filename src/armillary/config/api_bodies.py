"""How the API reads what is sent: an object as JSON."""

from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser


class Objects(Parser):
    """Of anything else than an object, its framework would take the attributes of the Python value: the
    text "abc" has a `title`."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        body = super().parse_body(request)
        if not isinstance(body, dict):
            raise TypeError("The body is no object.")
        return body
