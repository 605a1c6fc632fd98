"""Background work: keep stored records in step with the catalogue, number what arrives, tell those who
follow a search, and write the whole catalogue down once a day."""

from datetime import timedelta

from armillary.core.tasks import LONG, enqueue_for_each, periodic, task
from armillary.dissemination import operations
from armillary.dissemination.dumps import making
from armillary.dissemination.searches import alerts, arrivals
from armillary.dissemination.searches.queries import people_due
from armillary.people.actors import SYSTEM


@task()
def refresh_records(ids: list[int]) -> None:
    operations.refresh_records(ids, by=SYSTEM)


@task(queue_name=LONG)
def bring_up_to_date() -> None:
    operations.bring_up_to_date(by=SYSTEM)


@task(queue_name=LONG)
def dump_catalogue() -> None:
    making.make_dump(by=SYSTEM)


@task()
def note_arrivals() -> None:
    arrivals.note_arrivals(by=SYSTEM)


@task()
def alert_those_due() -> None:
    """A task for each, so that one that fails is tried again alone."""
    enqueue_for_each(alert_people, [[number] for number in people_due()])


@task()
def alert_people(ids: list[int]) -> None:
    for number in ids:
        alerts.alert_person(number, by=SYSTEM)


periodic(bring_up_to_date, every=timedelta(hours=1))
periodic(dump_catalogue, every=timedelta(days=1))
periodic(note_arrivals, every=timedelta(minutes=10))
periodic(alert_those_due, every=timedelta(hours=1))
