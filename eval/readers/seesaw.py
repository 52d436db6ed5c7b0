"""SEESAW: stories of three articles, cut into sentences, with triples of entities from a list for each sentence.

It knows the layout. “Not in the list” and “None” are no real holders or targets; triples with them are left out.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from annotator.errors import FormatError
from eval.readers.questions import Article, Question, Sentence, files, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from eval.suite import Suite

NOBODY = frozenset({"Not in the list", "None", ""})
LABELS = {"POS": "favor", "NEG": "against"}
"""Their sentiment → ours."""


def articles(folder: Path, suite: Suite, split: str) -> list[Article]:
    """The articles of a split.

    Raises:
        FormatError: A file is missing or is not of this layout.
    """
    root = folder / suite.layout
    stories = [path.stem for path in files(root, "meta/*.json") if json.loads(read_text(path)).get("Split") == split]
    if not stories:
        raise FormatError(f"no story of split {split!r}", path=root)
    return [
        _article(root, path.stem, story) for story in stories for path in files(root, f"annotations/{story}_*.json")
    ]


def questions(folder: Path, suite: Suite, split: str) -> list[Question]:
    """One question for each triple: how the given holder stands toward the given target in the sentence."""
    return [each for article in articles(folder, suite, split) for each in _pairs(article)]


def _pairs(article: Article) -> Iterator[Question]:
    for sentence in article.sentences:
        for holder, polarity, target in sorted(sentence.triples):
            yield Question(article.cluster, article.text[sentence.start : sentence.end], polarity, target, holder)


def _article(root: Path, name: str, story: str) -> Article:
    try:
        labels: dict[str, Any] = json.loads(read_text(root / "annotations" / f"{name}.json"))
        lines: list[dict[str, Any]] = json.loads(read_text(root / "articles" / f"{name}.json"))["text"]
        entities = tuple(str(entity[0]) for entity in labels["entity lists"])
        stances: dict[str, list[dict[str, Any]]] = labels["sentence-level stances"]
    except (ValueError, KeyError, TypeError) as error:
        raise FormatError(f"{name} is not of the layout of SEESAW: {error!r}", path=root) from error
    text = ""
    sentences: list[Sentence] = []
    for line in lines:
        words = str(line["text"])
        if words:
            text += ("" if not text else " ") if text[-1:] != "\n" else ""
            sentences.append(Sentence(len(text), len(text) + len(words), _triples(stances.get(str(line["id"]), ()))))
            text += words
        elif text:
            text += "\n\n"
    return Article(name, story, text, entities, tuple(sentences))


def _triples(raw: list[dict[str, Any]] | tuple[()]) -> frozenset[tuple[str, str, str]]:
    return frozenset(
        (str(each["subject"]), LABELS[each["sentiment"]], str(each["object"]))
        for each in raw
        if each["sentiment"] in LABELS and not NOBODY & {str(each["subject"]), str(each["object"])}
    )
