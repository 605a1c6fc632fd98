"""Background work: keep stored records in step with the catalogue."""

from armillary.core.tasks import task
from armillary.dissemination import operations
from armillary.people.actors import SYSTEM


@task()
def refresh_records(ids: list[int]) -> None:
    operations.refresh_records(ids, by=SYSTEM)
