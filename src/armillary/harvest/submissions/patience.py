"""How often one person may have this site work for them in an hour. It is counted in the cache: what
matters is that nobody keeps a machine busy, ours or somebody else's, not the exact number."""

import time
from typing import Final

from django.core.cache import cache
from django.utils.translation import ngettext

from armillary.harvest.errors import TooManySubmissions
from armillary.people.actors import Actor

HOUR: Final = 3600


def require_patience(what: str, *, most: int, by: Actor) -> None:
    """Raises `TooManySubmissions` for one time too many."""
    key, moment = f"submissions:{what}:{by.actor_id}", time.time()
    times = [each for each in cache.get(key, []) if each > moment - HOUR]
    if len(times) >= most:
        text = ngettext(
            "You have done this %(count)d time in an hour, which is the limit. Wait a while.",
            "You have done this %(count)d times in an hour, which is the limit. Wait a while.",
            most,
        )
        raise TooManySubmissions(text % {"count": most})
    cache.set(key, [*times, moment], HOUR)
