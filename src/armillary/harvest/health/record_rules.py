"""What one record can do wrong, told from what it says, before any mapping of ours.

An invalid value is one that the standard does not allow, even where we can make sense of it: others
cannot.
"""

import re
from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext_lazy as _

from armillary.formats.statement import Statement
from armillary.formats.values.addresses import clean
from armillary.formats.values.dates import date
from armillary.formats.values.identifiers import doi, handle
from armillary.formats.values.languages import language, says_nothing
from armillary.formats.values.licences import licence
from armillary.harvest.health.registry import Rule, Severity, Unit, Words

DC: Final = "https://www.dublincore.org/specifications/dublin-core/dcmi-terms/#"
RFC: Final = "https://www.rfc-editor.org/rfc/"
OAI: Final = "https://www.openarchives.org/OAI/openarchivesprotocol.html#"
TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
DATE: Final = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?")
LONGEST: Final = 2_000  # characters of a value that are looked at

UNREADABLE: Final = "record-unreadable"
TITLE: Final = "title-missing"
ADDRESS: Final = "address-missing"
LICENCE: Final = "licence-missing"
LICENCE_TEXT: Final = "licence-unknown"
LANGUAGE: Final = "language-missing"
LANGUAGE_TAG: Final = "language-invalid"
DATE_FORM: Final = "date-invalid"
DESCRIPTION: Final = "description-missing"
NO_TLS: Final = "address-without-tls"
REPEATED: Final = "record-repeated"

Faults = dict[str, tuple[str, str]]  # rule → what was said, what is expected


def _rule(
    key: str, severity: Severity, says: Words, standard: str, address: str, mend: Words
) -> Rule:
    return Rule(key, severity, Unit.RECORDS, says, standard, address, mend)


RECORD_RULES: Final = (
    _rule(
        UNREADABLE,
        Severity.ERROR,
        _("The metadata of records cannot be read."),
        "OAI-PMH 2.0 §2.5",
        f"{OAI}Record",
        _("Send metadata that are valid against the schema of their format."),
    ),
    _rule(
        TITLE,
        Severity.ERROR,
        _("Records have no title, so they are not taken."),
        "DCMI Metadata Terms: title",
        f"{DC}title",
        _("Give every record a title."),
    ),
    _rule(
        ADDRESS,
        Severity.ERROR,
        _("Records do not say where the resource is."),
        "DCMI Metadata Terms: identifier",
        f"{DC}identifier",
        _("Put a web address, a DOI or a handle into the identifier."),
    ),
    _rule(
        LICENCE,
        Severity.WARNING,
        _("Records name no licence, so nobody knows what they may do."),
        "DCMI Metadata Terms: license",
        f"{DC}license",
        _("State the address of a licence in every record."),
    ),
    _rule(
        LICENCE_TEXT,
        Severity.WARNING,
        _("Licences are texts that no machine understands."),
        "DCMI Metadata Terms: license",
        f"{DC}license",
        _("State the address of the licence in place of a text, or beside it."),
    ),
    _rule(
        LANGUAGE,
        Severity.WARNING,
        _("Records do not say in which language the resource is."),
        "DCMI Metadata Terms: language",
        f"{DC}language",
        _("Give the language as a code."),
    ),
    _rule(
        LANGUAGE_TAG,
        Severity.WARNING,
        _("Languages are not given as language tags."),
        "RFC 5646 (BCP 47) §2.1",
        f"{RFC}rfc5646#section-2.1",
        _("Write languages as tags, such as “en” or “pt-BR”."),
    ),
    _rule(
        DATE_FORM,
        Severity.WARNING,
        _("Dates are not written in the international form."),
        "W3CDTF (ISO 8601)",
        "https://www.w3.org/TR/NOTE-datetime",
        _("Write dates as YYYY, YYYY-MM or YYYY-MM-DD."),
    ),
    _rule(
        DESCRIPTION,
        Severity.ADVICE,
        _("Records have no description."),
        "DCMI Metadata Terms: description",
        f"{DC}description",
        _("Describe in two or three sentences what the resource is for."),
    ),
    _rule(
        NO_TLS,
        Severity.ADVICE,
        _("Addresses of resources are not encrypted (http only)."),
        "RFC 9110 §4.2.2",
        f"{RFC}rfc9110#section-4.2.2",
        _("Serve the pages over https and put those addresses into the records."),
    ),
    _rule(
        REPEATED,
        Severity.WARNING,
        _("Several records describe the same resource."),
        "OAI-PMH 2.0 §2.4",
        f"{OAI}UniqueIdentifier",
        _("Keep one record for each resource, and mark the other one as deleted."),
    ),
)


def faults_of(statement: Statement) -> Faults:
    """Every rule that a record breaks, each once, with the first value that does."""
    found: Faults = {}
    _look_for_missing(statement, found)
    _look_at_addresses(statement, found)
    _look_at_licences(statement.licences, found)
    _look_at_languages(statement, found)
    for value in _stated((*statement.published, *statement.modified)):
        if not all(map(_is_date, value.split("/", 1))):
            found[DATE_FORM] = (value, date(value) or "YYYY-MM-DD")
            break
    return found


def _look_for_missing(statement: Statement, found: Faults) -> None:
    if not any(title.text.strip() for title in statement.titles):
        found[TITLE] = ("", "")
    if not any(text.text.strip() for text in statement.descriptions):
        found[DESCRIPTION] = ("", "")
    if not any(True for _value in _stated(statement.licences)):
        found[LICENCE] = ("", "")
    if not any(True for _value in _stated(statement.languages)):
        found[LANGUAGE] = ("", "")


def _look_at_addresses(statement: Statement, found: Faults) -> None:
    files = (file.address for file in statement.files)
    values = [*_stated((*statement.addresses, *statement.identifiers, *files))]
    pages = [address for value in values if (address := clean(value))]
    if not pages and not any(doi(value) or handle(value) for value in values):
        found[ADDRESS] = (values[0] if values else "", "https://…")
    elif pages and all(page.startswith("http://") for page in pages):
        found[NO_TLS] = (pages[0], f"https{pages[0].removeprefix('http')}")


def _look_at_licences(licences: Iterable[str], found: Faults) -> None:
    stated = list(_stated(licences))
    if stated and not any(map(licence, stated)):
        found[LICENCE_TEXT] = (stated[0], "https://…")


def _look_at_languages(statement: Statement, found: Faults) -> None:
    tags = (text.language for text in (*statement.titles, *statement.descriptions))
    for value in _stated((*statement.languages, *tags)):
        known = language(value)
        if says_nothing(value) or (known and (TAG.fullmatch(value) or "://" in value)):
            continue
        found[LANGUAGE_TAG] = (value, known or "en")
        return


def _stated(values: Iterable[str]) -> Iterable[str]:
    return (value.strip()[:LONGEST] for value in values if value.strip())


def _is_date(value: str) -> bool:
    return bool(DATE.fullmatch(value.strip())) and date(value) is not None
