"""The long forms of what ``docs/reliability.md`` claims: ``dev.py test -m slow tests/proofs/test_long_forms.py``.

Hours of work in processes of their own. Their short forms are tests of every run; the seeds are those of the document.
"""

import subprocess
import sys

import pytest

from tests.support.program import REPOSITORY

HOURS_S = 6 * 3600
COMMANDS = {
    "3,300 kills of the engine with faults": "tests.crash.long_run --runs 900 --seed 5001",
    "100 kills of the whole window with faults": "tests.crash.window_kills --runs 100 --seed 5001",
    "200 starts ended at any moment": "tests.crash.starts --runs 200 --seed 8",
    "the first 40 calls of every kind fail": "tests.proofs.failing_calls --first 40",
    "100,000 damaged pictures": "tests.proofs.picture_fuzz 100000 1",
    "100,000 hostile texts": "tests.proofs.text_fuzz 100000 1",
    "60 pictures by other policies": "tests.proofs.comparison",
    "5,000 generations": "tests.benchmarks.bench_soak 5000",
    "5,040 generations in the window": "tests.benchmarks.window_soak 5040",
}


@pytest.mark.slow
@pytest.mark.timeout(HOURS_S)
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_it_holds(command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command.split()], cwd=REPOSITORY, check=False)
    assert done.returncode == 0
