"""Into which parts a corpus is cut: properties of quotes, claims and stances, and properties of documents.

It knows how to read a property off a record or a document. What is counted for each part is left to others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from annotator.schema import ActorKind, Quote
from annotator.scoring.names import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from annotator.schema import Annotation, Claim, Stance
    from annotator.scoring.corpus import AnyDocument
    from annotator.spans import Span

UNKNOWN = "unknown"
"""Value of a property that nobody recorded."""

PRONOUNS = frozenset(
    """he she it they we i you him her them us me his hers their theirs who which this that these those one someone
    er sie es ihr ihm ihnen wir ich il elle ils elles lui leur on nous je él ella ellos ellas ello yo nosotros
    он она оно они мы я""".split()
)
"""Words that refer without naming, in English, German, French, Spanish and Russian."""


class Context:
    """One annotation of a document, to look properties of its records up in."""

    def __init__(self, annotation: Annotation, document: AnyDocument | None) -> None:
        self.actors = {actor.id: actor for actor in annotation.actors}
        self.quotes = {quote.id: quote for quote in annotation.quotes}
        self.document = document

    def zone(self, spans: Sequence[Span]) -> str:
        """Kind of the zone in which the first character stands."""
        if self.document is None or not self.document.zones:
            return UNKNOWN
        start = min(span.start for span in spans)
        zones = self.document.zones
        return next((str(zone.kind) for zone in zones if zone.span.start <= start < zone.span.end), UNKNOWN)

    def speaker(self, quote: Quote) -> str:
        """How the speaker is referred to: by a pronoun, a name, as somebody unnamed, or not at all."""
        if any(fold(span.text) in PRONOUNS for span in quote.speaker_mentions):
            return "pronoun"
        actor = self.actors.get(quote.speaker or "")
        if actor is not None:
            return "unnamed" if actor.kind is ActorKind.UNNAMED else "named"
        return UNKNOWN if quote.speaker_mentions else "none"

    def depth(self, quote: Quote) -> str:
        """How many quotes a quote is nested in."""
        seen = {quote.id}
        while quote.parent is not None and quote.parent not in seen:
            seen.add(quote.parent)
            quote = self.quotes[quote.parent]
        return str(len(seen) - 1)


OfQuote: TypeAlias = "Callable[[Context, Quote], str]"
OfClaim: TypeAlias = "Callable[[Context, Claim], str]"
OfStance: TypeAlias = "Callable[[Context, Stance], str]"

QUOTE_PROPERTIES: Mapping[str, OfQuote] = {
    "kind": lambda _, quote: quote.kind,
    "mode": lambda _, quote: quote.mode,
    "speaker": Context.speaker,
    "zone": lambda context, quote: context.zone(quote.content),
    "depth": Context.depth,
}

CLAIM_PROPERTIES: Mapping[str, OfClaim] = {
    "kind": lambda _, claim: claim.kind,
    "zone": lambda context, claim: context.zone(claim.evidence),
}

STANCE_PROPERTIES: Mapping[str, OfStance] = {
    "act": lambda _, stance: stance.act,
    "explicitness": lambda _, stance: stance.explicitness,
    "zone": lambda context, stance: context.zone(stance.evidence),
}

ITEM_PROPERTIES = frozenset({*QUOTE_PROPERTIES, *CLAIM_PROPERTIES, *STANCE_PROPERTIES})
"""Properties of records; any other name is one of documents."""


def document_property(document: AnyDocument | None, name: str) -> str:
    """A property of a document: one of its fields, or of its metadata."""
    if document is None:
        return UNKNOWN
    fields = {
        "language": document.language,
        "outlet": document.outlet,
        "author": document.author,
        "date": document.date,
        "id": document.id,
    }
    value = fields.get(name, document.metadata.get(name))
    return UNKNOWN if value is None or value == "" else str(value)
