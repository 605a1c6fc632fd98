"""The decisions in force, as describing looks them up: loaded once, and again where one was taken
or undone meanwhile."""

from collections.abc import Mapping

from django.db.models import Count, Max

from armillary.formats.unmapped import Decisions
from armillary.harvest.models import TermDecision

Edition = tuple[int, int]
Tree = dict[str, dict[str, str]]  # kind → folded value → key


class Decided:
    """All decisions in force, as they were when this was made."""

    def __init__(self) -> None:
        self.edition = edition()
        self._everywhere: Tree = {}
        self._only: dict[int, Tree] = {}
        rows = TermDecision.objects.filter(undone_at=None)
        for source, kind, folded, key in rows.values_list(
            "source_id", "term__kind", "term__folded", "key"
        ):
            tree = self._everywhere if source is None else self._only.setdefault(source, {})
            tree.setdefault(kind, {})[folded] = key
        self._whole = {source: _over(self._everywhere, own) for source, own in self._only.items()}

    def of(self, source_id: int | None) -> Decisions:
        """Those for a source: its own, and else those for all."""
        return self._whole.get(source_id or 0, self._everywhere)


def edition() -> Edition:
    """Changes with every decision, and with every one that is undone."""
    found = TermDecision.objects.aggregate(newest=Max("pk"), undone=Count("undone_at"))
    return (found["newest"] or 0, found["undone"])


def _over(everywhere: Mapping[str, Mapping[str, str]], own: Tree) -> Tree:
    kinds = everywhere.keys() | own.keys()
    return {kind: {**everywhere.get(kind, {}), **own.get(kind, {})} for kind in kinds}
