"""What is described may be an edition of something, or something of it; what is imported may name it.
May run twice without harm."""

from collections.abc import Sequence

from armillary.catalogue.enums import KIND
from armillary.catalogue.queries import all_listed_ids, chunks
from armillary.catalogue.works.operations import tell_editions as tell_editions_now
from armillary.catalogue.works.stated import heed_stated
from armillary.core.tasks import task
from armillary.people.actors import SYSTEM
from armillary.search.operations import note_changes


@task()
def tell_editions(ids: Sequence[int]) -> None:
    tell_editions_now(ids, by=SYSTEM)


@task()
def index_again() -> None:
    """A vocabulary that was imported may name what resources have in their titles."""
    for part in chunks(list(all_listed_ids())):
        note_changes(KIND, part)


@task()
def heed_editions(ids: Sequence[int]) -> None:
    heed_stated(ids, by=SYSTEM)
