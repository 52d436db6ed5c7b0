"""The language model engine against the loopback endpoint."""
