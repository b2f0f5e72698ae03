"""Pictures, addresses, prompts and file names that were made to do harm come to nothing.

The short form; the long ones are ``python -m tests.proofs.picture_fuzz 100000 1`` and the same of ``text_fuzz``.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.proofs.text_fuzz import PIECES, check_address, check_file_name, check_prompt

MUTANTS = 3000
hostile = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=8).map("".join)
many = settings(max_examples=400, deadline=None)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("library")


def test_no_picture_takes_the_decoders_down() -> None:
    """Most have to get past the checksums, or only the checksums are tried."""
    command = [sys.executable, "-m", "tests.proofs.picture_fuzz", str(MUTANTS), "1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert told["mutants"] == MUTANTS
    assert told["passed"] > MUTANTS // 3
    assert told["decoded"] > MUTANTS // 10
    assert told["peak_mb"] < 300


@many
@given(hostile)
@example("https://api.bfl.ai/v1/credits")
def test_no_address_takes_the_key_elsewhere(text: str) -> None:
    check_address(text)
    check_address(f"https://{text}")


@many
@given(text=hostile)
def test_no_prompt_takes_its_picture_elsewhere(library: Path, text: str) -> None:
    check_prompt(text, library)


@many
@given(text=hostile)
def test_no_path_leads_out_of_the_library(library: Path, text: str) -> None:
    check_file_name(text, library)
