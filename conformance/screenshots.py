"""The pictures in the documentation: four pages, two languages, two widths, from a live server."""

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.live import Site, browser, resize, running_site, sign_in

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

FOLDER = Path(__file__).parents[1] / "docs/screenshots"
HEIGHTS = {360: 1100, 1280: 1000}
MOST_BYTES = 200_000
REVIEWABLE = (
    "SELECT public_id FROM catalogue_resource WHERE state = 'listed' "
    "AND titles LIKE '%\"ar\"%' AND facts LIKE '%licence%' ORDER BY id LIMIT 1"
)


def paths(site: Site) -> dict[str, dict[str, str]]:
    """Name of a picture → language → path."""
    resource = site.rows(REVIEWABLE)[0][0]
    return {
        "home": {"en": "/", "ar": "/ar/"},
        "search": {"en": "/resources/?q=fractions", "ar": "/ar/resources/?language=ar"},
        "resource": {"en": f"/resources/{resource}/", "ar": f"/ar/resources/{resource}/"},
        "desk": {"en": "/desk/candidates/", "ar": "/ar/desk/candidates/"},
    }


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
        for name, addresses in paths(site).items():
            if name == "desk":
                sign_in(opened, site)
            for language, path in addresses.items():
                for width in HEIGHTS:
                    file = FOLDER / f"{name}-{language}-{width}.png"
                    take(opened, site.address + path, file, width)


if __name__ == "__main__":
    main()
