"""The rules engine's words as data, and how they are read; what they mean in a sentence is left to the matchers."""
