"""A resource as people cite it: in two styles of plain text, and as the files that reference managers
read.

Styles: APA (7th edition, 10.16) and MLA (9th edition, 5.1), with the year alone, so that no month has
to be named in one language. Files: BibTeX (O. Patashnik, BibTeXing, 1988), RIS (as Reference Manager
had it) and CSL-JSON (schema 1.0.2). Names stay as they were stated: which part is the family name
differs between languages, and no machine knows; only a comma that somebody wrote is taken for what it
says.
"""

import json
import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from armillary.formats.description import Agent, Description

MOST_AUTHORS: Final = 20  # APA names as many
YEAR: Final = re.compile(r"\d{4}")
UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff]+")
BIBTEX_SIGNS: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "$&%#_"},
    }
)


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation is made of; every text is one line. `issued` is a W3CDTF date or empty."""

    key: str
    title: str
    authors: list[Agent]
    publisher: str
    issued: str
    address: str
    language: str

    @property
    def year(self) -> str:
        found = YEAR.match(self.issued)
        return found.group() if found else ""


def cite(description: Description, *, key: str, title: str, otherwise: str) -> Citation:
    """What is cited is the resource where it is; `otherwise` is the address of one that has none."""
    publisher = description.get("publisher")
    return Citation(
        key=key,
        title=_line(title),
        authors=[
            {**agent, "name": _line(agent["name"])} for agent in description.get("creators", [])
        ],
        publisher=_line(publisher["name"]) if publisher else "",
        issued=description.get("published", ""),
        address=_address(next(iter(description.get("addresses", [])), "") or otherwise),
        language=next(iter(description.get("languages", [])), ""),
    )


def apa(cited: Citation) -> str:
    """Authors (year). Title. Publisher. Address"""
    year = f"({cited.year or 'n.d.'})"
    names = [agent["name"] for agent in cited.authors]
    head = [f"{_apa_names(names)} {year}", cited.title] if names else [cited.title, year]
    publisher = [] if [cited.publisher] == names else [cited.publisher]
    return " ".join([*(_ended(part) for part in [*head, *publisher] if part), cited.address])


def mla(cited: Citation) -> str:
    """Authors. “Title.” Publisher, year, address."""
    names = [agent["name"] for agent in cited.authors]
    publisher = "" if [cited.publisher] == names else cited.publisher
    rest = [part for part in (publisher, cited.year, cited.address) if part]
    authors = [_ended(_mla_names(names))] if names else []
    return " ".join([*authors, f"“{_ended(cited.title)}”", ", ".join(rest) + "."])


def bibtex(cited: Citation) -> str:
    """One `@misc` entry in UTF-8; double braces keep a title's capitals."""
    fields = {
        "author": " and ".join(map(_bibtex_name, cited.authors)),
        "title": f"{{{_bibtex(cited.title)}}}",
        "publisher": _bibtex(cited.publisher),
        "year": cited.year,
        "url": cited.address,
        "language": _bibtex(cited.language),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{cited.key},", *lines, "}", ""])


def ris(cited: Citation) -> str:
    """One `ELEC` record; lines end as the format has it."""
    pairs = [
        ("TY", "ELEC"),
        ("ID", cited.key),
        ("TI", cited.title),
        *(("AU", agent["name"]) for agent in cited.authors),
        ("PB", cited.publisher),
        ("PY", cited.year),
        ("DA", "/".join(f"{part:02}" for part in _date_parts(cited.issued))),
        ("LA", cited.language),
        ("UR", cited.address),
    ]
    lines = [f"{tag}  - {value}" for tag, value in pairs if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def csl_json(cited: Citation) -> str:
    """A list of one item."""
    return json.dumps([csl_item(cited)], ensure_ascii=False, indent=1)


def csl_item(cited: Citation) -> dict[str, Any]:
    """One item of a list."""
    parts = _date_parts(cited.issued)
    item: dict[str, Any] = {
        "id": cited.key,
        "type": "webpage",
        "title": cited.title,
        "author": [_csl_name(agent) for agent in cited.authors],
        "publisher": cited.publisher,
        "issued": {"date-parts": [parts]} if parts else None,
        "language": cited.language,
        "URL": cited.address,
    }
    return {name: value for name, value in item.items() if value}


def _line(text: str) -> str:
    """In one line, without what nobody sees and a file could take for a new one."""
    return " ".join(UNSEEN.sub(" ", text).split())


def _address(stated: str) -> str:
    """With nothing in it that could end a field of a file."""
    return quote(_line(stated), safe=":/?#[]@!$&'()*+,;=%~-._")


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!", "。", "؟", "？", "！")) else f"{text}."


def _apa_names(names: list[str]) -> str:
    if len(names) > MOST_AUTHORS:
        names = [*names[: MOST_AUTHORS - 1], f"… {names[-1]}"]
        return ", ".join(names)
    return ", ".join([*names[:-2], " & ".join(names[-2:])])


def _mla_names(names: list[str]) -> str:
    return f"{names[0]}, et al." if len(names) > 2 else ", and ".join(names)


def _bibtex(text: str) -> str:
    return text.translate(BIBTEX_SIGNS)


def _bibtex_name(agent: Agent) -> str:
    """Braces keep what is one name from being taken apart."""
    name = _bibtex(agent["name"])
    is_whole = agent["kind"] == "organization" or " and " in f" {name.lower()} "
    return f"{{{name}}}" if is_whole else name


def _csl_name(agent: Agent) -> dict[str, str]:
    family, comma, given = agent["name"].partition(", ")
    if comma and agent["kind"] != "organization":
        return {"family": family, "given": given}
    return {"literal": agent["name"]}


def _date_parts(issued: str) -> list[int]:
    parts = issued[:10].split("-") if YEAR.match(issued) else []
    return [int(part) for part in parts if part.isdecimal()]
