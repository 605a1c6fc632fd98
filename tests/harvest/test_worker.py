"""The background process harvests sources with a schedule, several at a time, as a real process."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .conftest import Provider, Question
from .machine import Machine

PATIENCE = 30.0


def slow(seconds: float) -> Callable[[Provider, Question], Any]:
    def fault(_provider: Provider, question: Question) -> Any:
        if question.get("verb") == "ListRecords":
            time.sleep(seconds)
        return ...

    return fault


def wait_for(machine: Machine, question: str, wanted: list[tuple[Any, ...]]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if (found := machine.rows(question)) == wanted:
            return
        time.sleep(0.2)
    raise AssertionError(found)


def test_slow_source_keeps_no_other_waiting(provide: Callable[..., Provider], tmp_path: Path):
    machine = Machine(tmp_path / "home", ARMILLARY_HARVESTERS="3")
    machine.prepare()
    hanging = provide(20, fault=slow(60.0))
    machine.add(hanging.address, "hanging", "--schedule", "daily")
    for number in range(4):
        provider = provide(20, fault=slow(0.3))
        machine.add(provider.address, f"s{number}", "--schedule", "hourly")
    worker = machine.start("work")
    try:
        wait_for(
            machine,
            "SELECT s.name, r.state FROM harvest_run r JOIN harvest_source s"
            " ON s.id = r.source_id ORDER BY 1",
            [("hanging", "running"), *((f"s{number}", "finished") for number in range(4))],
        )
        # Checks go on as well, in a thread of their own.
        wait_for(machine, "SELECT COUNT(*) FROM evaluation_checkreport", [(20,)])
    finally:
        worker.terminate()
        worker.communicate(timeout=20)
    overlapping = machine.rows(
        "SELECT COUNT(*) FROM harvest_run a JOIN harvest_run b ON a.id < b.id"
        " AND a.started_at < b.finished_at AND b.started_at < a.finished_at"
    )
    assert overlapping[0][0] >= 1
    assert machine.rows("SELECT COUNT(*) FROM harvest_source WHERE due_at IS NULL") == [(0,)]
