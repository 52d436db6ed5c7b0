"""Claims about putting drafts together: no duplicate at a seam, agreement as confidence, links that still hold."""

from __future__ import annotations

from dataclasses import replace

from annotator.engines.drafts import (
    Discard,
    Draft,
    DraftActor,
    DraftClaim,
    DraftQuote,
    DraftStance,
    DraftTarget,
    Fragment,
)
from annotator.engines.llm.chunks import Chunk
from annotator.engines.llm.material import Material
from annotator.engines.llm.merging import merged, stacked
from annotator.schema import ActorKind, TargetKind
from tests.engines.llm.asked import document

MATERIAL = Material(document())
CHUNKS = [Chunk(MATERIAL.sentences[:3]), Chunk(MATERIAL.sentences[3:], MATERIAL.sentences[1:3])]
PERSON = ActorKind.PERSON


def quote(key: str, words: str = "“The harbour is a ruin,”", sentence: int = 2, **more: str) -> DraftQuote:
    """A quote."""
    return DraftQuote(key, (Fragment(words, sentence),), **more)  # type: ignore[arg-type]  # links only


def claim(key: str, words: str = "the harbour is safe", proposition: str = "It is safe.", **more: object) -> DraftClaim:
    """A claim."""
    return DraftClaim(key, proposition, (Fragment(words, 4),), "factual", **more)  # type: ignore[arg-type]  # links only


def stance(key: str, label: str = "the harbour", polarity: str = "against", **more: str) -> DraftStance:
    """A stance."""
    target = DraftTarget(label, TargetKind.TOPIC, claim=more.pop("about", None))
    return DraftStance(key, target, polarity, "demand", (Fragment("It must close", 3),), **more)  # type: ignore[arg-type]  # links only


def test_one_draft_is_left_alone() -> None:
    """There is nothing to merge."""
    draft = Draft(quotes=(quote("q1"), quote("q1")))
    assert merged(MATERIAL, [draft]) is draft


def test_what_two_chunks_found_is_there_once() -> None:
    """The one of the chunk that it belongs to stays, in text order, and links to the other lead to it."""
    own = quote("1.q1", "“The harbour is a ruin,”")
    seen = quote("4.q1", "“The harbour is a ruin,” Mayor", 2)
    late = quote("4.q2", "“madness”", 5)
    later = Draft(quotes=(late, seen), claims=(claim("4.c1", quote="4.q1"),), stances=(stance("4.s1", about="4.c1"),))
    whole = merged(MATERIAL, [Draft(quotes=(own,)), later], CHUNKS)
    assert whole.quotes == (own, late)
    assert whole.claims == (claim("4.c1", quote="1.q1"),)
    assert whole.stances == (stance("4.s1", about="4.c1"),)
    assert whole.quotes[0].confidence is None


def test_what_only_the_context_showed_is_kept() -> None:
    """A chunk that found something in its context that the other missed is not punished."""
    extra = quote("4.q1")
    assert merged(MATERIAL, [Draft(), Draft(quotes=(extra,))], CHUNKS).quotes == (extra,)


def test_agreement_is_the_confidence() -> None:
    """Found by two of three samples: two thirds; links follow to the one that stands for all."""
    samples = [
        Draft(quotes=(quote("1.q1"),), claims=(claim("1.c1", quote="1.q1"),)),
        Draft(quotes=(quote("2.q1", "“The harbour is a ruin"), quote("2.q2", "“madness”", 5))),
        Draft(quotes=(quote("3.q1"),), claims=(claim("3.c1", quote="3.q1"),)),
    ]
    whole = merged(MATERIAL, samples)
    assert [(each.key, each.confidence) for each in whole.quotes] == [("1.q1", 1.0), ("2.q2", 1 / 3)]
    assert [(each.key, each.quote, each.confidence) for each in whole.claims] == [("1.c1", "1.q1", 2 / 3)]


def test_of_samples_the_one_most_like_the_others_is_kept() -> None:
    """Two agree on the longer words, so the longer words stay."""
    short, longer = "“The harbour is", "“The harbour is a ruin,”"
    samples = [Draft(quotes=(quote(f"{n}.q1", words),)) for n, words in enumerate([short, longer, longer])]
    (kept,) = merged(MATERIAL, samples).quotes
    assert (kept.key, kept.content[0].text, kept.confidence) == ("1.q1", longer, 1.0)


def test_proposals_of_one_draft_are_never_merged() -> None:
    """A nested quote overlaps its parent, two claims may share their proof; wording decides which is which."""
    claims = [("It is safe.", "Kessel says so."), ("Kessel says so.", "It is safe.")]
    samples = [
        Draft(claims=tuple(claim(f"{n}.c{m}", proposition=words) for m, words in enumerate(pair)))
        for n, pair in enumerate(claims)
    ]
    whole = merged(MATERIAL, samples)
    assert [(each.proposition, each.confidence) for each in whole.claims] == [
        ("It is safe.", 1.0),
        ("Kessel says so.", 1.0),
    ]


def test_what_contradicts_is_not_the_same() -> None:
    """Another polarity, another target, a negation: each stays for itself."""
    samples = [
        Draft(stances=(stance("1.s1"),), claims=(claim("1.c1"),)),
        Draft(
            stances=(stance("2.s1", polarity="favor"), stance("2.s2", "the mayor")),
            claims=(claim("2.c1", negated=True),),
        ),
    ]
    whole = merged(MATERIAL, samples)
    assert [each.confidence for each in whole.stances] == [0.5] * 3
    assert [each.confidence for each in whole.claims] == [0.5] * 2


def test_targets_are_the_same_by_label_word_or_mention() -> None:
    """“the harbour” and “Tollen's harbour” are; so are two labels with one mention."""
    mention = (Fragment("It", 3),)
    ours = replace(stance("1.s1"), target=DraftTarget("the closure", TargetKind.EVENT, mentions=mention))
    theirs = replace(stance("2.s1"), target=DraftTarget("shutting it", TargetKind.EVENT, mentions=mention))
    by_word = [Draft(stances=(stance("1.s1"),)), Draft(stances=(stance("2.s1", "Tollen's harbour"),))]
    by_mention = [Draft(stances=(ours,)), Draft(stances=(theirs,))]
    assert [len(merged(MATERIAL, drafts).stances) for drafts in (by_word, by_mention)] == [1, 1]


def test_actors_are_put_together_by_name_and_alias() -> None:
    """Under the longest name, with all others as aliases."""
    drafts = [
        Draft(
            actors=(DraftActor("Ida Dorn", PERSON, aliases=("the mayor",)), DraftActor("Tollen", ActorKind.GOVERNMENT))
        ),
        Draft(actors=(DraftActor("Mayor Ida Dorn", PERSON, aliases=("ida dorn",)), DraftActor("TOLLEN", PERSON))),
    ]
    assert merged(MATERIAL, drafts).actors == (
        DraftActor("Mayor Ida Dorn", PERSON, aliases=("Ida Dorn", "the mayor", "ida dorn")),
        DraftActor("Tollen", ActorKind.GOVERNMENT, aliases=("TOLLEN",)),
    )


def test_discards_and_notes_are_kept_once() -> None:
    """Three samples that invent the same are one rejection."""
    invented = Discard("quote", "not-in-text", "it is not there", "zebra")
    other = replace(invented, fragment="gnu")
    whole = merged(
        MATERIAL, [Draft(discards=(invented,), notes=("a",)), Draft(discards=(invented, other), notes=("a", "b"))]
    )
    assert (whole.discards, whole.notes) == ((invented, other), ("a", "b"))


def test_words_that_are_nowhere_are_never_the_same() -> None:
    """Two inventions do not agree."""
    drafts = [Draft(quotes=(quote(f"{n}.q1", "zebra"),)) for n in range(2)]
    assert len(merged(MATERIAL, drafts).quotes) == 2


def test_a_quote_cannot_become_its_own_parent() -> None:
    """When parent and child fall into one cluster, the link goes."""
    outer, inner = quote("1.q1"), quote("2.q2", parent="2.q1")
    drafts = [Draft(quotes=(outer,)), Draft(quotes=(inner, quote("2.q1", "“madness”", 5)))]
    linked = [Draft(quotes=(outer,)), Draft(quotes=(replace(inner, parent="1.q1"),))]
    assert [each.parent for each in merged(MATERIAL, drafts).quotes] == [None, None]
    assert [each.parent for each in merged(MATERIAL, linked).quotes] == [None]


def test_steps_of_one_chunk_are_stacked() -> None:
    """Each brought other collections; nothing is compared."""
    dorn = DraftActor("Dorn", PERSON)
    whole = stacked(
        [Draft(actors=(dorn,), quotes=(quote("q1"),)), Draft(actors=(dorn,), claims=(claim("c1", quote="q1"),))]
    )
    assert whole == Draft(actors=(dorn,), quotes=(quote("q1"),), claims=(claim("c1", quote="q1"),))
