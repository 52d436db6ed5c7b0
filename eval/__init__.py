"""The evaluation harness of the repository: gold, suites, runner and gate; it is run as `python -m eval`."""
