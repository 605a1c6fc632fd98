"""Cite resources, in the styles and files that the site has."""

import json
from collections.abc import Callable
from typing import Final

from armillary.catalogue.errors import NoSuchResource, Paused, Withdrawn
from armillary.catalogue.models import Resource
from armillary.catalogue.public import public_resource
from armillary.dissemination import addresses
from armillary.dissemination.agents.answers import Cited, CiteGiven, Left
from armillary.dissemination.agents.asking import CiteAsked, one_line
from armillary.dissemination.agents.telling import id_in
from armillary.dissemination.renditions import citation
from armillary.formats.citations import Citation, apa, bibtex, csl_item, mla, ris

Writer = Callable[[Citation], str]


def _csl(cited: Citation) -> str:
    return json.dumps(csl_item(cited), ensure_ascii=False)


WRITERS: Final[dict[str, Writer]] = {
    "apa": apa,
    "mla": mla,
    "bibtex": bibtex,
    "ris": ris,
    "csl-json": _csl,
}


def cite(asked: CiteAsked) -> CiteGiven:
    """Each once, in the order asked for; what is not on offer is named instead."""
    cited: dict[str, Cited] = {}
    left: list[Left] = []
    for stated in asked.resources:
        try:
            resource = public_resource(id_in(stated))
        except (NoSuchResource, Withdrawn, Paused) as error:
            left.append(Left(asked=one_line(stated), reason=str(error)))
        else:
            cited.setdefault(resource.public_id, _cited(stated, resource, WRITERS[asked.style]))
    texts = [each.text for each in cited.values()]
    return CiteGiven(
        style=asked.style,
        text=_together(asked.style, texts),
        citations=list(cited.values()),
        left_out=left,
    )


def _cited(stated: str, resource: Resource, write: Writer) -> Cited:
    return Cited(
        asked=one_line(stated),
        id=resource.public_id,
        page=addresses.landing(resource.public_id),
        text=write(citation(resource)),
    )


def _together(style: str, texts: list[str]) -> str:
    if style == "csl-json":
        return f"[{', '.join(texts)}]"
    return "".join(texts) if style == "ris" else "\n".join(texts)
