"""What can be said of every file at once."""

import ast
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "armillary"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
LONGEST = 400

# Rooms whose name says all there is to say: a class or a list of declarations follows.
SPEAK_FOR_THEMSELVES = {
    "apps.py", "enums.py", "errors.py", "forms.py", "receivers.py", "tasks.py", "urls.py",
}  # fmt: skip

# Written in two halves, so that this page names none of them either.
REGISTRIES = tuple(
    f"{name}.{top}"
    for name, top in (
        ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"),
        ("crates", "io"), ("rubygems", "org"), ("maven.apache", "org"), ("proxy.golang", "org"),
        ("huggingface", "co"),
    )
)  # fmt: skip


def without_docstring(modules: list[Path]) -> list[str]:
    return [
        path.name
        for path in modules
        if (source := path.read_text().strip())
        and path.name not in SPEAK_FOR_THEMSELVES
        and ast.get_docstring(ast.parse(source)) is None
    ]


def too_long(files: list[Path]) -> list[str]:
    return [path.name for path in files if len(path.read_text().splitlines()) > LONGEST]


def naming_registries(files: list[Path]) -> list[tuple[str, str]]:
    return [
        (path.name, host)
        for path in files
        for host in REGISTRIES
        if host in path.read_text(errors="replace")
    ]


def test_every_module_opens_with_what_and_why():
    assert without_docstring(MODULES) == []


def test_no_module_is_longer_than_a_reader_can_hold():
    assert too_long(MODULES) == []


def test_no_shipped_file_names_a_host_of_a_package_registry():
    kinds = {".csv", ".json", ".jsonl", ".ttl", ".xml", ".html", ".txt", ".py", ".md", ".css"}
    shipped = [path for path in PACKAGE.rglob("*") if path.suffix in kinds]
    assert len(shipped) > len(MODULES)
    assert naming_registries(shipped) == []


@pytest.mark.parametrize(
    ("name", "text", "look"),
    [
        ("bare.py", "x = 1\n", without_docstring),
        ("long.py", "x = 1\n" * 401, too_long),
        ("data.csv", f"https://{REGISTRIES[0]}/simple/", naming_registries),
    ],
)
def test_each_of_these_looks_can_fail(tmp_path: Path, name: Any, text: Any, look: Any):
    planted = tmp_path / name
    planted.write_text(text)
    assert len(look([planted])) == 1


def test_modules_without_content_need_no_words(tmp_path: Path):
    (tmp_path / "__init__.py").touch()
    assert without_docstring([tmp_path / "__init__.py"]) == []
