"""The page of interoperability is what its record says, and no test file of outside clients is forgotten."""

import ast
import json
import runpy
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
RECORD = json.loads((ROOT / "docs/interoperability.json").read_text(encoding="utf-8"))
SUITES = sorted((ROOT / "conformance").glob("test_*.py"))
written = runpy.run_path(str(ROOT / "scripts/interoperability.py"))
page, DOORS = written["page"], written["DOORS"]


def a_suite(**stated: Any) -> dict[str, Any]:
    row = {
        "door": "OPDS",
        "clients": {"r2-opds-js": "1.0.47"},
        "passed": 4,
        "failed": [],
        "not_run": 0,
        "why_not": [],
        "caught": {"a wrong date": 2},
        "missed": {},
    }
    run = {"when": "2026-12-01", "ours": "0.1.0", "machine": "Debian"}
    return {**run, **stated.pop("run", {}), "rows": [{**row, **stated}]}


def test_page_is_what_the_script_makes_of_the_record():
    """`make interoperability` writes both; `scripts/interoperability.py` the page alone."""
    assert (ROOT / "docs/interoperability.md").read_text(encoding="utf-8") == page(RECORD)


def test_every_suite_is_in_the_record():
    """`scripts/conformance --record conformance/test_new.py` puts it there."""
    assert sorted(RECORD) == [file.stem for file in SUITES]


def test_every_suite_says_its_door_and_its_clients():
    for file in SUITES:
        said = {
            target.id: ast.literal_eval(line.value)
            for line in ast.parse(file.read_text(encoding="utf-8")).body
            if isinstance(line, ast.Assign)
            for target in line.targets
            if isinstance(target, ast.Name) and target.id in ("DOOR", "CLIENTS")
        }
        assert said["DOOR"] in DOORS, file.name
        assert said["CLIENTS"], file.name


def test_every_door_in_the_record_is_on_the_page():
    assert {row["door"] for suite in RECORD.values() for row in suite["rows"]} <= set(DOORS)


def test_every_test_that_plants_says_what():
    silent = [
        f"{file.name}: {node.name}"
        for file in SUITES
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        if "planted" in node.name
        if not any("mark.planted" in ast.unparse(each) for each in node.decorator_list)
    ]
    assert silent == []


def test_client_is_on_the_page_with_version_counts_and_faults():
    told = page({"test_opds": a_suite()})
    suite = "[test_opds](../conformance/test_opds.py)"
    assert f"| r2-opds-js | 1.0.47 | 4 | 0 | 0 | a wrong date (2) | {suite} |" in told
    assert "1 December 2026, Armillary 0.1.0, on Debian: opds." in told
    assert "**4 checks passed, 0 failed, 0 not run**" in told
    assert "**2 found, 0 missed**" in told


def test_same_client_in_two_suites_is_one_row():
    told = page({"test_a": a_suite(), "test_b": a_suite(passed=1)})
    assert told.count("| r2-opds-js |") == 1
    assert "| r2-opds-js | 1.0.47 | 5 | 0 | 0 | a wrong date (4) |" in told


def test_what_failed_and_what_was_missed_is_said():
    told = page({"test_opds": a_suite(failed=["every feed"], missed={"a wrong length": 1})})
    assert "**missed: a wrong length**" in told
    assert "- r2-opds-js: every feed" in told
    assert "- r2-opds-js: missed a wrong length" in told
    assert "**4 checks passed, 1 failed" in told


def test_what_was_not_run_is_said():
    no_run = {"when": "", "ours": "", "machine": ""}
    never = a_suite(run=no_run, passed=0, caught={}, clients={"r2-opds-js": ""})
    absent = a_suite(passed=0, not_run=3, why_not=["node is not installed"], clients={"x": ""})
    told = page({"test_never": never, "test_opds": absent})
    assert "(OPDS, with r2-opds-js): not run for this record." in told
    assert "3 with x: node is not installed." in told
    assert "| x | not installed | 0 | 0 | 3 |" in told
    assert "| r2-opds-js | not run | 0 | 0 | all |" in told
    assert "(and 1 of 2 test files)" in told
