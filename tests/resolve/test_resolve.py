"""Claims about resolving: each proposal becomes a record or a rejection, and records say what the text says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator import codebook
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
from annotator.resolve import Resolution, resolve
from annotator.schema import ActorKind, Document, Mode, Polarity, TargetKind, Zone, ZoneKind
from tests.builders import span

TEXT = (
    "“We will win,” Mayor Ann Dorn said on Monday, “and then we rest.” She called the dam “a mistake.”\n"
    "Orsa denied that the dam was safe. “He told me ‘never again’ twice,” Dorn said.\n"
    "You may also like\nOrsa wins at chess\n"
)
BOILERPLATE = TEXT.index("You may also like")
DOCUMENT = Document(
    id="a",
    text=TEXT,
    zones=(
        Zone(kind=ZoneKind.BODY, span=span(TEXT, TEXT[:BOILERPLATE])),
        Zone(kind=ZoneKind.BOILERPLATE, span=span(TEXT, TEXT[BOILERPLATE:])),
    ),
)
DORN = DraftActor("Ann Dorn", ActorKind.PERSON, mentions=(Fragment("Mayor Ann Dorn"), Fragment("She")))


def f(*words: str) -> tuple[Fragment, ...]:
    """Fragments without hints."""
    return tuple(map(Fragment, words))


SAID = DraftQuote(
    key="1",
    content=f("We will win", "and then we rest"),
    cue=f("said"),
    speaker="Ann Dorn",
    speaker_mentions=f("Mayor Ann Dorn"),
)
CALLED = DraftQuote("2", f("the dam “a mistake.”"), f("called"), "Ann Dorn", f("She"))
CLAIM = DraftClaim("3", "The dam was safe.", f("the dam was safe"), "factual", claimant="Orsa", negated=True)
STANCE = DraftStance(
    "4",
    DraftTarget("the dam", TargetKind.POLICY, mentions=f("the dam")),
    "against",
    "condemn",
    f("called the dam “a mistake.”"),
    "Ann Dorn",
    quote="2",
)


def resolved(**parts: Any) -> Resolution:
    """What becomes of a draft of these parts."""
    return resolve(Draft(**parts), DOCUMENT, codebook.default())


def test_marks_that_were_left_out_are_completed() -> None:
    """Content without its marks gets them, and is direct."""
    quote = resolved(actors=(DORN,), quotes=(SAID,)).quotes[0]
    assert ([each.text for each in quote.content], quote.kind) == (["“We will win,”", "“and then we rest.”"], "direct")


def test_an_attribution_inside_the_content_is_taken_out() -> None:
    """“A,” he said, “B” copied whole is one quote with two spans."""
    whole = replace(SAID, content=f("“We will win,” Mayor Ann Dorn said on Monday, “and then we rest.”"))
    assert resolved(actors=(DORN,), quotes=(whole,)).quotes == resolved(actors=(DORN,), quotes=(SAID,)).quotes


def test_a_quote_with_words_outside_its_marks_is_mixed() -> None:
    """The kind is computed from the marks."""
    quote = resolved(actors=(DORN,), quotes=(CALLED,)).quotes[0]
    assert (quote.kind, quote.content[0].text) == ("mixed", "the dam “a mistake.”")


def test_a_nested_quote_has_its_parent_and_its_own_kind() -> None:
    """A child is linked to the quote around it."""
    outer = DraftQuote("o", f("“He told me ‘never again’ twice,”"), f("said"), "Dorn", f("Dorn"))
    inner = DraftQuote("i", f("‘never again’"), f("told"), "Orsa", f("He"), parent="o")
    quotes = resolved(actors=(DORN, DraftActor("Orsa", ActorKind.PERSON)), quotes=(inner, outer)).quotes
    assert [(quote.kind, quote.parent) for quote in quotes] == [("direct", None), ("direct", quotes[0].id)]


def test_names_of_one_person_become_one_actor() -> None:
    """A last name, an alias and a mention lead to the same actor, who has the fullest name."""
    last = DraftQuote("9", f("twice"), f("said"), "Dorn", f("Dorn"), mode=Mode.SPEECH)
    result = resolved(actors=(DORN, DraftActor("Dorn", ActorKind.PERSON)), quotes=(SAID, last))
    assert [(actor.name, actor.aliases) for actor in result.actors] == [("Ann Dorn", ("Dorn",))]
    assert [each.text for each in result.actors[0].mentions] == ["Mayor Ann Dorn", "She", "Dorn"]
    assert {quote.speaker for quote in result.quotes} == {result.actors[0].id}


def test_who_is_described_by_a_name_is_somebody_else() -> None:
    """Critics of a person are neither that person nor a person, though both end alike."""
    text = "Ann Dorn smiled. Critics of Ann Dorn called the dam a mistake."
    stance = replace(STANCE, holder="Critics of Ann Dorn", evidence=f("called the dam a mistake"), quote=None, key="1")
    dorn = DraftActor("Ann Dorn", ActorKind.PERSON, mentions=f("Ann Dorn"))
    found = resolve(Draft(actors=(dorn,), stances=(stance,)), Document(id="a", text=text), codebook.default())
    holders = {actor.id: (actor.name, actor.kind) for actor in found.actors}
    assert holders[found.stances[0].holder or ""] == ("Critics of Ann Dorn", ActorKind.UNNAMED)


def test_two_whom_the_text_calls_alike_are_not_one() -> None:
    """The names of a draft that the text does not know give way to its words; where these are the same, ids differ."""
    first = DraftActor("the one group", ActorKind.UNNAMED, mentions=f("We"))
    second = DraftActor("the other group", ActorKind.UNNAMED, mentions=f("we"))
    actors = resolved(actors=(first, second)).actors
    assert len({actor.id for actor in actors}) == len(actors) == 2


def test_members_of_a_group_are_actors() -> None:
    """A group lists its members by id."""
    both = DraftActor("both", ActorKind.GROUP, mentions=f("we"), members=("Ann Dorn", "Orsa"))
    result = resolved(actors=(DORN, DraftActor("Orsa", ActorKind.PERSON), both))
    ids = {actor.name: actor.id for actor in result.actors}
    assert [actor.members for actor in result.actors if actor.kind == "group"] == [(ids["Ann Dorn"], ids["Orsa"])]


def test_claims_and_stances_carry_their_references() -> None:
    """A stance points to its quote, its holder and its target's place; a denial keeps its proposition."""
    result = resolved(actors=(DORN,), quotes=(CALLED,), claims=(CLAIM,), stances=(STANCE,))
    stance, claim = result.stances[0], result.claims[0]
    assert (stance.quote, stance.holder) == (result.quotes[0].id, result.quotes[0].speaker)
    assert (stance.polarity, stance.target.mentions[0].text) == (Polarity.AGAINST, "the dam")
    assert (claim.negated, claim.proposition) == (True, "The dam was safe.")


@pytest.mark.parametrize(
    ("parts", "code", "fragment"),
    [
        pytest.param(
            {"quotes": (replace(SAID, content=f("We will lose")),)}, "not-in-text", "We will lose", id="invented words"
        ),
        pytest.param(
            {"quotes": (replace(SAID, content=f("wins at chess")),)}, "boilerplate", "wins at chess", id="boilerplate"
        ),
        pytest.param({"quotes": (replace(SAID, content=()),)}, "nothing-there", None, id="no content"),
        pytest.param(
            {"quotes": (replace(SAID, content=f("He told me ‘never agian’ twice")),)},
            "not-verbatim",
            "He told me ‘never agian’ twice",
            id="an inexact direct quote",
        ),
        pytest.param(
            {"quotes": (replace(SAID, speaker="Zorn", speaker_mentions=()),)},
            "unknown-actor",
            "Zorn",
            id="an invented speaker",
        ),
        pytest.param(
            {"actors": (DraftActor("Zorn", ActorKind.PERSON),)}, "not-in-text", "Zorn", id="an invented actor"
        ),
        pytest.param(
            {"claims": (replace(CLAIM, kind="rumor"),)}, "unknown-label", "rumor", id="a claim kind nobody defined"
        ),
        pytest.param({"stances": (replace(STANCE, act="hug"),)}, "unknown-label", "hug", id="an act nobody defined"),
        pytest.param(
            {"stances": (replace(STANCE, polarity="pro"),)}, "unknown-label", "pro", id="a polarity nobody defined"
        ),
        pytest.param({"stances": (replace(STANCE, holder="Zorn"),)}, "unknown-actor", "Zorn", id="an invented holder"),
        pytest.param({"quotes": (CALLED, replace(CALLED, key="5"))}, "duplicate", None, id="the same again"),
    ],
)
def test_what_does_not_hold_is_rejected_with_its_reason(parts: dict[str, Any], code: str, fragment: str | None) -> None:
    """Each rejection says why, with the words that failed."""
    rejected = resolved(**parts).rejected
    assert [(each.code, each.fragment) for each in rejected] == [(code, fragment)]


def test_a_cue_that_is_not_there_is_left_out_with_a_note() -> None:
    """A quote does not die of a wrong cue, but nothing goes in silence."""
    result = resolved(quotes=(replace(CALLED, cue=f("branded")),))
    assert result.quotes[0].cue == ()
    assert result.notes == ("quote 2: its cue 'branded' does not stand in the article and was left out",)


def test_a_closed_list_of_targets_is_closed() -> None:
    """With an issue codebook, other targets are rejected."""
    book = codebook.default().model_copy(update={"targets": (codebook.ClosedTarget(name="the tax", definition="It."),)})
    result = resolve(Draft(actors=(DORN,), stances=(STANCE,)), DOCUMENT, book)
    assert [(each.code, each.fragment) for each in result.rejected] == [("unknown-target", "the dam")]


def test_a_word_takes_the_place_nearest_to_its_sentence_then_to_its_cue() -> None:
    """Of two “Dorn”, the mention beside the cue is meant."""
    late = DraftQuote("7", (Fragment("He told me", sentence=5),), f("said"), "Ann Dorn", f("Dorn"))
    mention = resolved(actors=(DORN,), quotes=(late,)).quotes[0].speaker_mentions[0]
    assert mention == span(TEXT, "Dorn", nth=2)


FRAGMENTS = st.sampled_from(
    ["We will win", "the dam", "never again", "no such words", "Orsa wins at chess", "", "…", "She", "said"]
).map(Fragment)
NAMES = st.sampled_from([None, "Ann Dorn", "Dorn", "Orsa", "Zorn", "She"])
ROLE = st.lists(FRAGMENTS, max_size=3).map(tuple)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """Any proposals, most of them wrong."""
    quotes = [
        DraftQuote(
            str(n),
            draw(ROLE),
            draw(ROLE),
            draw(NAMES),
            draw(ROLE),
            draw(NAMES),
            draw(ROLE),
            parent=draw(st.sampled_from([None, "0", "1"])),
        )
        for n in range(draw(st.integers(0, 3)))
    ]
    claims = [
        DraftClaim(
            str(n),
            "P.",
            draw(ROLE),
            draw(st.sampled_from(["factual", "x"])),
            draw(NAMES),
            draw(st.sampled_from([None, "0"])),
        )
        for n in range(draw(st.integers(0, 3)))
    ]
    stances = [
        DraftStance(
            str(n),
            DraftTarget(
                "the dam",
                draw(st.sampled_from(list(TargetKind))),
                draw(NAMES),
                draw(st.sampled_from([None, "0"])),
                draw(ROLE),
            ),
            draw(st.sampled_from(["favor", "x"])),
            draw(st.sampled_from(["praise", "x"])),
            draw(ROLE),
            draw(NAMES),
        )
        for n in range(draw(st.integers(0, 3)))
    ]
    actors = [
        DraftActor(name, ActorKind.PERSON, draw(ROLE))
        for name in draw(st.lists(NAMES.filter(bool), max_size=3))
        if name
    ]
    discards = [Discard("quote", "example-leak", "It leaked.")] * draw(st.integers(0, 2))
    return Draft(tuple(actors), tuple(quotes), tuple(claims), tuple(stances), tuple(discards))


@given(drafts())
def test_nothing_disappears(draft: Draft) -> None:
    """Proposals and discards equal records and rejections, kind by kind, and all records hold against the text."""
    result = resolve(draft, DOCUMENT, codebook.default())
    for kind in ("quote", "claim", "stance"):
        proposed = len(getattr(draft, f"{kind}s")) + sum(each.kind == kind for each in draft.discards)
        rejected = sum(each.kind == kind for each in result.rejected)
        assert proposed == len(getattr(result, f"{kind}s")) + rejected
    for quote in result.quotes:
        assert all(not DOCUMENT.in_boilerplate(each.start, each.end) for each in quote.content)
