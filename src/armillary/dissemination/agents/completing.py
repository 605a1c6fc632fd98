"""Complete what somebody fills into a prompt, where the site has names for it."""

from typing import Any, Final

from armillary.dissemination.agents.prompts import PROMPTS
from armillary.dissemination.agents.reading import TEMPLATE
from armillary.formats.mcp import INVALID_PARAMS, ProtocolError
from armillary.formats.values.folding import fold
from armillary.vocabularies.queries import choices, terms_beginning

MOST: Final = 100  # values of an answer, as the protocol has it
LONGEST: Final = 100  # characters that are looked at


def completed(ref: Any, argument: Any) -> dict[str, Any]:
    """Names that begin like what was typed; none where any text will do. Raises `ProtocolError`."""
    blank, typed = _asked(argument)
    if not isinstance(ref, dict):
        raise ProtocolError(INVALID_PARAMS, "ref has to be an object.")
    if ref.get("type") == "ref/resource":
        if ref.get("uri") != TEMPLATE["uriTemplate"]:
            raise ProtocolError(INVALID_PARAMS, "There is no such template.")
        return _answer([])
    name = ref.get("name")
    prompt = PROMPTS.get(name) if isinstance(name, str) else None
    if ref.get("type") != "ref/prompt" or prompt is None:
        raise ProtocolError(INVALID_PARAMS, "There is no such prompt.")
    if blank not in {each.name for each in prompt.blanks}:
        raise ProtocolError(INVALID_PARAMS, "The prompt has no such argument.")
    return _answer(_names(blank, typed[:LONGEST]))


def _asked(argument: Any) -> tuple[str, str]:
    match argument:
        case {"name": str(blank), "value": str(typed)}:
            return blank, typed
    raise ProtocolError(INVALID_PARAMS, "argument needs name and value, both texts.")


def _names(blank: str, typed: str) -> list[str]:
    if blank == "level":
        begins = terms_beginning("levels", typed, language="en")
        return [name for _key, name in (begins if fold(typed) else choices("levels", "en"))]
    if blank == "language":
        wanted = fold(typed)
        return [name for _key, name in choices("languages", "en") if fold(name).startswith(wanted)]
    return []


def _answer(values: list[str]) -> dict[str, Any]:
    found = {"values": values[:MOST], "total": len(values), "hasMore": len(values) > MOST}
    return {"completion": found}
