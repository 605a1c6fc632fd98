"""What tools may be asked. The schemas that assistants are shown are made of this, and what they send is
held to it, so that the two cannot differ."""

from typing import Annotated, Any, Final, Literal, TypeVar

from ninja import Field
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from armillary.catalogue.facets import MET_BY
from armillary.catalogue.interfaces.api import Filters
from armillary.core.cleaning import cleaned
from armillary.core.errors import InvalidInput

MOST_FOUND: Final = 20
MOST_CITED: Final = 20
MOST_SUGGESTED: Final = 5
SHOWN: Final = 300  # characters of an error; what was sent may stand in it

TAG = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}$"
Language = Annotated[
    str,
    Field(
        "en",
        pattern=TAG,
        max_length=35,
        description="BCP 47 tag of the reader: texts and names come in it where there are any.",
    ),
]
Named = Annotated[
    str,
    Field(
        min_length=1,
        max_length=500,
        description="The id of a resource, or the address of its page.",
    ),
]
Style = Literal["apa", "mla", "bibtex", "ris", "csl-json"]


def _known_wish(key: str) -> str:
    if key not in MET_BY:
        raise ValueError(f"use one of {', '.join(MET_BY)}")
    return key


Wish = Annotated[str, AfterValidator(_known_wish), Field(json_schema_extra={"enum": list(MET_BY)})]


class Asked(BaseModel):
    """No more and nothing else than what is declared."""

    model_config = ConfigDict(extra="forbid", strict=True)


A = TypeVar("A", bound=Asked)


class Chosen(Filters):
    """Facet → values. Several values of one facet widen the search, different facets narrow it; of
    classroom and accessibility every value must hold. A value is its key, or its name in any language."""

    model_config = ConfigDict(extra="forbid")


class SearchAsked(Asked):
    words: str = Field(
        "",
        max_length=1_000,
        description="What to look for, in any language: words, “phrases”, -without, begin*, "
        "title:word, author:name. Empty for everything that the filters leave.",
    )
    language: Language = "en"
    filters: Chosen = Field(
        default_factory=lambda: Chosen.model_validate({}), description="Only what has these values."
    )
    sort: Literal["relevance", "newest", "reviewed"] = Field(
        "relevance", description="What comes first; reviewed: the best reviewed."
    )
    size: int = Field(10, ge=1, le=MOST_FOUND, description="How many results of a page.")
    cursor: str = Field("", max_length=500, description="`next` of the page before.")
    facets: bool = Field(
        False, description="Also count the values of each facet, to learn what can be filtered by."
    )


class GetAsked(Asked):
    resource: Named
    language: Language = "en"


class CiteAsked(Asked):
    resources: list[Named] = Field(
        min_length=1, max_length=MOST_CITED, description="The resources to cite, in order."
    )
    style: Style = Field(
        "apa",
        description="apa and mla are text for people; bibtex, ris and csl-json are for reference "
        "managers.",
    )


class LessonAsked(Asked):
    topic: str = Field(
        min_length=1, max_length=300, description="What the lesson is about, in any language."
    )
    level: str = Field(
        "",
        max_length=100,
        description="Who learns: a level by its key or name, or grades such as “grade 5”.",
    )
    minutes: int | None = Field(None, ge=1, le=600, description="How long there is.")
    language: Annotated[
        str,
        Field(
            pattern=TAG,
            max_length=35,
            description="BCP 47 tag of the language of the lesson. Resources in it are looked for "
            "first, and names come in it.",
        ),
    ] = "en"
    classroom: list[Wish] = Field(
        [],
        max_length=len(MET_BY),
        description="What a resource has to be fit for: offline (works without internet), no-device, "
        "phone (a phone is enough), no-laboratory, no-cost or low-cost materials, under-40 minutes, …",
    )
    adapt: bool = Field(False, description="Its licence has to allow changes.")
    size: int = Field(3, ge=1, le=MOST_SUGGESTED, description="How many resources.")


def read_asked(kind: type[A], sent: dict[str, Any]) -> A:
    """What an assistant sent; null is as good as nothing. Raises `InvalidInput` with one line."""
    stated = {name: value for name, value in sent.items() if value is not None}
    try:
        return kind.model_validate(stated)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(one_line(str(part)) for part in first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        raise InvalidInput(one_line(f"{where}: {said}")) from error


def one_line(text: str) -> str:
    """Short, without signs that nobody sees."""
    return " ".join(cleaned(text[:SHOWN]).split())


def schema_of(kind: type[BaseModel], *, given: bool = False) -> dict[str, Any]:
    """The JSON Schema (2020-12) of what is asked, or `given` as an answer."""
    whole = kind.model_json_schema(mode="serialization" if given else "validation")
    found: dict[str, Any] = _untitled(whole)
    return found


def _untitled(schema: Any) -> Any:
    """Without the titles that are made of names and tell a reader nothing new."""
    if isinstance(schema, list):
        return [_untitled(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: _untitled(value)
        for name, value in schema.items()
        if name != "title" or not isinstance(value, str)
    }
