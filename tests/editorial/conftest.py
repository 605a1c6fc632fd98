"""Pages and news written through the operations that everybody uses."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from lxml.html import HtmlElement, document_fromstring
from tests.portal.conftest import markup_faults

from armillary.editorial.documents import save_document
from armillary.editorial.enums import PieceKind
from armillary.editorial.models import Piece
from armillary.people.actors import OPERATOR
from armillary.people.enums import Role
from armillary.people.models import Person
from armillary.search.operations import drain_outbox

HOUSE: dict[str, Any] = {
    "name": "house",
    "title": {"en": "House rules", "fr": "Règles"},
    "text": {"en": "Be **kind**.", "fr": "Soyez **aimables**."},
}

Write = Callable[..., Piece]
Page = Callable[..., HtmlElement]


@pytest.fixture(autouse=True)
def _index_root(settings: Any, tmp_path: Path) -> None:
    settings.INDEX_ROOT = tmp_path / "index"


@pytest.fixture
def index(db: None) -> None:
    """The front page says what can be found."""
    drain_outbox()


@pytest.fixture
def officer(new_person: Callable[..., Person]) -> Person:
    return new_person(Role.PROGRAMME_OFFICER, name="Offi Cer")


@pytest.fixture
def write(db: None) -> Write:
    """Publishes a page that is the house rules but for what is said of it; `publish=False` leaves it
    a draft, `kind` makes it a news item."""

    def make(
        *, kind: PieceKind = PieceKind.PAGE, publish: bool = True, **differences: Any
    ) -> Piece:
        return save_document(kind, {**HOUSE, **differences}, by=OPERATOR, publish=publish)

    return make


@pytest.fixture
def tell(write: Write) -> Write:
    """Publishes a news item."""

    def make(name: str, **differences: Any) -> Piece:
        return write(kind=PieceKind.NEWS, name=name, **differences)

    return make


@pytest.fixture
def page() -> Page:
    """A page as it was sent, parsed; its status was what it should be and its markup is sound."""

    def get(address: str, *, status: int = 200, client: Client | None = None) -> HtmlElement:
        response = (client or Client()).get(address)
        assert response.status_code == status
        assert markup_faults(response.content.decode()) == []
        return document_fromstring(response.content)

    return get


def texts(elements: Iterable[HtmlElement]) -> list[str]:
    """What is read of each element, with single spaces."""
    return [" ".join(element.text_content().split()) for element in elements]
