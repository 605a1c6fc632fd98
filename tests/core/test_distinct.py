"""How many texts are different, of lists that are longer than what is kept in a set."""

import random

import pytest

from armillary.core import distinct
from armillary.core.distinct import Distinct


def test_each_text_is_new_once():
    count = Distinct()
    assert count.add(["a", "b", "a"]) == 2
    assert count.add(["b", "c"]) == 1
    assert count.add(["a", "b", "c"]) == 0
    assert count.add([]) == 0


def test_texts_that_were_settled_are_known_still(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(distinct, "MOST_LATEST", 7)
    chance = random.Random(11)
    count, known = Distinct(), set[str]()
    for _page in range(200):
        page = [str(chance.randrange(400)) for _text in range(10)]
        assert count.add(page) == len(set(page) - known)
        known |= set(page)
    assert len(known) > 300
