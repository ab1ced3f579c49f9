"""Observed beside declared: where they differ, why, how sure, and what would resolve it."""

from analyzers.comparison.compare import Comparison, compare

__all__ = ["Comparison", "compare"]
