"""The rules engine as an engine: what it is, what it never does, and what its drafts hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.engines.base import ALL_TASKS, Task
from annotator.engines.rules.engine import RulesEngine, language_of
from annotator.engines.rules.lexicon.cues import english as cues
from annotator.engines.rules.lexicon.words import english as words
from annotator.engines.rules.ranking import TIERS
from annotator.pipeline import Annotator
from annotator.schema import Document
from tests.engines.rules.reading import ENGINE

if TYPE_CHECKING:
    from annotator.engines.drafts import Draft, Fragment

WHOLE = Annotator("rules")
INVENTED = Path(__file__).parents[3] / "eval" / "gold" / "invented"
PIECES = [
    "“",
    "”",
    '"',
    "'",
    ",",
    ".",
    "\n",
    " said ",
    " that ",
    "Ann Lee ",
    "he ",
    " called ",
    "the plan ",
    ": ",
    "— ",
    "was ",
]


def drafted(text: str, engine: RulesEngine = ENGINE) -> Draft:
    """A draft, made without an event loop: the engine never waits."""
    try:
        engine.draft(Document(id="d", text=text, language="en")).send(None)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]  # what the coroutine returns
    pytest.fail("the rules engine waited for something")


def fragments(draft: Draft) -> list[Fragment]:
    """All fragments of all quotes and actors."""
    roles = [(*one.content, *one.cue, *one.speaker_mentions, *one.addressee_mentions) for one in draft.quotes]
    return [fragment for role in (*roles, *(one.mentions for one in draft.actors)) for fragment in role]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_fragments_stand_in_the_text(text: str) -> None:
    """Whatever the text, no draft fails, each fragment stands where it says, and references resolve."""
    draft = drafted(text)
    names = {one.name for one in draft.actors}
    assert all(text[one.at : one.at + len(one.text)] == one.text for one in fragments(draft) if one.at is not None)
    assert {one.speaker for one in draft.quotes} <= {None, *names}
    assert {one.parent for one in draft.quotes} <= {None, *(one.key for one in draft.quotes)}


def test_a_text_without_periods_is_no_trap() -> None:
    """A “sentence” of thousands of words is not read, rather than read in more than linear time."""
    assert drafted("he said " * 20_000).quotes == ()


def test_deterministic() -> None:
    """The same text gives the same draft."""
    text = "Ann Lee said the plan failed. “It is over,” she said. Bob Ray called it “a mess.”"
    assert drafted(text) == drafted(text)


def test_identity() -> None:
    """Engines with equal settings share answers, others do not."""
    assert RulesEngine().identity == RulesEngine().identity
    assert RulesEngine().identity.digest != RulesEngine(tasks=frozenset({Task.QUOTES})).identity.digest
    assert RulesEngine().tasks == ALL_TASKS


def test_tasks() -> None:
    """Claims and stances are left out when only quotes are asked for."""
    draft = drafted("Ann Lee condemned the strikes and said they had failed.")
    assert (draft.claims, draft.stances) == ((), ())


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        pytest.param("anything", "de-AT", "de", id="the document's language counts"),
        pytest.param("She said that it was the end of the war.", None, "en", id="English function words"),
        pytest.param("Sie sagte, dass der Krieg vorbei sei.", None, "und", id="no English function words"),
        pytest.param("", None, "en", id="nothing at all"),
    ],
)
def test_language(text: str, language: str | None, expected: str) -> None:
    """The language decides which rules read a text."""
    assert language_of(Document(id="d", text=text, language=language)) == expected


async def test_other_languages_say_so() -> None:
    """A language without English rules gets a note."""
    draft = await ENGINE.draft(Document(id="d", text="„Es ist aus“, sagte Anna Lehm.", language="de"))
    assert draft.notes
    assert [one.speaker for one in draft.quotes] == ["Anna Lehm"]


def test_trace_and_confidence() -> None:
    """Each quote says which frame produced it and how far to trust it."""
    quote = drafted("“It is over,” Ann Lee said.").quotes[0]
    assert quote.trace[0] == "frame tail-quote"
    assert quote.confidence == TIERS["tail-quote"]


def test_lexicon() -> None:
    """Each English cue verb has forms, so that no line of the lexicon is dead."""
    lemmas = {lemma for lemma, _ in words().verbs.values()}
    assert {one for one in cues().verbs if one.partition("_")[0] not in lemmas} == set()


def test_tiers() -> None:
    """Confidences are probabilities in steps of .05, set by hand."""
    assert all(0 < tier < 1 and round(tier * 20) == pytest.approx(tier * 20) for tier in TIERS.values())


@pytest.mark.parametrize(
    "text",
    [
        "She said the new law does not help, and that the quays it wants to help",
        "The pilots called the new levy “",
        "Dorn and Kessel made public their support for",
        ", which is intended to limit",
    ],
)
def test_a_text_may_end_after_a_word_that_wants_another(text: str) -> None:
    """As in a feed that cuts its articles off."""
    assert WHOLE.annotate(text).document_id


def test_a_text_may_begin_and_end_anywhere() -> None:
    """Our own texts, twelve words at a time."""
    read = 0
    for path in sorted(INVENTED.glob("*.txt")):
        words = path.read_text(encoding="utf-8").split(" ")
        for first in range(0, len(words), 5):
            read += WHOLE.annotate(" ".join(words[first : first + 12])).document_id != ""
    assert read > 1000
