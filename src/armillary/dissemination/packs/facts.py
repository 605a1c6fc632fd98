"""Packs and plans for machines."""

from collections.abc import Sequence
from typing import Any

from armillary.dissemination import addresses
from armillary.dissemination.packs import peer
from armillary.dissemination.packs.models import Pack, PackRelease
from armillary.dissemination.packs.planning import Plan, Planned
from armillary.dissemination.packs.queries import (
    Output,
    offered_release,
    offered_releases,
    outputs_of,
)


def packs_facts(packs: Sequence[Pack]) -> list[dict[str, Any]]:
    releases = offered_releases(packs)
    return [_facts(pack, releases.get(pack.pk)) for pack in packs]


def pack_facts(pack: Pack) -> dict[str, Any]:
    """`release` is what is offered now."""
    return _facts(pack, offered_release(pack))


def _facts(pack: Pack, release: PackRelease | None) -> dict[str, Any]:
    return {
        "name": pack.slug,
        "id": pack.public_id,
        "address": addresses.site(f"/packs/{pack.slug}/"),
        "title": pack.title.read(pack.language),
        "language": pack.language,
        "collection": pack.collection.slug if pack.collection else None,
        "search": None if pack.collection else pack.search,
        "budget": pack.budget,
        "video": pack.video,
        "copies": pack.copies,
        "published": pack.is_published,
        "kolibri": {"address": peer.address(), "token": peer.token_of(pack)}
        if pack.is_published
        else None,
        "release": release
        and {
            "number": release.number,
            "made": release.made_at,
            "resources": release.resources,
            "copied": release.copied,
            "size": release.size,
            "list_sha256": release.digest,
            "files": [_file_facts(pack, output) for output in outputs_of(release)],
        },
    }


def _file_facts(pack: Pack, output: Output) -> dict[str, Any]:
    return {
        "kind": output.kind,
        "address": addresses.site(f"/packs/{pack.slug}/files/{output.name}"),
        "size": output.size,
        "sha256": output.sha256,
        "since": output.since or None,
    }


def plan_facts(plan: Plan) -> dict[str, Any]:
    return {
        "copies": plan.copied,
        "cards": len(plan.items) - plan.copied,
        "size": plan.size,
        "guessed": plan.is_guess,
        "budget": plan.budget,
        "reasons": dict(plan.reasons()),
        "items": [_planned_facts(item) for item in plan.items],
    }


def _planned_facts(item: Planned) -> dict[str, Any]:
    return {
        "id": item.resource.public_id,
        "title": str(item.resource.titles),
        "how": "copy" if item.is_copy else "card",
        "why": item.why,
        "problem": item.problem,
        "size": item.size,
        "guessed": item.is_guess,
        "files": [file.wanted.address for file in item.files],
    }
