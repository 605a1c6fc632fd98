"""Each check, case by case, on descriptions as sources send them."""

from typing import Any

import pytest

from armillary.evaluation.checks import (
    CHECKS,
    Dossier,
    Finding,
    gates_passed,
    quality,
    run_checks,
    shut_gates,
)
from armillary.evaluation.enums import Verdict

from .conftest import GOOD

BY_SA = "https://creativecommons.org/licenses/by-sa/4.0/"
BY_NC = "https://creativecommons.org/licenses/by-nc/4.0/"
BY_ND = "https://creativecommons.org/licenses/by-nd/4.0/"
ENGLISH = GOOD["descriptions"]["en"]
FRENCH = (
    "Les élèves placent des moitiés, des tiers et des quarts sur une droite graduée, les comparent "
    "et expliquent pourquoi un plus grand dénominateur donne une plus petite part."
)


def dossier(**changes: Any) -> Dossier:
    given: dict[str, Any] = {**GOOD, **changes}
    facts = {key: value for key, value in given.items() if value is not None}
    return Dossier(
        titles=facts.pop("titles", {}),
        descriptions=facts.pop("descriptions", {}),
        unknown=facts.pop("unknown", {}),
        is_suspected=facts.pop("is_suspected", False),
        answer=facts.pop("answer", {}),
        guessed=facts.pop("guessed", {}),
        relevance=facts.pop("relevance", None),
        is_general=facts.pop("is_general", False),
        facts=facts,
    )


def found(check: str, **changes: Any) -> tuple[str, Verdict]:
    [finding] = [each for each in run_checks(dossier(**changes)) if each.check == check]
    return finding.case, finding.verdict


def answer(case: str, *, since: str = "", leads_to: str = "", address: str = "") -> dict[str, str]:
    address = address or GOOD["addresses"][0]
    return {"address": address, "case": case, "since": since, "leads_to": leads_to}


CASES: list[tuple[str, dict[str, Any], str, str]] = [
    ("has-title", {}, "stated", "pass"),
    ("has-title", {"titles": None}, "missing", "fail"),
    ("has-title", {"titles": {"en": "  "}}, "missing", "fail"),
    ("has-title", {"titles": {"en": "https://a.example/x.pdf"}}, "unreadable", "warn"),
    ("has-title", {"titles": {"und": "0042-7"}}, "unreadable", "warn"),
    ("has-title", {"titles": {"zh-hans": "分数"}}, "stated", "pass"),
    ("has-address", {}, "stated", "pass"),
    ("has-address", {"addresses": None}, "missing", "fail"),
    ("has-address", {"addresses": ["ftp://a.example/x"]}, "unusable", "fail"),
    ("has-address", {"addresses": ["http://[broken"]}, "unusable", "fail"),
    (
        "has-address",
        {"addresses": [], "files": [{"address": "https://a.example/x.pdf", "media_type": ""}]},
        "stated",
        "pass",
    ),
    ("address-answers", {}, "not-checked", "unknown"),
    ("address-answers", {"addresses": None}, "no-address", "not-applicable"),
    ("address-answers", {"answer": answer("answers")}, "answers", "pass"),
    ("address-answers", {"answer": answer("moved", leads_to="https://b.org/")}, "moved", "pass"),
    ("address-answers", {"answer": answer("gone", since="2026-05-03")}, "gone", "fail"),
    ("address-answers", {"answer": answer("not-found")}, "not-found", "warn"),
    ("address-answers", {"answer": answer("parked")}, "parked", "warn"),
    ("address-answers", {"answer": answer("front-page")}, "front-page", "warn"),
    ("address-answers", {"answer": answer("elsewhere")}, "elsewhere", "warn"),
    ("address-answers", {"answer": answer("sign-in")}, "sign-in", "warn"),
    ("address-answers", {"answer": answer("certificate")}, "certificate", "warn"),
    ("address-answers", {"answer": answer("doubtful")}, "doubtful", "warn"),
    ("address-answers", {"answer": answer("later")}, "later", "unknown"),
    ("address-answers", {"answer": answer("unclear")}, "unclear", "unknown"),
    (
        "address-answers",
        {"answer": answer("answers", address="https://old.example/")},
        "not-checked",
        "unknown",
    ),
    (
        "address-answers",
        {"answer": answer("answers"), "addresses": [GOOD["addresses"][0] + "#chapter-2"]},
        "answers",
        "pass",
    ),
    ("duplicate-suspected", {}, "none", "pass"),
    ("duplicate-suspected", {"is_suspected": True}, "suspected", "warn"),
    ("has-licence", {}, "stated", "pass"),
    ("has-licence", {"licence": None}, "missing", "warn"),
    (
        "has-licence",
        {"licence": None, "unknown": {"licence": ["Ask Bob"]}},
        "unrecognised",
        "warn",
    ),
    ("has-licence", {"licence": "https://a.example/terms"}, "unrecognised", "warn"),
    ("licence-is-open", {"licence": BY_SA}, "open", "pass"),
    ("licence-is-open", {"licence": BY_NC}, "not-commercial", "warn"),
    ("licence-is-open", {"licence": BY_ND}, "no-changes", "warn"),
    ("licence-is-open", {"licence": None}, "unknown", "unknown"),
    ("language-stated", {}, "stated", "pass"),
    (
        "language-stated",
        {"languages": ["und"], "guessed": {"languages": {"en": 0.99}}},
        "detected",
        "warn",
    ),
    ("language-stated", {"languages": None, "descriptions": None}, "missing", "warn"),
    ("language-matches", {}, "agrees", "pass"),
    ("language-matches", {"descriptions": {"en": FRENCH}}, "differs", "warn"),
    ("language-matches", {"descriptions": {"fr": FRENCH}}, "agrees", "pass"),
    ("language-matches", {"descriptions": {"en": "Halves."}}, "too-short", "not-applicable"),
    (
        "language-matches",
        {"languages": None, "descriptions": {"und": ENGLISH}},
        "nothing-stated",
        "not-applicable",
    ),
    ("description-length", {}, "enough", "pass"),
    ("description-length", {"descriptions": None}, "missing", "fail"),
    ("description-length", {"descriptions": {"en": "Halves and thirds."}}, "short", "warn"),
    ("description-length", {"descriptions": {"zh-hans": "学生" * 15}}, "enough", "pass"),
    ("description-length", {"descriptions": {"zh-hans": "学生" * 14}}, "short", "warn"),
    ("level-present", {}, "stated", "pass"),
    ("level-present", {"levels": None, "grades": [3, 4]}, "stated", "pass"),
    ("level-present", {"levels": None}, "missing", "warn"),
    ("level-present", {"levels": None, "unknown": {"levels": ["K-99"]}}, "unrecognised", "warn"),
    ("level-present", {"levels": None, "types": ["policy"]}, "without-level", "not-applicable"),
    ("level-present", {"levels": None, "types": ["policy", "course"]}, "missing", "warn"),
    ("subject-present", {}, "stated", "pass"),
    ("subject-present", {"subjects": []}, "missing", "warn"),
    ("subject-present", {"subjects": [], "unknown": {"subjects": ["Zz"]}}, "unrecognised", "warn"),
    (
        "level-present",
        {"levels": None, "guessed": {"levels": {"primary": 0.8}}},
        "guessed",
        "warn",
    ),
    (
        "subject-present",
        {"subjects": [], "guessed": {"subjects": {"physics": 0.8}}},
        "guessed",
        "warn",
    ),
    ("stem-relevance", {}, "expected", "not-applicable"),
    ("stem-relevance", {"is_general": True}, "not-looked-at", "unknown"),
    ("stem-relevance", {"is_general": True, "relevance": 0.5}, "about-stem", "pass"),
    ("stem-relevance", {"is_general": True, "relevance": 0.49}, "doubtful", "warn"),
]


@pytest.mark.parametrize(("check", "changes", "case", "verdict"), CASES)
def test_a_check_finds(check: str, changes: dict[str, Any], case: str, verdict: str) -> None:
    assert found(check, **changes) == (case, Verdict(verdict))


def test_every_case_of_every_check_is_tried_here() -> None:
    tried = {(check, case) for check, _changes, case, _verdict in CASES}
    declared = {(check.key, case) for check in CHECKS.values() for case in check.cases}
    hard_to_bring_about = {
        ("licence-is-open", "closed"),
        ("language-matches", "unsure"),
    }
    assert declared - tried == hard_to_bring_about


@pytest.mark.parametrize(
    ("changes", "passed", "shut"),
    [
        ({}, True, []),
        ({"licence": None, "languages": None, "levels": None, "descriptions": None}, True, []),
        ({"is_suspected": True}, False, []),
        ({"titles": {"en": "https://a.example/"}}, False, []),
        ({"titles": None}, False, ["has-title"]),
        ({"addresses": None}, False, ["has-address"]),
    ],
)
def test_gates_hold_back_what_nobody_could_open_or_what_needs_a_person(
    changes: dict[str, Any], passed: bool, shut: list[str]
) -> None:
    findings = run_checks(dossier(**changes))

    assert gates_passed(findings) is passed
    assert [check.key for check in shut_gates(findings)] == shut


def test_quality_is_the_weighted_share_of_what_applies_and_passes() -> None:
    everything = run_checks(dossier())
    without_licence = run_checks(dossier(licence=None))

    assert quality(everything) == 1.0
    # 19 of weight apply; "has-licence" (2) fails and "licence-is-open" (1) is not known.
    assert quality(without_licence) == round((19 - 3) / (19 - 1), 4)
    assert quality([]) == 0.0


def test_a_finding_survives_storing() -> None:
    for finding in run_checks(dossier(is_suspected=True, languages=["und"])):
        assert Finding.from_json(finding.as_json()) == finding


def test_checks_speak_in_whole_sentences() -> None:
    for check in CHECKS.values():
        sentences = [str(sentence) for _verdict, sentence in check.cases.values()]
        assert all(text.endswith(".") for text in [*sentences, str(check.fix)])
