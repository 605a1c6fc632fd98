"""Recognise a page that only advertises its own name. Parking firms come and go, so their machines
are one witness among several: what the page runs, what it says, and how little else it says."""

import re
from typing import Final
from urllib.parse import urlsplit

from armillary.formats.seen_page.page import SeenPage
from armillary.formats.values.folding import fold
from armillary.formats.values.sites import site_of

FEW: Final = 120  # words of its own that such a page usually has at most
MOST: Final = 400  # a page with more is about something

_FIRMS_OF_PARKING = """
above.com afternic.com atom.com bodis.com brandbucket.com buydomains.com cashparking.com dan.com
domaineasy.com domainmarket.com domainsponsor.com efty.com fabulous.com hugedomains.com
namebright.com parked.com parkingcrew.net parklogic.com rookmedia.net sav.com sedo.com
sedoparking.com skenzo.com smartname.com squadhelp.com undeveloped.com uniregistry.com voodoo.com
ztomy.com
"""
_FIRMS: Final = frozenset(_FIRMS_OF_PARKING.split())
_LANDERS: Final = re.compile(
    r"/(?:lander|forsale|domain-for-sale|domain_profile\.cfm)(?:/|\Z)", re.IGNORECASE
)
_SCRIPTS: Final = re.compile(
    r"window\.park\b|parkingcrew|sedoparking|parklogic|bodis\.com|adsense/domains/caf\.js|"
    r"window\.location(?:\.href)?\s*=\s*[\"']/lander"
)
_ABOUT_A_DOMAIN = """
domain is for sale | domain may be for sale | domain name is for sale | domain name may be for sale
website is for sale | domain is available for purchase | domain for sale | domain name for sale
buy this domain | get this domain | make an offer on this domain | domain parked | domain is parked
parked free | domain has expired | domain name has expired | domain expired
diese domain steht zum verkauf | diese domain ist zu verkaufen | domain kaufen | domain zu verkaufen
ce nom de domaine est à vendre | ce domaine est à vendre | domaine à vendre
este dominio está en venta | este dominio está a la venta | dominio en venta
este domínio está à venda | domínio à venda | домен продаётся | домен продается | домен припаркован
النطاق للبيع | النطاق معروض للبيع | اسم النطاق للبيع
域名出售 | 域名正在出售 | 域名转让 | 域名待售 | 域名停放 | 此域名可以购买
"""
# What may follow the name of the domain itself.
_BEHIND_A_NAME = """
is for sale | may be for sale | might be for sale | is available for purchase | is parked
is parked free | steht zum verkauf | ist zu verkaufen | est à vendre | está en venta
está a la venta | está à venda | продаётся | продается | للبيع | معروض للبيع | 正在出售 | 出售 | 转让
"""
_BETWEEN_HAN: Final = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")


def _lines(listed: str) -> tuple[str, ...]:
    every = (phrase for line in listed.split("\n") for phrase in line.split("|"))
    return tuple(filter(None, map(fold, every)))


SALES: Final = _lines(_ABOUT_A_DOMAIN)
SELF_SALES: Final = _lines(_BEHIND_A_NAME)


def parked(page: SeenPage, *, final: str) -> float:
    """How sure it is, 0 to 1, that the page at this address only advertises a name."""
    if len(page.words) > MOST:
        return 0.0
    sure = 0.6 * _is_run_by_a_firm(page, final) + _offer(page, final)
    return min(round(sure + 0.2 * (len(page.words) <= FEW), 2), 0.99)


def _offer(page: SeenPage, final: str) -> float:
    """What it weighs that a name is offered, and that it is the page's own."""
    name = (urlsplit(final).hostname or "").removeprefix("www.")
    shop_sign = " ".join([page.title, *page.headings])
    said = _BETWEEN_HAN.sub("", fold(" ".join([shop_sign, *page.words])))
    if any(f"{fold(name)} {behind}" in said for behind in SELF_SALES):
        return 0.6
    if any(phrase in said for phrase in SALES):
        return 0.6 if name in shop_sign.lower() else 0.35
    return 0.0


def _is_run_by_a_firm(page: SeenPage, final: str) -> bool:
    """It stands at a firm, sends readers there, runs its scripts, or carries its mark."""
    leads = [final, page.refresh.address if page.refresh else ""]
    hosts = {*page.embeds, *(urlsplit(each).hostname or "" for each in leads)}
    return (
        any(site_of(host) in _FIRMS or host in _FIRMS for host in hosts)
        or any(_LANDERS.search(urlsplit(each).path) for each in leads)
        or "data-adblockkey" in page.marks
        or bool(_SCRIPTS.search(page.script))
    )
