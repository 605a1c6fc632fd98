"""What the demonstration says of itself, in every language of the interface."""

import pytest

from armillary.cli.demonstration import write_for_readers
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.editorial.documents import save_document
from armillary.editorial.enums import PieceKind
from armillary.editorial.models import Piece
from armillary.people.actors import OPERATOR

pytestmark = pytest.mark.django_db


def test_it_is_there_in_six_languages_each_whole():
    write_for_readers()
    pieces = Piece.objects.order_by("kind", "key")
    assert [(piece.key, piece.state) for piece in pieces] == [
        ("lists-for-lessons", "published"),
        ("six-languages", "published"),
        ("about", "published"),
    ]
    for piece in pieces:
        for text in (piece.title, piece.summary, piece.text):
            assert sorted(text.languages) == sorted(INTERFACE_LANGUAGES)


def test_what_somebody_has_written_meanwhile_stays():
    mine = {"name": "about", "title": {"en": "Mine"}, "text": {"en": "Ours."}}
    save_document(PieceKind.PAGE, mine, by=OPERATOR)
    write_for_readers()
    write_for_readers()
    assert Piece.objects.get(key="about").title.texts == {"en": "Mine"}
    assert Piece.objects.count() == 3
