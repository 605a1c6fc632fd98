from hypothesis import given
from hypothesis import strategies as st

from armillary.methods.enrichment.guess import LONGEST_EVIDENCE, evidence_of


def test_evidence_is_one_line() -> None:
    assert evidence_of(" area\n of \t polygons ") == "area of polygons"


def test_long_evidence_is_cut_at_a_word() -> None:
    cut = evidence_of("polygons " * 50)

    assert cut == "polygons " * 21 + "polygons…"
    assert len(cut) <= LONGEST_EVIDENCE


def test_evidence_without_words_is_cut_anywhere() -> None:
    assert evidence_of("水" * 300) == "水" * 199 + "…"


@given(st.text())
def test_evidence_is_never_too_long(text: str) -> None:
    assert len(evidence_of(text)) <= LONGEST_EVIDENCE
