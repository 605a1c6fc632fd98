"""Repeated texts are read once; texts too long to be what they claim are not remembered."""

from armillary.formats.values.dates import date
from armillary.formats.values.durations import minutes
from armillary.formats.values.identifiers import keys_of
from armillary.formats.values.languages import language
from armillary.formats.values.levels import levels
from armillary.formats.values.licences import licence
from armillary.formats.values.memory import of_names, of_texts
from armillary.formats.values.types import types


def test_of_names_reads_a_name_once_and_a_long_text_never() -> None:
    asked: list[str] = []
    read = of_names(lambda text: asked.append(text) or text)
    assert [read("a"), read("a"), read("b" * 300)] == ["a", "a", None]
    assert asked == ["a"]


def test_of_texts_reads_a_long_text_each_time() -> None:
    asked: list[int] = []
    read = of_texts(lambda text: asked.append(len(text)) or len(text))
    assert [read("a"), read("a"), read("b" * 2000), read("b" * 2000)] == [1, 1, 2000, 2000]
    assert asked == [1, 2000, 2000]


def test_hostile_lengths_are_answered_at_once() -> None:
    for hostile in ("1" * 500_000, "-" * 500_000, "doi" + " " * 500_000, "by" + " nc" * 200_000):
        answers = [read(hostile) for read in (date, minutes, language, levels, types, licence)]
        assert answers == [None] * 6 or hostile.startswith("by")
        assert keys_of(hostile) == []
