"""`armillary catalogue topic …`: what readers are told of a topic."""

import json
from typing import Annotated

import typer

from armillary.catalogue.topics.operations import introduce_topic
from armillary.catalogue.topics.queries import introduction_to, topic_facts, topic_of
from armillary.core.texts import Maker
from armillary.people.actors import OPERATOR

Subject = Annotated[str, typer.Argument(help="Key of a subject.")]
Level = Annotated[str, typer.Option(help="Key of a level; all levels without it.")]


def add_topic_commands(below: typer.Typer) -> None:
    below.command()(topic)
    below.command("introduce-topic")(introduce)


def topic(
    subject: Subject,
    level: Level = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """A topic, how much there is, and its introduction."""
    facts = topic_facts(topic_of(subject, level))
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{facts['total']} resources: {facts['page']}")
    for tag, text in facts["introduction"].items():
        typer.echo(f"{tag}: {text}")


def introduce(
    subject: Subject,
    text: Annotated[str, typer.Argument(help="The introduction; empty to take it away.")],
    language: Annotated[str, typer.Option(help="The language that it is in.")],
    level: Level = "",
) -> None:
    """Write the introduction to a topic in one language; the others stay."""
    found = topic_of(subject, level)
    written = introduction_to(found).rewrite({language: text}, by=Maker.PERSON)
    introduce_topic(found, written, by=OPERATOR)
    typer.echo(f"{found.key}: {', '.join(written.languages) or 'no introduction'}")
