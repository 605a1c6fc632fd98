import re

from armillary.core.identifiers import ALPHABET, new_public_id, new_public_ids


def test_public_id_is_twelve_letters_that_cannot_be_misread():
    for _ in range(100):
        assert re.fullmatch(r"[0-9abcdefghjkmnpqrstvwxyz]{12}", new_public_id())


def test_public_ids_use_the_whole_alphabet_and_differ():
    ids = {new_public_id() for _ in range(2_000)}
    assert len(ids) == 2_000
    assert set("".join(ids)) == set(ALPHABET)


def test_many_public_ids_are_made_at_once():
    ids = new_public_ids(2_000)
    assert len(set(ids)) == 2_000
    assert all(re.fullmatch(r"[0-9abcdefghjkmnpqrstvwxyz]{12}", each) for each in ids)
    assert set("".join(ids)) == set(ALPHABET)
    assert new_public_ids(0) == []
