"""Benchmarks: ratios measured side by side in one run, never an assertion on time."""
