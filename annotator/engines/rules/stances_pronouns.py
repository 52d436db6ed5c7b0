"""Whom a pronoun of the article's own words means: a person, the body or group of the sentence before, a pair.

Pronouns of speakers are resolved by `stances_reading`, speakers of quotes by `references`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.schema import ActorKind

if TYPE_CHECKING:
    from annotator.engines.drafts import DraftActor
    from annotator.engines.rules.actors import Cast
    from annotator.engines.rules.analysis import Analysis

_BODIES = frozenset({ActorKind.ORGANIZATION, ActorKind.GOVERNMENT, ActorKind.UNNAMED})
_SUBJECT_STARTS = 24  # characters into a sentence at which its subject's mention starts at the latest
_SENTENCES = 2  # back to which a person or a pair is looked for
_PAIR = 2  # members of what “both” means


def person_before(analysis: Analysis, cast: Cast, token: int, besides: str | None = None) -> str | None:
    """The person whom the sentence up to a token, or one of the two before, is about.

    Args:
        analysis: The document.
        cast: Its actors.
        token: The pronoun.
        besides: Who it is not.
    """
    sentence, offset = analysis.tokens.sentence[token], analysis.tokens.starts[token]
    for back in range(sentence, max(-1, sentence - _SENTENCES - 1), -1):
        span = analysis.sentences[back]
        last = min(span.end, offset)
        for _, end, name in cast.starting(span.start, last):
            if end <= last and name in cast.persons and name != besides:
                return name
    return None


def group_before(analysis: Analysis, cast: Cast, token: int) -> str | None:
    """Whom “it” or “they” means that opens a sentence: the subject of the sentence before, if the number fits."""
    sentence = analysis.tokens.sentence[token]
    if sentence == 0 or token != analysis.tokens.bounds[sentence][0]:
        return None
    before = analysis.sentences[sentence - 1]
    name = next((name for _, _, name in cast.starting(before.start, before.start + _SUBJECT_STARTS + 1)), None)
    actor = cast.actor(name)
    return name if actor is not None and _fits(analysis.tokens.lowers[token], actor) else None


def _fits(pronoun: str, actor: DraftActor) -> bool:
    plural = bool(actor.members) or actor.kind is ActorKind.GROUP
    return plural if pronoun == "they" else not plural and actor.kind in _BODIES


def pair_before(analysis: Analysis, cast: Cast, token: int) -> str | None:
    """Whom “both” means: the last group of two of the sentence or one of the two before."""
    since = analysis.sentences[max(0, analysis.tokens.sentence[token] - _SENTENCES)].start
    near = [name for _, _, name in cast.starting(since, analysis.tokens.starts[token]) if _is_pair(cast, name)]
    return near[-1] if near else None


def _is_pair(cast: Cast, name: str) -> bool:
    actor = cast.actor(name)
    return actor is not None and len(actor.members) == _PAIR


def most_named(analysis: Analysis, cast: Cast, token: int, besides: str) -> str | None:
    """The person whom the text up to a token is most about, of all but one; None when two are named as often."""
    leading = [pair for pair in cast.most_named(analysis.tokens.starts[token]) if pair[0] != besides]
    return leading[0][0] if leading and (len(leading) == 1 or leading[0][1] > leading[1][1]) else None


def titled(cast: Cast, title: str) -> str | None:
    """The only person of the text whose name stands after a title: “Minister rules out …” and “Minister Dorn”."""
    found = {name for word, names in cast.persons_after.items() if word.endswith(title) for name in names}
    return found.pop() if len(found) == 1 else None


def spoken_for(speaker: str) -> str:
    """Whom a spokesperson means by “it”: “a spokesperson for the ministry” speaks for the ministry."""
    head, _, whom = speaker.partition(" for ")
    return whom if whom and head.rpartition(" ")[2].lower().startswith("spokes") else speaker
