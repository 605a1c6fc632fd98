"""Who asks: the person or visitor behind a request."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from armillary.core.errors import Refused
from armillary.people.actors import VISITOR, Actor
from armillary.people.models import Person


def actor_of(request: HttpRequest) -> Actor:
    return request.user if isinstance(request.user, Person) else VISITOR


def person_of(request: HttpRequest) -> Person:
    """Whoever is signed in. Raises `Refused` where nobody is."""
    if isinstance(request.user, Person):
        return request.user
    raise Refused(_("Sign in first."))
