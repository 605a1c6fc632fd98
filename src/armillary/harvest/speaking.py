"""Describe resources from all the records that speak of them, whichever source they are from and
whether they were fetched just now or long ago."""

from collections.abc import Iterable, Mapping, Sequence

from armillary.catalogue.operations import Incoming, Outcome, describe_resources
from armillary.formats.describe import Described
from armillary.harvest import fading, matching
from armillary.harvest.composing import Voice, compose
from armillary.harvest.describing import Describer
from armillary.harvest.matching import Change, Matches
from armillary.harvest.models import Record, Source
from armillary.people.actors import Actor


class Speakers:
    """Writes what records say together; the caller holds the transaction."""

    def __init__(self, describer: Describer, *, by: Actor) -> None:
        self._describer = describer
        self._by = by
        self._sources: dict[int, Source] = {}

    def describe(
        self, changes: Sequence[Change], matches: Matches, *, source: Source
    ) -> dict[int, Outcome]:
        """Compose and describe the targets of `changes`, of which new ones are from `source`."""
        incoming = self.heard(changes, matches, source=source)
        outcomes = describe_resources(incoming, by=self._by)
        old = [target for target in matches.targets if target > 0]
        fading.revive([target for target in old if target in matches.revived], by=self._by)
        return dict(zip(matches.targets, outcomes, strict=True))

    def heard(
        self, changes: Sequence[Change], matches: Matches, *, source: Source
    ) -> list[Incoming]:
        """What is said of the targets of `changes`, in their order. Nothing is written."""
        self._sources.setdefault(source.pk, source)
        old = [target for target in matches.targets if target > 0]
        voices = self._other_voices(old, matches.members, changes)
        for place, change in enumerate(changes):
            age = (0, change.record.pk) if change.record else (1, place)
            speaker = self.source_of(change.record.source_id) if change.record else source
            ref = f"{speaker.name}:{change.item.identifier}"
            voices.setdefault(change.target, []).append(Voice(age, ref, change.described))
        return [_incoming(target, voices[target], matches.owners) for target in matches.targets]

    def let_go(self, resource_ids: set[int | None]) -> None:
        """Withdraw what no record speaks for any more; describe the rest from who still does."""
        ids = sorted(number for number in resource_ids if number is not None)
        if not ids:
            return
        members = matching.members_of(ids)
        targets = sorted(set(members.values()))
        voices = self._other_voices(targets, members, ())
        left = [target for target in targets if target in voices]
        describe_resources([_incoming(target, voices[target], {}) for target in left], by=self._by)
        fading.withdraw([target for target in targets if target not in voices], by=self._by)

    def hear_again(self, ids: Sequence[int]) -> None:
        """Describe resources from their records as they are now. One whose records have all been
        deleted is withdrawn; one that never had any stays as it is."""
        members = matching.members_of(ids)
        targets = sorted({members[number] for number in ids if number in members})
        voices = self._other_voices(targets, members, ())
        left = [target for target in targets if target in voices]
        describe_resources([_incoming(target, voices[target], {}) for target in left], by=self._by)
        states = Record.objects.filter(resource_id__in=list(members)).order_by()
        rows = states.values_list("resource_id", "is_deleted").distinct()
        spoken = {members[number] for number, _is_deleted in rows if number}
        alive = {members[number] for number, is_deleted in rows if number and not is_deleted}
        fading.revive(left, by=self._by)
        fading.withdraw(sorted((spoken - alive) & set(targets)), by=self._by)

    def described(self, record: Record) -> Described | None:
        """What one stored record says; None if it can no longer be read."""
        return self._describer.of_payload(bytes(record.payload), self.source_of(record.source_id))

    def source_of(self, number: int) -> Source:
        """Any source, all of them loaded once."""
        if number not in self._sources:
            self._sources |= {source.pk: source for source in Source.objects.all()}
        return self._sources[number]

    def _other_voices(
        self, targets: Sequence[int], members: dict[int, int], changes: Iterable[Change]
    ) -> dict[int, list[Voice]]:
        """What records that are not among the changes say of the same resources."""
        here = {change.record.pk for change in changes if change.record}
        voices: dict[int, list[Voice]] = {}
        if not targets:
            return voices
        rows = Record.objects.filter(resource_id__in=list(members), is_deleted=False)
        columns = (
            rows.exclude(pk__in=here)
            .order_by("pk")
            .values_list("pk", "identifier", "payload", "source_id", "resource_id")
        )
        for pk, identifier, payload, source_id, resource_id in columns:
            source = self.source_of(source_id)
            described = self._describer.of_payload(bytes(payload), source)
            if described is not None and resource_id is not None:
                voice = Voice((0, pk), f"{source.name}:{identifier}", described)
                voices.setdefault(members[resource_id], []).append(voice)
        return voices


def _incoming(target: int, voices: list[Voice], owners: Mapping[str, int]) -> Incoming:
    """With the keys that it had first; one that comes to it later on the same page is another's."""
    whole = compose(voices)
    return Incoming(
        resource=target if target > 0 else None,
        description=whole.description,
        keys=[key for key in whole.keys if owners.get(key, target) == target],
        unknown=whole.unknown,
        origins=whole.origins,
    )
