"""Imports go one way, and the contracts that say so can fail."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LAYERS = "Imports go one way"
PLAIN = "Methods and formats are plain Python"
ROOMS = "Operations and queries know no request"


def lint(root: Path) -> tuple[int, str]:
    """Ends with 0 if all contracts are kept, and what it says."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    ended = subprocess.run(
        command,
        cwd=root,
        env={"PYTHONPATH": str(root / "src"), "COLUMNS": "400"},
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stdout + ended.stderr


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's modules in a folder of their own, to do damage to."""
    root = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "pyproject.toml", root)
    for module in (ROOT / "src" / "armillary").rglob("*.py"):
        target = root / module.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(module, target)
    return root


def test_contracts_are_kept(copy: Path):
    status, said = lint(copy)
    assert status == 0, said


def test_contracts_see_every_offence(copy: Path):
    """All planted at once, since the graph takes seconds to build: each contract must break."""
    offences = {
        "core/clock.py": "import armillary.catalogue.models",
        "methods/linkage/weights.py": "import django.db",
        "catalogue/rules.py": "import armillary.catalogue.interfaces.api",
    }
    before = {}
    for name, offence in offences.items():
        module = copy / "src" / "armillary" / name
        before[module] = module.read_text()
        module.write_text(f"{before[module]}\n{offence}\n")
    try:
        status, said = lint(copy)
    finally:
        for module, text in before.items():
            module.write_text(text)
    assert status == 1
    assert "armillary.core is not allowed to import armillary.catalogue" in said
    assert "armillary.methods is not allowed to import django" in said
    assert "armillary.catalogue.rules is not allowed to import" in said
    for contract in (LAYERS, PLAIN, ROOMS):
        assert contract in said
        lines = [line for line in said.splitlines() if line.startswith(contract)]
        assert any(line.endswith("BROKEN") for line in lines)


def test_a_context_without_a_place_in_the_layers_is_seen(copy: Path):
    stranger = copy / "src" / "armillary" / "stranger"
    stranger.mkdir()
    (stranger / "__init__.py").write_text('"""A context that nobody placed."""\n')
    try:
        status, said = lint(copy)
    finally:
        shutil.rmtree(stranger)
    assert status == 1
    assert "stranger" in said


# A framework's part cannot be named in a contract, only the whole of it: so these are looked for.
OF_REQUESTS = {"django.http", "django.shortcuts", "django.contrib.messages", "django.views"}
ROOMS_BELOW = {"operations", "queries", "rules", "models"}


def seeing_requests(modules: list[Path]) -> list[str]:
    return [
        f"{path.name}: {name}"
        for path in modules
        if ROOMS_BELOW & {path.stem, path.parent.name}
        for name in imported(ast.parse(path.read_text()))
        if any(name == part or name.startswith(f"{part}.") for part in OF_REQUESTS)
    ]


def imported(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def test_operations_and_queries_never_see_a_request():
    assert seeing_requests(sorted((ROOT / "src" / "armillary").rglob("*.py"))) == []


def test_an_operation_that_sees_a_request_is_found(tmp_path: Path):
    planted = tmp_path / "operations.py"
    planted.write_text("from django.http import HttpRequest\n")
    assert seeing_requests([planted]) == ["operations.py: django.http"]
