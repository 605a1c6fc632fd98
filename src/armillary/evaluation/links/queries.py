"""What is known of links: the inbox of curators, one link with its history, the latest decisions.

Lists go by how many resources lead to a link, and page by that key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from armillary.catalogue.models import Resource
from armillary.core.desk import Waiting, count_waiting
from armillary.core.paging import read_cursor, write_cursor
from armillary.core.texts import TranslatedText
from armillary.evaluation.enums import LinkRole, Outcome, Standing
from armillary.evaluation.errors import NoSuchLink, NoSuchLinkDecision
from armillary.evaluation.links.addresses import place_of
from armillary.evaluation.links.choices import can_excuse, can_follow, seen_target
from armillary.evaluation.links.judging import DOUBTFUL, MISSES, UNCLEAR
from armillary.evaluation.links.words import sentence_for
from armillary.evaluation.models import Link, LinkDecision, LinkHost, LinkUse
from armillary.evaluation.queries.names import names_of

PAGE: Final = 50
HOSTS: Final = 20  # of a page
OF_A_HOST: Final = 5  # links that a page of hosts shows of each
NAMED: Final = 2  # resources that a line names
MOST_USERS: Final = 50  # resources that the page of a link names
LATEST: Final = 20  # decisions that can be undone at the desk
MOST_COUNTED: Final = 999
WAITING: Final = (Standing.BROKEN, Standing.MOVED, Standing.DOUBTFUL)
FEW: Final = 99  # up to which the menu counts


@dataclass(frozen=True, slots=True)
class LinkFilters:
    """Empty means any."""

    standing: str = Standing.BROKEN.value
    host: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class User:
    """A resource that leads to a link."""

    public_id: str
    title: TranslatedText
    role: str


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link as a list shows it. `seen` is handed back by forms, see `deciding.seen_target`."""

    link: Link
    sentence: str
    users: list[User]
    seen: str

    @property
    def sure(self) -> int:
        """In per cent."""
        return round(self.link.sure * 100)

    @property
    def can_follow(self) -> bool:
        return can_follow(self.link)

    @property
    def can_excuse(self) -> bool:
        return can_excuse(self.link)

    @property
    def further(self) -> int:
        """Resources that the line does not name."""
        return max(0, self.link.uses - len(self.users))


@dataclass(frozen=True, slots=True)
class LinkPage:
    """`after` is the cursor of the next page, empty on the last one."""

    rows: list[LinkRow]
    after: str


@dataclass(frozen=True, slots=True)
class HostRow:
    """A host with its broken links, those first to which most resources lead."""

    host: LinkHost
    rows: list[LinkRow]

    @property
    def further(self) -> int:
        return max(0, self.host.broken - len(self.rows))


@dataclass(frozen=True, slots=True)
class HostPage:
    rows: list[HostRow]
    after: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    at: datetime
    sentence: str


@dataclass(frozen=True, slots=True)
class LinkStory:
    """Everything about one link. `others` counts the resources that are not named."""

    row: LinkRow
    history: list[HistoryLine]
    others: int


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """`who` is empty where the person was erased."""

    decision: LinkDecision
    who: str


def are_on() -> bool:
    """Has the operator turned link checks on?"""
    return bool(settings.LINK_CHECKS)


def broken_hosts(*, after: str = "", size: int = HOSTS) -> HostPage:
    """Hosts with broken links, those first that most resources suffer from."""
    found = LinkHost.objects.filter(broken__gt=0)
    if after:
        affected, last = read_cursor(after, purpose="link-hosts")
        found = found.filter(_behind("affected", affected, last))
    hosts = list(found.order_by("-affected", "pk")[: size + 1])
    page = hosts[:size]
    rows = _first_of_each(page)
    return HostPage(
        rows=[HostRow(host, rows.get(host.pk, [])) for host in page],
        after=_cursor("link-hosts", page[-1].affected, page[-1].pk) if len(hosts) > size else "",
    )


def _first_of_each(hosts: Sequence[LinkHost]) -> dict[int, list[LinkRow]]:
    place = Window(RowNumber(), partition_by="host", order_by=[F("uses").desc(), F("pk").asc()])
    broken = Link.objects.filter(host__in=hosts, standing=Standing.BROKEN, uses__gt=0)
    first = broken.annotate(place=place).filter(place__lte=OF_A_HOST).select_related("host")
    by_host: dict[int, list[LinkRow]] = {}
    for row in rows_of(list(first.order_by("host", "place"))):
        by_host.setdefault(row.link.host_id, []).append(row)
    return by_host


def links(filters: LinkFilters, *, after: str = "", size: int = PAGE) -> LinkPage:
    """A page of links, those first to which most resources lead."""
    found = _filtered(filters)
    if after:
        uses, last = read_cursor(after, purpose="links")
        found = found.filter(_behind("uses", uses, last))
    rows = list(found.select_related("host").order_by("-uses", "pk")[: size + 1])
    page = rows[:size]
    return LinkPage(
        rows=rows_of(page),
        after=_cursor("links", page[-1].uses, page[-1].pk) if len(rows) > size else "",
    )


def link_ids(filters: LinkFilters, *, count: int) -> list[int]:
    """As many of the same, for whoever decides about all of them."""
    return list(_filtered(filters).order_by("-uses", "pk").values_list("pk", flat=True)[:count])


def _filtered(filters: LinkFilters) -> QuerySet[Link]:
    found = Link.objects.filter(standing=filters.standing, uses__gt=0)
    if filters.host:
        found = found.filter(host__name=filters.host)
    if filters.outcome:
        found = found.filter(outcome=filters.outcome)
    return found


def _behind(name: str, value: int, last: int) -> Q:
    """In descending order of a number and ascending order of id."""
    return Q(**{f"{name}__lte": value}) & (Q(**{f"{name}__lt": value}) | Q(pk__gt=last))


def _cursor(purpose: str, value: int, last: int) -> str:
    return write_cursor(value, last, purpose=purpose)


def rows_of(found: Sequence[Link]) -> list[LinkRow]:
    """With the sentence and some of the resources that lead there, in one more question."""
    users = _users(found, count=NAMED)
    return [_row(link, users.get(link.pk, [])) for link in found]


def _row(link: Link, users: list[User]) -> LinkRow:
    return LinkRow(
        link=link,
        sentence=sentence_for(link.outcome, link.status),
        users=users,
        seen=seen_target(link),
    )


def _users(found: Sequence[Link], *, count: int) -> dict[int, list[User]]:
    place = Window(RowNumber(), partition_by="link", order_by="pk")
    uses = LinkUse.objects.filter(link__in=[link.pk for link in found])
    first = uses.annotate(place=place).filter(place__lte=count).order_by("pk")
    columns = ("link_id", "resource__public_id", "resource__titles", "role")
    by_link: dict[int, list[User]] = {}
    for link, public_id, title, role in first.values_list(*columns):
        by_link.setdefault(link, []).append(User(public_id, title, str(LinkRole(role).label)))
    return by_link


def link_by_id(number: int) -> Link:
    """Raises `NoSuchLink`."""
    link = Link.objects.select_related("host").filter(pk=number).first()
    if link is None:
        raise NoSuchLink(_("There is no link with this number."))
    return link


def link_named(stated: str) -> Link:
    """By its number or its address. Raises `NoSuchLink`."""
    if stated.isdecimal() and len(stated) < 19:
        return link_by_id(int(stated))
    place = place_of(stated)
    number = Link.objects.filter(digest=place.digest).values_list("pk", flat=True) if place else []
    return link_by_id(next(iter(number), 0))


def link_story(link: Link) -> LinkStory:
    users = _users([link], count=MOST_USERS).get(link.pk, [])
    history = [
        HistoryLine(datetime.fromisoformat(at), sentence_for(outcome, status))
        for at, outcome, status in link.history
    ]
    return LinkStory(_row(link, users), history, others=max(0, link.uses - len(users)))


def links_of(resource: Resource) -> list[tuple[str, LinkRow]]:
    """What a resource leads to, where readers are sent first: what it is to it, and the link."""
    uses = LinkUse.objects.filter(resource=resource).select_related("link__host")
    found = sorted(uses, key=lambda use: (use.role != LinkRole.MAIN, use.pk))
    return [(str(LinkRole(use.role).label), _row(use.link, [])) for use in found]


def counts() -> dict[str, str]:
    """How many links curators have to look at, by standing; past a number it is enough to know that
    there are more."""
    return {standing.value: str(_counted(standing, most=MOST_COUNTED)) for standing in WAITING}


def waiting_links() -> Waiting:
    """How many wait for a curator, whatever is wrong with them."""
    return _counted(*WAITING, most=FEW)


def waiting_in_words() -> str:
    """The same, empty where nothing waits."""
    waiting = waiting_links()
    return str(waiting) if waiting.number else ""


def _counted(*standings: Standing, most: int) -> Waiting:
    return count_waiting(Link.objects.filter(standing__in=standings, uses__gt=0), most=most)


def decisions(count: int = LATEST) -> list[DecisionRow]:
    """The latest, those that were undone too."""
    rows = list(LinkDecision.objects.order_by("-decided_at", "-pk")[:count])
    names = names_of({row.decided_by for row in rows})
    return [DecisionRow(row, names.get(row.decided_by, "")) for row in rows]


def decision_by_public_id(public_id: str) -> LinkDecision:
    """Raises `NoSuchLinkDecision`."""
    found = LinkDecision.objects.filter(public_id=public_id).first()
    if found is None:
        raise NoSuchLinkDecision(_("There is no decision about links with this id."))
    return found


def outcomes_of(standing: str) -> list[Outcome]:
    """What a list of links of this standing can be narrowed to."""
    kinds = {
        Standing.DOUBTFUL.value: DOUBTFUL,
        Standing.BROKEN.value: MISSES,
        Standing.UNCLEAR.value: UNCLEAR,
    }
    return sorted(kinds.get(standing, ()))
