"""Medians of CPU and wall seconds."""

from collections.abc import Callable
from statistics import median
from time import perf_counter, perf_counter_ns, process_time, process_time_ns
from typing import NamedTuple


class Seconds(NamedTuple):
    cpu: float
    wall: float


def timed(work: Callable[[], object], runs: int = 3, warm: int = 1) -> Seconds:
    """Medians over ``runs``, after ``warm`` runs that do not count."""
    for _ in range(warm):
        work()
    cpu, wall = [], []
    for _ in range(runs):
        at, of = perf_counter(), process_time()
        work()
        cpu.append(process_time() - of)
        wall.append(perf_counter() - at)
    return Seconds(median(cpu), median(wall))


def quantiles_ms(work: Callable[[], object], runs: int = 1_000, warm: int = 30) -> tuple[float, float, float]:
    """p50 and p99 of one call in milliseconds of wall time, and the median of its CPU time."""
    for _ in range(warm):
        work()
    took, cpu = [], []
    for _ in range(runs):
        at, of = perf_counter_ns(), process_time_ns()
        work()
        cpu.append(process_time_ns() - of)
        took.append(perf_counter_ns() - at)
    took.sort()
    return took[runs // 2] / 1e6, took[int(runs * 0.99)] / 1e6, median(cpu) / 1e6
