"""Which sentences go into one request: whole ones, in order, packed evenly, with a few before them as context.

Splitting a chunk whose answer does not fit is also here; what is asked about a chunk is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from annotator.engines.llm.spending import estimated_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.documents.sentences import Sentence

CONTEXT_SENTENCES = 4
"""Shown before a chunk, so that its pronouns can be understood."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Sentences to annotate, and those shown before them.

    Attributes:
        own: To annotate; never empty.
        context: Shown only.
    """

    own: tuple[Sentence, ...]
    context: tuple[Sentence, ...] = ()

    @property
    def shown(self) -> tuple[Sentence, ...]:
        """All sentences of the request."""
        return (*self.context, *self.own)

    def is_part_of(self, sentences: Sequence[Sentence]) -> bool:
        """Whether the text has other sentences than these."""
        return len(self.own) < len(sentences)

    def holds(self, offset: int) -> bool:
        """Whether an offset lies in the sentences to annotate."""
        return self.own[0].start <= offset < self.own[-1].end


def pack(text: str, sentences: Sequence[Sentence], most_tokens: int) -> list[Chunk]:
    """Pack sentences into as few chunks as needed, all about as long.

    Args:
        text: The article.
        sentences: Its sentences, in order.
        most_tokens: Of a chunk's own sentences; a sentence that alone is longer is a chunk.
    """
    lengths = [estimated_tokens(text[sentence.start : sentence.end]) for sentence in sentences]
    wanted = -(-sum(lengths) // most_tokens)
    fair = sum(lengths) / max(1, wanted)
    starts: list[int] = []
    held = 0
    for index, length in enumerate(lengths):
        if not starts or held >= fair or held + length > most_tokens:
            starts.append(index)
            held = 0
        held += length
    return [_chunk(sentences, start, end) for start, end in pairwise([*starts, len(sentences)])]


def halves(chunk: Chunk, sentences: Sequence[Sentence]) -> list[Chunk]:
    """The same sentences in two chunks; one chunk only, when there is one sentence only."""
    start = chunk.own[0].number - 1
    end = start + len(chunk.own)
    middle = (start + end + 1) // 2
    return [_chunk(sentences, first, last) for first, last in ((start, middle), (middle, end)) if first < last]


def _chunk(sentences: Sequence[Sentence], start: int, end: int) -> Chunk:
    return Chunk(tuple(sentences[start:end]), tuple(sentences[max(0, start - CONTEXT_SENTENCES) : start]))
