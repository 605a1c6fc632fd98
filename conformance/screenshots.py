"""The pictures in the documentation: pages in two languages and widths, forms in one, from a live server."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.live import (
    PROGRAM,
    Site,
    browser,
    environment,
    resize,
    running_site,
    sign_in,
)

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

FOLDER = Path(__file__).parents[1] / "docs/screenshots"
HEIGHTS = {360: 1100, 1280: 1000}
MOST_BYTES = 200_000
REVIEWABLE = (
    "SELECT public_id FROM catalogue_resource WHERE state = 'listed' "
    "AND titles LIKE '%\"ar\"%' AND facts LIKE '%licence%' ORDER BY id LIMIT 1"
)
FIRST_RUN = (
    "SELECT run.id FROM harvest_run run JOIN harvest_source source ON source.id = run.source_id "
    "WHERE source.name = 'open-repository' ORDER BY run.id LIMIT 1"
)
CANDIDATE = (
    "SELECT public_id FROM catalogue_resource WHERE state = 'candidate' AND alias_of_id IS NULL "
    "ORDER BY id LIMIT 1"
)


def paths(site: Site) -> dict[str, dict[str, str]]:
    """Name of a picture → language → path."""
    resource = site.rows(REVIEWABLE)[0][0]
    run = site.rows(FIRST_RUN)[0][0]
    token = site.rows("SELECT token FROM harvest_sourcehealth WHERE token IS NOT NULL")[0][0]
    return {
        "home": {"en": "/", "ar": "/ar/"},
        "search": {"en": "/resources/?q=fractions", "ar": "/ar/resources/?q=الكسور"},
        "resource": {"en": f"/resources/{resource}/", "ar": f"/ar/resources/{resource}/"},
        "source-health": {"en": f"/source-health/{token}/", "ar": f"/ar/source-health/{token}/"},
        "desk": {"en": "/desk/candidates/", "ar": "/ar/desk/candidates/"},
        "overview": {"en": "/desk/", "ar": "/ar/desk/"},
        "runs": {"en": "/desk/runs/", "ar": "/ar/desk/runs/"},
        "decisions": {"en": "/desk/decisions/", "ar": "/ar/desk/decisions/"},
        **{f"add-{kind}": {"en": f"/desk/sources/add/?kind={kind}"} for kind in kinds(site)},
        **both("duplicates", "/desk/suspicions/"),
        **both("add-source", "/desk/sources/add/"),
        **both("source", "/desk/sources/open-repository/"),
        **both("receipt", f"/desk/sources/open-repository/runs/{run}/"),
        **both("submit", "/submit/"),
        **both("topic", "/topics/mathematics/"),
        **both("coverage", "/about/coverage/"),
        **both("map", "/resources/?q=fractions&view=map"),
        **both("ranking", "/about/ranking/"),
        **both("news", "/news/"),
        **both("offline", "/offline/"),
        **both("vocabularies", "/desk/vocabularies/subjects/"),
        **both("texts", "/desk/texts/"),
    }


def kinds(site: Site) -> list[str]:
    settings = environment(site.home, site.address)
    told = subprocess.run(
        [PROGRAM, "harvest", "kinds", "--json"], env=settings, check=True, capture_output=True
    )
    return [kind["name"] for kind in json.loads(told.stdout)]


def both(name: str, path: str) -> dict[str, dict[str, str]]:
    return {name: {"en": path, "ar": f"/ar{path}"}}


def happen(site: Site) -> None:
    """A source that broke and a decision, so that the desk has something to tell."""
    candidate = site.rows(CANDIDATE)[0][0]
    settings, table = environment(site.home, site.address), site.home / "books.csv"

    def run(*words: str, ends_with: int = 0) -> None:
        done = subprocess.run([PROGRAM, *words], env=settings, capture_output=True, text=True)
        assert done.returncode == ends_with, f"armillary {' '.join(words)}: {done.stderr[-2000:]}"

    table.write_text("title,url\n", encoding="utf-8")
    run("harvest", "add", "table", str(table), "--name", "school-library")
    table.unlink()
    run("harvest", "run", "school-library", "--no-wait", ends_with=1)
    run("desk", "decide", "list", candidate)


def take(opened: "Chrome", address: str, file: Path, width: int) -> None:
    resize(opened, width, HEIGHTS[width])
    opened.get(address)
    opened.save_screenshot(str(file))
    if quantizer := shutil.which("pngquant"):
        options = ["--force", "--strip", "--skip-if-larger", "--speed=1", "--output"]
        subprocess.run([quantizer, *options, file, "64", file], check=False)
    if file.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{file.name} is larger than {MOST_BYTES} bytes; install pngquant.")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running_site() as site, browser() as opened:
        happen(site)
        for name, addresses in paths(site).items():
            if name == "desk":
                sign_in(opened, site)
            for language, path in addresses.items():
                for width in [1280] if len(addresses) == 1 else HEIGHTS:
                    file = FOLDER / f"{name}-{language}-{width}.png"
                    take(opened, site.address + path, file, width)


if __name__ == "__main__":
    main()
