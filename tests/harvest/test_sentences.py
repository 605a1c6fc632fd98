"""What a run has kept is said in the reader's language, whatever values it holds."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

import armillary
from armillary.harvest.interfaces.sentences import SENTENCES, Said, say

PACKAGE = Path(armillary.__file__).parent
READING = (
    *(PACKAGE / "core" / "http").glob("*.py"),
    *(PACKAGE / "harvest" / "kinds").glob("*.py"),
    PACKAGE / "harvest" / "claiming.py",
    PACKAGE / "harvest" / "runs.py",
)
# Said to whoever adds or runs a source, never kept with a run.
NEVER_KEPT = {
    "There is no kind of source called %(name)s. Use one of: %(kinds)s.",
    "There is no field called %(name)s. Use one of: %(fields)s.",
    "%(name)s is being harvested by another process. Wait until it is done.",
    "%(name)s is being harvested. Wait until it is done.",
    "Another process goes on with this run.",
    # Of what is fetched into a file, as runs do nothing.
    "What was fetched could not be written down: %(reason)s.",
}


def written(path: Path) -> Iterator[str]:
    """Sentences that are translated where they are raised, and reasons that are constants."""
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Call(func=ast.Name(id="_"), args=[ast.Constant(value=str(text))]):
                yield text
            case ast.AnnAssign(value=ast.Constant(value=str(text))) if text.endswith("."):
                yield text


def test_everything_that_a_run_may_keep_is_known():
    known = {text for path in READING for text in written(path)} - NEVER_KEPT
    assert known - set(SENTENCES) == set()


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_is_known_again_with_its_values(sentence: str):
    with override(None):
        filled = sentence % Values()
        assert say(filled) == Said(filled, "")


class Values(dict[str, object]):
    """Something for every placeholder: numbers where only they fit."""

    def __missing__(self, name: str) -> object:
        return 7 if name in {"number", "first", "status", "seconds", "limit"} else "a.example"


def test_problem_is_said_in_french():
    with override("fr"):
        assert say("books.csv cannot be read here.") == Said(
            "books.csv ne peut pas être lu ici.", ""
        )


def test_words_of_others_stay_as_they_are():
    assert say("Entschuldigung!") == Said("Entschuldigung!", "en")
