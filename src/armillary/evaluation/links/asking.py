"""Ask one address and say what came of it, with no more requests than it takes.

What was a file last time is asked by HEAD, where the host takes that; what has an entity tag is asked
whether it has changed; everything else is fetched, as far as its beginning. A page that answers is
looked at, and where that is in doubt the host is asked for a page that cannot exist.

The functions are generators: they stop before every request, so that whoever drives them can do
something else until the host may be asked again.
"""

import secrets
from collections.abc import Generator, Mapping
from contextlib import suppress
from typing import Final, Protocol

from armillary.core.http import (
    AddressRefused,
    Asked,
    CertificateRefused,
    EndlessRedirects,
    FetchError,
    Hop,
    Manners,
    Method,
    NoSuchHost,
    RobotsRefused,
    TryAgainLater,
    Unreachable,
)
from armillary.core.http.values import NONE
from armillary.evaluation.enums import Outcome
from armillary.evaluation.links.errands import Answer, Errand, HostMemory
from armillary.evaluation.links.framing import may_be_framed
from armillary.formats.seen_page import (
    Doubt,
    DoubtKind,
    Probe,
    SeenPage,
    doubt_about,
    print_of,
    probe_of,
    probing_address,
    see,
)
from armillary.formats.values.addresses import canonical
from armillary.formats.values.sites import (
    is_front_page,
    is_of_one_visit,
    is_resolver,
    is_same_site,
)

PEEK: Final = 200_000  # bytes of a page that are read
ACCEPT: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})
PATIENCE: Final = 5  # seconds after which a page that sends its reader on counts as a redirect
LONGEST_MEDIA_TYPE: Final = 100
LONGEST_VALIDATOR: Final = 300
FOR_GOOD: Final = frozenset({301, 308})
KEPT_OUT: Final = frozenset({401, 402, 403, 405, 406, 407, 451, 999})
LATER: Final = frozenset({408, 425, 429, 503})
MANNERS: Final = Manners(connect=8.0, read=12.0, total=25.0, altogether=40.0, attempts=1)

# How sure an outcome is that no page was looked at for.
SURE: Final = {
    Outcome.ANSWERS: 0.95,
    Outcome.MOVED: 0.95,
    Outcome.ELSEWHERE: 0.6,
    Outcome.GONE: 0.99,
    Outcome.MISSING: 0.95,
    Outcome.FAILING: 0.9,
    Outcome.NO_HOST: 0.95,
    Outcome.UNREACHABLE: 0.9,
    Outcome.LOOP: 0.9,
    Outcome.INWARD: 0.9,
    Outcome.CERTIFICATE: 0.8,
}
OUTCOME_OF: Final = {
    DoubtKind.NOT_FOUND: Outcome.NOT_FOUND,
    DoubtKind.PARKED: Outcome.PARKED,
    DoubtKind.SIGN_IN: Outcome.SIGN_IN,
    DoubtKind.FRONT_PAGE: Outcome.FRONT_PAGE,
    DoubtKind.DOORMAN: Outcome.DOORMAN,
}
TELLING: Final = frozenset({Outcome.MISSING, Outcome.GONE})
FAILURES: Final = (
    (RobotsRefused, Outcome.ROBOTS),
    (CertificateRefused, Outcome.CERTIFICATE),
    (EndlessRedirects, Outcome.LOOP),
    (NoSuchHost, Outcome.NO_HOST),
    (Unreachable, Outcome.UNREACHABLE),
    (TryAgainLater, Outcome.BUSY),
)


class Web(Protocol):
    """Whatever can be asked for what an address answers."""

    def meet(self, address: str) -> bool: ...

    def ask(
        self,
        address: str,
        *,
        method: Method = "GET",
        limit: int = ...,
        accept: str = ...,
        validators: Mapping[str, str] = NONE,
    ) -> Asked: ...


Steps = Generator[None, None, Answer]


def ask_link(errand: Errand, memory: HostMemory, web: Web) -> Steps:
    """Before each request to the errand's host it yields; in the end it returns the answer."""
    try:
        asked = yield from _asked(errand, memory, web)
    except FetchError as error:
        return _failed(errand, error)
    if 200 <= asked.status < 300 or asked.status == 304:
        return (yield from _looked_at(errand, asked, memory, web))
    return _refused(errand, asked)


def _asked(errand: Errand, memory: HostMemory, web: Web) -> Generator[None, None, Asked]:
    yield
    if web.meet(errand.address):
        yield
    if _may_head(errand, memory):
        head = web.ask(errand.address, method="HEAD", accept=ACCEPT)
        if 200 <= head.status < 300 and head.media_type == errand.media_type:
            return head
        yield
        whole = _get(errand, web)
        memory.refuses_head = memory.refuses_head or whole.status < 400 <= head.status
        return whole
    return _get(errand, web)


def _may_head(errand: Errand, memory: HostMemory) -> bool:
    """A file was fetched as far as its beginning once; that it is there is all that is asked now."""
    return bool(errand.media_type) and errand.media_type not in PAGES and not memory.refuses_head


def _get(errand: Errand, web: Web) -> Asked:
    return web.ask(errand.address, limit=PEEK, accept=ACCEPT, validators=errand.validators)


def _failed(errand: Errand, error: FetchError) -> Answer:
    outcome = next((known for kind, known in FAILURES if isinstance(error, kind)), None)
    if outcome is None and isinstance(error, AddressRefused):
        outcome = Outcome.INWARD if error.hops else Outcome.OFF_LIMITS
    outcome = outcome or Outcome.UNREACHABLE  # an answer that is no HTTP, or cannot be unpacked
    after = error.after if isinstance(error, TryAgainLater) else 0.0
    return Answer(errand.link, outcome, SURE.get(outcome, 0.0), after=after)


def _refused(errand: Errand, asked: Asked) -> Answer:
    outcome = _outcome_of_status(asked.status)
    sure = SURE.get(outcome, 0.0)
    return Answer(errand.link, outcome, sure, status=asked.status, after=asked.after)


def _outcome_of_status(status: int) -> Outcome:
    if status in LATER:
        return Outcome.BUSY
    if status in KEPT_OUT:
        return Outcome.REFUSED
    if status >= 500:
        return Outcome.FAILING
    return {404: Outcome.MISSING, 410: Outcome.GONE}.get(status, Outcome.ODD)


def _looked_at(errand: Errand, asked: Asked, memory: HostMemory, web: Web) -> Steps:
    if asked.status == 304 or not _is_page(asked):
        return _judged(errand, asked, page=None, doubt=None)
    page = see(asked.body, address=asked.final_address, encoding=asked.encoding)
    asked, page = yield from _sent_on(asked, page, web)
    doubt = doubt_about(page, asked=errand.address, final=asked.final_address)
    if _is_worth_a_probe(errand, page, doubt, memory):
        yield
        probe = _probed(errand.address, web)
        if probe is not None:
            memory.remember(errand.address, probe)
    known = memory.probe_for(errand.address)
    doubt = doubt_about(page, asked=errand.address, final=asked.final_address, probe=known)
    return _judged(errand, asked, page, doubt)


def _is_page(asked: Asked) -> bool:
    return asked.media_type in PAGES or (not asked.media_type and asked.body.lstrip()[:1] == b"<")


def _sent_on(
    asked: Asked, page: SeenPage, web: Web
) -> Generator[None, None, tuple[Asked, SeenPage]]:
    """The page that the reader ends up on where this one sends them on at once; where that cannot be
    had, this one."""
    sent = page.refresh
    if (
        sent is None
        or sent.after > PATIENCE
        or canonical(sent.address)
        in (
            None,
            canonical(asked.final_address),
        )
    ):
        return asked, page
    yield
    with suppress(FetchError):
        there = web.ask(sent.address, limit=PEEK, accept=ACCEPT)
        if 200 <= there.status < 300 and _is_page(there):
            onward = Asked(
                status=there.status,
                final_address=there.final_address,
                headers=there.headers,
                hops=(*asked.hops, Hop(asked.final_address, asked.status), *there.hops),
            )
            seen = see(there.body, address=there.final_address, encoding=there.encoding)
            return onward, seen
    return asked, page


def _is_worth_a_probe(
    errand: Errand, page: SeenPage, doubt: Doubt | None, memory: HostMemory
) -> bool:
    """Not where the page has said enough, and where it says nothing only to hosts we don't know."""
    if is_front_page(errand.address) or memory.probe_for(errand.address) is not None:
        return False
    if doubt is not None:
        return doubt.kind in (DoubtKind.NOT_FOUND, DoubtKind.FRONT_PAGE)
    return not page.says_little and not memory.is_honest


def _probed(address: str, web: Web) -> Probe | None:
    """What the host answers for a page that cannot exist; None where that tells nothing."""
    asking = probing_address(address, token=secrets.token_hex(5))
    try:
        asked = web.ask(asking, limit=PEEK, accept=ACCEPT)
    except FetchError:
        return None
    if _outcome_of_status(asked.status) not in TELLING and asked.status >= 400:
        return None
    page = None
    if _is_page(asked):
        page = see(asked.body, address=asked.final_address, encoding=asked.encoding)
    return probe_of(page, status=asked.status, asked=asking, final=asked.final_address)


def _judged(errand: Errand, asked: Asked, page: SeenPage | None, doubt: Doubt | None) -> Answer:
    outcome = OUTCOME_OF[doubt.kind] if doubt else _by_its_way(errand.address, asked)
    is_fine = outcome in (Outcome.ANSWERS, Outcome.MOVED)
    return Answer(
        errand.link,
        outcome,
        doubt.sure if doubt else SURE[outcome],
        status=asked.status,
        leads_to=asked.final_address if asked.final_address != errand.address else "",
        for_good=_is_for_good(asked),
        validators=_validators(asked) if is_fine else {},
        media_type=asked.media_type[:LONGEST_MEDIA_TYPE],
        page_print=print_of(page.words) if page else 0,
        may_be_framed=may_be_framed(asked.headers) if page else None,
        is_unchanged=asked.status == 304,
    )


def _by_its_way(address: str, asked: Asked) -> Outcome:
    """What the redirects say, where the page at their end is one."""
    final = asked.final_address
    if final == address or is_resolver(address):
        return Outcome.ANSWERS
    if not is_same_site(address, final):
        return Outcome.ELSEWHERE
    if _is_for_good(asked) and not is_of_one_visit(final):
        return Outcome.MOVED
    return Outcome.ANSWERS


def _is_for_good(asked: Asked) -> bool:
    return bool(asked.hops) and all(hop.status in FOR_GOOD for hop in asked.hops)


def _validators(asked: Asked) -> dict[str, str]:
    stated = {name: asked.headers.get(name, "") for name in ("etag", "last-modified")}
    return {name: value for name, value in stated.items() if 0 < len(value) <= LONGEST_VALIDATOR}
