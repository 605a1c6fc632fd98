import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from tests.shared import SHARED, needs_shared

from armillary.core.errors import Refused
from armillary.people.actors import OPERATOR, SYSTEM, VISITOR
from armillary.people.models import LogEntry, Person
from armillary.vocabularies.errors import SchemeTaken, UnreadableScheme
from armillary.vocabularies.models import Concept, Scheme
from armillary.vocabularies.operations import SHIPPED_KEYS, import_scheme, load_shipped_schemes
from armillary.vocabularies.queries import label, scheme_keys

pytestmark = pytest.mark.django_db

PAYLOADS = Path(__file__).parents[1] / "payloads" / "vocabularies"
HEAD = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://example.org/energy/> .
<https://example.org/energy> a skos:ConceptScheme ; skos:prefLabel "Energy"@en .
"""
SUN = ':sun a skos:Concept ; skos:inScheme <https://example.org/energy> ; skos:prefLabel "Sun"@en .'
WIND = (
    ':wind a skos:Concept ; skos:inScheme <https://example.org/energy> ; skos:prefLabel "Wind"@en .'
)


def turtle(*concepts: str) -> bytes:
    return (HEAD + "\n".join(concepts)).encode()


def numbered(name: str, notation: str) -> str:
    return (
        f":{name} a skos:Concept ; skos:inScheme <https://example.org/energy> ; "
        f'skos:prefLabel "{name}"@en ; skos:notation "{notation}" .'
    )


def take(body: bytes, **options: Any) -> Scheme:
    return import_scheme(body, file_name="energy.ttl", by=OPERATOR, **options)


def everything() -> list[Any]:
    return [*Scheme.objects.order_by("pk").values(), *Concept.objects.order_by("pk").values()]


@pytest.mark.parametrize(
    "name",
    ["energy.ttl", "energy.rdf", "energy.nt", "energy.jsonld", "energy.trig", "energy.nq"],
)
def test_a_vocabulary_says_the_same_in_every_syntax(name: str):
    scheme = import_scheme((PAYLOADS / name).read_bytes(), file_name=name, by=OPERATOR)
    assert (scheme.key, scheme.uri, scheme.title.texts) == (
        "energy",
        "https://example.org/energy",
        {"en": "Energy"},
    )
    rows = {concept.key: concept for concept in scheme.concepts.all()}
    assert {key: row.label.texts for key, row in rows.items()} == {
        "renewable": {"en": "Renewable energy"},
        "sun": {"en": "Solar energy", "ar": "الطاقة الشمسية"},
    }
    assert rows["sun"].other_labels == {"en": ["Sun power"]}
    assert list(rows["sun"].broader.all()) == [rows["renewable"]]
    assert rows["sun"].matches == {
        "exactMatch": ["http://vocabularies.unesco.org/thesaurus/concept1"]
    }


def test_import_stands_in_the_log():
    take(turtle(SUN, WIND))
    entry = LogEntry.objects.filter(stream="vocabularies").latest("number")
    assert (entry.action, entry.actor, entry.subject) == ("import-scheme", "operator", "energy")
    assert entry.facts["concepts"] == 2


def test_next_edition_keeps_ids_and_the_vanished_stay_as_deprecated():
    scheme = take(turtle(SUN, WIND))
    before = dict(scheme.concepts.values_list("key", "pk"))
    renamed = SUN.replace('"Sun"', '"Solar energy"')
    again = take(turtle(renamed))
    assert again.pk == scheme.pk
    rows = scheme.concepts.values_list("key", "pk", "is_deprecated")
    assert set(rows) == {("sun", before["sun"], False), ("wind", before["wind"], True)}
    assert label("energy", "sun", "en") == "Solar energy"
    assert scheme_keys("energy") == ["sun"]


def test_a_concept_that_comes_back_is_the_one_it_was():
    scheme = take(turtle(SUN, WIND))
    before = scheme.concepts.get(key="wind").pk
    take(turtle(SUN))
    take(turtle(SUN, WIND))
    wind = scheme.concepts.get(key="wind")
    assert (wind.pk, wind.is_deprecated) == (before, False)


def test_keys_that_change_places_between_editions():
    scheme = take(turtle(numbered("sun", "1"), numbered("wind", "2")))
    before = dict(scheme.concepts.values_list("uri", "pk"))
    take(turtle(numbered("sun", "2"), numbered("wind", "1")))
    assert dict(scheme.concepts.values_list("key", "uri")) == {
        "2": "https://example.org/energy/sun",
        "1": "https://example.org/energy/wind",
    }
    assert dict(scheme.concepts.values_list("uri", "pk")) == before


def test_a_key_that_passes_from_a_vanished_concept_to_a_new_one():
    scheme = take(turtle(numbered("sun", "1")))
    take(turtle(numbered("wind", "1")))
    assert scheme.concepts.get(key="1").uri == "https://example.org/energy/wind"
    assert scheme.concepts.get(uri="https://example.org/energy/sun").is_deprecated


def test_two_concepts_with_one_notation_keep_apart():
    scheme = take(turtle(numbered("sun", "1"), numbered("wind", "1")))
    assert set(scheme.concepts.values_list("key", flat=True)) == {
        "1",
        "https://example.org/energy/wind",
    }


def test_import_under_a_name_of_ones_choice_and_again_without_it():
    assert take(turtle(SUN), key="power").key == "power"
    assert take(turtle(SUN, WIND)).key == "power"
    assert Scheme.objects.filter(uri="https://example.org/energy").count() == 1


def test_a_name_that_belongs_to_another_vocabulary_is_refused():
    levels = list(Concept.objects.filter(scheme__key="levels").values_list("key", flat=True))
    with pytest.raises(SchemeTaken, match=r"^levels is already the name of"):
        take(turtle(SUN), key="levels")
    body = turtle(SUN).replace(b"org/energy>", b"org/levels>")
    with pytest.raises(SchemeTaken, match="Choose another key"):
        take(body)
    assert scheme_keys("levels") == levels


def test_a_vocabulary_cannot_take_a_second_name():
    take(turtle(SUN))
    with pytest.raises(SchemeTaken, match=r"^energy is already the name of"):
        take(turtle(SUN), key="power")


def test_labels_without_a_language_are_kept_as_undetermined():
    scheme = take(turtle(SUN.replace("@en", "")))
    assert scheme.concepts.get().label.texts == {"und": "Sun"}
    assert label("energy", "sun", "fr") == "Sun"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"", "empty.ttl"),
        (b"this is not turtle", "words.ttl"),
        (b"<html><body>Not found</body></html>", "page.rdf"),
        (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', "entity.rdf"),
        (b"{}", "nothing.jsonld"),
        (HEAD.encode(), "no-concepts.ttl"),
        (turtle(SUN), "energy.xlsx"),
        (b"\xff\xfe\x00", "bytes.nt"),
    ],
)
def test_a_file_that_is_no_vocabulary_is_refused_and_nothing_changes(body: Any, name: Any):
    take(turtle(SUN, WIND))
    before = everything()
    with pytest.raises(UnreadableScheme):
        import_scheme(body, key="energy", file_name=name, by=OPERATOR)
    assert everything() == before


def test_curators_import_and_others_may_not(curator: Person, member: Person):
    import_scheme(turtle(SUN), file_name="energy.ttl", by=curator)
    for actor in (member, VISITOR):
        with pytest.raises(Refused):
            import_scheme(turtle(SUN), file_name="energy.ttl", by=actor)
        with pytest.raises(Refused):
            load_shipped_schemes(by=actor)


def test_an_import_is_seen_at_once():
    assert label("energy", "sun", "en") == "sun"  # an empty table is kept in memory now
    take(turtle(SUN))
    assert label("energy", "sun", "en") == "Sun"


def test_shipped_vocabularies_come_with_the_tables():
    shipped = Scheme.objects.filter(is_shipped=True)
    assert set(shipped.values_list("key", flat=True)) == set(SHIPPED_KEYS)
    assert all(scheme.concepts.exists() for scheme in shipped)


def test_migrating_again_loads_nothing_again():
    before = everything()
    entries = LogEntry.objects.count()
    call_command("migrate", verbosity=0)
    assert load_shipped_schemes(by=SYSTEM) == []
    assert everything() == before
    assert LogEntry.objects.count() == entries


def test_a_shipped_vocabulary_that_changed_is_loaded_alone():
    Scheme.objects.filter(key="levels").update(digest="of an older edition")
    assert [scheme.key for scheme in load_shipped_schemes(by=SYSTEM)] == ["levels"]


@needs_shared
def test_unesco_thesaurus_in_twenty_seconds():
    body = (SHARED / "data" / "unesco-thesaurus.ttl").read_bytes()
    start = time.process_time()
    scheme = import_scheme(body, file_name="unesco-thesaurus.ttl", key="unesco", by=OPERATOR)
    assert scheme.concepts.count() == 4_485
    assert label("unesco", "concept10", "fr") != "concept10"
    assert time.process_time() - start < 20


def test_a_framework_of_standards_is_imported_from_case():
    body = (PAYLOADS / "standards.json").read_bytes()
    scheme = import_scheme(body, key="standards", file_name="standards.json", by=OPERATOR)

    statement = scheme.concepts.get(key="M.6.RP.1")
    assert statement.label.texts == {"en": "Ratio language"}
    assert statement.definition.texts["en"].startswith("Describe how two quantities compare")
    assert [above.key for above in statement.broader.all()] == ["M.RP"]
    assert scheme.concepts.get(key="S.PS.0").is_deprecated


def test_a_package_that_cannot_be_read_is_refused():
    with pytest.raises(UnreadableScheme, match="holds no items"):
        take(b'{"CFDocument": {}, "CFItems": []}')
