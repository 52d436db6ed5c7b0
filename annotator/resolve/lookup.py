"""Looking the fragments of one draft up in one document, with the document's own knowledge of where to prefer them.

It knows sentences, boilerplate and why a fragment can fail; what the fragments make up is left to its neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from annotator.documents import sentences
from annotator.engines.drafts import Fragment
from annotator.errors import GroundingError
from annotator.grounding import Grounding, Hints, Text, ground
from annotator.schema import GroundingStatus, ZoneKind
from annotator.spans import Span, joined, ranges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.schema import Document

REASONS = {
    "not-in-text": "these words do not stand in the article",
    "boilerplate": "these words stand only in boilerplate, which is never annotated",
    "not-verbatim": "a direct quote must hold the article's very words, and these differ from them",
    "nothing-there": "it brings no words of the article as its proof",
    "unknown-actor": "it names somebody who does not appear in the article",
    "unknown-label": "its label is not in the codebook",
    "unknown-target": "its target is not on the codebook's closed list",
    "duplicate": "the same has been proposed before",
    "example-leak": "it comes from an example in the prompt, not from the article",
    "invalid": "it does not fit the schema",
}
"""Why a proposal is rejected: code → sentence."""

_STRENGTH = (GroundingStatus.EXACT, GroundingStatus.NORMALIZED, GroundingStatus.FUZZY)


@dataclass(frozen=True, slots=True)
class Miss:
    """A fragment that could not be found, and why (a code of `REASONS`)."""

    code: str
    fragment: str | None = None


class Role(NamedTuple):
    """Where the fragments of one role stand; spans in text order, with the weakest way that one was found."""

    spans: tuple[Span, ...] = ()
    status: GroundingStatus = GroundingStatus.EXACT
    score: float = 1.0

    @property
    def extent(self) -> tuple[int, int] | None:
        """From the first to the last character."""
        return (self.spans[0].start, self.spans[-1].end) if self.spans else None


NO_ROLE = Role()


class Lookup:
    """One document, searched many times."""

    def __init__(self, document: Document) -> None:
        self.document = document
        skip = ranges(zone.span for zone in document.zones if zone.kind is ZoneKind.BOILERPLATE)
        self.text = Text(document.text, skip)
        self._spans: dict[tuple[int, int], Span] = {}
        self._roles: dict[tuple[str, int | None], Role | None] = {}

    def span(self, start: int, end: int) -> Span:
        """The span of two offsets, made once: the same words are the proof of many records."""
        known = self._spans.get((start, end))
        if known is None:
            known = self._spans[start, end] = Span.of(self.document.text, start, end)
        return known

    @cached_property
    def sentences(self) -> dict[int, tuple[int, int]]:
        """Number of each sentence → its range."""
        return {sentence.number: (sentence.start, sentence.end) for sentence in sentences.split(self.document)}

    @cached_property
    def everywhere(self) -> Text:
        """The same text with boilerplate searched too, to tell why something was not found."""
        return Text(self.document.text)

    def find(
        self, fragment: Fragment, beside: tuple[int, int] | None = None, *, marked: bool = False
    ) -> Grounding | None:
        """Where one fragment stands, nearest to its sentence, then to a range that it belongs with."""
        seen = self._seen(fragment)
        if seen is not None:
            return Grounding((self.span(*seen),), GroundingStatus.EXACT)
        near = None if fragment.sentence is None else self.sentences.get(fragment.sentence)
        try:
            return ground(fragment.text, self.text, hints=Hints(fragment.at, near, beside), marked=marked)
        except GroundingError:
            return None

    def _seen(self, fragment: Fragment) -> tuple[int, int] | None:
        """Where the engine saw a fragment, if the text agrees."""
        words = fragment.text.strip()
        if fragment.at is None or not words or not self.text.holds(words, fragment.at):
            return None
        return fragment.at, fragment.at + len(words)

    def places(self, fragment: Fragment) -> tuple[tuple[int, int], ...]:
        """Like `find` for what needs no more than the offsets; empty when the fragment stands nowhere."""
        seen = self._seen(fragment)
        if seen is not None:
            return (seen,)
        found = self.find(fragment)
        return tuple((span.start, span.end) for span in found.spans) if found is not None else ()

    def knows(self, name: str) -> bool:
        """Whether a name stands somewhere."""
        return self.text.names(name) or self.find(Fragment(name)) is not None

    def role(
        self, fragments: Sequence[Fragment], beside: tuple[int, int] | None = None, *, marked: bool = False
    ) -> Role | Miss:
        """Where all fragments of a role stand; each prefers to be close to the one before."""
        if (role := self._at_once(fragments)) is not None:
            return role
        found: list[Grounding] = []
        for fragment in fragments:
            anchor = (found[-1].spans[-1].end, found[-1].spans[-1].end) if found else beside
            grounding = self.find(fragment, anchor, marked=marked)
            if grounding is None:
                return Miss(self.why(fragment), fragment.text)
            found.append(grounding)
        return self._role(found)

    def roles_left(self, fragments: Sequence[Fragment], beside: tuple[int, int] | None) -> tuple[Role, list[str]]:
        """Like `role` for what an item can do without: what was found, and the words that were not."""
        if (role := self._at_once(fragments)) is not None:
            return role, []
        found: list[Grounding] = []
        missing: list[str] = []
        for fragment in fragments:
            grounding = self.find(fragment, beside)
            if grounding is None:
                missing.append(fragment.text)
            else:
                found.append(grounding)
        return self._role(found), missing

    def _at_once(self, fragments: Sequence[Fragment]) -> Role | None:
        """The role of no fragment, or of one that stands where the engine saw it, without a search; None for others."""
        if not fragments:
            return NO_ROLE
        if len(fragments) > 1:
            return None
        key = (fragments[0].text, fragments[0].at)
        if key not in self._roles:
            seen = self._seen(fragments[0])
            self._roles[key] = None if seen is None else Role((self.span(*seen),))
        return self._roles[key]

    def _role(self, found: Sequence[Grounding]) -> Role:
        spans = joined(self.document.text, [span for grounding in found for span in grounding.spans])
        status = max((grounding.status for grounding in found), key=_STRENGTH.index, default=GroundingStatus.EXACT)
        return Role(spans, status, min((grounding.score for grounding in found), default=1.0))

    def why(self, fragment: Fragment) -> str:
        """Why a fragment was not found, as a code of `REASONS`."""
        try:
            elsewhere = bool(self.text.skip) and ground(fragment.text, self.everywhere, marked=True) is not None
        except GroundingError:
            return "nothing-there"
        return "boilerplate" if elsewhere else "not-in-text"
