"""Stand-ins for the outside world: a loopback endpoint with latency, faults and limits."""
