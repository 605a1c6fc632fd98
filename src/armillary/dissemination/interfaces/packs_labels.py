"""Plans of packs in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from armillary.core.errors import ArmillaryError
from armillary.dissemination.packs.models import Pack
from armillary.dissemination.packs.planning import Plan, Planned, plan_of
from armillary.dissemination.packs.sizes import size_text
from armillary.formats.packs.listing import Why

SHOWN: Final = 200  # resources of a plan on its page

WHYS: Final[dict[Why, Promise]] = {
    "no-licence": _("No licence is stated, so that it may not be copied."),
    "licence": _("Its licence does not allow copies."),
    "adapts": _(
        "Its licence allows no changes, and a page cannot be taken out of its site without any."
    ),
    "budget": _("There is no room left for it."),
    "not-fetched": _("This pack copies nothing."),
    "failed": _("It could not be fetched."),
    "nothing": _("It has no file or page that can be copied."),
    "video": _("Its videos are left out."),
}


@dataclass(frozen=True, slots=True)
class Row:
    public_id: str
    title: str
    why: str
    problem: str
    size: str
    is_guess: bool


@dataclass(frozen=True, slots=True)
class PlanPage:
    """`problem` is why there is no plan; then there is nothing else."""

    rows: Sequence[Row] = ()
    total: int = 0
    copied: int = 0
    cards: int = 0
    size: str = ""
    room: str = ""
    is_guess: bool = False
    reasons: Sequence[tuple[str, int]] = ()
    problem: str = ""

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


def plan_page(pack: Pack) -> PlanPage:
    try:
        plan = plan_of(pack)
    except ArmillaryError as error:
        return PlanPage(problem=error.message)
    return _page(plan)


def _page(plan: Plan) -> PlanPage:
    return PlanPage(
        rows=[_row(item) for item in plan.items[:SHOWN]],
        total=len(plan.items),
        copied=plan.copied,
        cards=len(plan.items) - plan.copied,
        size=size_text(plan.size),
        room=size_text(plan.budget),
        is_guess=plan.is_guess,
        reasons=[(str(WHYS[why]), count) for why, count in plan.reasons().most_common()],
    )


def _row(item: Planned) -> Row:
    return Row(
        public_id=item.resource.public_id,
        title=item.resource.titles.read(get_language() or "en"),
        why=str(WHYS[item.why]) if item.why else "",
        problem=item.problem,
        size=size_text(item.size),
        is_guess=item.is_guess,
    )
