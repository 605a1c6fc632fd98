"""`armillary packs …`: resources taken where there is no connection."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from armillary.catalogue.queries import collection_on_desk
from armillary.dissemination.packs import operations, signing
from armillary.dissemination.packs.enums import VideoProfile
from armillary.dissemination.packs.facts import pack_facts, packs_facts, plan_facts
from armillary.dissemination.packs.making import Tell, make_release
from armillary.dissemination.packs.planning import plan_of
from armillary.dissemination.packs.queries import (
    all_packs,
    outputs_of,
    pack_by_slug,
    release_folder,
)
from armillary.formats.packs.updater import main as run_program
from armillary.people.actors import OPERATOR

app = typer.Typer(help="Resources taken where there is no connection.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Name = Annotated[str, typer.Argument(help="Name of a pack, as in its address.")]


def _print(facts: Any) -> None:
    typer.echo(json.dumps(facts, ensure_ascii=False, default=str))


@app.command("list")
def list_packs(as_json: AsJson = False) -> None:
    """All packs, by name."""
    rows = packs_facts(all_packs())
    if as_json:
        _print({"packs": rows})
        return
    for row in rows:
        made = f"release {row['release']['number']}" if row["release"] else "not made yet"
        typer.echo(f"{row['name']}  {made}  {row['title']}")


@app.command()
def add(
    title: Annotated[str, typer.Argument(help="What readers see, in the language of the pack.")],
    collection: Annotated[str, typer.Option(help="Name of the collection it is made of.")] = "",
    search: Annotated[
        str, typer.Option(help="Or a search: the address of a page of results, or its parameters.")
    ] = "",
    language: Annotated[str, typer.Option(help="Language of its pages.")] = "en",
    budget: Annotated[str, typer.Option(help="How large it may be, such as 16GB.")] = "4GB",
    video: Annotated[VideoProfile, typer.Option(help="Which videos to copy.")] = VideoProfile.SMALL,
    copies: Annotated[
        bool, typer.Option(help="Copy what licences allow, or write cards only.")
    ] = True,
    name: Annotated[
        str, typer.Option(help="Its name in addresses, made of the title if not given.")
    ] = "",
    publish: Annotated[bool, typer.Option(help="Offer it to everybody at once.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put a pack together. Nothing is fetched before `make`."""
    pack = operations.add_pack(
        title,
        collection=collection_on_desk(collection) if collection else None,
        search=search,
        language=language,
        budget=operations.budget_of(budget),
        video=video,
        copies=copies,
        slug=name,
        by=OPERATOR,
    )
    if publish:
        operations.publish_pack(pack, by=OPERATOR)
    if as_json:
        _print(pack_facts(pack))
    else:
        typer.echo(f"{pack.slug} is planned. See `armillary packs plan {pack.slug}`.")


@app.command()
def plan(name: Name, as_json: AsJson = False) -> None:
    """What would go in, as a copy or as a card, and why; how large it would be."""
    facts = plan_facts(plan_of(pack_by_slug(name, by=OPERATOR)))
    if as_json:
        _print(facts)
        return
    for item in facts["items"]:
        why = item["why"] or f"{item['size'] / 1e6:.1f} MB"
        typer.echo(f"{item['how']:4}  {why:12}  {item['id']}  {item['title']}")
    about = "about " if facts["guessed"] else ""
    typer.echo(
        f"{facts['copies']} copies and {facts['cards']} cards, {about}{facts['size'] / 1e6:.0f} MB of "
        f"{facts['budget'] / 1e6:.0f} MB."
    )


@app.command()
def make(
    name: Name,
    fetch: Annotated[bool, typer.Option(help="Fetch what was not copied before.")] = True,
    as_json: AsJson = False,
) -> None:
    """Make a release: fetch what may be copied, and write all its files."""
    pack = pack_by_slug(name, by=OPERATOR)
    with _progress(quiet=as_json) as tell:
        made = make_release(pack, by=OPERATOR, tell=tell, fetches=fetch)
    if as_json:
        _print({**pack_facts(pack), "new": made.is_new})
        return
    if not made.is_new:
        typer.echo(f"Nothing has changed since release {made.release.number}.")
    for output in outputs_of(made.release):
        typer.echo(f"{release_folder(made.release) / output.name}: {output.size} bytes.")


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Tell]:
    with Progress(transient=True, disable=quiet) as progress:
        bar = progress.add_task("", total=None)

        def tell(step: str, done: int, of: int) -> None:
            progress.update(bar, description=step, completed=done, total=of)

        yield tell


@app.command()
def publish(
    name: Name,
    undo: Annotated[bool, typer.Option("--undo", help="Offer it to nobody any more.")] = False,
) -> None:
    """Offer a pack to everybody at /packs/."""
    operations.publish_pack(pack_by_slug(name, by=OPERATOR), is_published=not undo, by=OPERATOR)
    typer.echo(f"{name} is offered to nobody." if undo else f"{name} is offered at /packs/{name}/.")


@app.command()
def delete(name: Name) -> None:
    """Delete a pack and everything that was made of it."""
    operations.delete_pack(pack_by_slug(name, by=OPERATOR), by=OPERATOR)
    typer.echo(f"{name} is deleted.")


@app.command()
def key() -> None:
    """The public key by which packs of this site are known, and its fingerprint."""
    typer.echo(signing.public_key().decode() + signing.fingerprint())


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="Where the list of a pack lies (pack.json).")],
) -> None:
    """Whether a pack on this machine is whole, as `armillary-pack.pyz verify` says in it."""
    if run_program(["verify"], about=folder):
        raise typer.Exit(1)
