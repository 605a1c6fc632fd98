"""Tell whose site an address belongs to, and which of a site's pages is its front door.

The Public Suffix List decides such questions to the last village; what is needed here is only
whether a redirect left the site it started from, where its common cases are enough: academic and
other second levels under country codes, and hosts that give every customer a name of their own. An
ending that is not known here makes two sites look like one, never one like two.
"""

import re
from typing import Final
from urllib.parse import urlsplit

# Second levels under a country's code below which names are given out.
_GIVEN_OUT_BY_COUNTRIES = """
ac asn asso biz co com ed edu ernet es firm gen go gob gouv gov govt gub gv hs id ind info k12 kg lg
ltd me mil mod ms ne net nhs nic nom or org pe plc police pro re res sc sch sci school tm univ web
"""
_SECOND_LEVELS: Final = frozenset(_GIVEN_OUT_BY_COUNTRIES.split())
# Names of customers stand before these.
_HOSTS_OF_MANY = """
appspot.com azurewebsites.net blogspot.com edublogs.org firebaseapp.com free.fr github.io gitlab.io
glitch.me herokuapp.com jimdofree.com narod.ru neocities.org netlify.app over-blog.com pages.dev
readthedocs.io readthedocs.org sourceforge.io sourceforge.net tumblr.com ucoz.ru vercel.app web.app
weebly.com wikidot.com wixsite.com wordpress.com
"""
_HOSTING: Final = frozenset(_HOSTS_OF_MANY.split())
# What stands here is meant to lead elsewhere, and to be cited as it is.
_RESOLVING_HOSTS = """
doi.org dx.doi.org hdl.handle.net handle.net purl.org purl.oclc.org w3id.org n2t.net arks.org
identifiers.org nbn-resolving.org nbn-resolving.de urn.nb.no urn.fi urn.kb.se resolver.kb.nl
persistent-identifier.nl id.loc.gov bit.ly tinyurl.com youtu.be t.co goo.gl is.gd ow.ly
"""
_RESOLVERS: Final = frozenset(_RESOLVING_HOSTS.split())
_SESSION: Final = re.compile(
    r"(?:[;?&](?:jsessionid|phpsessid|aspsessionid\w*|sessionid|session_id|sid|cftoken|token)=)",
    re.IGNORECASE,
)
_NUMBERS: Final = re.compile(r"[0-9.]+\Z|\[.*\]\Z|.*:.*:")
# What a front page is called beside "/": a language, or one of these names.
_FRONT: Final = re.compile(
    r"/?(?:[a-z]{2}(?:[-_][a-z]{2,4})?/?)?"
    r"(?:(?:index|default|home|homepage|main|start|startseite|accueil|inicio|welcome)"
    r"(?:\.(?:html?|php|aspx?|jsp|do))?/?)?\Z",
    re.IGNORECASE,
)


def site_of(host: str) -> str:
    """The part of a host's name that somebody has registered: `math.uni-x.ac.at` → `uni-x.ac.at`.

    A machine that is known by its number is a site of its own.
    """
    host = host.lower().strip(".")
    labels = host.split(".")
    if _NUMBERS.match(host) or len(labels) < 3:
        return host
    if ".".join(labels[-2:]) in _HOSTING:
        return ".".join(labels[-3:])
    is_second_level = len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS
    return ".".join(labels[-3:] if is_second_level else labels[-2:])


def is_same_site(first: str, second: str) -> bool:
    """Do two addresses belong to one site?"""
    return site_of(_host(first)) == site_of(_host(second))


def is_front_page(address: str) -> bool:
    """Is it the front page of its site, by what it is called? One that asks a question is not."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return not parts.query and bool(_FRONT.match(parts.path))


def is_resolver(address: str) -> bool:
    """Does the address belong to a service that leads on to wherever a thing is now?"""
    return _host(address).removeprefix("www.") in _RESOLVERS


def is_of_one_visit(address: str) -> bool:
    """Does it carry what a server remembers one visitor by, so that nobody else can use it?"""
    return bool(_SESSION.search(address))


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
