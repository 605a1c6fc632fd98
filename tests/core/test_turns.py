"""One machine is asked by one of us at a time, however many sources live there."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from armillary.core.http.turns import TooLong, Turns


def ask(turns: Turns, host: str, pause: float, sleep: Callable[[float], None] = time.sleep) -> None:
    with turns.turn(host, sleep=sleep) as turn:
        turn.pause = pause


def test_each_waits_for_the_one_before():
    turns, slept = Turns(), []
    for _time in range(3):
        ask(turns, "a.example", 10.0, slept.append)
    assert [round(each) for each in slept] == [10, 10]


def test_other_machines_do_not_wait():
    turns, slept = Turns(), []
    ask(turns, "a.example", 10.0, slept.append)
    ask(turns, "b.example", 10.0, slept.append)
    assert slept == []


def test_pause_is_counted_from_the_end_of_a_slow_answer():
    turns, slept = Turns(), []
    with turns.turn("a.example") as turn:
        turn.pause = 0.2
        time.sleep(0.25)
    ask(turns, "a.example", 0.2, slept.append)
    assert 0.1 < slept[0] <= 0.2


def test_pause_that_would_last_too_long_is_not_begun():
    turns, slept = Turns(), []
    ask(turns, "a.example", 10.0)
    with pytest.raises(TooLong), turns.turn("a.example", sleep=slept.append, within=5.0):
        raise AssertionError
    assert slept == []


def test_threads_never_ask_one_machine_at_once_and_others_go_on():
    """The answers take longer than the pause between two requests."""
    turns = Turns()
    here, most, spans = {"a": 0, "b": 0}, {"a": 0, "b": 0}, {"a": 0.0, "b": 0.0}

    def work(host: str, seconds: float) -> None:
        with turns.turn(host) as turn:
            turn.pause = 0.01
            here[host] += 1
            most[host] = max(most[host], here[host])
            time.sleep(seconds)
            here[host] -= 1
            spans[host] = time.monotonic() - began

    began = time.monotonic()
    jobs = [("a", 0.1)] * 5 + [("b", 0.01)] * 3
    threads = [threading.Thread(target=work, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == {"a": 1, "b": 1}
    assert spans["b"] < 0.4 < spans["a"]


def test_whoever_has_something_else_to_do_sees_that_a_machine_is_being_asked():
    turns = Turns()
    assert turns.left("a.example") == 0.0
    with turns.turn("a.example"):
        assert turns.left("a.example") > 0.0
    assert turns.left("a.example") == 0.0


OTHER = """
import sys, time
from pathlib import Path
from armillary.core.http.turns import Turns
with Turns(Path(sys.argv[1])).turn(sys.argv[2]) as turn:
    turn.pause = 60.0
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_processes_wait_for_each_other_and_not_for_one_that_was_killed(tmp_path: Path):
    def start(host: str) -> "subprocess.Popen[str]":
        pipe = subprocess.PIPE
        command = [sys.executable, "-c", OTHER, str(tmp_path), host]
        other = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        return other

    turns, slept = Turns(tmp_path), []
    other = start("a.example")
    with pytest.raises(TooLong), turns.turn("a.example", within=0.2):
        raise AssertionError
    other.communicate("done\n")
    ask(turns, "a.example", 0.0, slept.append)
    assert 0.0 < slept[0] <= 60.0
    other = start("b.example")
    other.kill()
    other.communicate()
    ask(turns, "b.example", 0.0)


def test_folder_that_cannot_be_written_keeps_nobody_from_asking(tmp_path: Path):
    (tmp_path / "file").touch()
    ask(Turns(tmp_path / "file" / "turns"), "a.example", 0.0)


def test_clock_that_was_set_back_keeps_nobody_waiting(tmp_path: Path):
    """Files remember moments; one far ahead is from before the clock was set."""
    turns = Turns(tmp_path)
    with turns.turn("a.example"):
        pass
    [file] = tmp_path.iterdir()
    os.utime(file, (time.time(), time.time() + 86_400))
    slept: list[float] = []
    with Turns(tmp_path).turn("a.example", sleep=slept.append):
        pass
    assert slept == []
