"""A question about a sentence with its gold answer: what readers of sentence corpora give.

It knows values. Who answers is left to `eval.answers`, how answers are scored to `eval.run`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.errors import FormatError

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.spans import Span


@dataclass(frozen=True, slots=True)
class Question:
    """One case of a sentence corpus.

    Attributes:
        document: What is resampled: the article, story or speech that the sentence is from.
        text: The sentence.
        gold: The right label.
        target: Whom or what it is about, where that is asked: a place in the sentence or a name.
        holder: Whose stance, where that is asked.
    """

    document: str
    text: str
    gold: str
    target: Span | str | None = None
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a story, and the triples that gold has in it.

    Attributes:
        start: Its first code point in the story's text.
        end: Code point after its last.
        triples: (holder, polarity, target) by the names of the list of entities.
    """

    start: int
    end: int
    triples: frozenset[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Article:
    """An article with a closed list of entities and the triples of each of its sentences."""

    id: str
    cluster: str
    text: str
    entities: tuple[str, ...]
    sentences: tuple[Sentence, ...]


def read_text(path: Path) -> str:
    """A file's text with its line breaks as they are.

    Raises:
        FormatError: It is not there or not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"cannot be read: {error}; does --data name the folder that holds it?", path=path) from error


def files(folder: Path, pattern: str) -> list[Path]:
    """The files of a layout, sorted.

    Raises:
        FormatError: There is none.
    """
    found = sorted(folder.glob(pattern))
    if not found:
        raise FormatError(f"no {pattern} below it: does --data or --split name another layout?", path=folder)
    return found
