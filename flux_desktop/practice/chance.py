"""Everything left to chance: how long pictures take, their seeds, which faults come. Repeatable with a seed."""

import math
import random

from flux_desktop.domain.image_model import ImageModel

_SHORTEST_S, _LONGEST_S = 2.0, 6.0
_STRETCH = 0.7
_UNKNOWN_S = 10.0


class Chance:
    """``usual_s`` fixes the usual time of every model; without it, it follows the model, squeezed into 2 to 6 s."""

    def __init__(self, usual_s: float | None, spread: float, seed: int | None = None) -> None:
        self._usual_s = usual_s
        self._spread = spread
        # A source each, so that the moment of one does not change the other.
        start = random.Random(seed)
        self._times, self._seeds, self._faults = (random.Random(start.getrandbits(64)) for _ in range(3))

    def duration_s(self, model: ImageModel) -> float:
        """How long this picture takes: log-normal around the usual time."""
        return self.usual_s(model) * self._times.lognormvariate(0.0, self._spread)

    def usual_s(self, model: ImageModel) -> float:
        if self._usual_s is not None:
            return self._usual_s
        low, high = model.usual_seconds or (_UNKNOWN_S, _UNKNOWN_S)
        real_s = max(1.0, (low + high) / 2)
        return min(_LONGEST_S, _SHORTEST_S + _STRETCH * math.log(real_s))

    def picture_seed(self) -> int:
        return self._seeds.randrange(2**32)

    def happens(self, probability: float) -> bool:
        return probability >= 1 or self._faults.random() < probability
