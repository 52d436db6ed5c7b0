"""Claims about checking: each thing that is wrong is found, named in words a model can act on, and weighed."""

from __future__ import annotations

from typing import Any

import pytest

from annotator import codebook
from annotator.engines.llm.checking import label
from annotator.engines.llm.material import Elsewhere
from tests.engines.llm.asked import actor, checker, claim, piece, quote, reply, stance, target

EXAMPLES = Elsewhere(
    ("Ada Venn said that these fees will sink us.", "The harbour is green."), ("Ada Venn", "Jan Kessel")
)


def test_a_good_answer_has_no_problem() -> None:
    """Everything in place, cue and speaker in other sentences, marks of another style, an alias as speaker."""
    good = reply(
        actors=[actor("Ida Dorn", aliases=["the mayor"]), actor("Jan Kessel")],
        quotes=[
            quote(
                "q1",
                [piece('"The harbour is a ruin,"', 2), piece("“It must close.”", 3)],
                cue=[piece("said", 2)],
                speaker_mentions=[piece("Mayor Ida Dorn", 2)],
                speaker="The Mayor",
            ),
            quote(
                "q2", [piece("that the harbour is safe", 4)], speaker="Jan Kessel", addressee="Ida Dorn", parent="q1"
            ),
        ],
        claims=[claim(quote="q2", claimant="Jan Kessel", kind="Factual")],
        stances=[stance(quote="q1", holder="Ida Dorn", claim="c1", target=target(actor="Jan Kessel", claim="c1"))],
    )
    assert checker().check(good) == []


WRONG: dict[str, tuple[dict[str, Any], str, str, str | None, bool]] = {
    "an invented quote": (
        {"quotes": [quote(content=[piece("“Zebras everywhere”", 2)])]},
        "not-in-text",
        "“Zebras everywhere” is not in the article; copy it character by character from sentence 2 or leave it out",
        "“Zebras everywhere”",
        True,
    ),
    "a quote from boilerplate": (
        {"quotes": [quote(content=[piece("“Ten ways to close a deal”")])]},
        "not-in-text",
        "from the article or leave it out",
        "“Ten ways to close a deal”",
        True,
    ),
    "a quote with a dropped negation": (
        {"claims": [claim(words="the harbour is not safe")]},
        "not-in-text",
        "its evidence “the harbour is not safe”",
        "the harbour is not safe",
        True,
    ),
    "an empty quote": ({"quotes": [quote(content=[])]}, "nothing-there", "its content is empty", None, True),
    "a quote of nothing": ({"quotes": [quote(content=[piece("  ", 2)])]}, "nothing-there", "is empty", None, True),
    "an invented cue": (
        {"quotes": [quote(cue=[piece("bellowed", 2)])]}, "not-in-text", "its cue “bellowed”", "bellowed", False,
    ),
    "an invented mention": (
        {"quotes": [quote(speaker_mentions=[piece("Count Orlok", 2)])]},
        "not-in-text",
        "its speaker_mentions “Count Orlok”",
        "Count Orlok",
        False,
    ),
    "a speaker who is not listed": (
        {"quotes": [quote(speaker="Ida Dorn")]},
        "unknown-actor",
        "its speaker 'Ida Dorn' is not among the actors; add that actor or use a name from the list",
        "Ida Dorn",
        False,
    ),
    "a parent that is not there": (
        {"quotes": [quote(parent="q9")]}, "invalid", "its parent 'q9' is not the id of one of the quotes", None, False,
    ),
    "a quote that is its own parent": ({"quotes": [quote(parent="q1")]}, "invalid", "its parent 'q1'", None, False),
    "a claim of a quote that is not there": ({"claims": [claim(quote="q9")]}, "invalid", "its quote 'q9'", None, False),
    "a claim without a proposition": ({"claims": [claim(proposition=" ")]}, "invalid", "no proposition", None, True),
    "a kind that is not in the codebook": (
        {"claims": [claim(kind="rumour")]}, "unknown-label", "its kind 'rumour' is not in the codebook; use one of",
        "rumour", True,
    ),
    "a worth out of range": ({"claims": [claim(check_worthiness=7)]}, "invalid", "a number from 0 to 1", None, False),
    "an act that is not in the codebook": (
        {"stances": [stance(act="shrug")]}, "unknown-label", "its act 'shrug'", "shrug", True,
    ),
    "a polarity that is not in the codebook": (
        {"stances": [stance(polarity="meh")]}, "unknown-label", "its polarity 'meh'", "meh", True,
    ),
    "a stance with invented proof": (
        {"stances": [stance("It must open")]}, "not-in-text", "[0] (the stance toward the harbour): its evidence",
        "It must open", True,
    ),
    "a target without a name": ({"stances": [stance(target=target(" "))]}, "invalid", "has no label", None, True),
    "a target's claim that is not there": (
        {"stances": [stance(target=target(claim="c9"))]}, "invalid", "its target.claim 'c9'", None, False,
    ),
    "a stance's quote that is not there": ({"stances": [stance(quote="q9")]}, "invalid", "its quote 'q9'", None, False),
    "a holder who is not listed": (
        {"stances": [stance(holder="Nobody")]}, "unknown-actor", "its holder 'Nobody'", "Nobody", False,
    ),
    "words of an example": (
        {"quotes": [quote(content=[piece("these fees will sink us", 2)])]},
        "example-leak",
        "“these fees will sink us” comes from an example, not from the article; leave it out",
        "these fees will sink us",
        True,
    ),
    "somebody from an example": ({"actors": [actor("Ada Venn")]}, "example-leak", "“Ada Venn” comes", "Ada Venn", True),
    "a leaked speaker": ({"quotes": [quote(speaker="Ada Venn")]}, "example-leak", "leave it out", "Ada Venn", True),
}  # fmt: skip


@pytest.mark.parametrize(("given", "code", "words", "fragment", "drops"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_found(
    given: dict[str, Any], code: str, words: str, fragment: str | None, *, drops: bool
) -> None:
    """One problem, with its code, an instruction, the words that are wrong, and whether the proposal can be kept."""
    (problem,) = checker(elsewhere=EXAMPLES).check(reply(**given))
    assert (problem.code, problem.fragment, problem.drops) == (code, fragment, drops)
    assert words in problem.instruction


def test_two_quotes_with_one_id_are_told() -> None:
    """References to it would be ambiguous."""
    problems = checker().check(reply(quotes=[quote("q1"), quote("q1", [piece("“madness”", 5)])]))
    assert [problem.instruction for problem in problems] == [
        f"quotes[{place}] (q1): several quotes have the id 'q1'; give each an id of its own" for place in (0, 1)
    ]


def test_words_that_stand_in_article_and_example_are_no_leak() -> None:
    """“The harbour is” is in both; so is Jan Kessel's name."""
    shared = reply(
        actors=[actor("Jan Kessel")], quotes=[quote(content=[piece("The harbour is", 2)], speaker="Jan Kessel")]
    )
    assert checker(elsewhere=EXAMPLES).check(shared) == []


def test_a_wrong_sentence_number_does_no_harm() -> None:
    """The words are where they are."""
    assert checker().check(reply(quotes=[quote(content=[piece("“madness”", 1)])])) == []
    assert checker().check(reply(quotes=[quote(content=[piece("“madness”", 99)])])) == []


def test_earlier_steps_can_be_referred_to() -> None:
    """Names, quotes and claims that were listed before need not be listed again."""
    known = checker(names=["Ida Dorn"], quotes=["q1"], claims=["c1"])
    assert known.check(reply(stances=[stance(holder="Ida Dorn", quote="q1", claim="c1")])) == []


def test_links_that_nobody_asked_for_are_not_looked_at() -> None:
    """An engine without quotes and claims does not ask again because of them."""
    linked = reply(claims=[claim(quote="q9")], stances=[stance(quote="q9", claim="c9", target=target(claim="c9"))])
    assert len(checker().check(linked)) == 4
    assert checker(unlinked={"quote", "claim"}).check(linked) == []


def test_a_closed_list_closes_the_targets() -> None:
    """With the codebook's spelling forgiven and nothing else."""
    topic = {"name": "Harbour", "definition": "The harbour."}
    closed = codebook.Codebook.model_validate({**codebook.default().model_dump(), "targets": [topic]})
    good, bad = stance(target=target("harbour")), stance(target=target("the mayor"))
    (problem,) = checker(codebook=closed).check(reply(stances=[good, bad]))
    assert (problem.index, problem.code) == (1, "unknown-target")
    assert "use one of Harbour, or leave the stance out" in problem.instruction


@pytest.mark.parametrize("value", ["call-for", "Call-For", "call for", "CALL_FOR", " call  for "])
def test_labels_are_recognised_in_any_case(value: str) -> None:
    """Blanks and underscores too; the codebook's spelling is used."""
    assert label(value, ("call-for", "call")) == "call-for"
    assert label("callfor", ("call-for", "call")) is None


def test_a_long_fragment_is_shortened_in_the_instruction() -> None:
    """A whole invented paragraph is not sent back."""
    (problem,) = checker().check(reply(quotes=[quote(content=[piece("zebra " * 100, 2)])]))
    assert len(problem.instruction) < 260
    assert "zebra…”" in problem.instruction or "zebra …”" in problem.instruction
