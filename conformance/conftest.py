"""The live server that outside programs look at, its pages, and the summary of what they found; with
`--record`, the record that the page of interoperability is made from."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import which

import pytest

from conformance import record
from conformance.live import FRAMEWORK, Site, running_site

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
        of = f"catalogue_resource WHERE alias_of_id IS NULL AND {condition}"
        return site.rows(f"SELECT public_id FROM {of} ORDER BY id LIMIT 1")[0][0]

    def landing(condition: str) -> str:
        return f"/resources/{one(condition)}/"

    def listed(condition: str) -> str:
        return landing(f"state = 'listed' AND {condition}")

    run = site.rows(
        "SELECT min(harvest_run.id) FROM harvest_run JOIN harvest_source ON harvest_source.id = "
        "source_id WHERE name = 'open-repository'"
    )[0][0]
    candidate = one("state = 'candidate'")
    why = one("state = 'listed' AND titles LIKE '%ractions%'")
    search = site.rows("SELECT public_id FROM dissemination_savedsearch")[0][0]
    webhook = site.rows("SELECT public_id FROM dissemination_webhook")[0][0]
    collection = site.rows("SELECT slug FROM catalogue_collection ORDER BY id LIMIT 1")[0][0]
    return Pages(
        public=[
            *("/", "/resources/", "/resources/?q=fractions", "/resources/?q=zzzzqx&level=primary"),
            *("/resources/?q=fracttions", "/resources/?language=ar&level=primary&sort=newest"),
            *("/resources/?after=nonsense", "/nowhere/"),
            listed("json_extract(facts, '$.languages[0]') = 'en'"),
            listed("json_extract(facts, '$.languages[0]') = 'ar'"),
            listed("facts NOT LIKE '%licence%'"),
            landing("state = 'withdrawn'"),
            *(
                "/list/",
                "/list/sheet/?ids=none",
                "/collections/",
                f"/collections/{collection}/",
                "/topics/",
                "/topics/mathematics/",
                "/topics/mathematics/primary/",
                "/topics/health/",
                "/about/",
                "/about/coverage/",
                "/about/coverage/?subject=physics&language=en",
                "/resources/?q=python&view=map",
                "/news/",
                "/news/six-languages/",
                "/about/ranking/",
                "/dataset/",
                "/packs/",
                "/packs/mathematics-to-go/",
                "/offline/",
                f"/resources/?q=fractions&why={why}",
                landing("facts LIKE '%phet.colorado.edu%' AND state = 'listed'") + "preview/",
                "/standards/",
            ),
            *(f"/standards/{FRAMEWORK}/", "/takedown/", "/takedowns/"),
            *("/report/", "/report/sent/"),
            f"/source-health/{site.rows('SELECT token FROM harvest_sourcehealth WHERE token IS NOT NULL')[0][0]}/",
            *("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"),
        ],
        desk=[
            *("/desk/", "/desk/sources/", "/desk/sources/add/", "/desk/sources/open-repository/"),
            *("/desk/suspicions/", "/desk/suspicions/decided/", "/desk/merges/", "/desk/merges/1/"),
            *("/desk/candidates/", f"/desk/resources/{candidate}/"),
            *(f"/desk/resources/{candidate}/review/", "/desk/reviews/", "/desk/reviews/submitted/"),
            *("/desk/links/", "/desk/links/?show=moved", "/desk/links/?show=doubtful"),
            *(
                "/desk/people/",
                "/desk/account/",
                "/desk/account/tokens/",
                "/desk/collections/",
                "/desk/takedowns/",
            ),
            *("/desk/topics/", "/desk/topics/mathematics/"),
            *("/desk/pages/", "/desk/pages/about/", "/desk/pages/about/preview/"),
            *("/desk/new/news/", "/desk/texts/?language=sw"),
            *("/desk/vocabularies/", "/desk/vocabularies/import/", "/desk/vocabularies/subjects/"),
            *(
                "/desk/vocabularies/subjects/?q=frac",
                "/desk/vocabularies/subjects/term/?key=fractions",
            ),
            *("/desk/problems/", "/desk/problems/?state=settled", "/lists/", "/desk/platforms/"),
            *("/searches/", "/searches/save/?q=fractions", f"/searches/{search}/"),
            *("/desk/standards/", f"/desk/standards/{FRAMEWORK}/"),
            *(f"/desk/standards/{FRAMEWORK}/waiting/", "/desk/sources/open-repository/health/"),
            *("/desk/runs/", f"/desk/sources/open-repository/runs/{run}/", "/desk/decisions/"),
            *("/desk/sources/open-repository/mapping/", "/desk/terms/", "/desk/terms/subjects/"),
            *("/desk/sources/open-repository/mapping/preview/", "/desk/terms/decisions/"),
            *("/desk/sources/open-repository/mapping/dry-run/", "/desk/terms/exchange/"),
            *("/desk/webhooks/", f"/desk/webhooks/{webhook}/"),
            *("/desk/packs/", "/desk/packs/mathematics-to-go/"),
            *("/submit/", "/submit/form/", "/submit/table/", "/submissions/", "/desk/submissions/"),
        ],
    )


RESULTS = pytest.StashKey[record.Results]()


def pytest_addoption(parser: pytest.Parser) -> None:
    said = "write what came of each test file that is run into docs/interoperability.json"
    parser.addoption("--record", action="store_true", help=said)


def pytest_configure(config: pytest.Config) -> None:
    in_part = config.option.keyword or config.option.markexpr or any("::" in a for a in config.args)
    if config.option.record and in_part:
        raise pytest.UsageError("Only whole files are recorded: leave out -k, -m and single tests.")
    config.stash[RESULTS] = record.Results()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    config.stash[RESULTS].collected(item for item in items if item.path.parent == HERE)


def in_languages(paths: list[str]) -> list[str]:
    return [prefix + path for prefix in ("", "/ar") for path in paths]


def needed(program: str, *, package: str) -> str:
    """The path of an outside program; without it, the check is not run."""
    found = which(program)
    if found is None:
        pytest.skip(f"{program} is not installed (Debian package {package})")
    return found


def client(name: str) -> Path:
    """A program out of `clients.txt`; without it, or where it does not start, the check is not run."""
    program = HERE / ".venv/bin" / name
    if not program.is_file():
        pytest.skip(f"{name} could not be installed from conformance/clients.txt")
    started = subprocess.run([program, "--help"], capture_output=True, check=False)
    if started.returncode:
        pytest.skip(f"{name} does not start with this Python")
    return program


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
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
            why = f": {why_not(report)}" if word == "NOT RUN" else ""
            terminalreporter.write_line(f"{word:8} {name}{why}")
    told = ", ".join(f"{len(reports)} {word}" for word, reports in results.items())
    terminalreporter.write_line(told)
    if config.option.record and exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        keep(results, config.stash[RESULTS])
        terminalreporter.write_line(f"recorded in {record.RECORD.name}")


def why_not(report: pytest.TestReport | pytest.CollectReport) -> str:
    return str(report.longrepr[2]).removeprefix("Skipped: ")


def keep(
    reports: dict[str, list[pytest.TestReport | pytest.CollectReport]], results: record.Results
) -> None:
    for word, found in reports.items():
        for report in found:
            why = why_not(report) if word == "NOT RUN" else ""
            results.add(report.nodeid, word.lower(), why)
    record.write(results.suites())
