"""What candidates are filtered by, as words in one column: ` check:has-licence source:x language:en `.

A column of words costs one write per report and is read only among candidates, where a table of
findings would cost a row per finding of every resource.
"""

from collections.abc import Iterable
from urllib.parse import quote

from armillary.evaluation.checks import Finding
from armillary.evaluation.enums import Verdict


def written_marks(
    findings: Iterable[Finding], *, sources: Iterable[str], languages: Iterable[str]
) -> str:
    words = [
        f"check:{each.check}"
        for each in findings
        if each.verdict is Verdict.WARN or each.verdict is Verdict.FAIL
    ]
    words += [source_mark(source) for source in sources]
    words += [language_mark(tag) for tag in languages]
    return f" {' '.join(words)} "


def check_mark(check: str) -> str:
    return f"check:{quote(check, safe='')}"


def source_mark(source: str) -> str:
    return f"source:{quote(source, safe='')}"


def language_mark(tag: str) -> str:
    return f"language:{quote(tag, safe='')}"
