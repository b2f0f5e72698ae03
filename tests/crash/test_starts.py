"""The short form of ``tests.crash.starts``; the long one has 200 starts."""

from tests.crash.starts import main


def test_starts_that_are_ended_at_any_moment_end_well() -> None:
    assert main(["--runs", "8", "--seed", "3"]) == 0
