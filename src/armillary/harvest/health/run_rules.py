"""What a provider does wrong as a whole: lists, answers, what it says of itself and what it forgets."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from armillary.harvest.health.record_rules import OAI, RFC
from armillary.harvest.health.registry import Rule, Severity, Unit, Words


def _oai(key: str, severity: Severity, unit: Unit, says: Words, place: str, mend: Words) -> Rule:
    part, _colon, anchor = place.partition(":")
    return Rule(key, severity, unit, says, f"OAI-PMH 2.0 {part}", f"{OAI}{anchor}", mend)


def _http(key: str, severity: Severity, unit: Unit, says: Words, place: str, mend: Words) -> Rule:
    number, _blank, part = place.partition(" ")
    address = f"{RFC}rfc{number}#section-{part}" if part else f"{RFC}rfc{number}"
    return Rule(key, severity, unit, says, f"RFC {number} §{part}".rstrip(" §"), address, mend)


LISTS: Final = (
    _oai(
        "token-expired",
        Severity.ERROR,
        Unit.RUNS,
        _("The resumption token expired before the list was read."),
        "§3.5:FlowControl",
        _("Keep tokens valid for a day, or state when they expire (expirationDate)."),
    ),
    _oai(
        "list-loops",
        Severity.ERROR,
        Unit.RUNS,
        _("The list goes in circles: a token comes back, or the same records do."),
        "§3.5:FlowControl",
        _("Let every token lead to the next part of the list, and end with an empty one."),
    ),
    _oai(
        "list-too-short",
        Severity.ERROR,
        Unit.RUNS,
        _("The list ends before as many records came as were announced (completeListSize)."),
        "§3.5:FlowControl",
        _("Count what the list holds, or leave completeListSize out."),
    ),
    _oai(
        "list-size-too-small",
        Severity.WARNING,
        Unit.RUNS,
        _("More records came than were announced (completeListSize)."),
        "§3.5:FlowControl",
        _("Count what the list holds, or leave completeListSize out."),
    ),
    _oai(
        "list-gap",
        Severity.ERROR,
        Unit.RUNS,
        _("A part of the list is left out, by the provider's own count (cursor)."),
        "§3.5:FlowControl",
        _("Let each part of the list begin where the one before it ended."),
    ),
    _oai(
        "mixed-granularity",
        Severity.ERROR,
        Unit.RUNS,
        _("Some datestamps are days and others seconds."),
        "§3.3:Dates",
        _("Write all datestamps in the granularity that Identify states."),
    ),
    _oai(
        "identifier-missing",
        Severity.ERROR,
        Unit.RUNS,
        _("Records come without an identifier in their header."),
        "§2.4:UniqueIdentifier",
        _("Give every record an identifier that never changes."),
    ),
    _oai(
        "question-refused",
        Severity.ERROR,
        Unit.RUNS,
        _("A valid question is answered with an error."),
        "§3.6:ErrorConditions",
        _("Answer ListRecords with and without “from” as the protocol asks."),
    ),
    _oai(
        "silent-deletion",
        Severity.ERROR,
        Unit.VANISHED,
        _(
            "Records vanish from the list without being marked as deleted, though Identify promises it."
        ),
        "§2.5.1:DeletedRecords",
        _("Keep the headers of deleted records with the status “deleted”."),
    ),
    _oai(
        "deletions-not-kept",
        Severity.ADVICE,
        Unit.SOURCE,
        _("The provider keeps no track of deleted records, so they stay visible elsewhere."),
        "§2.5.1:DeletedRecords",
        _("Turn the tracking of deletions on (deletedRecord “persistent”)."),
    ),
)
ANSWERS: Final = (
    _oai(
        "xml-broken",
        Severity.ERROR,
        Unit.RUNS,
        _("Answers are not well-formed XML; what could be mended was."),
        "§3.2:XMLResponse",
        _("Write XML with a library, never by joining texts."),
    ),
    Rule(
        "characters-illegal",
        Severity.ERROR,
        Unit.RUNS,
        _("Answers hold characters that XML does not allow."),
        "XML 1.0 §2.2",
        "https://www.w3.org/TR/xml/#charsets",
        _("Remove control characters from metadata before they are sent."),
    ),
    _oai(
        "answer-unreadable",
        Severity.ERROR,
        Unit.RUNS,
        _("A part of the list cannot be read at all."),
        "§3.2:XMLResponse",
        _("Send an answer of the protocol, also where something goes wrong."),
    ),
    _oai(
        "charset-wrong",
        Severity.WARNING,
        Unit.RUNS,
        _("Answers are not in UTF-8."),
        "§3.2:XMLResponse",
        _("Send UTF-8, and say so in the XML declaration and in Content-Type."),
    ),
    _oai(
        "media-type-wrong",
        Severity.ADVICE,
        Unit.RUNS,
        _("Answers are not sent as XML."),
        "§3.1.2.1:HTTPResponseFormat",
        _("Set Content-Type to text/xml."),
    ),
    _oai(
        "clock-wrong",
        Severity.ERROR,
        Unit.RUNS,
        _("The responseDate is not the moment of the answer in UTC."),
        "§3.2:XMLResponse",
        _("Set the server's clock, and write its time in UTC."),
    ),
    _http(
        "answer-broken-off",
        Severity.ERROR,
        Unit.RUNS,
        _("Answers break off."),
        "9112 8",
        _("Look for limits of time and size in front of the repository, or send shorter parts."),
    ),
    _http(
        "server-failing",
        Severity.ERROR,
        Unit.RUNS,
        _("The server answers with an error of its own, so that a run fails."),
        "9110 15.6",
        _("Look into the server's log at the time of the example."),
    ),
    _http(
        "put-off",
        Severity.WARNING,
        Unit.ANSWERS,
        _("Questions are answered only when they are asked again (503 and the like)."),
        "9110 15.6.4",
        _("Answer one question a second, and say with Retry-After when to come back."),
    ),
    _http(
        "slow",
        Severity.WARNING,
        Unit.ANSWERS,
        _("Answers take longer than ten seconds."),
        "9110 15.6.5",
        _("Send shorter parts of the list, and index what lists are made by."),
    ),
    _http(
        "timeout",
        Severity.ERROR,
        Unit.RUNS,
        _("Answers do not come in time, so that a run fails."),
        "9110 15.6.5",
        _("Send shorter parts of the list, and index what lists are made by."),
    ),
    _http(
        "unreachable",
        Severity.ERROR,
        Unit.RUNS,
        _("The server cannot be reached."),
        "9110 4.3",
        _("Look whether the server runs, and whether its name and its firewall are right."),
    ),
    _http(
        "certificate-invalid",
        Severity.ERROR,
        Unit.RUNS,
        _("The server's certificate is not valid."),
        "9110 4.3.4",
        _("Renew the certificate, and send it with its whole chain."),
    ),
    _http(
        "closed",
        Severity.ERROR,
        Unit.RUNS,
        _("The server does not let harvesters in."),
        "9110 15.5.4",
        _("Let everybody ask the base address, or tell us how to be let in."),
    ),
    _http(
        "nothing-there",
        Severity.ERROR,
        Unit.RUNS,
        _("The server has nothing at the base address."),
        "9110 15.5.5",
        _("Redirect the old base address to the new one, or tell us where it is."),
    ),
    _http(
        "robots-excluded",
        Severity.ERROR,
        Unit.RUNS,
        _("robots.txt forbids to ask the base address."),
        "9309 2.2",
        _("Allow the path of the base address in robots.txt."),
    ),
)
IDENTITY: Final = (
    _oai(
        "identify-incomplete",
        Severity.ERROR,
        Unit.SOURCE,
        _("Identify lacks what it must say, or says what does not exist."),
        "§4.2:Identify",
        _("Complete the answer to Identify; adminEmail must be an address that is read."),
    ),
    _oai(
        "base-address-differs",
        Severity.WARNING,
        Unit.SOURCE,
        _("Identify names another base address than the one that answers."),
        "§4.2:Identify",
        _("State the address at which the repository answers, with https if it has it."),
    ),
)
RUN_RULES: Final = (*LISTS, *ANSWERS, *IDENTITY)
