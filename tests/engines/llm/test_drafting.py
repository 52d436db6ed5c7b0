"""Claims about drafts: what holds becomes a proposal, what does not a discard, and nothing gets lost between."""

from __future__ import annotations

from annotator import codebook
from annotator.engines.drafts import Discard, DraftActor, DraftClaim, DraftQuote, DraftStance, DraftTarget, Fragment
from annotator.engines.llm.checking import Problem
from annotator.engines.llm.drafting import draft
from annotator.engines.llm.material import Material
from annotator.resolve import REASONS
from annotator.schema import ActorKind, Explicitness, Mode, TargetKind
from tests.engines.llm.asked import TEXT, actor, checker, claim, document, piece, quote, reply, stance, target

BOOK = codebook.default()


def test_every_field_arrives() -> None:
    """Fragments with their sentences, names, links with the prefix, labels in the codebook's spelling."""
    given = reply(
        actors=[actor("Ida Dorn", aliases=["she"])],
        quotes=[quote("q1", cue=[piece("said", 2)], speaker="Ida Dorn", mode="writing"), quote("q2", parent="q1")],
        claims=[claim("c1", quote="q1", claimant="Ida Dorn", kind="FACTUAL", negated=True)],
        stances=[stance(holder="Ida Dorn", quote="q1", claim="c1", act="Call for", target=target(claim="c1"))],
    )
    made = draft(given, [], BOOK, "7.")
    ruin = (Fragment("“The harbour is a ruin,”", 2),)
    assert made.actors == (DraftActor("Ida Dorn", ActorKind.PERSON, aliases=("she",)),)
    assert made.quotes == (
        DraftQuote("7.q1", ruin, (Fragment("said", 2),), speaker="Ida Dorn", mode=Mode.WRITING),
        DraftQuote("7.q2", ruin, parent="7.q1"),
    )
    assert made.claims == (
        DraftClaim(
            "7.c1",
            "The harbour of Tollen is safe.",
            (Fragment("the harbour is safe", 4),),
            "factual",
            claimant="Ida Dorn",
            quote="7.q1",
            verifiable=True,
            check_worthiness=0.5,
            negated=True,
        ),
    )
    assert made.stances == (
        DraftStance(
            "7.s1",
            DraftTarget("the harbour", TargetKind.TOPIC, claim="7.c1"),
            "against",
            "call-for",
            (Fragment("It must close", 3),),
            holder="Ida Dorn",
            explicitness=Explicitness.EXPLICIT,
            quote="7.q1",
            claim="7.c1",
            trace=("she wants it closed",),
        ),
    )
    assert (made.discards, made.notes) == ((), ())


def test_what_stays_wrong_is_discarded_and_the_rest_kept() -> None:
    """With code, reason, words and the proposal as it came; a detail only costs a note."""
    bad = quote("q2", [piece("“Zebras”", 2), piece("“Gnus”", 3)])
    given = reply(quotes=[quote("q1", cue=[piece("bellowed", 2)]), bad], stances=[stance(act="shrug")])
    problems = checker().check(given)
    made = draft(given, problems, BOOK)
    assert [each.key for each in made.quotes] == ["q1"]
    assert made.stances == ()
    first, second = made.discards
    assert (first.kind, first.code, first.fragment) == ("quote", "not-in-text", "“Zebras”")
    assert first.payload["id"] == "q2"
    assert (second.kind, second.code, second.payload["act"]) == ("stance", "unknown-label", "shrug")
    assert len(made.notes) == 1
    assert "its cue “bellowed” is not in the article" in made.notes[0]


def test_proposals_are_conserved() -> None:
    """Every proposal of a reply is in the draft or among the discards, once."""
    bad_quotes = [quote(f"q{n}", [piece(f"zebra {n}", 2), piece("gnu", 2)]) for n in range(3)]
    given = reply(quotes=[quote("q9"), *bad_quotes], claims=[claim(), claim("c2", kind="x", proposition="")])
    made = draft(given, checker().check(given), BOOK)
    assert (len(made.quotes), len(made.claims), len(made.discards)) == (1, 1, 4)


def test_what_could_not_be_read_is_discarded_as_it_came() -> None:
    """One discard for each, though they have no place among the proposals."""
    problems = [Problem("quotes", None, "invalid", "quotes[0]: no", payload={"id": n}) for n in range(2)]
    made = draft(reply(), problems, BOOK)
    assert made.discards == tuple(Discard("quote", "invalid", "quotes[0]: no", None, {"id": n}) for n in range(2))


def test_codes_are_those_that_rejections_have() -> None:
    """A discard's code means the same as that of a rejection by resolve."""
    codes = {
        "not-in-text",
        "nothing-there",
        "unknown-actor",
        "unknown-label",
        "unknown-target",
        "example-leak",
        "invalid",
    }
    assert codes <= REASONS.keys()


def test_a_worth_out_of_range_is_left_out() -> None:
    """The claim is kept without it."""
    assert draft(reply(claims=[claim(check_worthiness=9)]), [], BOOK).claims[0].check_worthiness is None


def test_empty_fragments_are_nothing() -> None:
    """A model that gives an empty cue means none."""
    assert draft(reply(quotes=[quote(cue=[piece(" ")])]), [], BOOK).quotes[0].cue == ()


def test_a_fragment_that_can_only_be_in_one_place_says_where() -> None:
    """Once in the sentence that it names: its offset. Twice, elsewhere or cut out of a word: none."""
    material = Material(document())
    pieces = [piece("said", 2), piece("a", 2), piece("said", 3), piece("harb", 2), piece("said"), piece("zebra", 2)]
    made = draft(reply(quotes=[quote(cue=pieces)]), [], BOOK, place=material.only)
    assert [each.at for each in made.quotes[0].cue] == [TEXT.index("said"), None, None, None, None, None]
    assert made.quotes[0].content[0].at == TEXT.index("“The harbour")
