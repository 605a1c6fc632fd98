"""What a resource said before another was merged into it, written down and given back."""

from typing import TYPE_CHECKING, Any, Final

from armillary.catalogue.models import Merge, Resource
from armillary.core.texts import TranslatedText

if TYPE_CHECKING:
    from armillary.catalogue.provenance import Origin

TEXTS: Final = ("titles", "descriptions")
DOCUMENTS: Final = ("facts", "unknown", "provenance")


def document_of(row: Resource) -> dict[str, Any]:
    """Everything that records, curators and machines say of a resource, as JSON values."""
    texts = {name: getattr(row, name).as_json() for name in TEXTS}
    return texts | {name: getattr(row, name) for name in DOCUMENTS}


def restore(row: Resource, merge: Merge) -> bool:
    """Give the kept resource back what it said before, but for what curators set meanwhile; whether
    that changes anything. Where others were merged into it since, or parted, what it said before is
    not only its own: its records tell instead."""
    if not merge.before or _others_since(merge):
        return False
    now_said = document_of(row)
    wanted = _with_curators_word(merge.before, now_said)
    if wanted == now_said:
        return False
    for name in TEXTS:
        setattr(row, name, TranslatedText.from_json(wanted[name]))
    for name in DOCUMENTS:
        setattr(row, name, wanted[name])
    row.save(update_fields=[*TEXTS, *DOCUMENTS, "changed_at"])
    return True


def _others_since(merge: Merge) -> bool:
    others = Merge.objects.filter(kept=merge.kept_id).exclude(pk=merge.pk)
    return (
        others.filter(pk__gt=merge.pk).exists()
        or others.filter(undone_at__gt=merge.created_at).exists()
    )


def _with_curators_word(before: dict[str, Any], since: dict[str, Any]) -> dict[str, Any]:
    wanted = {name: dict(value) for name, value in before.items()}
    origins: dict[str, Origin] = wanted["provenance"]
    for name, origin in since["provenance"].items():
        if origin["by"] == "curator" and origins.get(name) != origin:
            _take(wanted, since, name)
    for name, origin in origins.items():
        if origin["by"] == "curator" and not since["provenance"].get(name, {}).get("locked"):
            origins[name] = {**origin, "locked": False}  # given back to the sources meanwhile
    return wanted


def _take(wanted: dict[str, Any], since: dict[str, Any], name: str) -> None:
    """One field as it is now, which may be empty."""
    wanted["provenance"][name] = since["provenance"][name]
    if name in TEXTS:
        wanted[name] = since[name]
        return
    for document in ("facts", "unknown"):
        wanted[document].pop(name, None)
        if name in since[document]:
            wanted[document][name] = since[document][name]
