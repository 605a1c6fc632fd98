"""What the protocol answers, with HTTP 200, when it cannot do what was asked (§3.6)."""

from typing import Literal

Code = Literal[
    "badArgument",
    "badResumptionToken",
    "badVerb",
    "cannotDisseminateFormat",
    "idDoesNotExist",
    "noRecordsMatch",
]


class ProtocolError(Exception):
    """An error for a harvester. The protocol has no languages, so the message is English."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
