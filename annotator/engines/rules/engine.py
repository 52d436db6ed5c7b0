"""The rules engine: a document in, a draft out, without a model, a key or a download.

It asks one family of matchers after the other and writes a draft; grounding is left to `annotator.resolve`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.base import ALL_TASKS, Identity, Task
from annotator.engines.drafts import Draft, DraftQuote, Fragment
from annotator.engines.rules.actors import cast
from annotator.engines.rules.analysis import analyze
from annotator.engines.rules.claims import draft_claims
from annotator.engines.rules.judge import judge
from annotator.engines.rules.languages import draft_quotes
from annotator.engines.rules.quotes import find_quotes
from annotator.engines.rules.ranking import confidence
from annotator.engines.rules.stances import Proposed, draft_stances

if TYPE_CHECKING:
    from annotator.codebook import Codebook
    from annotator.engines.base import Judgement
    from annotator.engines.rules.actors import Cast
    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.candidates import Candidate, Place
    from annotator.schema import Document
    from annotator.spans import Span

VERSION = "4"
"""Grows with every change of a rule or a lexicon that can change an answer."""

_UNKNOWN = "und"  # BCP-47 for a language that nobody determined
_ENGLISH_WORDS = frozenset(
    "the of and to in that is was for on with as at by said it he she his from has have be not".split()
)
_ENGLISH_SHARE = 0.12  # of all words: English prose has about a third, other languages next to none
_SAMPLE = 4000  # characters looked at


class RulesEngine:
    """Deterministic annotation by lexicons and rules.

    Args:
        codebook: Its labels name what is found; the shipped one's labels when None.
        tasks: What to look for.
    """

    def __init__(self, codebook: Codebook | None = None, tasks: frozenset[Task] = ALL_TASKS) -> None:
        self._codebook = codebook
        self._tasks = tasks

    @property
    def identity(self) -> Identity:
        """What could change the answer."""
        digest = None if self._codebook is None else self._codebook.digest
        return Identity(
            engine="rules",
            engine_version=VERSION,
            codebook_digest=digest,
            parameters={"tasks": [str(task) for task in sorted(self._tasks)]},
        )

    @property
    def tasks(self) -> frozenset[Task]:
        """What it looks for."""
        return self._tasks

    async def draft(self, document: Document) -> Draft:
        """Propose what the document holds; never waits and never fails."""
        language = language_of(document)
        if language != "en":
            found = draft_quotes(document, language)
            wanted = found.quotes if Task.QUOTES in self._tasks else ()
            return Draft(actors=found.actors, quotes=wanted, notes=found.notes)
        return self._english(document)

    async def judge(self, document: Document, target: Span | str, holder: Span | str | None = None) -> Judgement:
        """Say how a holder (None: the text itself) stands toward a target, each a span or a name in the document."""
        return judge(document, target, holder, self._codebook)

    def _english(self, document: Document) -> Draft:
        analysis = analyze(document)
        found = find_quotes(analysis)
        who = cast(analysis, found)
        quotes = tuple(
            _draft(analysis, who, index, candidate, parent) for index, (candidate, parent) in enumerate(found)
        )
        claims = draft_claims(analysis, who, quotes, self._codebook) if Task.CLAIMS in self._tasks else ()
        wanted = Task.STANCES in self._tasks
        found_stances = draft_stances(analysis, who, quotes, self._codebook) if wanted else Proposed()
        return Draft(who.actors, quotes, claims, found_stances.stances, found_stances.discards)


def language_of(document: Document) -> str:
    """The document's primary language subtag; without one, “en” when its function words are English, else “und”."""
    if document.language:
        return document.language.partition("-")[0].lower()
    words = document.text[:_SAMPLE].lower().split()
    if not words:
        return "en"
    return "en" if sum(word in _ENGLISH_WORDS for word in words) >= _ENGLISH_SHARE * len(words) else _UNKNOWN


def _draft(analysis: Analysis, who: Cast, index: int, candidate: Candidate, parent: int | None) -> DraftQuote:
    def fragments(*places: Place | None) -> tuple[Fragment, ...]:
        return tuple(_fragment(analysis, place) for place in places if place)

    return DraftQuote(
        key=f"q{index + 1}",
        content=fragments(*candidate.content),
        cue=fragments(*candidate.cue),
        speaker=who.speakers[index],
        speaker_mentions=fragments(candidate.source),
        addressee=who.addressees[index],
        addressee_mentions=fragments(candidate.addressee),
        mode=candidate.mode,
        parent=None if parent is None else f"q{parent + 1}",
        confidence=confidence(candidate),
        trace=(f"frame {candidate.frame}", *candidate.trace),
    )


def _fragment(analysis: Analysis, place: Place) -> Fragment:
    start, end = place
    sentence = analysis.sentence_at(start)
    return Fragment(analysis.text[start:end], sentence.number if sentence else None, start)
