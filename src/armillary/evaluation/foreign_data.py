"""Names of reviewers of other sites: of people who have no account here.

Nothing ties such a name to a person of ours, and to go by the name alone would give out or take away
what belongs to a namesake. A name goes when the site that published it erases or withdraws it: it
tells so in its list of changes, and the next harvest follows. Until then a curator can leave the
reviews of that site out altogether, by an option of its source.
"""

from typing import Any

from armillary.evaluation.models import ForeignReview
from armillary.people.erasure import register_personal_data
from armillary.people.models import Person


def _export(_person: Person) -> list[dict[str, Any]]:
    return []


def _erase(_person: Person) -> None:
    """The site of origin decides; see above."""


def register() -> None:
    register_personal_data(ForeignReview, export=_export, erase=_erase)
