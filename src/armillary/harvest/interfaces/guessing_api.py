"""Guesses over the API, for curators."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.security import django_auth

from armillary.catalogue.queries import resource_by_public_id
from armillary.core.errors import require
from armillary.harvest import rules
from armillary.harvest.guessing.queries import guess_facts
from armillary.harvest.operations import guessing
from armillary.people.interfaces.requests import person_of

router = Router(tags=["Guesses"], auth=django_auth)

ACTIONS = {
    "use": guessing.use_guess,
    "no": guessing.turn_down_guess,
    "again": guessing.reconsider_guess,
}


class GuessVerdictIn(Schema):
    """What becomes of a guess."""

    field: str = Field(max_length=40, description="The field it is of.")
    value: str = Field(max_length=500, description="What is guessed.")
    verdict: Literal["use", "no", "again"] = Field(
        description="Make it a curator's value, turn it down, or take that back."
    )


@router.get("/resources/{public_id}/guesses", summary="What a machine guesses of a resource")
def list_guesses(request: HttpRequest, public_id: str) -> dict[str, Any]:
    require(rules.may_judge_guesses(person_of(request)))
    return guess_facts(resource_by_public_id(public_id))


@router.post("/resources/{public_id}/guesses", summary="Use a guess, or turn it down")
def judge_guess(request: HttpRequest, public_id: str, stated: GuessVerdictIn) -> dict[str, Any]:
    resource = resource_by_public_id(public_id)
    action = ACTIONS[stated.verdict]
    action(resource, stated.field, stated.value, by=person_of(request))
    return guess_facts(resource)
