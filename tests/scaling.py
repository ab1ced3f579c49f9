"""How the cost of work grows with its size: by ratio, interleaved, since machines differ and are busy."""

from collections.abc import Callable
from time import process_time

ROUNDS = 3
LINEAR = 10.0
"""Four times the size may cost up to ten times the CPU time; what is quadratic costs sixteen times."""


def grows_linearly(work: Callable[[int], object], size: int) -> bool:
    """Does `work(4 * size)` cost no more than LINEAR times the CPU time of `work(size)`, at the best of ROUNDS each?"""
    small, large = [], []
    for _ in range(ROUNDS):
        for costs, of in ((small, size), (large, 4 * size)):
            started = process_time()
            work(of)
            costs.append(process_time() - started)
    return min(large) < LINEAR * max(min(small), 1e-4)
