"""A framework of learning standards as readers see it: one statement, those right below it, and the
resources that serve it. A whole framework would be far too heavy a page."""

from dataclasses import dataclass

from armillary.catalogue.alignments.coverage import (
    Coverage,
    StatementRow,
    coverage,
    statement_below,
)
from armillary.catalogue.alignments.queries import resources_serving
from armillary.core.texts import TranslatedText
from armillary.portal.hits import Hit, hits_of

MOST = 30


@dataclass(frozen=True, slots=True)
class FrameworkPage:
    """`way` leads from the top to the statement; it is empty for the whole framework. `total` counts
    the resources, of which the newest are shown."""

    coverage: Coverage
    title: TranslatedText
    code: str
    way: list[StatementRow]
    parts: list[StatementRow]
    hits: list[Hit]
    total: int


def framework_page(key: str, *, code: str, language: str) -> FrameworkPage:
    """Raises `NoSuchStatement`."""
    whole = coverage(key)
    if not code:
        title = whole.framework.title
        return FrameworkPage(whole, title, "", [], whole.parts(None), [], 0)
    statement, below = statement_below(whole.framework, code)
    found = resources_serving(statement, below)
    return FrameworkPage(
        whole,
        statement.label,
        statement.key,
        whole.way_to(statement.pk),
        whole.parts(statement.pk),
        hits_of([resource.pk for resource in found[:MOST]], language=language),
        len(found),
    )
