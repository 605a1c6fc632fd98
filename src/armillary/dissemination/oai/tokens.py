"""Resumption tokens: where a list goes on, signed, in URL-unreserved characters only.

A token names the last record sent by its position, never by its place in the list, so it stays
good however long a harvester waits and whatever changes meanwhile; therefore it does not expire.
"""

from dataclasses import dataclass

from armillary.core.errors import InvalidInput
from armillary.core.paging import read_cursor, write_cursor
from armillary.dissemination.oai.errors import ProtocolError

KIND = "oai"


@dataclass(frozen=True, slots=True)
class ListState:
    """A list and how far it has been sent: up to position `after`, which was record `cursor`."""

    verb: str
    prefix: str
    set: str
    start: str
    end: str
    after: int = 0
    cursor: int = 0
    size: int = 0


def write_token(state: ListState) -> str:
    values = (state.verb, state.prefix, state.set, state.start, state.end)
    return write_cursor(*values, state.after, state.cursor, state.size, purpose=KIND)


def read_token(token: str, *, verb: str) -> ListState:
    """The list that a token of ours belongs to. Raises badResumptionToken for any other."""
    try:
        values = read_cursor(token, purpose=KIND)
    except InvalidInput as error:
        raise ProtocolError("badResumptionToken", "This token is not one of ours.") from error
    if values[0] != verb:
        raise ProtocolError("badResumptionToken", "This token belongs to another list.")
    return ListState(*values)
