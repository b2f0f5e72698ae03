"""What retries cost, beside an engine that has none for what may have been accepted."""

from tests.proofs.comparison import WISHES, compare
from tests.proofs.policies import POLICIES


def test_the_same_faults_cost_others_twice_and_the_engine_once() -> None:
    ours, usual = compare(POLICIES[:1])
    assert ours.extra == ours.untold == 0
    assert WISHES // 2 < ours.charged <= WISHES
    assert usual.extra > 0
