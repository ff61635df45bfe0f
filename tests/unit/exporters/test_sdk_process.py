import os
import subprocess
import sys

HANGS = """
import atexit, subprocess, sys, wandb
from calibrax.exporters import sdk_process
process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(100)"])
atexit.register(lambda: print("ended with", process.wait()))
sdk_process._process = lambda: process
sdk_process._GRACE = 0.1
sdk_process.end_with_the_program()
print("the program is done")
"""

FOUND = """
import os
os.environ |= {"WANDB_MODE": "offline", "WANDB_SILENT": "true"}
import wandb
from calibrax.exporters import sdk_process
assert sdk_process._process() is None
wandb.setup()
process = sdk_process._process()
assert process.poll() is None
sdk_process.end_with_the_program()
"""


def run(script: str) -> str:
    environ = {name: text for name, text in os.environ.items() if not name.startswith("WANDB_")}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


def test_a_process_that_hangs_is_ended_once_the_program_is_done() -> None:
    assert run(HANGS).splitlines() == ["the program is done", "ended with -9"]


def test_the_process_of_the_sdk_is_found_and_ends_by_itself() -> None:
    assert run(FOUND) == ""
