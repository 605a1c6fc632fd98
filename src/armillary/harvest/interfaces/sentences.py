"""What a run has kept of its troubles, in the reader's language.

A run writes its problem and its reasons as English sentences, since whoever runs it is not whoever
reads them. Here each is known again by its wording, its values are taken out, and it is said anew.
What nobody knows (another server's words) stays as it is.
"""

import re
from functools import cache
from typing import Final, NamedTuple

from django.utils.translation import gettext, gettext_noop

SENTENCES: Final = (
    # fetching
    gettext_noop("%(host)s answers in a compression nobody asked for (%(encoding)s)."),
    gettext_noop("The answer of %(host)s is larger than %(limit)s MB, and was not read."),
    gettext_noop("The answer of %(host)s takes too long. Try again later."),
    gettext_noop("The answer of %(host)s broke off. Try again later."),
    gettext_noop("The compressed answer of %(host)s cannot be unpacked."),
    gettext_noop("%(host)s cannot be reached. Try again later or check the address."),
    gettext_noop(
        "%(host)s did not answer within %(seconds)d seconds. Try again later or check the address."
    ),
    gettext_noop("The certificate of %(host)s is not valid, so nothing was fetched."),
    gettext_noop("%(host)s does not answer in HTTP. Check the address."),
    gettext_noop("%(host)s answered with the status %(status)d. Check the address."),
    gettext_noop("%(host)s has nothing at this address (%(status)d). Check the address."),
    gettext_noop("%(host)s does not let us in (%(status)d). Ask its owner."),
    gettext_noop("%(host)s has had too many requests (%(status)d). Try again later."),
    gettext_noop("%(host)s has a problem of its own (%(status)d). Try again later."),
    gettext_noop("%(host)s redirects too often. Check the address."),
    gettext_noop("This address is not part of the source's own files."),
    gettext_noop("%(file)s is larger than %(limit)d MB, and was not read."),
    gettext_noop("%(file)s cannot be read here."),
    gettext_noop(
        "%(host)s asks robots to stay away from this address (robots.txt). "
        "Ask its owner for permission."
    ),
    gettext_noop("%(origin)s cannot say what robots may fetch. Try again later."),
    gettext_noop("Only addresses that start with http:// or https:// are fetched."),
    gettext_noop("The address holds a user name or a password. Remove it from the address."),
    gettext_noop("This is not an address that can be fetched."),
    gettext_noop(
        "%(host)s is a private address, which this installation does not fetch. "
        "An administrator can allow it with ARMILLARY_ALLOW_PRIVATE_ADDRESSES."
    ),
    gettext_noop("There is no machine named %(host)s. Check the address, or try again later."),
    # reading a list
    gettext_noop("Give the base address of the provider, without a question."),
    gettext_noop("The provider forgets where we are in its list. Run again later."),
    gettext_noop("The provider refuses our question (%(code)s): %(text)s"),
    gettext_noop(
        "The provider does not offer %(prefix)s. Of its formats, these are read here: %(formats)s."
    ),
    gettext_noop(
        "The provider does not offer %(prefix)s. None of its formats is read here: %(formats)s."
    ),
    gettext_noop("Page %(number)d of the list cannot be read: %(reason)s"),
    gettext_noop("The file cannot be read to its end: %(why)s"),
    gettext_noop("The file cannot be read: %(why)s"),
    gettext_noop("The server does not say how long the file is; it may have been cut off."),
    gettext_noop("%(address)s cannot be read: %(why)s"),
    gettext_noop("The table has no column called %(absent)s. Its columns: %(columns)s."),
    gettext_noop("The table cannot be read: %(why)s"),
    gettext_noop("The table is empty."),
    gettext_noop("%(address)s is not a web address."),
    gettext_noop("There is no choice called %(name)s. Use one of: %(choices)s."),
    gettext_noop("The Parquet file cannot be read: %(why)s"),
    gettext_noop("This is not an SQLite database."),
    gettext_noop("The database holds no channel."),
    gettext_noop("The database cannot be read: %(why)s"),
    gettext_noop("This is a web page, not a Markdown file."),
    gettext_noop("The file has no list of links."),
    gettext_noop("Give the address of the site's home page, without a question."),
    gettext_noop("“%(name)s” is “%(value)s” or nothing."),
    gettext_noop("Something broke on our side. Look into the log."),
    gettext_noop("Stopped by hand. The next run goes on from here."),
    gettext_noop("Submissions are sent by people; there is nothing to fetch."),
    gettext_noop("The source of submissions is there already, and has no address."),
    gettext_noop("This is no submission."),
    gettext_noop("Give the address without what follows “#”."),
    gettext_noop("In the description, %(place)s: %(why)s"),
    # what is wrong in the description of an API
    gettext_noop("this is not JSON."),
    gettext_noop("here belongs an object in braces."),
    gettext_noop("here belongs a text."),
    gettext_noop("here belongs a whole number that is not too large."),
    gettext_noop("this is not a JSONPath."),
    gettext_noop(
        "this JSONPath could take too long. Use one selector in a step, “..” once, and comparisons without functions."
    ),
    gettext_noop("here belongs a JSONPath, a list of them, or an object."),
    gettext_noop("there is no such name here."),
    gettext_noop("this is missing."),
    gettext_noop("say one of path, constant, first and template."),
    gettext_noop("this is none of the words that may stand here."),
    gettext_noop("the template and its “with” do not name the same things."),
    gettext_noop("this is too long."),
    gettext_noop(
        "the address asks with this parameter exactly if the template says {value}, which stands for "
        "what the address says."
    ),
    # packages, and records in a format of their own
    gettext_noop("This is neither a zip archive nor a manifest in XML."),
    gettext_noop("The package has no imsmanifest.xml."),
    gettext_noop("The package is broken: its list of files cannot be read."),
    gettext_noop("The package is encrypted, and cannot be read."),
    gettext_noop("The package is compressed in a way that is not read here."),
    gettext_noop("The package lacks a file that its manifest names: %(file)s."),
    gettext_noop("A file of the package is too large to be read: %(file)s."),
    gettext_noop("A file of the package is broken: %(file)s."),
    gettext_noop("The manifest names a file outside of the package: %(file)s."),
    gettext_noop("The web link does not say where it leads."),
    gettext_noop("The metadata are in a format that is not read here: %(format)s."),
    # reasons and their examples
    gettext_noop("The page does not say what it is (no LRMI or schema.org description)."),
    gettext_noop("The provider forgot where we were (expired token); the list was started again."),
    gettext_noop(
        "The provider's list goes in circles; it was left where it began to repeat itself."
    ),
    gettext_noop("The other site's list goes in circles; it was left where it repeats itself."),
    gettext_noop("The other site has this from here, so only its reviews are kept."),
    gettext_noop("The provider's answer breaks off; what follows is missing."),
    gettext_noop("The list ended before the number of records that the provider announced."),
    gettext_noop("The provider announced fewer records than it sent."),
    gettext_noop("The list stopped without the mark that ends one; there may be more."),
    gettext_noop("it holds neither records nor an error."),
    gettext_noop("The source was changed meanwhile; its next run begins anew."),
    gettext_noop("The whole list was asked for instead."),
    gettext_noop("The provider left out a part of its list, by its own count."),
    gettext_noop("The API's list goes in circles; it was left where it began to repeat itself."),
    gettext_noop("The API's list goes on at another site, which was not asked."),
    gettext_noop("The API's list has more pages than its description allows."),
    gettext_noop("The list ended before the number of records that the API announced."),
    gettext_noop("The record's identifier is too long."),
    gettext_noop("The record is no JSON object."),
    gettext_noop("The record is too large to be read."),
    gettext_noop("The record has a number that is too large to be kept."),
    gettext_noop("It is not JSON."),
    gettext_noop("It has more records than can be read at once."),
    gettext_noop("It is too large or nested too deeply to be read."),
    gettext_noop("There is no list where the description says it is."),
    gettext_noop("A JSONPath of the description cannot be followed in it."),
    gettext_noop("The provider stamps some records with a day and others with a second."),
    gettext_noop("Broken XML was mended."),
    gettext_noop("The row repeats an earlier one, letter by letter."),
    gettext_noop("The row is empty."),
    gettext_noop("A newer mapping was published; its own run maps the records."),
    gettext_noop("The row has nothing in the columns that were chosen."),
    gettext_noop("The list names this link twice, in the same words and the same place."),
    gettext_noop("The sitemap names a page of another site."),
    gettext_noop("A sitemap of the index could not be read."),
    gettext_noop("A sitemap breaks off; what follows is missing."),
    gettext_noop("Pages of a sitemap that could not be read are left out of the list."),
    gettext_noop("The index names more sitemaps or pages than are read at once."),
    gettext_noop("This is a web page that names no feed. Give a feed's address."),
    gettext_noop("The entry has neither an identifier nor a link."),
    gettext_noop("The feed holds a newer entry with the same identifier."),
    gettext_noop("The address holds a web page; the feed that it names was read."),
    gettext_noop("The feed has more pages than are read at once; older entries were left out."),
    gettext_noop(
        "The pages of the feed go in circles; they were left where they repeat themselves."
    ),
    gettext_noop("An older page of the feed could not be read; older entries were left out."),
    gettext_noop("The object has neither an identifier nor an address."),
    gettext_noop("The list holds another object with this identifier."),
    gettext_noop("The list goes on at another site, which was not asked."),
    gettext_noop("The entry is no JSON object."),
    gettext_noop("The object does not say that it is a learning resource."),
    gettext_noop("The object nests too deep."),
    gettext_noop("The line is no JSON."),
    gettext_noop("entry %(number)d"),
    gettext_noop("The list ended without a proof that it is complete."),
    gettext_noop("More than half of the records were missing; nothing was withdrawn."),
    gettext_noop("It has no title."),
    gettext_noop("It has no address or identifier that can be used."),
    gettext_noop("The record has no identifier."),
    gettext_noop("Other reasons"),
    gettext_noop("row %(number)d repeats row %(first)d"),
    gettext_noop("row %(number)d"),
)
PLACE: Final = re.compile(r"%\((\w+)\)([sd])")
VALUE: Final = {"s": ".+?", "d": r"\d+"}


class Said(NamedTuple):
    """A sentence for a reader, and the language it is in where that is not the reader's."""

    text: str
    language: str


def say(stored: str) -> Said:
    """`stored` in the language of whoever reads."""
    for sentence, pattern in _patterns():
        if found := pattern.fullmatch(stored):
            values = _values(sentence, found)
            return Said(gettext(sentence) % values if values else gettext(sentence), "")
    return Said(stored, "en")


def _values(sentence: str, found: re.Match[str]) -> dict[str, str | int]:
    """A value may be a sentence itself: why a page could not be read."""
    kinds = dict(PLACE.findall(sentence))
    return {
        name: int(value) if kinds[name] == "d" else say(value).text
        for name, value in found.groupdict().items()
    }


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """The sentences with the most words of their own first."""
    by_words = sorted(SENTENCES, key=lambda each: -len(PLACE.sub("", each)))
    return [(sentence, _pattern(sentence)) for sentence in by_words]


def _pattern(sentence: str) -> re.Pattern[str]:
    *pairs, end = re.split(r"(%\(\w+\)[sd])", sentence)
    parts = []
    for words, place in zip(pairs[::2], pairs[1::2], strict=True):
        [(name, kind)] = PLACE.findall(place)
        parts.append(f"{re.escape(words)}(?P<{name}>{VALUE[kind]})")
    return re.compile("".join(parts) + re.escape(end), re.DOTALL)
