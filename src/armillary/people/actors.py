"""Who does a thing: a person, or the machine on behalf of whoever runs it."""

from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """Anyone or anything an operation can be done by."""

    @property
    def actor_id(self) -> str:
        """How the log names the actor: opaque for persons."""

    @property
    def is_machine(self) -> bool:
        """True for the installation itself, which may do everything."""


@dataclass(frozen=True, slots=True)
class Machine:
    """The installation itself. Whoever can run its commands may do everything."""

    actor_id: str
    is_machine: bool = True


@dataclass(frozen=True, slots=True)
class Visitor:
    """Someone who is not signed in."""

    actor_id: str = "visitor"
    is_machine: bool = False


OPERATOR = Machine("operator")  # someone at the command line
SYSTEM = Machine("system")  # a background task
VISITOR = Visitor()
