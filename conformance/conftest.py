"""The live server that outside programs look at, its pages, and the summary of what they found."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import which

import pytest

from conformance.live import Site, running_site

HERE = Path(__file__).parent
SHARED = HERE.parents[1] / "shared"


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with running_site() as found:
        yield found


@dataclass(frozen=True)
class Pages:
    """Paths of the pages, without the prefix of a language."""

    public: list[str]
    desk: list[str]


@pytest.fixture(scope="session")
def pages(site: Site) -> Pages:
    def one(condition: str) -> str:
        query = f"SELECT public_id FROM catalogue_resource WHERE {condition} ORDER BY id LIMIT 1"
        return site.rows(query)[0][0]

    def landing(condition: str) -> str:
        return f"/resources/{one(condition)}/"

    def listed(condition: str) -> str:
        return landing(f"state = 'listed' AND {condition}")

    candidate = one("state = 'candidate'")
    collection = site.rows("SELECT slug FROM catalogue_collection ORDER BY id LIMIT 1")[0][0]
    return Pages(
        public=[
            *("/", "/resources/", "/resources/?q=fractions", "/resources/?q=zzzzqx&level=primary"),
            *("/resources/?q=fracttions", "/resources/?language=ar&level=primary&sort=newest"),
            *("/resources/?after=nonsense", "/nowhere/"),
            listed('facts LIKE \'%"languages": ["en"]%\''),
            listed('facts LIKE \'%"languages": ["ar"]%\''),
            listed("facts NOT LIKE '%licence%'"),
            landing("state = 'withdrawn'"),
            *("/collections/", f"/collections/{collection}/", "/about/"),
            *("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"),
        ],
        desk=[
            *("/desk/", "/desk/sources/", "/desk/sources/add/", "/desk/sources/open-repository/"),
            *("/desk/suspicions/", "/desk/candidates/", f"/desk/resources/{candidate}/"),
            *(f"/desk/resources/{candidate}/review/", "/desk/reviews/", "/desk/reviews/submitted/"),
            *("/desk/people/", "/desk/account/"),
        ],
    )


def in_languages(paths: list[str]) -> list[str]:
    return [prefix + path for prefix in ("", "/ar") for path in paths]


def needed(program: str, *, package: str) -> str:
    """The path of an outside program; without it, the check is not run."""
    found = which(program)
    if found is None:
        pytest.skip(f"{program} is not installed (Debian package {package})")
    return found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line a check: passed, FAILED, or NOT RUN and why."""
    results = {
        "passed": terminalreporter.stats.get("passed", []),
        "FAILED": [
            *terminalreporter.stats.get("failed", []),
            *terminalreporter.stats.get("error", []),
        ],
        "NOT RUN": terminalreporter.stats.get("skipped", []),
    }
    terminalreporter.section("conformance")
    for word, reports in results.items():
        for report in reports:
            name = report.nodeid.rpartition("::")[2].removeprefix("test_").replace("_", " ")
            why = f": {report.longrepr[2].removeprefix('Skipped: ')}" if word == "NOT RUN" else ""
            terminalreporter.write_line(f"{word:8} {name}{why}")
    told = ", ".join(f"{len(reports)} {word}" for word, reports in results.items())
    terminalreporter.write_line(told)
