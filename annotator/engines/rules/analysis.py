"""A light analysis that all matchers share: paragraphs, sentences, tokens, word classes, chunks and quotations.

It holds columns, no trees, and is made once per document. What is said by whom is left to the matchers.

Offsets of characters are code points into the document's text; everything else counts tokens. For a language other than
English the classes, chunks and verb groups are empty or meaningless, all else holds.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from annotator.documents.marks import Quotation, quotations
from annotator.documents.sentences import Sentence, split
from annotator.engines.rules.chunks import VerbGroup, chunk, verb_group
from annotator.engines.rules.tagging import tag
from annotator.engines.rules.tokens import Tokens, tokenize

if TYPE_CHECKING:
    from annotator.engines.rules.lexicon.words import Tag
    from annotator.engines.rules.noun_phrases import Phrase
    from annotator.schema import Document

_LINE_BREAK = re.compile(r"[\r\n\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the matchers read.

    Attributes:
        text: The document's text.
        language: Primary language subtag, such as “en”.
        sentences: In text order, boilerplate left out.
        paragraphs: First and one past the last sentence index of each paragraph.
        tokens: Columns of tokens.
        tags: The class of each token.
        chunks: First token and one past the last of each noun chunk.
        chunk_at: For each token the index of its chunk, or -1.
        quotations: Stretches between marks, outer before inner.
        opening: Token of an opening mark → index of its quotation.
        closing: Token of a closing mark → index of its quotation.
        quoted: For each token the index of the outer quotation that holds it, or -1.
        subjects: First token of a verb group → its subject, as far as `phrases` has been asked.
    """

    text: str
    language: str
    sentences: tuple[Sentence, ...]
    paragraphs: tuple[tuple[int, int], ...]
    tokens: Tokens
    tags: list[Tag]
    chunks: list[tuple[int, int]]
    chunk_at: list[int]
    quotations: tuple[Quotation, ...]
    opening: dict[int, int]
    closing: dict[int, int]
    quoted: list[int]
    subjects: dict[int, Phrase | None] = field(default_factory=dict[int, "Phrase | None"], repr=False, compare=False)
    _verb_groups: dict[int, VerbGroup] = field(default_factory=dict[int, "VerbGroup"], repr=False, compare=False)

    def verb_group(self, main: int) -> VerbGroup:
        """The verb group around a main verb's token; found once, for several matchers ask about the same verb."""
        known = self._verb_groups.get(main)
        if known is None:
            known = self._verb_groups[main] = verb_group(self.tags, self.tokens, main)
        return known

    def words(self, first: int, last: int) -> str:
        """The text from one token up to but not including another."""
        return self.text[self.tokens.starts[first] : self.tokens.ends[last - 1]]

    def token_at(self, offset: int) -> int:
        """The last token that starts at or before an offset; -1 before the first."""
        return bisect_right(self.tokens.starts, offset) - 1

    def paragraph_of(self, sentence: int) -> tuple[int, int]:
        """First and one past the last sentence index of the paragraph that a sentence stands in."""
        return self.paragraphs[bisect_right(self.paragraphs, sentence, key=itemgetter(0)) - 1]

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that an offset lies in, or None."""
        token = self.token_at(offset)
        if token < 0:
            return None
        sentence = self.sentences[self.tokens.sentence[token]]
        return sentence if offset < sentence.end else None


def analyze(document: Document) -> Analysis:
    """Analyze a document; its language decides the abbreviations, English when unknown."""
    text = document.text
    language = (document.language or "en").partition("-")[0].lower()
    sentences = split(document)
    paragraphs = tuple(_paragraphs(text, sentences))
    tokens = tokenize(text, sentences)
    tags: list[Tag] = tag(tokens) if language == "en" else ["OTHER"] * len(tokens)
    chunks, chunk_at = chunk(tags, tokens)
    bounds = [(sentences[first].start, sentences[last - 1].end) for first, last in paragraphs]
    marked = quotations(text, bounds)
    opening, closing, quoted = _on_tokens(tokens, marked)
    return Analysis(
        text, language, sentences, paragraphs, tokens, tags, chunks, chunk_at, marked, opening, closing, quoted
    )


def _on_tokens(tokens: Tokens, marked: tuple[Quotation, ...]) -> tuple[dict[int, int], dict[int, int], list[int]]:
    """Which tokens open, close and lie inside quotations."""
    opening: dict[int, int] = {}
    closing: dict[int, int] = {}
    quoted = [-1] * len(tokens)
    for index, quotation in enumerate(marked):
        first = bisect_left(tokens.starts, quotation.start)
        last = bisect_left(tokens.starts, quotation.end)
        if first >= last:
            continue
        if quotation.opened:
            opening[first] = index
        if quotation.closed:
            closing[last - 1] = index
        if quotation.depth == 0:
            quoted[first:last] = [index] * (last - first)
    return opening, closing, quoted


def _paragraphs(text: str, sentences: tuple[Sentence, ...]) -> list[tuple[int, int]]:
    """Group sentences that no line break and no zone boundary separates."""
    found: list[tuple[int, int]] = []
    first = 0
    for index in range(1, len(sentences) + 1):
        if index < len(sentences):
            before, here = sentences[index - 1], sentences[index]
            if before.kind is here.kind and not _LINE_BREAK.search(text, before.end, here.start):
                continue
        if first < index:
            found.append((first, index))
        first = index
    return found
