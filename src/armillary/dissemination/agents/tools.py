"""Which tools there are, how an assistant is told of them, and what comes of calling one."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.utils.translation import override
from pydantic import BaseModel

from armillary.core.errors import ArmillaryError
from armillary.dissemination.agents.answers import CiteGiven, GetGiven, LessonGiven, SearchGiven
from armillary.dissemination.agents.asking import (
    Asked,
    CiteAsked,
    GetAsked,
    LessonAsked,
    SearchAsked,
    read_asked,
    schema_of,
)
from armillary.dissemination.agents.citing import cite
from armillary.dissemination.agents.searching import search
from armillary.dissemination.agents.suggesting import suggest_for_lesson
from armillary.dissemination.agents.telling import get
from armillary.formats.mcp import INVALID_PARAMS, ProtocolError

# Nothing is changed, the same question finds the same, and nothing outside of this site is asked.
HINTS: Final = {
    "readOnlyHint": True,
    "destructiveHint": False,
    "idempotentHint": True,
    "openWorldHint": False,
}


@dataclass(frozen=True)
class Tool:
    """Something that an assistant may call."""

    name: str
    title: str
    description: str
    asked: type[Asked]
    given: type[BaseModel]
    run: Callable[[Any], BaseModel]

    @cached_property
    def declared(self) -> dict[str, Any]:
        """As it is listed."""
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": schema_of(self.asked),
            "outputSchema": schema_of(self.given, given=True),
            "annotations": {"title": self.title, **HINTS},
        }


TOOLS: Final = {
    tool.name: tool
    for tool in (
        Tool(
            "search",
            "Search resources",
            "Search open STEM education resources: lessons, experiments, simulations, books, data. Words "
            "in any language also find what they mean in others. Answers with what each resource is, for "
            "whom, under which licence, and, apart from each other, what automatic checks found and what "
            "reviewers said; study evidence is not kept here yet. Show people the address in `page`.",
            SearchAsked,
            SearchGiven,
            search,
        ),
        Tool(
            "get",
            "Get one resource",
            "Everything that is public of one resource: description, classroom needs, where each field "
            "came from, editions, learning standards, automatic checks and reviews one by one. One that "
            "was withdrawn says so; do not recommend it.",
            GetAsked,
            GetGiven,
            get,
        ),
        Tool(
            "cite",
            "Cite resources",
            "Cite one or several resources as text (APA, MLA) or for reference managers (BibTeX, RIS, "
            "CSL-JSON). What cannot be cited is named with the reason.",
            CiteAsked,
            CiteGiven,
            cite,
        ),
        Tool(
            "suggest_for_lesson",
            "Suggest resources for a lesson",
            "A few resources for a lesson on a topic, for a level, a length, a language and a classroom: "
            "without internet, without devices, without a laboratory. Says of every wish whether the "
            "resource meets it, on whose word, or that nobody knows.",
            LessonAsked,
            LessonGiven,
            suggest_for_lesson,
        ),
    )
}


def called(name: Any, arguments: Any) -> dict[str, Any]:
    """What a tool gives. What an assistant can mend itself is said in the answer, as the protocol has it;
    raises `ProtocolError` where there is no such tool."""
    tool = TOOLS.get(name) if isinstance(name, str) else None
    if tool is None:
        raise ProtocolError(INVALID_PARAMS, f"There is no such tool. Known: {', '.join(TOOLS)}.")
    stated = {} if arguments is None else arguments
    if not isinstance(stated, dict):
        raise ProtocolError(INVALID_PARAMS, "arguments has to be an object.")
    try:
        with override("en"):
            given = tool.run(read_asked(tool.asked, stated))
    except ArmillaryError as error:
        return {"content": [_text(str(error))], "isError": True}
    found = given.model_dump(mode="json", exclude_unset=True)
    return {
        "content": [_text(json.dumps(found, ensure_ascii=False))],
        "structuredContent": found,
        "isError": False,
    }


def _text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}
