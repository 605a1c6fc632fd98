"""Fill the catalogue of an installation, go on editing it, or review it, in a process of its own.

    ARMILLARY_HOME=... python -m conformance.catalogues fill LISTED GONE
    ARMILLARY_HOME=... python -m conformance.catalogues edit STOP
    ARMILLARY_HOME=... python -m conformance.catalogues review

`fill` adds that many listed resources and that many that were listed and withdrawn. `edit` says
something else of every tenth resource, over and over, until the file STOP is there; now and then it
withdraws one of these and lists a new one. `review` publishes a review of one that is listed. Each
returns when harvesters can see all of it.
"""

import os
import sys
import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from armillary.people.enums import Role
    from armillary.people.models import Person

BATCH = 250
EVERY = 10  # the resources that `edit` leaves alone are those whose id this does not divide
AT_ONCE = 20
PAUSE = 0.2


def main(verb: str, *words: str) -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "armillary.config.settings"
    django.setup()
    if verb == "fill":
        listed, gone = map(int, words)
        added = add(listed + gone)
        withdraw(added[:gone])
    elif verb == "edit":
        edit(Path(words[0]))
    else:
        review()


def add(wanted: int) -> list[int]:
    from armillary.catalogue.operations import Incoming, describe_resources, list_resources
    from armillary.dissemination.operations import refresh_records
    from armillary.people.actors import SYSTEM

    ids: list[int] = []
    for first in range(0, wanted, BATCH):
        numbers = range(first, min(first + BATCH, wanted))
        incoming = [Incoming(None, described(f"Lesson {number}")) for number in numbers]
        ids += [each.resource_id for each in describe_resources(incoming, by=SYSTEM)]
    list_resources(ids, by=SYSTEM)
    refresh_records(ids, by=SYSTEM)
    return ids


def described(title: str) -> dict[str, object]:
    return {
        "titles": {"en": title, "ar": "الكسور والنسب"},
        "descriptions": {"en": "Halves, thirds <and> quarters, for whoever shares a cake."},
        "types": ["lesson-plan"],
        "subjects": ["algebra"],
        "languages": ["en"],
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "addresses": [f"https://lessons.example.org/{title.replace(' ', '-')}"],
    }


def withdraw(ids: Sequence[int]) -> None:
    from armillary.catalogue.operations import withdraw_resources
    from armillary.dissemination.operations import refresh_records
    from armillary.people.actors import SYSTEM

    withdraw_resources(ids, by=SYSTEM, reason="Its publisher asked for it.")
    refresh_records(ids, by=SYSTEM)


def edit(stop: Path) -> None:
    from armillary.catalogue.enums import ResourceState
    from armillary.catalogue.models import Resource

    listed = Resource.objects.filter(state=ResourceState.LISTED).order_by("pk")
    mine = [number for number in listed.values_list("pk", flat=True) if number % EVERY == 0]
    for turn in count():
        first = turn * AT_ONCE % len(mine)
        rename(mine[first : first + AT_ONCE], f"Edited {turn}")
        if turn % 5 == 4:
            withdraw([mine.pop(len(mine) // 2)])
            add(1)
        if stop.exists():
            return
        time.sleep(PAUSE)


def rename(ids: Sequence[int], title: str) -> None:
    from armillary.catalogue.operations import Incoming, describe_resources
    from armillary.dissemination.operations import refresh_records
    from armillary.people.actors import SYSTEM

    incoming = [Incoming(number, described(f"{title} of {number}")) for number in ids]
    describe_resources(incoming, by=SYSTEM)
    refresh_records(ids, by=SYSTEM)


def review() -> None:
    from armillary.catalogue.enums import ResourceState
    from armillary.catalogue.models import Resource
    from armillary.dissemination.operations import refresh_records
    from armillary.evaluation.operations import review_resource
    from armillary.people.actors import OPERATOR, SYSTEM
    from armillary.people.enums import Role
    from armillary.review.operations import load_shipped_rubrics, publish_review

    [rubric] = load_shipped_rubrics(by=OPERATOR)
    resource = Resource.objects.filter(state=ResourceState.LISTED).earliest("pk")
    scores = {criterion.key: 2 for criterion in rubric.criteria.all()} | {"reuse": None}
    writer, curator = person("rima", Role.REVIEWER), person("cora", Role.CURATOR)
    publish_review(review_resource(resource, rubric=rubric, scores=scores, by=writer), by=curator)
    refresh_records([resource.pk], by=SYSTEM)


def person(name: str, role: "Role") -> "Person":
    from armillary.people.actors import OPERATOR
    from armillary.people.operations import create_person, grant_role

    made = create_person(f"{name}@example.org", name=name.title(), by=OPERATOR)
    grant_role(made, role, by=OPERATOR)
    return made


if __name__ == "__main__":
    main(*sys.argv[1:])
