"""The catalogue as data, read by programs of other people: Croissant by its own library, JSON-LD inside
pages by extruct. Each of them finds a planted fault."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import extruct
import pytest

from conformance.conftest import HERE
from conformance.live import Site

DOOR = "Data sets"
CLIENTS = ("mlcroissant",)

PROGRAM = HERE / ".croissant" / "bin" / "mlcroissant"
LISTED = "SELECT public_id FROM catalogue_resource WHERE state='listed' AND alias_of_id IS NULL"
ADDRESS = re.compile(r"/resources/([0-9a-z]+)/")


@pytest.fixture(scope="module")
def mlcroissant() -> Path:
    if not PROGRAM.is_file():
        pytest.skip("mlcroissant could not be installed by pip into conformance/.croissant")
    return PROGRAM


def run(program: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Its cache of files is another one each time: what is read was fetched now."""
    alone = {**os.environ, "HOME": str(folder)}
    return subprocess.run(
        [program, *words], env=alone, capture_output=True, text=True, check=False, timeout=300
    )


def validated(program: Path, folder: Path, document: dict[str, Any]) -> tuple[bool, str]:
    file = folder / "croissant.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    done = run(program, folder, "validate", "--jsonld", str(file))
    return done.returncode == 0, done.stdout + done.stderr


def test_mlcroissant_finds_nothing_to_object_to(
    mlcroissant: Path, site: Site, tmp_path: Path
) -> None:
    is_valid, said = validated(
        mlcroissant, tmp_path, json.loads(site.read("/dataset/croissant.json"))
    )
    assert is_valid, said
    assert "warning" not in said.lower(), said


def test_mlcroissant_loads_every_row_of_the_file_that_is_served(
    mlcroissant: Path, site: Site, tmp_path: Path
) -> None:
    address = f"{site.address}/dataset/croissant.json"
    words = ("load", "--jsonld", address, "--record_set", "resources", "--num_records", "-1")
    done = run(mlcroissant, tmp_path, *words)
    assert done.returncode == 0, done.stderr
    found = re.findall(r"'resources/id': b'([0-9a-z]+)'", done.stdout)
    assert len(found) > 100
    assert sorted(found) == sorted(row[0] for row in site.rows(LISTED))


@pytest.mark.parametrize("fault", ["licence", "file"])
@pytest.mark.planted("no licence, a reference that leads nowhere")
def test_mlcroissant_finds_what_is_planted(
    mlcroissant: Path, site: Site, tmp_path: Path, fault: str
) -> None:
    document = json.loads(site.read("/dataset/croissant.json"))
    if fault == "licence":
        del document["license"], document["description"], document["url"]
    else:
        document["recordSet"][0]["field"][0]["source"]["fileObject"]["@id"] = "nowhere"
    is_valid, said = validated(mlcroissant, tmp_path, document)
    assert not is_valid or "warning" in said.lower(), said


@pytest.mark.parametrize("fault", ["column", "digest"])
@pytest.mark.planted("a column that is not there, a wrong digest")
def test_mlcroissant_refuses_a_file_that_is_not_as_described(
    mlcroissant: Path, site: Site, tmp_path: Path, fault: str
) -> None:
    """The validator looks at the description only; these come out when the file is read."""
    document = json.loads(site.read("/dataset/croissant.json"))
    if fault == "column":
        document["recordSet"][0]["field"][0]["source"]["extract"]["column"] = "name"
    else:
        document["distribution"][0]["sha256"] = "0" * 64
    file = tmp_path / "croissant.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    words = ("load", "--jsonld", str(file), "--record_set", "resources", "--num_records", "1")
    done = run(mlcroissant, tmp_path, *words)
    assert done.returncode != 0, done.stdout


def documents(body: bytes) -> list[dict[str, Any]]:
    found = extruct.extract(body.decode(), syntaxes=["json-ld"], errors="strict")
    return list(found["json-ld"])


@pytest.mark.door("Records in other formats")
@pytest.mark.by("extruct")
def test_extruct_reads_a_resource_out_of_every_page(site: Site) -> None:
    ids = [row[0] for row in site.rows(LISTED)]
    for public_id in ids:
        [document] = documents(site.read(f"/resources/{public_id}/"))
        assert document["@id"] == f"{site.address}/resources/{public_id}/"
        assert "LearningResource" in document["@type"]
        assert document["name"]
    [data] = documents(site.read("/dataset/"))
    assert data["@type"] == "sc:Dataset"


@pytest.mark.door("Records in other formats")
@pytest.mark.by("extruct")
@pytest.mark.planted("JSON-LD of another type, and broken")
def test_extruct_finds_what_is_planted(site: Site) -> None:
    public_id = site.rows(LISTED)[0][0]
    body = site.read(f"/resources/{public_id}/")
    assert documents(body.replace(b'"application/ld+json">', b'"text/plain">')) == []
    with pytest.raises(json.JSONDecodeError):
        documents(body.replace(b'"@context"', b'"@context'))


@pytest.mark.door("Records in other formats")
@pytest.mark.by("checks of our own")
def test_an_export_has_what_the_sitemap_has(site: Site) -> None:
    graph = json.loads(site.read("/resources/export.jsonld"))["@graph"]
    shown = {found[1] for each in graph if (found := ADDRESS.search(each["@id"]))}
    listed = {row[0] for row in site.rows(LISTED)}
    assert shown <= listed
    assert len(shown) == json.loads(site.read("/api/v1/resources?size=1"))["total"]
