"""Readers of corpora: each module knows one layout and turns it into records or questions.

A reader of articles has `records(folder, suite, split)`, one of sentences `questions(folder, suite, split)`.
"""
