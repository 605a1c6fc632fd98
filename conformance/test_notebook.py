"""The notebook of the tutorial runs from its first cell to its last against a live site, and says what it
says in the repository. With WRITE_NOTEBOOK set, what it says now is written there."""

import contextlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.live import PATIENCE, Site, run_program, running_site

nbformat = pytest.importorskip("nbformat", reason="nbclient is not installed (Python package)")
nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed (Python package)")
pytest.importorskip("ipykernel", reason="ipykernel is not installed (Python package)")

DOOR = "API"
CLIENTS = ("nbclient",)

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "docs" / "tutorial" / "api.ipynb"
CLIENT = ROOT / "clients" / "python" / "src"
WRITTEN = "http://127.0.0.1:8000"  # the address of a site that `make run` starts


def demonstration(settings: dict[str, str]) -> None:
    """What `make run` shows, and nothing that other checks do to it."""
    run_program(settings, "migrate")
    run_program(settings, "demo")


def until_all_is_found(site: Site) -> None:
    [listed] = site.rows("SELECT count(*) FROM catalogue_resource WHERE state = 'listed'")[0]
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(OSError, ValueError):
            if json.loads(site.read("/api/v1/resources"))["total"] == listed:
                return
        time.sleep(0.5)
    raise TimeoutError((site.home / "serve.log").read_text()[-3000:])


@pytest.fixture(scope="module")
def untouched() -> Iterator[Site]:
    with running_site(prepare=demonstration, wait=until_all_is_found) as found:
        yield found


def executed(notebook: Any, site: Site, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The same with what its cells say now. Raises `CellExecutionError`."""
    monkeypatch.setenv("ARMILLARY_SITE", site.address)
    monkeypatch.setenv("PYTHONPATH", f"{CLIENT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    monkeypatch.setenv("IPYTHONDIR", str(site.home / "ipython"))
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    return notebook


def said(notebook: Any, address: str = WRITTEN) -> list[str]:
    """What each cell of code says, whichever port the site has."""
    return [
        "".join(output.get("text", "") for output in cell.outputs).replace(address, WRITTEN)
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def read() -> Any:
    return nbformat.read(NOTEBOOK, as_version=4)


def without_traces(notebook: Any) -> Any:
    """Nothing of the machine that ran it stays: no times, no versions, no paths."""
    for cell in notebook.cells:
        cell.metadata = {}
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


def test_notebook_of_the_tutorial_says_what_it_says_in_the_repository(
    untouched: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = executed(read(), untouched, monkeypatch)
    if os.environ.get("WRITE_NOTEBOOK"):
        nbformat.write(without_traces(notebook), NOTEBOOK)
    assert said(notebook, untouched.address) == said(read())
    assert all(said(read())[1:])


@pytest.mark.planted("a cell that fails")
def test_notebook_with_a_planted_fault_fails(
    untouched: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = read()
    notebook.cells.append(nbformat.v4.new_code_cell("assert site.search('').total == -1"))
    with pytest.raises(nbclient.exceptions.CellExecutionError):
        executed(notebook, untouched, monkeypatch)
