"""The article page: the text with quotes, claims and stances marked in place, who appears, and who stands where.

It turns records into plain values for the template; escaping and the file's frame are `annotator.views.html`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.errors import FormatError
from annotator.schema import Document
from annotator.views import html
from annotator.views.graph import graph
from annotator.views.segments import segments

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.records import Record
    from annotator.schema import Annotation, Claim, Quote, Stance
    from annotator.spans import Span
    from annotator.views.segments import Segment

HUES = 10
"""Speaker colors in the style sheet; later speakers share them."""


def page(records: Sequence[Record]) -> str:
    """A self-contained page that shows the records' articles, one after the other.

    Raises:
        FormatError: A record has no text.
    """
    articles = [_article(record) for record in records]
    return html.render(
        "article.html.jinja", styles=("theme.css", "article.css"), script="article.js", articles=articles
    )


def _article(record: Record) -> dict[str, Any]:
    document, annotation = record.document, record.annotation
    if not isinstance(document, Document):
        msg = f"document {document.id!r} was saved without its text, so there is nothing to show; give it back first"
        raise FormatError(msg)
    hues = _hues(annotation)
    return {
        "document": document,
        "title": document.title or document.id,
        "provenance": annotation.provenance,
        "segments": [_segment(segment, annotation, hues) for segment in segments(document, annotation)],
        "quotes": [_quote(quote, annotation, hues) for quote in annotation.quotes],
        "claims": [_claim(claim, annotation) for claim in annotation.claims],
        "stances": [_stance(stance, annotation) for stance in annotation.stances],
        "actors": [
            {"name": a.name, "kind": a.kind, "aliases": a.aliases, "mentions": len(a.mentions), "hue": hues.get(a.id)}
            for a in annotation.actors
        ],
        "rejected": annotation.rejected,
        "graph": graph(annotation),
    }


def _hues(annotation: Annotation) -> dict[str, int]:
    """A color number for each speaker, by first appearance."""
    speakers = dict.fromkeys(quote.speaker for quote in annotation.quotes if quote.speaker)
    return {speaker: number % HUES for number, speaker in enumerate(speakers)}


def _segment(segment: Segment, annotation: Annotation, hues: dict[str, int]) -> dict[str, Any]:
    quotes = {quote.id: quote for quote in annotation.quotes}
    stances = {stance.id: stance for stance in annotation.stances}
    classes = sorted({f"r-{mark.role}" for mark in segment.marks})
    classes += sorted({f"p-{stances[mark.owner].polarity}" for mark in segment.marks if mark.role == "stance"})
    speakers = [quotes[mark.owner].speaker for mark in segment.marks if mark.role == "content"]
    if speakers:
        innermost = speakers[-1]
        classes.append(f"h{hues[innermost]}" if innermost in hues else "hn")
    if segment.boilerplate:
        classes.append("boilerplate")
    owners = list(dict.fromkeys(mark.owner for mark in segment.marks))
    roles = [f"{mark.owner}:{mark.role}" for mark in segment.marks]
    return {"text": segment.text, "classes": classes, "owners": owners, "roles": roles, "opens": segment.opens}


def _quote(quote: Quote, annotation: Annotation, hues: dict[str, int]) -> dict[str, Any]:
    parent = next((n for n, each in enumerate(annotation.quotes, start=1) if each.id == quote.parent), None)
    rows = [
        ("speaker", _name(annotation, quote.speaker)),
        ("as written", _words(quote.speaker_mentions)),
        ("cue", _words(quote.cue)),
        ("kind", f"{quote.kind}, {quote.mode}"),
        ("addressee", _name(annotation, quote.addressee) if quote.addressee else ""),
        ("inside", f"q{parent}" if parent else ""),
        *_proof(quote),
    ]
    hue = hues.get(quote.speaker or "")
    return {
        "id": quote.id,
        "head": _name(annotation, quote.speaker),
        "body": _words(quote.content),
        "hue": hue,
        "rows": _filled(rows),
    }


def _claim(claim: Claim, annotation: Annotation) -> dict[str, Any]:
    claimant = _name(annotation, claim.claimant) if claim.claimant else "the article"
    worth = "" if claim.check_worthiness is None else f"{claim.check_worthiness:.2f}"
    rows = [
        ("claimant", claimant),
        ("kind", claim.kind),
        ("negated", "yes" if claim.negated else ""),
        ("certainty", claim.certainty),
        ("verifiable", {True: "yes", False: "no", None: ""}[claim.verifiable]),
        ("check-worthiness", worth),
        ("evidence", _words(claim.evidence)),
        *_proof(claim),
    ]
    body = f"not: {claim.proposition}" if claim.negated else claim.proposition
    return {"id": claim.id, "head": claimant, "body": body, "rows": _filled(rows)}


def _stance(stance: Stance, annotation: Annotation) -> dict[str, Any]:
    holder = _name(annotation, stance.holder) if stance.holder else "the article"
    rows = [
        ("polarity", stance.polarity_label or stance.polarity),
        ("act", stance.act),
        ("target", f"{stance.target.label} ({stance.target.kind})"),
        ("how", f"{stance.explicitness}{', derived' if stance.derived else ''}"),
        ("evidence", _words(stance.evidence)),
        *_proof(stance),
    ]
    head = f"{holder} → {stance.target.label}"
    return {
        "id": stance.id,
        "head": head,
        "body": _words(stance.evidence),
        "polarity": stance.polarity,
        "rows": _filled(rows),
    }


def _proof(record: Quote | Claim | Stance) -> list[tuple[str, str]]:
    confidence = "" if record.confidence is None else f"{record.confidence:.2f}"
    return [("found", f"{record.grounding} ({record.grounding_score:.2f})"), ("confidence", confidence)]


def _filled(rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in rows if value]


def _name(annotation: Annotation, actor_id: str | None) -> str:
    actor = annotation.actor(actor_id)
    return "nobody named" if actor is None else actor.name


def _words(spans: Iterable[Span]) -> str:
    return " … ".join(span.text for span in spans)
