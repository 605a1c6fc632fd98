"""What is described may be an edition of something, or something of it. May run twice without harm."""

from collections.abc import Sequence

from armillary.catalogue.works.operations import tell_editions as tell_editions_now
from armillary.catalogue.works.stated import heed_stated
from armillary.core.tasks import task
from armillary.people.actors import SYSTEM


@task()
def tell_editions(ids: Sequence[int]) -> None:
    tell_editions_now(ids, by=SYSTEM)


@task()
def heed_editions(ids: Sequence[int]) -> None:
    heed_stated(ids, by=SYSTEM)
