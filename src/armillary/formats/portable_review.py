"""A peer review that can leave the site where it was written: a schema.org Review in JSON-LD.

Everything that gives it meaning travels with it: who says so and when, and the whole rubric in every
language, so that a 2 of 3 is still understood where nobody has that rubric. What a stranger sends is
cleaned and bounded here; a review that makes no sense is left out (`None`), never guessed at.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from armillary.formats.labels import VOCABULARIES
from armillary.formats.values.addresses import clean as clean_address
from armillary.formats.values.languages import language
from armillary.formats.values.texts import clean as clean_text

Json = dict[str, Any]
Texts = dict[str, str]

# `rubric` is carried as it stands (JSON-LD 1.1, section 4.2.2); `through` is in order, the last
# site that passed the review on first.
CONTEXT: Final[list[Any]] = [
    "https://schema.org/",
    {
        "rubric": {"@id": f"{VOCABULARIES}/review#rubric", "@type": "@json"},
        "through": {
            "@id": f"{VOCABULARIES}/review#through",
            "@type": "@id",
            "@container": "@list",
        },
    },
]

TITLE_LIMIT, MEANING_LIMIT, COMMENT_LIMIT, NAME_LIMIT = 300, 2_000, 5_000, 200
MOST_CRITERIA, MOST_LEVELS, MOST_LANGUAGES, MOST_SITES = 40, 20, 20, 10
LONGEST_KEY = 80
HIGHEST_LEVEL = 1_000
_LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class PortableReview:
    """A published review. `rubric` is a document as rubrics are loaded from: key, version, title,
    criteria, each with levels. `scores` has None for what does not apply."""

    id: str
    address: str  # where it is published
    about: str  # the page of the resource there
    rubric: Json
    reviewer: str  # as published; empty where the name was erased
    published: datetime
    language: str = "und"  # of the comments
    comment: str = ""
    scores: dict[str, int | None] = field(default_factory=dict)
    comments: Texts = field(default_factory=dict)
    through: tuple[str, ...] = ()  # pages of the sites that passed it on, the last one first


def write_review(review: PortableReview) -> Json:
    """The JSON-LD document; every criterion that has an answer is a Rating of one aspect."""
    document: Json = {
        "@context": CONTEXT,
        "@type": "Review",
        "@id": review.address,
        "identifier": review.id,
        "itemReviewed": {"@type": "LearningResource", "@id": review.about},
        "datePublished": review.published.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "inLanguage": review.language,
        "reviewRating": [_rating(review, each) for each in _answered(review)],
        "rubric": review.rubric,
    }
    if review.reviewer:
        document["author"] = {"@type": "Person", "name": review.reviewer}
    if review.comment:
        document["reviewBody"] = review.comment
    if review.through:
        document["through"] = list(review.through)
    return document


def _answered(review: PortableReview) -> list[Json]:
    said = review.scores.keys() | review.comments.keys()
    return [criterion for criterion in review.rubric["criteria"] if criterion["key"] in said]


def _rating(review: PortableReview, criterion: Json) -> Json:
    """Without a value where the criterion does not apply."""
    key = criterion["key"]
    values = [level["value"] for level in criterion["levels"]]
    titles = criterion["title"]
    rating: Json = {
        "@type": "Rating",
        "identifier": key,
        "reviewAspect": titles.get(review.language) or next(iter(titles.values()), key),
        "worstRating": min(values),
        "bestRating": max(values),
    }
    if review.scores.get(key) is not None:
        rating["ratingValue"] = review.scores[key]
    if key in review.comments:
        rating["ratingExplanation"] = review.comments[key]
    return rating


def read_review(document: Any) -> PortableReview | None:
    """What a stranger says is a review, cleaned; None where it lacks what a review must have."""
    if not isinstance(document, dict) or document.get("@type") != "Review":
        return None
    name, address = document.get("identifier"), _address(document.get("@id"))
    rubric = _rubric(document.get("rubric"))
    published = _moment(document.get("datePublished"))
    if not is_key(name) or not address or rubric is None or published is None:
        return None
    scores, comments = _answers(document.get("reviewRating"), rubric)
    return PortableReview(
        id=str(name),
        address=address,
        about=_address(_mapping(document.get("itemReviewed")).get("@id")),
        rubric=rubric,
        reviewer=clean_line(_mapping(document.get("author")).get("name"), NAME_LIMIT),
        published=published,
        language=_language(document.get("inLanguage")),
        comment=_paragraphs(document.get("reviewBody")),
        scores=scores,
        comments=comments,
        through=tuple(map(_address, _list(document.get("through"))[: MOST_SITES + 1])),
    )


def is_key(value: object) -> bool:
    """An identifier of ours, or one like them: letters, digits, hyphens and underscores."""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_KEY or not value.isascii():
        return False
    return value.replace("-", "").replace("_", "").isalnum()


def clean_line(value: object, limit: int) -> str:
    """A text in one line without markup; empty for anything else."""
    return clean_text(value[:_LONGEST_TEXT], limit=limit) if isinstance(value, str) else ""


def _paragraphs(value: object) -> str:
    """A comment keeps its lines."""
    if not isinstance(value, str):
        return ""
    lines = (clean_text(line) for line in value[:_LONGEST_TEXT].splitlines())
    return "\n".join(line for line in lines if line)[:COMMENT_LIMIT]


def _address(value: object) -> str:
    """An address that can be linked to and taken apart; empty for anything else."""
    try:
        address = clean_address(value) if isinstance(value, str) else None
        return address if address and urlsplit(address).hostname else ""
    except ValueError:  # a number that is none, where a host should be
        return ""


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _language(value: object) -> str:
    return (language(value) or "und") if isinstance(value, str) else "und"


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _texts(value: object, limit: int) -> Texts:
    texts: Texts = {}
    for tag, text in list(_mapping(value).items())[:MOST_LANGUAGES]:
        if line := clean_line(text, limit):
            texts.setdefault(_language(tag), line)
    return texts


def _rubric(value: object) -> Json | None:
    """None without a title, or where no criterion can be understood."""
    document = _mapping(value)
    version, title = document.get("version"), _texts(document.get("title"), TITLE_LIMIT)
    criteria = list(_criteria(_list(document.get("criteria"))[:MOST_CRITERIA]))
    if not is_key(document.get("key")) or not _is_number(version) or not title or not criteria:
        return None
    return {"key": document["key"], "version": version, "title": title, "criteria": criteria}


def _criteria(stated: Iterable[object]) -> Iterable[Json]:
    seen: set[str] = set()
    for each in map(_mapping, stated):
        key, levels = each.get("key"), _levels(_list(each.get("levels"))[:MOST_LEVELS])
        if not is_key(key) or str(key) in seen or not levels:
            continue
        seen.add(str(key))
        criterion: Json = {"key": key, "title": _texts(each.get("title"), TITLE_LIMIT)}
        if guidance := _texts(each.get("guidance"), MEANING_LIMIT):
            criterion["guidance"] = guidance
        yield {**criterion, "levels": levels}


def _levels(stated: Iterable[object]) -> list[Json]:
    levels: dict[int, Json] = {}
    for each in map(_mapping, stated):
        if _is_number(each.get("value")):
            text = _texts(each.get("text"), MEANING_LIMIT)
            levels.setdefault(each["value"], {"value": each["value"], "text": text})
    return [levels[value] for value in sorted(levels)]


def _is_number(value: object) -> bool:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return is_whole and 0 <= int(value) <= HIGHEST_LEVEL  # type: ignore[call-overload]


def _answers(stated: object, rubric: Json) -> tuple[dict[str, int | None], Texts]:
    """Scores and comments by criterion; an answer that the rubric does not have is none."""
    scores: dict[str, int | None] = {}
    comments: Texts = {}
    known = {
        each["key"]: [level["value"] for level in each["levels"]] for each in rubric["criteria"]
    }
    for rating in map(_mapping, _list(stated)[:MOST_CRITERIA]):
        key, value = rating.get("identifier"), rating.get("ratingValue")
        if not isinstance(key, str) or key not in known or key in scores:
            continue
        if value is None or (_is_number(value) and value in known[key]):
            scores[key] = value
        if text := _paragraphs(rating.get("ratingExplanation")):
            comments[key] = text
    return scores, comments
